"""What evaluations stand on: where the real data lies, reading it, and honest intervals."""

import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tertib.adapters.feeds import iter_batches
from tertib.core.detection.compiled import CompiledPolicy, compile_policy
from tertib.core.detection.run import detect
from tertib.core.policies.load import SHIPPED_POLICIES

ROOT = Path(__file__).parents[1]
POLICY = SHIPPED_POLICIES / "pakaian-bekas-impor"
DRAWS = 1_000
SEED = 20260101

Floats = npt.NDArray[np.float64]


class DataMissing(Exception):
    """A file of the real data is not beside the project."""


def data(name: str) -> Path:
    """A file of the real data. Raises DataMissing if it is not there."""
    folder = Path(os.environ.get("TERTIB_EVALUATION_DATA", ROOT.parent / "shared" / "data"))
    path = folder / name
    if not path.exists():
        raise DataMissing(
            f"{name} is not in {folder.name}; set TERTIB_EVALUATION_DATA to the folder that has it"
        )
    return path


def policy() -> CompiledPolicy:
    """The policy of the first use, compiled."""
    return compile_policy(POLICY)


def read(name: str, columns: dict[str, str] | None = None) -> pa.RecordBatch:
    """A listing file of the real data as one batch."""
    batches = list(iter_batches(data(name), columns=columns).batches)
    return pa.Table.from_batches(batches).combine_chunks().to_batches()[0]


def findings(listings: pa.RecordBatch, *, by: CompiledPolicy | None = None) -> list[dict[str, object]]:
    """Findings as rows, with the answers as a dict."""
    found: list[dict[str, object]] = detect(listings, by or policy()).to_pylist()
    for row in found:
        row["answers"] = dict(row["answers"])  # type: ignore[call-overload]  # a map comes as pairs
    return found


def interval(measure: Callable[[npt.NDArray[np.int64]], float], groups: list[str]) -> tuple[float, float]:
    """95 % bootstrap interval of a measure of row numbers; whole sellers are drawn, for their rows hang together."""
    draw = np.random.default_rng(SEED)
    names = sorted(set(groups))
    members = {name: np.flatnonzero(np.array(groups) == name) for name in names}
    found = []
    for _ in range(DRAWS):
        chosen = draw.integers(0, len(names), len(names))
        found.append(measure(np.concatenate([members[names[one]] for one in chosen])))
    low, high = np.nanpercentile(found, [2.5, 97.5])
    return float(low), float(high)
