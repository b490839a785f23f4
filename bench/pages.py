"""How long pages take at 100,000 cases, on both databases.

    python -m bench.pages [--count 100000] [--database sqlite|postgres] [--rounds 5] [--only WORD] [--home DIR]
                          [--postgres URL]

Makes the cases by the real actions (some minutes a database), then opens each page as a signed-in person and takes
the median of five. With --home both installations are kept there and used again, PostgreSQL's in the database that
--postgres names: build once, measure often.
Exit code 1 if a page takes longer than --within milliseconds; beside other work, if its processor time does.
"""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.figures import Figure, Outcome, load_too_high, main_of
from bench.ground import DATABASES, ground, in_site, tertib

BUSY = "In brackets the processor time of a page, the database's with it: without other work, and in one process."


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """An installation full of `things`, which the module `filling` makes, and whose pages the module `times` opens.
    Pages in `no_aim` are measured only."""

    title: str
    things: str
    filling: str
    times: str
    no_aim: tuple[str, ...] = ()


CASES = Filled(
    title="Pages",
    things="cases",
    filling="bench.filling",
    times="bench.page_times",
    no_aim=("preview of what waits",),  # it composes all of them; nobody waits for it in a queue
)


def run(argv: Sequence[str]) -> Outcome:
    """Measure all pages on the databases asked for."""
    return run_pages(argv, CASES, description=__doc__)


def run_pages(argv: Sequence[str], filled: Filled, *, description: str | None) -> Outcome:
    """Fill an installation on each database and measure its pages."""
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--count", type=int, default=100_000, help=f"{filled.things} to make (100,000)")
    parser.add_argument("--database", choices=DATABASES, action="append")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", default="", help="only pages whose name holds this")
    parser.add_argument("--home", type=Path, help="keep the installations here, and use them again")
    parser.add_argument("--postgres", default="", help="postgres://... of a database to fill and to keep")
    parser.add_argument("--within", type=float, default=200.0, help="milliseconds (200)")
    options = parser.parse_args(argv)
    found = {name: _on(name, filled, options) for name in options.database or DATABASES}
    names = [page["name"] for page in next(iter(found.values()))]
    by_name = {name: {page["name"]: page for page in pages} for name, pages in found.items()}
    busy = load_too_high()
    held = "busy" if busy else "median"
    figures, kept = [], True
    for name in names:
        measured = {database: pages[name] for database, pages in by_name.items() if name in pages}
        aimed = name not in filled.no_aim
        slow = aimed and any(page[held] > options.within for page in measured.values())
        kept = kept and not slow
        aim = f"aim {options.within:.0f} ms" + ": **missed**" * slow if aimed else "no aim"
        figures.append(Figure(name, _told(measured), aim))
    notes = [BUSY] + [f"{busy} The aim is held against processor time."] * bool(busy)
    title = f"{filled.title} at {options.count:,} {filled.things}"
    return Outcome(title=title, figures=figures, kept=kept, notes=notes)


def _on(database: str, filled: Filled, options: argparse.Namespace) -> list[dict[str, Any]]:
    url = options.postgres if database == "postgres" else ""
    kept = options.home and (database == "sqlite" or url)
    with ground(database, home=options.home / database if kept else None, url=url) as environment:
        done = Path(environment["TERTIB_HOME"]) / "filled"
        tertib(environment, "migrate", "--quiet")
        if not done.exists():
            keys = str(Path(environment["TERTIB_HOME"]) / "keys.json")
            tertib(environment, "demo-world", "--keys", keys)
            print(f"{database}: making {options.count:,} {filled.things}", file=sys.stderr, flush=True)
            in_site(environment, filled.filling, "--count", str(options.count))
            done.touch()
        words = ("--rounds", str(options.rounds), "--only", options.only)
        pages: list[dict[str, Any]] = in_site(environment, filled.times, *words)["pages"]
    return pages


def _told(measured: dict[str, dict[str, Any]]) -> str:
    names = {"sqlite": "SQLite", "postgres": "PostgreSQL"}
    parts = [f"{names[key]} {page['median']:.0f} ms ({page['busy']:.0f})" for key, page in measured.items()]
    queries = max(page["queries"] for page in measured.values())
    size = max(page["bytes"] for page in measured.values())
    return f"{', '.join(parts)}; {queries} queries, {size / 1024:.0f} KiB"


if __name__ == "__main__":
    sys.exit(main_of(run))
