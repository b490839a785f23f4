"""What signals give: reasons as parallel arrays, so that a million of them cost no objects."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

NOWHERE = -1


@dataclass(frozen=True, slots=True)
class Evidence:
    """Reasons for rows of a batch. `weight` is log-odds on `question`; `name` a place in CompiledPolicy.names.

    `field`, `start`, `end` say where the words stand (code points), NOWHERE if no words are meant.
    """

    row: npt.NDArray[np.int32]
    question: npt.NDArray[np.int8]
    name: npt.NDArray[np.int16]
    field: npt.NDArray[np.int8]
    start: npt.NDArray[np.int32]
    end: npt.NDArray[np.int32]
    weight: npt.NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.row)


def evidence(
    row: npt.ArrayLike,
    *,
    question: int,
    name: npt.ArrayLike,
    weight: npt.ArrayLike,
    field: npt.ArrayLike = NOWHERE,
    start: npt.ArrayLike = NOWHERE,
    end: npt.ArrayLike = NOWHERE,
) -> Evidence:
    """Reasons on one question; single values are repeated for each row."""
    rows = np.asarray(row, dtype=np.int32)

    def of(value: npt.ArrayLike, kind: type[np.generic]) -> npt.NDArray[np.generic]:
        return np.ascontiguousarray(np.broadcast_to(np.asarray(value, dtype=kind), rows.shape))

    return Evidence(
        row=rows,
        question=of(question, np.int8),  # type: ignore[arg-type]
        name=of(name, np.int16),  # type: ignore[arg-type]
        field=of(field, np.int8),  # type: ignore[arg-type]
        start=of(start, np.int32),  # type: ignore[arg-type]
        end=of(end, np.int32),  # type: ignore[arg-type]
        weight=of(weight, np.float64),  # type: ignore[arg-type]
    )


def together(parts: Iterable[Evidence]) -> Evidence:
    """All reasons in one order: by row, then question, the weightiest first, then by name and place."""
    some = [part for part in parts if len(part)]
    if not some:
        return evidence(np.zeros(0, dtype=np.int32), question=0, name=0, weight=0.0)
    columns = [np.concatenate([getattr(part, name) for part in some]) for name in Evidence.__slots__]
    row, question, name, field, start, _end, weight = columns
    order = np.lexsort((start, field, name, -np.abs(weight), question, row))
    return Evidence(*(column[order] for column in columns))
