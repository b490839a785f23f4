"""The labelled listings of the open half, and new clothes to learn beside them; each with its seller."""

import csv
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from evaluate.ground import Floats, data, read

LABELLED, NEW = "jackets_labelled.csv", "new_listings.csv.gz"
WORDS = "image"  # takes the label's column, so that no signal can read it
CLOTHES = "fashion"  # how the categories of clothes begin in the file of new listings


@dataclass(frozen=True, slots=True)
class Known:
    """Listings whose label is known: 1 used, 0 new. `basis` says what told it; empty for listings nobody read."""

    listings: pa.RecordBatch
    label: Floats
    basis: npt.NDArray[np.str_]
    shops: list[str]

    def __len__(self) -> int:
        return len(self.shops)

    @property
    def sellers(self) -> npt.NDArray[np.int64]:
        """A number for each row's seller."""
        number = {shop: place for place, shop in enumerate(sorted(set(self.shops)))}
        return np.array([number[shop] for shop in self.shops], dtype=np.int64)

    def beside(self, other: "Known") -> "Known":
        """These listings, then the others."""
        table = pa.Table.from_batches([self.listings, other.listings]).combine_chunks()
        return Known(
            listings=table.to_batches()[0],
            label=np.concatenate([self.label, other.label]),
            basis=np.concatenate([self.basis, other.basis]),
            shops=self.shops + other.shops,
        )


def jackets() -> Known:
    """The labelled half without the unclear ones. Raises DataMissing."""
    listings, rows = _labelled()
    known = np.array([row["condition"] != "unclear" for row in rows])
    return Known(
        listings=listings.filter(pa.array(known)),
        label=np.array([row["condition"] == "used" for row in rows])[known].astype(float),
        basis=np.array([row["basis"] for row in rows])[known],
        shops=[row["shop"] for row, keep in zip(rows, known, strict=True) if keep],
    )


def unclear() -> pa.RecordBatch:
    """The labelled listings of which two readers could not tell, or not alike. Raises DataMissing."""
    listings, rows = _labelled()
    return listings.filter(pa.array([row["condition"] == "unclear" for row in rows]))


def _labelled() -> tuple[pa.RecordBatch, list[dict[str, str]]]:
    listings = read(LABELLED, {WORDS: "condition"})
    place = listings.schema.get_field_index(WORDS)
    listings = listings.set_column(
        place, listings.schema.field(place), pa.nulls(listings.num_rows, pa.string())
    )
    with data(LABELLED).open(encoding="utf-8", newline="") as file:
        return listings, list(csv.DictReader(file))


def new_clothes() -> Known:
    """Clothes among the new listings, all taken as new: used ones are rarer than 1 in 1,000. Raises DataMissing."""
    listings = read(NEW)
    listings = listings.filter(pc.starts_with(listings.column("category"), CLOTHES))
    rows = listings.num_rows
    return Known(
        listings=listings,
        label=np.zeros(rows),
        basis=np.full(rows, ""),
        shops=[str(shop) for shop in listings.column("shop").to_pylist()],
    )
