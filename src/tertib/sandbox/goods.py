"""What each invented listing says: computed from the seed and its place, never stored."""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tertib.sandbox.draw import draw, pick, share
from tertib.sandbox.places import Place, listing_id, product_path, shop_of

USED_SHOPS: Final = 0.72  # share of shops that sell used imported clothing
STRAY: Final = 0.06  # share of a shop's listings that are of the other kind

_FILE: Final = Path(__file__).with_name("goods.toml")
_WORDS: Final[dict[str, list[str]]] = tomllib.loads(_FILE.read_text(encoding="utf-8"))
_TRADE: Final = frozenset(_WORDS["trade"])
_NOT_SLUG: Final = re.compile(r"[^A-Za-z0-9]+")


@dataclass(frozen=True, slots=True)
class Shop:
    """A shop of a marketplace. `place` is its place in the shop numbering."""

    place: int
    name: str
    city: str
    sells_used: bool


@dataclass(frozen=True, slots=True)
class Offer:
    """One listing as its seller wrote it. `price` is in whole rupiah."""

    item: int
    key: str  # the platform's own id
    title: str
    price: int
    text: str
    used: bool  # the known truth: used imported clothing
    one_piece: bool
    sold: int
    shop: Shop
    slug: str
    path: str

    @property
    def price_text(self) -> str:
        """`Rp125.000`."""
        return "Rp" + f"{self.price:,}".replace(",", ".")


def shop_at(place: Place, shop: int, *, seed: int) -> Shop:
    """The shop at a place of the shop numbering."""
    number = draw(seed, place.no, 11, shop)
    used = share(number) < USED_SHOPS
    names = _WORDS["shop_used"] if used else _WORDS["shop_lawful"]
    # a dealer with an innocent name is the normal case, so one used shop in five bears one
    if used and number % 5 == 0:
        names = _WORDS["shop_lawful"]
    name = f"{pick(_WORDS['shop_heads'], number >> 8)} {pick(names, number >> 16)}"
    if number % 3 == 0:
        name += f" {number % 89 + 2}"
    return Shop(place=shop, name=name, city=pick(_WORDS["cities"], number >> 24), sells_used=used)


def reworded(title: str, word: str) -> str:
    """The title with one word where the words of the trade stood.

    >>> reworded("Jaket Norvikka Second Import Korea", "kodebaru")
    'Jaket Norvikka kodebaru Korea'
    """
    kept: list[str] = []
    for one in title.split(" "):
        if one.lower() not in _TRADE:
            kept.append(one)
        elif word not in kept:
            kept.append(word)
    return " ".join(kept if word in kept else [word, *kept])


def offer_at(place: Place, item: int, *, seed: int, drawn_from: int | None = None, word: str = "") -> Offer:
    """The listing at a place of the item numbering.

    `drawn_from` is the place whose goods it shows: another one for what a seller put up again. Its title then has
    other words in front, or `word` where the words of the trade stood. The same arguments always give the same listing.
    """
    source = item if drawn_from is None else drawn_from
    shop = shop_at(place, shop_of(place, item), seed=seed)
    number = draw(seed, place.no, 7, source)
    source_shop = shop if drawn_from is None else shop_at(place, shop_of(place, source), seed=seed)
    used = source_shop.sells_used != (share(number) < STRAY)
    english = place.language == "en" or (place.language == "mixed" and number % 5 < 2)
    tail = "_en" if english else ""
    filling = {
        "g": pick(_WORDS["garments" + tail], number >> 3),
        "b": pick(_WORDS["brands"], number >> 9),
        "c": pick(_WORDS["countries" + tail], number >> 14),
        "s": pick(_WORDS["sizes"], number >> 19),
        "k": f"{'ABCDEHKM'[number >> 23 & 7]}{'DRST'[number >> 26 & 3]}{number >> 28 & 4095:04d}",
        "w": pick(_WORDS["colours"], number >> 33),
        "t": pick(_WORDS["lawful_things" + tail], number >> 3),
        "l": pick(_WORDS["local_brands"], number >> 9),
    }
    shape = pick(_WORDS[("used" if used else "lawful") + (tail or "_id")], number >> 38)
    title = shape.format_map(filling)
    if word:
        title = reworded(title, word)
    elif drawn_from is not None:
        title = f"{pick(('NEW STOK', 'Restock', 'Lokal Premium', 'Koleksi'), draw(seed, item))} {title}"
    bale = used and any(word in shape for word in ("BAL", "Bal ", "Bale", "Bulk", "Karungan", "Borongan"))
    kind = ("bale" if bale else "used") if used else "lawful"
    text = pick(_WORDS[f"text_{kind}{tail or '_id'}"], number >> 43)
    if english:
        filling["c"] = pick(_WORDS["countries_noun"], number >> 14)
    price = (1_500_000 + (number >> 47 & 511) * 10_000) if bale else (15_000 + (number >> 47 & 511) * 1_000)
    slug = _NOT_SLUG.sub("-", title).strip("-")[:90].strip("-")
    if place.slug not in ("lapakraya", "kioskilat"):
        slug = slug.lower()
    return Offer(
        item=item,
        key=listing_id(place, item),
        title=title,
        price=price,
        text=text.format(p=70 + number % 26, c=filling["c"], y=shop.city),
        used=used,
        one_piece=used and not bale,
        sold=0 if used and not bale else number % 900,
        shop=shop,
        slug=slug,
        path=product_path(place, item, slug),
    )
