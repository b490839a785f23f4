"""Writes returns to a file or to standard output: parquet, jsonl or csv, the same bytes for the same pairs."""

import csv
import io
import json
import os
import sys
from pathlib import Path
from typing import IO

import pyarrow as pa
import pyarrow.parquet as pq

from tertib.adapters.engines.outputs import output_kind
from tertib.adapters.tables import neutralised

JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
SLICE_ROWS = 16_384

__all__ = ["output_kind", "write_returns"]


def write_returns(found: pa.RecordBatch, path: Path | None) -> None:
    """Write RETURN rows; None is standard output, as jsonl. A file is there whole or not at all.

    In csv the reasons are one cell, parted by "; ", and formula cells are neutralised.
    Raises BadInput for an ending that we do not write, OSError if it cannot be written.
    """
    if path is None:
        _lines(found, sys.stdout.buffer)
        return
    kind = output_kind(path)
    unfinished = path.with_name(f"{path.name}.new")
    try:
        with unfinished.open("wb") as file:
            if kind == "parquet":
                pq.write_table(pa.Table.from_batches([found]), file, version="2.6", compression="zstd")
            elif kind == "jsonl":
                _lines(found, file)
            else:
                _csv(found, file)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def _lines(found: pa.RecordBatch, file: IO[bytes]) -> None:
    for at in range(0, found.num_rows, SLICE_ROWS):
        rows = found.slice(at, SLICE_ROWS).to_pylist()
        file.write("".join(f"{JSON.encode(row)}\n" for row in rows).encode())


def _csv(found: pa.RecordBatch, file: IO[bytes]) -> None:
    names = found.schema.names
    for at in range(-1, found.num_rows, SLICE_ROWS):
        text = io.StringIO()
        rows = csv.writer(text, lineterminator="\n")
        if at < 0:
            rows.writerow(names)
        for row in found.slice(at + 1, SLICE_ROWS).to_pylist():
            row["reasons"] = "; ".join(row["reasons"])
            rows.writerow([neutralised(value) if isinstance(value, str) else value for value in row.values()])
        file.write(text.getvalue().encode())
