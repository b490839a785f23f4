"""Hits of one pass, and how those of several passes become one list without doubles."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import pyarrow as pa

from tertib.core.detection.fold.thinned import Places
from tertib.core.detection.matcher.hits import Aligned, Hits, How
from tertib.core.detection.matcher.lexicon import Lexicon


@dataclass(frozen=True, slots=True)
class Found:
    """Parallel: row, the form's place in the lexicon, span in code points, and the reading."""

    row: Places
    form: Places
    start: Places
    end: Places
    readings: list[Aligned]

    @classmethod
    def none(cls) -> Self:
        empty = np.zeros(0, dtype=np.int64)
        return cls(row=empty, form=empty, start=empty, end=empty, readings=[])

    @classmethod
    def joined(cls, parts: "Sequence[Found]") -> Self:
        if not parts:
            return cls.none()
        return cls(
            row=np.concatenate([part.row for part in parts]),
            form=np.concatenate([part.form for part in parts]),
            start=np.concatenate([part.start for part in parts]),
            end=np.concatenate([part.end for part in parts]),
            readings=[reading for part in parts for reading in part.readings],
        )

    def shifted(self, rows: int) -> "Found":
        """The same hits, `rows` further down."""
        return Found(
            row=self.row + rows, form=self.form, start=self.start, end=self.end, readings=self.readings
        )

    def of_rows(self, rows: Places) -> "Found":
        """The same hits, where row i is `rows[i]`."""
        return Found(
            row=rows[self.row], form=self.form, start=self.start, end=self.end, readings=self.readings
        )


def best_of(parts: Sequence[Found], lexicon: Lexicon, texts: pa.StringArray) -> Hits:
    """All hits in their order; of overlapping ones of the same form the one with the least cost, then the first."""
    found = Found.joined(parts)
    told, which = _distinct(found.readings)
    cost = np.array([reading.cost for reading in told], dtype=np.int64)[which]
    order = np.lexsort((found.end, _packed(cost, found.start), _packed(found.row, found.form)))
    order = order[_without_overlaps(found, order)]
    form, end = found.form[order], found.end[order]
    order = order[np.lexsort((_packed(end, form), _packed(found.row[order], found.start[order])))]
    which = which[order]
    return Hits(
        row=found.row[order].astype(np.int32),
        form=lexicon.ids[found.form[order]] if len(order) else np.zeros(0, dtype=np.int32),
        start=found.start[order].astype(np.int32),
        end=found.end[order].astype(np.int32),
        how=np.array([int(reading.how) for reading in told], dtype=np.uint16)[which],
        distance=np.array([dict(reading.counts).get(How.FUZZY, 0) for reading in told], dtype=np.uint8)[
            which
        ],
        told=tuple(told),
        which=which.astype(np.int32),
        names=lexicon.names,
        texts=texts,
    )


def _packed(first: Places, second: Places) -> Places:
    """Two numbers below 2^31 as one that sorts as they do: fewer keys sort faster."""
    return first << 32 | second


def _distinct(readings: list[Aligned]) -> tuple[list[Aligned], Places]:
    """Each reading object once, and which of them every hit has: nearly all hits stand openly, by two of them."""
    identities = np.fromiter(map(id, readings), dtype=np.int64, count=len(readings))
    _, first, which = np.unique(identities, return_index=True, return_inverse=True)
    return [readings[place] for place in first.tolist()], which


def _without_overlaps(found: Found, order: Places) -> Places:
    """Positions in `order` that stay: the hits of one row and form are looked at from the best on."""
    row, form = found.row[order], found.form[order]
    same = np.zeros(len(order), dtype=np.bool_)
    same[1:] = (row[1:] == row[:-1]) & (form[1:] == form[:-1])
    if not same.any():
        return np.arange(len(order))
    keep = np.ones(len(order), dtype=np.bool_)
    start, end = found.start[order].tolist(), found.end[order].tolist()
    taken: list[tuple[int, int]] = []  # ascending; they overlap nowhere, so only neighbours need a look
    several = same | np.append(same[1:], False)
    for place in np.flatnonzero(several).tolist():
        if not same[place]:
            taken = []
        at = bisect_left(taken, (start[place], end[place]))
        if any(start[place] < last and first < end[place] for first, last in taken[max(0, at - 1) : at + 1]):
            keep[place] = False
        else:
            taken.insert(at, (start[place], end[place]))
    return np.flatnonzero(keep)
