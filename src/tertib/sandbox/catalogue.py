"""Listings as a marketplace hands them over to be judged: catalogue rows, some titles in the disguises of sellers."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

from tertib.sandbox.draw import draw, pick, share
from tertib.sandbox.goods import offer_at, shop_at
from tertib.sandbox.places import Place
from tertib.sandbox.standing import CANARIES, Standing, at_first

DISGUISED: Final = 0.22  # of the used goods: sellers whose words were blocked before
TOLD: Final = 0.25  # sellers who fill in the field of the condition
TRADE: Final = ("thrifting", "thrift", "second", "import", "bekas", "cakar", "awul", "bal", "used", "bale")
HOMOGLYPHS: Final = str.maketrans("aeiou", "аеіоս")
LEET: Final = str.maketrans("aeiots", "431075")
WIDE: Final = str.maketrans({chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)})

WAYS: Final[tuple[Callable[[str], str], ...]] = (
    lambda word: word.translate(HOMOGLYPHS),
    lambda word: word.translate(LEET),
    lambda word: word.translate(WIDE),
    ".".join,
    lambda word: word[:2] + "\u200b" + word[2:],
    lambda word: "".join(2 * c if c in "aeiou" else c for c in word),
)


def catalogue(place: Place, count: int, *, port: int, seed: int = 2026) -> Iterator[dict[str, Any]]:
    """`count` listings of a marketplace that are up, in a drawn order; always the same ones.

    Raises ValueError if it has not so many.
    """
    order = sorted(range(place.listings), key=lambda item: draw(seed, place.no, 211, item))
    for item in order:
        if count <= 0:
            return
        if item not in CANARIES and at_first(place, item, seed=seed) is Standing.UP:
            count -= 1
            yield row_of(place, item, site=f"http://{place.host}:{port}", seed=seed)
    if count > 0:
        raise ValueError(f"{place.name} has not so many listings that are up: ask for {count} fewer")


def write_catalogue(path: Path, rows: Iterator[dict[str, Any]]) -> None:
    """Write rows as JSON lines."""
    with path.open("w", encoding="utf-8") as file:
        for row in rows:
            file.write(json.dumps(row, ensure_ascii=False) + "\n")


def disguised(title: str, number: int) -> str:
    """The title with its first word of the trade written so that a list of words does not find it.

    >>> disguised("Thrift Jaket Norvikka", 3)
    't.h.r.i.f.t Jaket Norvikka'
    """
    words = title.split(" ")
    for place, word in enumerate(words):
        if word.lower() in TRADE:
            words[place] = pick(WAYS, number)(word.lower())
            break
    return " ".join(words)


def row_of(
    place: Place, item: int, *, site: str, seed: int, drawn_from: int | None = None, word: str = ""
) -> dict[str, Any]:
    """One listing as a row. `site` is the marketplace's scheme, host and port; the rest as in `offer_at`."""
    offer = offer_at(place, item, seed=seed, drawn_from=drawn_from, word=word)
    mix = draw(seed, place.no, 223, item)
    hides = offer.used and not word and share(mix) < DISGUISED
    row: dict[str, Any] = {
        "listing_id": offer.key,
        "title": disguised(offer.title, mix >> 8) if hides else offer.title,
        "description": offer.text,
        "price": offer.price,
        "shop": offer.shop.name,
        "place": shop_at(place, offer.shop.place, seed=seed).city,
        "url": site + offer.path,
        "sold": offer.sold,
        "stock": 1 if offer.one_piece else 5 + (mix >> 20) % 90,
    }
    if share(mix >> 3) < TOLD:
        row["condition"] = "Bekas" if offer.used else "Baru"
    return row
