"""Writes a listings file and reads it whole."""

from pathlib import Path

import pyarrow as pa

from tertib.adapters.feeds import Reading, iter_batches
from tertib.core.detection.listing import LISTING


def read(path: Path, **how: object) -> tuple[pa.Table, Reading]:
    reading = iter_batches(path, **how)  # type: ignore[arg-type]
    return pa.Table.from_batches(list(reading.batches), LISTING), reading


def write(path: Path, content: bytes | str) -> Path:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path
