"""Reads a file of listings, of any kind that people hand in, as batches of LISTING."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa

from tertib.adapters.feeds.columnar import read_arrow, read_parquet
from tertib.adapters.feeds.columns import Choice
from tertib.adapters.feeds.delimited import read_delimited
from tertib.adapters.feeds.jsonlines import read_json_lines
from tertib.adapters.feeds.problems import Problems
from tertib.adapters.feeds.shape import Rows, Shaper, evenly
from tertib.adapters.feeds.sheets import read_sheet
from tertib.adapters.feeds.texts import Position
from tertib.errors import BadInput

BATCH_ROWS = 32_768
TEXT_KINDS = frozenset({"csv", "tsv", "txt", "psv", "dat"})
LINE_KINDS = frozenset({"jsonl", "ndjson", "json"})
SHEET_KINDS = frozenset({"xlsx", "ods", "xls"})
COLUMN_KINDS = frozenset({"parquet", "pq", "arrow", "feather", "ipc"})
KINDS = "csv, tsv, txt, jsonl (each also .gz), parquet, arrow, xlsx, ods, xls"


@dataclass(slots=True, kw_only=True)
class Reading:
    """A file that is being read. All but `batches` grows while the batches are taken.

    `columns` gives each field of LISTING its columns in the file, the preferred first; `ignored` are the columns
    that are not read; `problems` what is wrong; `notes` English sentences on how the file was read.
    """

    path: Path
    batches: Iterator[pa.RecordBatch]
    problems: Problems
    notes: list[str] = field(default_factory=list)
    _choice: Choice
    _shaper: Shaper
    _position: Position

    @property
    def columns(self) -> dict[str, list[str]]:
        """Field -> columns of the file."""
        return self._choice.sources

    @property
    def ignored(self) -> list[str]:
        """Columns of the file that are not read."""
        return self._choice.ignored

    @property
    def share(self) -> float:
        """The share of the file that was read so far, 0 to 1; 0 where it cannot be told."""
        return self._position.share

    @property
    def rows(self) -> int:
        """How many rows were read so far."""
        return self._shaper.rows


def iter_batches(
    path: Path,
    *,
    columns: Mapping[str, str] | None = None,
    batch_rows: int = BATCH_ROWS,
    first_row: int = 1,
    groups: Sequence[int] | None = None,
) -> Reading:
    """Read listings: csv (any delimiter), jsonl, both also packed with gzip; parquet, arrow; xlsx, ods, xls.

    One row of input is one row of output, in its order, in batches of exactly `batch_rows` (the last is shorter).
    `columns` says by which column a field is read where the file's names do not tell (field -> column). Rows are
    numbered from `first_row`. `groups` are the row groups of a Parquet file to read, else all.

    Taking the batches raises BadInput (what, where, how to mend it) for a file that cannot be read at all: no
    column for the title, a damaged container, a kind that we do not read. OSError if the path cannot be read.
    """
    choice, problems = Choice(columns), Problems()
    notes: list[str] = []
    shaper = Shaper(choice, problems, first_row=first_row)
    position = Position()
    source = _source(path, choice, notes, position, batch_rows=batch_rows, groups=groups)
    batches = evenly(map(shaper.shape, source), batch_rows)
    return Reading(
        path=path,
        batches=batches,
        problems=problems,
        notes=notes,
        _choice=choice,
        _shaper=shaper,
        _position=position,
    )


def kind_of(path: Path) -> str:
    """Say how a file is read by its name: csv, jsonl, parquet, arrow or xlsx. Raises BadInput if by none."""
    endings = [ending.lstrip(".").lower() for ending in path.suffixes[-2:]]
    ending = endings[0] if len(endings) == 2 and endings[1] == "gz" else (endings or [""])[-1]
    packed = bool(endings) and endings[-1] == "gz"
    for kind, names in (("csv", TEXT_KINDS), ("jsonl", LINE_KINDS)):
        if ending in names:
            return kind
    if not packed:
        if ending in SHEET_KINDS:
            return "xlsx"
        if ending in COLUMN_KINDS:
            return "parquet" if ending in ("parquet", "pq") else "arrow"
    raise BadInput(f"{path}: the ending of the name does not say what it is; name it as one of {KINDS}")


def _source(
    path: Path,
    choice: Choice,
    notes: list[str],
    position: Position,
    *,
    batch_rows: int,
    groups: Sequence[int] | None,
) -> Iterator[Rows]:
    kind = kind_of(path)
    path.stat()  # a path that is not there is said before anything else
    match kind:
        case "csv":
            return read_delimited(path, choice, notes, position)
        case "jsonl":
            return read_json_lines(path, choice, notes, position)
        case "parquet":
            return read_parquet(path, choice, notes, position, batch_rows=batch_rows, groups=groups)
        case "arrow":
            return read_arrow(path, choice, notes)
        case _:
            return read_sheet(path, choice, notes)
