"""What one scan reads and what it has found: the files one after another, rows counted, and said at the end."""

import hashlib
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import IO, Any

import pyarrow as pa

from tertib import __version__
from tertib.adapters.engines import ALL_GROUPS, Parts, Piece
from tertib.adapters.feeds import Problems, Reading, iter_batches, kind_of, parquet_groups
from tertib.core.detection.run import compile_policy
from tertib.vocabulary import Band

SLICE_ROWS = 65_536  # what is scanned, kept and lost at once: about a second of one core
REPORT_SECONDS = 0.5


class Scan:
    """Files of listings, read in order as if they were one; and the count of what was found in them."""

    def __init__(self, files: list[Path], columns: Mapping[str, str], *, terminal: IO[str]) -> None:
        """`columns` as in `iter_batches`; what a person should know goes to `terminal`."""
        self.files = files
        self.columns = columns
        self.rows = 0
        self.problems: dict[Path, Problems] = {}
        self._said: set[tuple[Path, str]] = set()
        self._terminal = terminal
        self._shown = terminal.isatty()
        self._begun = time.monotonic()
        self._next = self._begun + REPORT_SECONDS
        self._done = 0
        self._reading: Reading | None = None
        self._bytes_before = 0
        self._bytes = sum(file.stat().st_size for file in files)
        self._bands: Counter[str] = Counter()

    def batches(self) -> Iterator[pa.RecordBatch]:
        """All listings, in slices; rows are numbered through all files."""
        for file in self.files:
            yield from self._batches_of(file)

    def pieces(self, parts: Parts) -> list[Piece]:
        """What machines can scan apart: row groups of Parquet files; other files are read here, and staged."""
        pieces = []
        for file in self.files:
            if kind_of(file) != "parquet":
                for batch in self._batches_of(file):
                    first = batch.column("row")[0].as_py()
                    if parts.covers(first, batch.num_rows):
                        self.see(batch.num_rows)
                    else:
                        pieces.append(Piece(file=str(parts.stage(batch)), group=ALL_GROUPS, first_row=first))
                continue
            for group, rows in enumerate(parquet_groups(file)):
                if rows:
                    pieces.append(Piece(file=str(file.resolve()), group=group, first_row=self.rows + 1))
                self.rows += rows
        return pieces

    def _batches_of(self, file: Path) -> Iterator[pa.RecordBatch]:
        reading = iter_batches(file, columns=self.columns, batch_rows=SLICE_ROWS, first_row=self.rows + 1)
        self._reading = reading
        for batch in reading.batches:
            self.rows += batch.num_rows
            yield batch
        self.heard(file, reading.problems, reading.ignored, reading.notes)
        self._bytes_before += file.stat().st_size
        self._reading = None

    def heard(self, file: Path, problems: Problems, ignored: list[str], notes: list[str]) -> None:
        """Take in how a file, or a piece of one, was read; what was said of it already is not said again."""
        before = self.problems.setdefault(file, problems)
        if before is not problems:
            before.take_in(problems)
        said = [*notes, f"columns that were not read: {', '.join(ignored)}"] if ignored else notes
        for line in said:
            if (file, line) not in self._said:
                self._said.add((file, line))
                self.say(f"{file}: {line}")

    def see(self, rows: int) -> None:
        """Count rows that are scanned, and tell how far it is."""
        self._done += rows
        if self._shown and time.monotonic() >= self._next:
            self._next = time.monotonic() + REPORT_SECONDS
            self._terminal.write(f"\r{self._line()}\x1b[K")
            self._terminal.flush()

    def counted(self, findings: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Count the bands of findings that pass."""
        for batch in findings:
            for pair in batch.column("band").value_counts().to_pylist():
                self._bands[pair["values"]] += pair["counts"]
            yield batch

    def watched(self, findings: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Count bands and rows of findings that pass."""
        for batch in self.counted(findings):
            self.see(batch.num_rows)
            yield batch

    def end(self, policy: Path) -> None:
        """Say what was found and what was wrong."""
        seconds = max(time.monotonic() - self._begun, 1e-9)
        bands = ", ".join(f"{self._bands[band]:,} {band.value.replace('_', ' ')}" for band in Band)
        wrong = sum(problems.rows for problems in self.problems.values())
        for file, problems in self.problems.items():
            for line in problems.lines():
                self.say(f"{file}: {line}")
        self.say(
            f"{self.rows:,} rows by {compile_policy(policy).reference}: {bands}; {wrong:,} rows with wrong values; "
            f"{seconds:,.1f} s, {self.rows / seconds:,.0f} rows/s"
        )

    def say(self, text: str) -> None:
        """Say a line on the terminal, above the line of progress."""
        self._terminal.write(f"\r\x1b[K{text}\n" if self._shown else f"{text}\n")
        self._terminal.flush()

    def _line(self) -> str:
        seconds = time.monotonic() - self._begun
        share = self._share()
        rate = self._done / seconds if seconds else 0.0
        left = f", {seconds / share * (1 - share):,.0f} s left" if share > 0 else ""
        return f"{self._done:,} rows, {rate:,.0f} rows/s{left}"

    def _share(self) -> float:
        """The share of the input's bytes that is scanned, 0 to 1."""
        if not self.rows:
            return 0.0
        here = 0.0
        if self._reading is not None:
            here = self._reading.share * self._reading.path.stat().st_size
        read = (self._bytes_before + here) / self._bytes if self._bytes else 1.0
        return min(read * self._done / self.rows, 1.0)


def plan_of(scan: Scan, policy: Path) -> dict[str, Any]:
    """What decides the findings: inputs and policy by their digests, and what reads them. JSON values only."""
    return {
        "inputs": [{"name": file.name, "sha256": _digest(file)} for file in scan.files],
        "columns": dict(scan.columns),
        "policy": compile_policy(policy).reference,
        "slice_rows": SLICE_ROWS,
        "versions": {"tertib": __version__, "pyarrow": pa.__version__},
    }


def _digest(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
