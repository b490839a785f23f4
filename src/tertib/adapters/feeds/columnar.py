"""Reads Parquet and Arrow files batch by batch: the memory it needs does not grow with the rows."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from tertib.adapters.feeds.columns import Choice, unique
from tertib.adapters.feeds.shape import Rows
from tertib.adapters.feeds.texts import Position
from tertib.errors import BadInput

BUFFER_BYTES = 1 << 20


def read_parquet(
    path: Path,
    choice: Choice,
    notes: list[str],
    position: Position,
    *,
    batch_rows: int,
    groups: Sequence[int] | None = None,
) -> Iterator[Rows]:
    """Read the known columns, of all row groups or of those in `groups`. Raises BadInput for a damaged file."""
    try:
        file = pq.ParquetFile(path, buffer_size=BUFFER_BYTES, pre_buffer=False)
    except pa.ArrowException as error:
        raise _damaged(path, error) from error
    with file:
        wanted = _choose(path, file.schema_arrow, choice, notes)
        try:
            batches = file.iter_batches(
                batch_size=batch_rows,
                columns=[top for top, _ in wanted],
                row_groups=groups,
                use_threads=False,
            )
            done = 0
            for batch in batches:
                done += batch.num_rows
                position.share = done / max(file.metadata.num_rows, 1)
                yield _rows(batch, wanted)
        except (pa.ArrowException, OSError) as error:
            raise _damaged(path, error) from error


def parquet_groups(path: Path) -> list[int]:
    """How many rows each row group has. Raises BadInput for a damaged file."""
    try:
        about = pq.read_metadata(path)
    except pa.ArrowException as error:
        raise _damaged(path, error) from error
    return [about.row_group(group).num_rows for group in range(about.num_row_groups)]


def read_arrow(path: Path, choice: Choice, notes: list[str]) -> Iterator[Rows]:
    """Read an Arrow IPC file or stream, in the batches in which it was written."""
    try:
        with pa.memory_map(str(path)) as source:
            try:
                file = pa.ipc.open_file(source)
                batches = (file.get_batch(index) for index in range(file.num_record_batches))
                schema = file.schema
            except pa.ArrowInvalid:
                source.seek(0)
                stream = pa.ipc.open_stream(source)
                batches, schema = iter(stream), stream.schema
            wanted = _choose(path, schema, choice, notes)
            for batch in batches:
                batch.validate(full=False)
                yield _rows(batch, wanted)
    except (pa.ArrowException, EOFError) as error:
        raise _damaged(path, error) from error


def _choose(path: Path, schema: pa.Schema, choice: Choice, notes: list[str]) -> list[tuple[str, str]]:
    """The columns to read: (name in the file, name that tells it apart). Learns and checks them."""
    told = unique(schema.names)
    choice.learn(told)
    choice.check(str(path))
    known = set(choice.names())
    twice = {name for name in schema.names if schema.names.count(name) > 1}
    if twice:
        notes.append(f"several columns are named {', '.join(sorted(twice))}; the first of each was read")
    wanted = []
    for name, one in zip(schema.names, told, strict=True):
        if one not in known or (name in twice and name != one):
            continue
        kind = schema.field(name).type if name not in twice else schema.types[schema.names.index(name)]
        if pa.types.is_struct(kind) or pa.types.is_map(kind):
            notes.append(f"column {name} holds structures, of which nothing was read; give it as text")
        wanted.append((name, one))
    return wanted


def _rows(batch: pa.RecordBatch, wanted: list[tuple[str, str]]) -> Rows:
    names = batch.schema.names
    columns = {one: batch.column(names.index(name)) for name, one in wanted}
    return Rows(count=batch.num_rows, columns=columns)


def _damaged(path: Path, error: BaseException) -> BadInput:
    said = " ".join(str(error).split())[:200]
    return BadInput(f"{path}: the file is damaged ({said}); write or download it again")
