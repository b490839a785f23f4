"""Labelled listing files: listings with a column that says yes, no, or that nobody knows."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tertib.adapters.feeds import iter_batches
from tertib.core.detection.listing import LISTING
from tertib.errors import BadInput

YES = frozenset({"1", "yes", "y", "ya", "true", "used", "bekas", "confirmed", "positive"})
NO = frozenset({"0", "no", "n", "tidak", "false", "new", "baru", "lawful", "negative"})
USUAL = ("label", "{question}", "condition")
BORROWED = "image"  # the label is read in this field's place, which no signal reads


@dataclass(frozen=True, slots=True)
class LabelFile:
    """`label` is 1, 0, or NaN for each listing; `listings` do not show it."""

    name: str
    sha256: str
    listings: pa.RecordBatch
    label: npt.NDArray[np.float64]


def read_labels(path: Path, *, label: str | None, question: str, all_no: bool = False) -> LabelFile:
    """Read a file whole. `label` names the column; else the first of label, the question's key, condition.

    With `all_no` there is no column: every listing is known not to be meant. Raises BadInput if no column is there.
    """
    if all_no:
        listings = _whole(path, {})
        values = np.zeros(listings.num_rows)
    else:
        listings = _with_label(
            path, (label,) if label else tuple(one.format(question=question) for one in USUAL)
        )
        values = np.array([_value(text) for text in listings.column(BORROWED).to_pylist()], dtype=np.float64)
        place = LISTING.get_field_index(BORROWED)
        listings = listings.set_column(place, LISTING.field(place), pa.nulls(listings.num_rows, pa.string()))
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return LabelFile(name=path.name, sha256=digest, listings=listings, label=values)


def _with_label(path: Path, names: tuple[str, ...]) -> pa.RecordBatch:
    for name in names[:-1]:
        try:
            return _whole(path, {BORROWED: name})
        except BadInput as refusal:
            if f"no column {name!r}" not in str(refusal):
                raise
    return _whole(path, {BORROWED: names[-1]})


def _whole(path: Path, columns: dict[str, str]) -> pa.RecordBatch:
    batches = list(iter_batches(path, columns=columns).batches)
    if not batches:
        raise BadInput(f"{path.name}: there is no listing in it; give a file with at least one row")
    return pa.Table.from_batches(batches).combine_chunks().to_batches()[0]


def _value(text: str | None) -> float:
    word = (text or "").strip().lower()
    return 1.0 if word in YES else 0.0 if word in NO else float("nan")
