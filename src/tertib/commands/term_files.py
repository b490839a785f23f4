"""Reads the two tables of `tertib terms`: what each row lacks is counted and named, and no row is read wrongly."""

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from tertib.adapters.feeds.problems import Problem, Problems, shortened
from tertib.errors import BadInput

EPOCH = 719_163  # ordinal of 1970-01-01
HEAD_BYTES = 65_536
DELIMITERS = ",;\t|"
ISO_DAY = r"^\s*(?P<said>\d{4}-\d{2}-\d{2})"
LOCAL_DAY = r"^\s*(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})[/.-](?P<year>\d{4})"
LONGEST_BLOCK = 64 * 1024 * 1024  # bytes: of one row too, however long its cell


@dataclass(frozen=True, slots=True)
class TermTable:
    """The rows that can be used: text columns by name, and `day` (n,), ordinal. `problems` are of the others."""

    columns: dict[str, list[str]]
    day: npt.NDArray[np.int64]
    problems: Problems


def read_term_table(path: Path, wanted: tuple[str, ...]) -> TermTable:
    """Read the wanted columns of a csv (commas, semicolons or tabs; gz too) or parquet file; names in any case.

    `date` is a day such as 2026-01-31, with a time behind or not, or 31/01/2026, the day first. Raises BadInput for
    what is no table, lacks a column, or has no row that can be used.
    """
    found_wrong: list[Problem] = []
    table = _table(path, found_wrong)
    names = {name.strip().lower(): name for name in table.column_names}
    if missing := [name for name in wanted if name not in names]:
        found = ", ".join(table.column_names) or "none"
        raise BadInput(
            f"{path.name}: there is no column {', '.join(missing)}; found: {found}. Name it so in the header"
        )
    texts = {name: _text(table.column(names[name])) for name in wanted}
    day = days_of(texts["date"])
    nameless = np.asarray(pc.equal(pc.utf8_trim_whitespace(texts["shop"]), "").to_numpy(), np.bool_)
    wrong = np.flatnonzero(nameless | (day < 0))
    cut = np.array([one.row for one in found_wrong], np.int64)
    numbers = np.delete(np.arange(1, table.num_rows + len(cut) + 1), cut - 1)  # of the rows that were read
    for row in wrong.tolist():
        number = int(numbers[row])
        if nameless[row]:
            found_wrong.append(Problem(number, "shop", "", "is empty; give the shop's name or number"))
        else:
            value = shortened(texts["date"][row].as_py())
            found_wrong.append(Problem(number, "date", value, "is no day; write 2026-01-31"))
    problems = Problems()
    for problem in sorted(found_wrong, key=lambda one: one.row):
        problems.add(problem)
    if problems and len(wrong) == table.num_rows:
        raise BadInput(f"{path.name}: no row can be used: {next(problems.lines())}")
    good = np.ones(table.num_rows, np.bool_)
    good[wrong] = False
    mask = pa.array(good)
    return TermTable(
        {name: column.filter(mask).to_pylist() for name, column in texts.items()}, day[good], problems
    )


def days_of(texts: pa.ChunkedArray) -> npt.NDArray[np.int64]:
    """Ordinal days of texts, -1 where there is none.

    >>> days_of(pa.chunked_array([["1970-01-02T08:00:00Z", "31/01/1970", "1970-02-30", ""]])).tolist()
    [719164, 719193, -1, -1]
    """
    iso = pc.struct_field(pc.extract_regex(texts, ISO_DAY), "said")
    local = pc.extract_regex(texts, LOCAL_DAY)
    parts = [pc.struct_field(local, name) for name in ("year", "month", "day")]
    padded = [parts[0], *(pc.utf8_lpad(part, 2, "0") for part in parts[1:])]
    said = pc.coalesce(iso, pc.binary_join_element_wise(*padded, "-"))
    moment = pc.strptime(said, format="%Y-%m-%d", unit="s", error_is_null=True)
    real = pc.equal(pc.strftime(moment, format="%Y-%m-%d"), said)  # 30 February is read as 2 March
    since = pc.cast(pc.cast(pc.if_else(real, moment, None), pa.date32()), pa.int32())
    told: npt.NDArray[np.int64] = pc.fill_null(since, -1 - EPOCH).to_numpy().astype(np.int64) + EPOCH
    return told


def _table(path: Path, wrong: list[Problem]) -> pa.Table:
    try:
        if path.suffix.lower() in (".parquet", ".pq"):
            return pq.read_table(path)
        return _csv(path, wrong)
    except pa.ArrowInvalid as refusal:
        first = str(refusal).splitlines()[0]
        raise BadInput(f"{path.name}: {first}; give a csv with a header in UTF-8, or parquet") from refusal


def _csv(path: Path, wrong: list[Problem]) -> pa.Table:
    with pa.input_stream(path, compression="detect") as stream:
        head = stream.read(HEAD_BYTES).partition(b"\n")[0]
    if b"\0" in head:
        raise BadInput(f"{path.name}: this is no text; save the sheet as csv in UTF-8, or give parquet")
    names = head.decode("utf-8-sig", "replace").rstrip("\r")
    delimiter = max(DELIMITERS, key=names.count)
    header = [name.strip() for name in next(csv.reader([names], delimiter=delimiter), [])]

    def left_out(row: pa_csv.InvalidRow) -> str:
        why = f"has {row.actual_columns} cells, not {row.expected_columns}"
        wrong.append(Problem((row.number or 2) - 1, "", shortened(row.text or ""), why))
        return "skip"

    with pa.input_stream(path, compression="detect") as stream:
        if not header:
            return pa.table({})
        return pa_csv.read_csv(
            stream,
            read_options=pa_csv.ReadOptions(use_threads=False, block_size=LONGEST_BLOCK),
            parse_options=pa_csv.ParseOptions(
                delimiter=delimiter, newlines_in_values=True, invalid_row_handler=left_out
            ),
            convert_options=pa_csv.ConvertOptions(
                strings_can_be_null=False, column_types=dict.fromkeys(header, pa.string())
            ),
        )


def _text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.fill_null(column.cast(pa.string()), "")
