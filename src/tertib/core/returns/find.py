"""Lays new listings beside removed ones and writes down each pair that counts, with its reasons."""

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from tertib.core.returns.decide import NAMED, RETURN, kinds_of
from tertib.core.returns.itself import NONE
from tertib.core.returns.model import Model, shipped
from tertib.core.returns.reasons import reasons_of
from tertib.core.returns.run import Pairs, Removed
from tertib.core.returns.titles import Places, read_titles

READ = ("row", "listing_id", "title", "price_minor", "shop", "image_phash", "image_pdq")  # of LISTING
LOOKS = 5  # of the nearest, same product or not, that are given for a listing when they are asked for


class Finder:
    """Finds returns of `removed` (LISTING rows) in one batch of listings after another.

    `looks`: also give up to LOOKS pairs a listing that resemble each other only.
    """

    def __init__(self, removed: pa.RecordBatch, *, looks: bool, model: Model | None = None) -> None:
        """Index the removed listings; `model` is the shipped one if none is given."""
        self._listings = removed
        self._model = model if model is not None else shipped()
        self._removed = Removed(removed, model=self._model)
        self._looks = looks

    def look_among_themselves(self) -> pa.RecordBatch:
        """RETURN rows among the removed listings; no id is ever paired with itself."""
        rows, found = self._written(self._removed.match_themselves(), self._listings)
        other = pc.fill_null(pc.not_equal(found.column("removed_id"), found.column("listing_id")), True)
        keep = np.asarray(other.to_numpy(zero_copy_only=False), bool)
        return ordered([(rows[keep], found.filter(other))])

    def look(self, listings: Iterable[pa.RecordBatch]) -> pa.RecordBatch:
        """RETURN rows of all batches, in the order that RETURN says. Keeps the pairs in memory, not the listings."""
        return ordered([self.look_at(batch) for batch in listings])

    def look_at(self, listings: pa.RecordBatch) -> tuple[Places, pa.RecordBatch]:
        """The place of the removed listing of each pair, and the pairs as RETURN rows: a part of what `ordered` takes."""
        return self._written(self._removed.match(listings), listings)

    def _written(self, pairs: Pairs, listings: pa.RecordBatch) -> tuple[Places, pa.RecordBatch]:
        return written(pairs, self._listings, listings, model=self._model, looks=self._looks)


def written(
    pairs: Pairs, removed: pa.RecordBatch, listings: pa.RecordBatch, *, model: Model, looks: bool
) -> tuple[Places, pa.RecordBatch]:
    """The pairs that count as RETURN rows, in the pairs' order, and the removed row of each."""
    pictured = (pairs.phash != NONE) | (pairs.pdq != NONE)
    named = pairs.worth >= NAMED
    keep = named.copy()
    if looks:
        order = np.lexsort((pairs.listing, -pairs.chance, pairs.query))
        place = np.empty(len(order), np.int64)
        begins = np.searchsorted(pairs.query, pairs.query)
        place[order] = np.arange(len(order)) - begins[order]
        keep |= place < LOOKS
    query, row, chance = pairs.query[keep], pairs.listing[keep], pairs.chance[keep]
    phash, pdq = pairs.phash[keep], pairs.pdq[keep]
    old = removed.select(list(READ)).take(pa.array(row))
    new = listings.select(list(READ)).take(pa.array(query))
    kinds = kinds_of(
        chance,
        same_offer=np.where(pictured[keep], model.same_offer_seen, model.same_offer),
        named=named[keep],
        numbers_conflict=pairs.numbers_conflict[keep],
        likeness=pairs.likeness[keep],
        prices=(old.column("price_minor"), new.column("price_minor")),
        shops=(old.column("shop"), new.column("shop")),
    )
    reasons = _reasons(old, new, pairs.likeness[keep], phash, pdq)
    return row, pa.record_batch(
        [
            _ids(old),
            _ids(new),
            pa.array([kind.value for kind in kinds], pa.string()),
            pa.array(np.round(chance.astype(np.float64), 4)),
            pa.array(reasons, pa.list_(pa.string())),
        ],
        schema=RETURN,
    )


def _reasons(
    old: pa.RecordBatch,
    new: pa.RecordBatch,
    likeness: npt.NDArray[np.float32],
    phash: npt.NDArray[np.int32],
    pdq: npt.NDArray[np.int32],
) -> list[list[str]]:
    before, after = (read_titles(side.column("title")).texts for side in (old, new))
    columns = [
        list(zip(old.column(name).to_pylist(), new.column(name).to_pylist(), strict=True))
        for name in ("price_minor", "shop", "listing_id")
    ]
    return [
        reasons_of(
            old_title=before[i],
            new_title=after[i],
            likeness=float(likeness[i]),
            prices=columns[0][i],
            shops=columns[1][i],
            phash=int(phash[i]),
            pdq=int(pdq[i]),
            same_id=columns[2][i][0] is not None and columns[2][i][0] == columns[2][i][1],
        )
        for i in range(len(before))
    ]


def _ids(listings: pa.RecordBatch) -> pa.Array:
    """The source's own ids; a row without one is called by its place."""
    return pc.coalesce(
        listings.column("listing_id"),
        pc.binary_join_element_wise("row", listings.column("row").cast(pa.string()), " "),
    )


def ordered(parts: list[tuple[Places, pa.RecordBatch]]) -> pa.RecordBatch:
    """RETURN rows of all parts, in the order that RETURN says."""
    if not parts:
        return pa.record_batch([pa.array([], field.type) for field in RETURN], schema=RETURN)
    rows = np.concatenate([row for row, _ in parts])
    found = pa.concat_batches([part for _, part in parts])
    score = found.column("score").to_numpy()
    ids = np.array(found.column("listing_id").to_pylist(), dtype=object)
    order = sorted(range(len(rows)), key=lambda i: (rows[i], -score[i], ids[i]))
    return found.take(pa.array(order, pa.int64()))
