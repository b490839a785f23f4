"""`tertib terms`: new words after a takedown, ranked, with error control and pairs that can be read."""

import argparse
import csv
import sys
from contextlib import nullcontext
from datetime import date
from pathlib import Path

from tertib.commands.output import writing
from tertib.commands.term_files import read_term_table
from tertib.core.terms import Candidate, Removals, Titles, find_terms, history_of
from tertib.core.terms.find import LEVEL
from tertib.errors import BadInput

COLUMNS = ("term", "kind", "sellers", "p", "q", "first_seen", "examples")
REMOVALS, LISTINGS = ("shop", "listing", "date", "term"), ("shop", "listing", "date", "title")
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
    output = None if args.output == "-" else Path(args.output)
    for path in (args.removals, args.listings):
        if not path.is_file():
            raise BadInput(f"{path}: there is no such file")
        if output is not None and output.exists() and output.samefile(path):
            raise BadInput(f"{output}: would overwrite a file that is read; give another name after -o")
    removals, titles = read_term_table(args.removals, REMOVALS), read_term_table(args.listings, LISTINGS)
    for path, read in ((args.removals, removals), (args.listings, titles)):
        for line in read.problems.lines():
            print(f"{path.name}: {line}", file=sys.stderr)
    history = history_of(
        Removals(
            removals.columns["shop"], removals.columns["listing"], removals.day, removals.columns["term"]
        ),
        Titles(titles.columns["shop"], titles.columns["listing"], titles.day, titles.columns["title"]),
    )
    found = find_terms(history, level=args.level)
    with nullcontext(sys.stdout) if output is None else writing(output) as sink:
        writer = csv.writer(sink, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(map(_row, found))
    print(
        f"{len(removals.day):,} removals and {len(titles.day):,} titles of {len(history.shops):,} sellers"
        f"{_left_out(removals.problems.rows + titles.problems.rows)}; {len(found)} new words at {args.level:.0%} false",
        file=sys.stderr,
    )
    return 0


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


def _left_out(rows: int) -> str:
    return f" ({rows:,} rows left out)" if rows else ""
