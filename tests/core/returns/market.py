"""Invented offers, some of them offered again under changed titles, and brute-force answers to hold the index against."""

import random
from collections.abc import Sequence

import pyarrow as pa

from tertib.core.detection.listing import LISTING

GOODS = ("jaket", "kemeja", "panci", "sepatu", "tas", "lampu", "kipas", "topi", "celana", "selimut")
MAKES = ("Karuna", "Velostra", "Mirabon", "Tandika", "Wolemi", "Sarupa", "Dekanto", "Liraza")
KINDS = ("pria", "wanita", "anak", "besar", "kecil", "tebal", "ringan", "lipat", "motif", "polos")


def offers(count: int, *, seed: int = 1) -> list[str]:
    """Titles of different goods: no two have make, kind and code in common."""
    rng = random.Random(seed)
    return [" ".join(_words(rng)) for _ in range(count)]


def _words(rng: random.Random) -> list[str]:
    kinds = rng.choice(KINDS), rng.choice(KINDS)
    return [rng.choice(GOODS), rng.choice(MAKES), *kinds, "seri", _code(rng), str(rng.randint(2, 90)), "cm"]


def _code(rng: random.Random) -> str:
    return "".join(rng.choice("bcdfgklmnprst") + rng.choice("aiueo") for _ in range(4))


def listings(
    titles: Sequence[str | None],
    *,
    ids: Sequence[str | None] | None = None,
    phash: Sequence[str | None] | None = None,
    pdq: Sequence[str | None] | None = None,
    price: Sequence[int | None] | None = None,
    shop: Sequence[str | None] | None = None,
) -> pa.RecordBatch:
    """LISTING rows."""
    rows = len(titles)
    given = {
        "row": list(range(1, rows + 1)),
        "listing_id": ids if ids is not None else [f"L{row}" for row in range(rows)],
        "title": titles,
        "image_phash": phash,
        "image_pdq": pdq,
        "price_minor": price,
        "shop": shop,
    }
    return pa.record_batch(
        [pa.array(given.get(field.name) or [None] * rows, field.type) for field in LISTING], schema=LISTING
    )
