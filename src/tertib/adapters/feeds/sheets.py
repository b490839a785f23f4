"""Reads listings from a spreadsheet, through the child process that can do nothing but read."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pyarrow as pa

from tertib.adapters.feeds.columns import Choice, unique
from tertib.adapters.feeds.shape import Rows
from tertib.adapters.tables import DEFAULT, read_table
from tertib.errors import BadInput

# A worksheet holds 1,048,576 rows; what somebody hands in by hand is limited more strictly.
LIMITS = replace(
    DEFAULT,
    file_bytes=1 << 30,
    unpacked_bytes=4 << 30,
    rows=1_100_000,
    columns=1_000,
    cell_chars=32_767,
    text_chars=1 << 30,
    reader_memory_bytes=4 << 30,
    reader_cpu_seconds=600,
    reader_wall_seconds=900.0,
)
HEADER_ROWS = 30
BLOCK_ROWS = 32_768


def read_sheet(path: Path, choice: Choice, notes: list[str]) -> Iterator[Rows]:
    """Read the rows below the first that names a title column; empty rows are no rows.

    A sheet is held in memory as a whole. Raises TableFileRefused for a hostile or damaged file, BadInput for
    an empty one.
    """
    if not path.stat().st_size:
        raise BadInput(f"{path}: the file is empty; it needs a sheet with a row that names its columns")
    table = read_table(path, name=path.name, limits=LIMITS)
    notes += table.notes
    names, rows = table.columns, table.rows
    if not any(choice.field_of(name) == "title" for name in names):
        for place, row in enumerate(rows[:HEADER_ROWS]):
            if any(choice.field_of(cell) == "title" for cell in row):
                names, rows = unique(row), rows[place + 1 :]
                break
    choice.learn(names)
    choice.check(str(path))
    wanted = [(place, name) for place, name in enumerate(names) if name in choice.names()]
    for at in range(0, len(rows), BLOCK_ROWS):
        block = rows[at : at + BLOCK_ROWS]
        columns = {name: pa.array([row[place] for row in block], pa.string()) for place, name in wanted}
        yield Rows(count=len(block), columns=columns)
