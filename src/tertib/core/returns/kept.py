"""An index of removed listings that is kept, added to, and asked batch by batch: what a returns desk stands on.

    index = Index.of(removed)                 # LISTING rows
    index = index.added(more)                 # a new index; the old one still answers as before
    found = match(new_listings, index)        # RETURN rows: removed_id, listing_id, kind, score, reasons

An index that was added to answers exactly as one that was made of all rows at once: words are weighed by the whole
index, so its sorted tables are made anew, but no title is read twice. A thousand rows take 0.1 s, a hundred thousand
some 3 s; a desk adds what was removed since the last batch once a batch, not once a listing.
"""

from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from tertib.core.detection.listing import LISTING
from tertib.core.returns.find import READ, ordered, written
from tertib.core.returns.model import Model, shipped
from tertib.core.returns.run import Removed
from tertib.core.returns.titles import read_titles, together


@dataclass(frozen=True, slots=True)
class Index:
    """Removed listings and what is kept of them; made by `of`, `added` or `load`. Safe to share between threads."""

    listings: pa.RecordBatch  # the columns READ of LISTING
    removed: Removed
    model: Model

    @property
    def rows(self) -> int:
        """How many removed listings there are."""
        found: int = self.listings.num_rows
        return found

    @classmethod
    def of(cls, listings: pa.RecordBatch, *, model: Model | None = None) -> "Index":
        """Index LISTING rows; columns of READ that are missing count as null. `model` is the shipped one if none."""
        rows, known = _columns(listings), model if model is not None else shipped()
        return cls(rows, Removed(rows, model=known), known)

    def added(self, listings: pa.RecordBatch) -> "Index":
        """The same with more LISTING rows behind. An id that was there already stands twice: ask `without` before."""
        more = _columns(listings)
        titles = together([self.removed.themselves.text.titles, read_titles(more.column("title"))])
        rows = pa.concat_batches([self.listings, more])
        return Index(rows, Removed(rows, model=self.model, titles=titles), self.model)

    def without(self, ids: set[str]) -> "Index":
        """The same without the listings of these ids: those whose removal was undone."""
        gone = pc.is_in(self.listings.column("listing_id"), pa.array(sorted(ids), pa.string()))
        return Index.of(self.listings.filter(pc.invert(gone)), model=self.model)

    def save(self, path: Path) -> None:
        """Keep the rows as an Arrow file; it is there whole or not at all. Raises OSError."""
        unfinished = path.with_name(f"{path.name}.new")
        try:
            with (
                pa.OSFile(str(unfinished), "wb") as file,
                pa.ipc.new_file(file, self.listings.schema) as writer,
            ):
                writer.write_batch(self.listings)
            unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)

    @classmethod
    def load(cls, path: Path, *, model: Model | None = None) -> "Index":
        """Index what `save` kept. Raises OSError or pyarrow.ArrowInvalid for another file."""
        with pa.OSFile(str(path), "rb") as file, pa.ipc.open_file(file) as kept:
            rows = kept.get_batch(0)
        return cls.of(rows, model=model)


def match(listings: pa.RecordBatch, index: Index, *, looks: bool = False) -> pa.RecordBatch:
    """RETURN rows of one batch of LISTING rows beside the index, by removed row, then score from the highest.

    What is found for a listing depends on it and on the index alone, never on the others of its batch. `looks`: also
    up to LOOKS pairs a listing that only resemble each other. Batches of about 8,000 rows are fastest.
    """
    rows = _columns(listings)
    return ordered([written(index.removed.match(rows), index.listings, rows, model=index.model, looks=looks)])


def _columns(listings: pa.RecordBatch) -> pa.RecordBatch:
    there = set(listings.schema.names)
    return pa.record_batch(
        [
            listings.column(name) if name in there else pa.nulls(listings.num_rows, LISTING.field(name).type)
            for name in READ
        ],
        schema=pa.schema([pa.field(name, LISTING.field(name).type) for name in READ]),
    )
