"""Writes findings to a file: parquet, jsonl or csv, with the same bytes for the same findings."""

import csv
import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any

import pyarrow as pa
import pyarrow.parquet as pq

from tertib.adapters.feeds.shape import evenly
from tertib.adapters.tables import neutralised
from tertib.core.detection.listing import FINDING
from tertib.errors import BadInput

GROUP_ROWS = 131_072  # rows of a Parquet row group, however the findings arrive
OUTPUT_KINDS = ("parquet", "jsonl", "csv")
JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def output_kind(path: Path) -> str:
    """Say by the name how findings are written. Raises BadInput if it names no kind that we write."""
    kind = path.suffix.lower().lstrip(".")
    if kind not in OUTPUT_KINDS:
        raise BadInput(
            f"{path}: findings are written as {', '.join(OUTPUT_KINDS)}; end the name in one of them"
        )
    return kind


def write_findings(findings: Iterable[pa.RecordBatch], path: Path) -> None:
    """Write FINDING batches, in their order, to a file that is there whole or not at all."""
    kind = output_kind(path)
    unfinished = path.with_name(f"{path.name}.new")
    try:
        with unfinished.open("wb") as file:
            if kind == "parquet":
                _write_parquet(findings, file)
            elif kind == "jsonl":
                write_lines(findings, file)
            else:
                _write_csv(findings, file)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def write_lines(findings: Iterable[pa.RecordBatch], file: IO[bytes]) -> None:
    """Write one JSON object a line."""
    for batch in findings:
        file.write("".join(f"{JSON.encode(row)}\n" for row in _objects(batch)).encode())


def _write_parquet(findings: Iterable[pa.RecordBatch], file: IO[bytes]) -> None:
    with pq.ParquetWriter(
        file,
        FINDING,
        version="2.6",
        compression="zstd",
        compression_level=3,
        use_dictionary=True,
        write_statistics=True,
        data_page_size=1 << 20,
        write_batch_size=1024,
    ) as writer:
        for batch in evenly(findings, GROUP_ROWS):
            writer.write_table(pa.Table.from_batches([_compact(batch)]), row_group_size=GROUP_ROWS)


def _write_csv(findings: Iterable[pa.RecordBatch], file: IO[bytes]) -> None:
    rows = csv.writer(_Encoded(file), lineterminator="\n")
    rows.writerow(FINDING.names)
    for batch in findings:
        for row in _objects(batch):
            row["listing_id"] = neutralised(row["listing_id"] or "")
            row["answers"], row["reasons"] = JSON.encode(row["answers"]), JSON.encode(row["reasons"])
            rows.writerow(row.values())


class _Encoded:
    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def write(self, text: str) -> int:
        return self._file.write(text.encode())


def _objects(batch: pa.RecordBatch) -> Iterator[dict[str, Any]]:
    columns = [batch.column(name).to_pylist() for name in FINDING.names]
    answers = FINDING.get_field_index("answers")
    columns[answers] = [dict(pairs) for pairs in columns[answers]]
    for values in zip(*columns, strict=True):
        yield dict(zip(FINDING.names, values, strict=True))


def _compact(batch: pa.RecordBatch) -> pa.RecordBatch:
    """The same rows without the slices' offsets, which could show in the bytes of a file."""
    return pa.concat_batches([batch.slice(0, 0), batch]) if batch.num_rows else batch
