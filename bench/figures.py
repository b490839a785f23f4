"""What benches measured, written into docs/reference/figures.md: one part a bench, with the day and the machine."""

import os
import platform
import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "reference" / "figures.md"
PART = "<!-- bench {name} -->\n{body}<!-- end -->\n"


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table: what, as measured with its unit, and the aim or what it stands against."""

    what: str
    measured: str
    against: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a bench found. `kept`: every aim was reached. `notes` stand below the table, one sentence each."""

    title: str
    figures: Sequence[Figure]
    kept: bool
    notes: Sequence[str] = ()


Bench = Callable[[Sequence[str]], Outcome]
"""Takes the words after the bench's name, as on a command line."""


def tell(outcome: Outcome) -> int:
    """Print what a bench found; 0 if it was kept."""
    width = max((len(figure.what) for figure in outcome.figures), default=0)
    print(f"\n{outcome.title}")
    for figure in outcome.figures:
        print(
            f"  {figure.what:<{width}}  {figure.measured}" + (f"  ({figure.against})" * bool(figure.against))
        )
    for note in outcome.notes:
        print(f"  {note}")
    print("kept" if outcome.kept else "NOT KEPT", flush=True)
    return 0 if outcome.kept else 1


def keep(name: str, outcome: Outcome, *, page: Path = PAGE) -> None:
    """Put the outcome in the place of the bench's earlier one; a new bench's part comes last."""
    lines = [
        f"## {outcome.title}\n",
        f"{datetime.now(UTC):%Y-%m-%d}, {machine()}; `python -m {_call(name)}`.\n",
        "| what | measured | against, or the aim |\n|---|---|---|",
        *(f"| {figure.what} | {figure.measured} | {figure.against} |" for figure in outcome.figures),
        "",
        *(f"{note}\n" for note in outcome.notes),
    ]
    part = PART.format(name=name, body="\n".join(lines) + ("" if outcome.notes else "\n"))
    text = page.read_text(encoding="utf-8")
    earlier = re.compile(PART.format(name=re.escape(name), body=".*?"), re.DOTALL)
    if earlier.search(text):
        text = earlier.sub(lambda _: part, text)
    else:
        text = f"{text.rstrip()}\n\n{part}"
    page.write_text(text, encoding="utf-8")


def _call(name: str) -> str:
    """How the part is measured again: `bench NAME`, or `evaluate NAME` for what is kept as `evaluate.NAME`."""
    program, dot, part = name.rpartition(".")
    return f"{program} {part}" if dot else f"bench {part}"


def machine() -> str:
    """Cores, memory, and the versions that matter, in a few words."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{os.cpu_count()} cores ({_processor()}), {memory:.0f} GiB, Python {platform.python_version()}, "
        f"SQLite {sqlite3.sqlite_version}, load {os.getloadavg()[2]:.1f}"
    )


def _processor() -> str:
    try:
        found = re.search(r"^model name\s*:\s*(.+)$", Path("/proc/cpuinfo").read_text(), re.MULTILINE)
    except OSError:
        found = None
    return found[1].strip() if found else platform.machine()


def main_of(bench: Bench) -> int:
    """For `python -m bench.NAME`: measure with the options given, print, and leave the page as it is."""
    return tell(bench(sys.argv[1:]))


def load_too_high() -> str:
    """A sentence for the notes if other work took part of the machine; empty if not."""
    load, cores = os.getloadavg()[0], os.cpu_count() or 1
    return f"Measured beside other work (load {load:.1f} on {cores} cores)." if load > cores else ""


def commit() -> str:
    """The revision that is measured, short."""
    said = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return said.stdout.strip()
