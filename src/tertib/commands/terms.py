"""`tertib terms`: new words after a takedown, ranked, with error control and pairs that can be read."""

import argparse
import csv
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import IO

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from tertib.core.terms import Candidate, Removals, Titles, find_terms, history_of
from tertib.core.terms.find import LEVEL
from tertib.errors import BadInput

COLUMNS = ("term", "kind", "sellers", "p", "q", "first_seen", "examples")
REMOVALS, LISTINGS = ("shop", "listing", "date", "term"), ("shop", "listing", "date", "title")
DAY = r"^\s*(\d{4}-\d{2}-\d{2})"
ARROW, BAR = " -> ", " | "


def add(parser: argparse.ArgumentParser) -> None:
    """Describe the call."""
    parser.add_argument(
        "--removals", type=Path, required=True, help="csv or parquet: shop, listing, date, term"
    )
    parser.add_argument(
        "--listings", type=Path, required=True, help="csv or parquet: shop, listing, date, title"
    )
    parser.add_argument(
        "--level", type=float, default=LEVEL, help=f"share of false finds in the list ({LEVEL:g})"
    )
    parser.add_argument("-o", "--output", default="-", help="csv file, or - for standard output (-)")


def run(args: argparse.Namespace) -> int:
    """Write the candidates, best first; 0 also where there is none, 2 where a file cannot be read."""
    if not 0 < args.level < 1:
        raise BadInput(f"--level is {args.level:g}; give a share between 0 and 1, such as 0.1")
    removals, lost = _read(args.removals, REMOVALS)
    titles, passed = _read(args.listings, LISTINGS)
    history = history_of(
        Removals(removals["shop"], removals["listing"], _days(removals["date"]), removals["term"]),
        Titles(titles["shop"], titles["listing"], _days(titles["date"]), titles["title"]),
    )
    found = find_terms(history, level=args.level)
    with _sink(args.output) as sink:
        writer = csv.writer(sink, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(map(_row, found))
    print(
        f"{len(removals['shop']):,} removals and {len(titles['shop']):,} titles of {len(history.shops):,} sellers"
        f"{_left_out(lost, passed)}; {len(found)} new words at {args.level:.0%} false",
        file=sys.stderr,
    )
    return 0


def _read(path: Path, wanted: tuple[str, ...]) -> tuple[dict[str, list[str]], int]:
    """The wanted columns as texts, and how many rows were left out for want of a shop or a day."""
    table = _table(path)
    names = {name.strip().lower(): name for name in table.column_names}
    missing = [name for name in wanted if name not in names]
    if missing:
        raise BadInput(
            f"{path.name}: there is no column {', '.join(missing)}; found: {', '.join(table.column_names) or 'none'}"
        )
    texts = pa.table({name: _text(table.column(names[name])) for name in wanted})
    day = pc.match_substring_regex(texts.column("date"), DAY)
    good = pc.and_(pc.fill_null(day, False), pc.not_equal(texts.column("shop"), ""))
    kept = texts.filter(good)
    return {name: kept.column(name).to_pylist() for name in wanted}, texts.num_rows - kept.num_rows


def _table(path: Path) -> pa.Table:
    try:
        if path.suffix.lower() in (".parquet", ".pq"):
            return pq.read_table(path)
        options = pa_csv.ConvertOptions(strings_can_be_null=False)
        parse = pa_csv.ParseOptions(newlines_in_values=True, invalid_row_handler=lambda row: "skip")
        with pa.input_stream(path, compression="detect") as stream:
            names = pa_csv.open_csv(path, parse_options=parse).schema.names if path.stat().st_size else []
            options.column_types = dict.fromkeys(names, pa.string())
            return pa_csv.read_csv(stream, parse_options=parse, convert_options=options)
    except pa.ArrowInvalid as refusal:
        first = str(refusal).splitlines()[0]
        raise BadInput(f"{path.name}: {first}; give a csv with a header in UTF-8, or parquet") from refusal


def _text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.fill_null(column.cast(pa.string()), "")


def _days(texts: list[str]) -> np.ndarray:
    days = []
    for text in texts:
        try:
            days.append(date.fromisoformat(text.strip()[:10]).toordinal())
        except ValueError as refusal:
            raise BadInput(f"{text[:20]!r} is no day; write 2026-01-31") from refusal
    return np.array(days, dtype=np.int64)


def _row(one: Candidate) -> tuple[object, ...]:
    pairs = BAR.join(f"{before}{ARROW}{after}" for before, after in one.examples)
    first = date.fromordinal(one.first_seen).isoformat()
    return (
        _plain(one.term),
        one.kind.value,
        one.sellers,
        f"{one.p:.3g}",
        f"{one.q:.3g}",
        first,
        _plain(pairs),
    )


def _plain(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def _left_out(lost: int, passed: int) -> str:
    return f" ({lost + passed:,} rows without a shop or a day left out)" if lost or passed else ""


@contextmanager
def _sink(output: str) -> Iterator[IO[str]]:
    if output == "-":
        yield sys.stdout
    else:
        with Path(output).open("w", encoding="utf-8", newline="") as file:
            yield file
