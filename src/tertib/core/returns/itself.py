"""Which new listing is a removed one itself: the same id with the same title, not one of the two alone.

Ids of two marketplaces, or rows that were numbered by hand, may be alike without being the same listing.
"""

from hashlib import blake2b

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tertib.core.returns.titles import Keys, Places

NONE = -1


class SameRows:
    """Finds rows of a list by id and title, among rows of another."""

    def __init__(self, listings: pa.RecordBatch) -> None:
        """Keep a 64-bit mark of each LISTING row that has an id; of rows that are the same, the first is found."""
        marks, there = _marks(listings)
        rows = np.flatnonzero(there)
        order = np.argsort(marks[there], kind="stable")
        self._marks, self._rows = marks[there][order], rows[order]

    def of(self, listings: pa.RecordBatch) -> Places:
        """The row of the list that each row of another is, NONE if it is none."""
        found = np.full(listings.num_rows, NONE, np.int64)
        if not len(self._marks):
            return found
        marks, there = _marks(listings)
        at = np.minimum(np.searchsorted(self._marks, marks), len(self._marks) - 1)
        same = there & (self._marks[at] == marks)
        found[same] = self._rows[at[same]]
        return found


def _marks(listings: pa.RecordBatch) -> tuple[Keys, npt.NDArray[np.bool_]]:
    """A mark of each row's id and title, and which rows have an id."""
    count = listings.num_rows
    marks, there = np.zeros(count, np.uint64), np.zeros(count, np.bool_)
    if "listing_id" not in listings.schema.names:
        return marks, there
    ids, titles = listings.column("listing_id").to_pylist(), listings.column("title").to_pylist()
    for row, (key, title) in enumerate(zip(ids, titles, strict=True)):
        if key is not None:
            there[row] = True
            said = f"{key}\0{title or ''}".encode("utf-8", "surrogatepass")
            marks[row] = int.from_bytes(blake2b(said, digest_size=8).digest(), "big")
    return marks, there
