"""Batches of a feed through the real detection: LISTING rows in, findings by listing out."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from tertib.commands.simulation.hours import moment
from tertib.core.detection.compiled import CompiledPolicy
from tertib.core.detection.listing import LISTING
from tertib.core.detection.memory import Memory
from tertib.core.detection.run import detect
from tertib.sandbox.campaign.seen import Row
from tertib.vocabulary import Band

POINTED = (Band.STRONG, Band.LOOK)
TELLING = ("terms.", "disguise.")


@dataclass(frozen=True, slots=True)
class Pointed:
    """A listing that somebody should look at. `terms`: the words that told, as written, and those that stand together."""

    row: Row
    band: Band
    score: float
    terms: tuple[str, ...] = ()


def listings(rows: Sequence[Row]) -> pa.RecordBatch:
    """Rows of a feed as LISTING."""
    return pa.RecordBatch.from_pylist(
        [
            {
                "row": place,
                "listing_id": one.id,
                "title": one.title,
                "description": one.text,
                "price_minor": one.price * 100,
                "currency": "IDR",
                "shop": one.shop_name,
                "place": one.place,
                "platform": one.platform,
                "condition": one.condition or None,
                "sold": one.sold or None,
                "image_phash": one.photo,
                "listed_at": moment(one.listed),
            }
            for place, one in enumerate(rows, start=1)
        ],
        schema=LISTING,
    )


def point(rows: Sequence[Row], policy: CompiledPolicy, memory: Memory) -> list[Pointed]:
    """Which listings a person should look at, the strongest first."""
    if not rows:
        return []
    found = detect(listings(rows), policy, memory=memory)
    bands, scores = found.column("band").to_pylist(), found.column("score").to_pylist()
    pointed = [place for place, band in enumerate(bands) if band in POINTED]
    reasons = found.column("reasons").take(pa.array(pointed, pa.int64())).to_pylist()
    ranked = [
        Pointed(rows[place], Band(bands[place]), scores[place], _terms(rows[place].title, of))
        for place, of in zip(pointed, reasons, strict=True)
    ]
    return sorted(ranked, key=lambda one: (one.band is not Band.STRONG, -one.score, one.row.id))


def remember(removed: Iterable[Row]) -> Memory:
    """What detection may know of verified takedowns."""
    rows = list(removed)
    shops = Counter(f"{one.platform}:{one.shop_name}".lower() for one in rows)
    photos = sorted({int(one.photo, 16) for one in rows})
    return Memory(removals=dict(shops), images=np.array(photos, dtype=np.uint64))


def _terms(title: str, reasons: list[dict[str, Any]]) -> tuple[str, ...]:
    """The words of the title that told, and each run of them that nothing parts."""
    spans = sorted(
        {
            (one["start"], one["end"])
            for one in reasons
            if one["signal"].startswith(TELLING)
            and one["text"]
            and "@" not in one["signal"]
            and one["weight"] > 0
        }
    )
    runs: list[tuple[int, int]] = []
    for start, end in spans:
        if runs and not title[runs[-1][1] : start].strip():
            runs[-1] = (runs[-1][0], max(end, runs[-1][1]))
        else:
            runs.append((start, end))
    return tuple(sorted({title[start:end] for start, end in [*spans, *runs]}))
