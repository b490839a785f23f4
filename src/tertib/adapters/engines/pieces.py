"""A piece of a scan that any machine can do by itself: it reads its rows, and leaves its findings as parts."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Self

import pyarrow as pa

from tertib.adapters.engines.parts import Parts
from tertib.adapters.feeds import Problem, Problems, iter_batches
from tertib.core.detection.run import compile_policy, detect
from tertib.errors import Conflict

ALL_GROUPS = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Rows to scan: those of one row group of a Parquet file, or of a slice that lies among the parts.

    `group` is ALL_GROUPS for a slice, whose rows are numbered already.
    """

    file: str
    group: int
    first_row: int


@dataclass(slots=True, kw_only=True)
class Heard:
    """How a piece was read: its file, what was wrong in it, and what there is to say."""

    file: str
    problems: Problems = field(default_factory=Problems)
    ignored: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def to_json(self) -> str:
        """Give it as one text, to travel in a column."""
        found = self.problems
        said = {
            "named": [asdict(problem) for problem in found.named],
            "counts": [found.count, found.rows],
            "kinds": found.kinds,
        }
        return json.dumps({"file": self.file, "ignored": self.ignored, "notes": self.notes, "problems": said})

    @classmethod
    def from_json(cls, text: str) -> Self:
        """The opposite of `to_json`."""
        said = json.loads(text)
        problems = Problems()
        problems.named = [Problem(**one) for one in said["problems"]["named"]]
        problems.count, problems.rows = said["problems"]["counts"]
        problems.kinds = Counter(said["problems"]["kinds"])
        return cls(file=said["file"], problems=problems, ignored=said["ignored"], notes=said["notes"])


def scan_piece(
    piece: Piece, *, folder: Path, policy: Path, reference: str, columns: Mapping[str, str], slice_rows: int
) -> Heard:
    """Find what the piece holds, slice by slice; a slice whose part is there already is only read.

    Raises Conflict if the policy here is not the one of `reference`.
    """
    parts = Parts(folder)
    parts.look()
    ready = compile_policy(policy)
    if ready.reference != reference:
        raise Conflict(f"{policy} is {ready.reference} on this machine, {reference} where the scan was begun")
    heard = Heard(file=piece.file)
    for batch in _batches(piece, heard, columns=columns, slice_rows=slice_rows):
        if not parts.covers(batch.column("row")[0].as_py(), batch.num_rows):
            parts.add(detect(batch, ready))
    return heard


def _batches(
    piece: Piece, heard: Heard, *, columns: Mapping[str, str], slice_rows: int
) -> Iterator[pa.RecordBatch]:
    if piece.group == ALL_GROUPS:
        with pa.memory_map(piece.file) as source:
            yield from pa.ipc.open_stream(source)
        return
    reading = iter_batches(
        Path(piece.file),
        columns=columns,
        batch_rows=slice_rows,
        first_row=piece.first_row,
        groups=[piece.group],
    )
    yield from reading.batches
    heard.problems, heard.ignored, heard.notes = reading.problems, reading.ignored, reading.notes
