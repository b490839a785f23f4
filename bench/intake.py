"""How long a list of 40,000 rows takes from the upload to its receipt, and until every row has its case.

    python -m bench.intake [--rows 40000] [--database sqlite|postgres] [--receipt-within 5] [--merged-within 30]

The real server and a real worker; the list is the sandbox's, as an officer writes it (.xlsx). The receipt is the
preview with a count of every row. Beside it the loop that one would write oneself: read the cells with a library,
one SELECT and one INSERT a link. Exit code 1 if an aim is missed or a row has no outcome.
"""

import argparse
import re
import sqlite3
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

import python_calamine
from bench.figures import Figure, Outcome, load_too_high, main_of
from bench.ground import DATABASES, free_port, ground, start, stop, tertib

from tertib.sandbox.orders import order_rows, write_order
from tests.journeys.visitor import Visitor

NAMES = {"sqlite": "SQLite", "postgres": "PostgreSQL"}
ASK_EVERY_SECONDS, LONGEST_SECONDS = 0.05, 300.0
REFRESHES = "every 1500ms"  # the page of an order asks again as long as something moves
URL = re.compile(r"https?://[^\s<>\"']+")
FORM = {
    "letter_number": "B-71/PKTN-CONTOH/XI/2026",
    "letter_date": "2026-11-23",
    "title": "Pakaian bekas, pekan 48",
    "policy": "pakaian-bekas-impor",
    "legal_basis": "",
    "urgency": "normal",
}


def run(argv: Sequence[str]) -> Outcome:
    """Hand the list in on each database, then read it by the plain loop."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=40_000)
    parser.add_argument("--database", choices=DATABASES, action="append")
    parser.add_argument("--receipt-within", type=float, default=5.0, help="seconds (5)")
    parser.add_argument("--merged-within", type=float, default=30.0, help="seconds from the upload on (30)")
    options = parser.parse_args(argv)
    figures, kept = [], True
    with TemporaryDirectory(prefix="tertib-bench-") as folder:
        file = Path(folder) / "daftar.xlsx"
        write_order(file, order_rows(options.rows, port=8801))
        for database in options.database or DATABASES:
            receipt, merged = _hand_in(database, file)
            for what, seconds, within in (
                ("upload to receipt", receipt, options.receipt_within),
                ("upload to the last case", merged, options.merged_within),
            ):
                missed = seconds > within
                kept = kept and not missed
                name = f"xlsx of {options.rows:,} rows, {what}, {NAMES[database]}"
                figures.append(
                    Figure(name, f"{seconds:.1f} s", f"aim {within:.0f} s" + ": **missed**" * missed)
                )
        loop, links = _by_hand(file)
    said = f"{loop:.1f} s; {links:,} different texts, nothing known of what they name"
    figures.append(Figure("the same by a plain loop: cells read, one SELECT and INSERT a link", said))
    notes = [note for note in (load_too_high(),) if note]
    return Outcome(title="Intake", figures=figures, kept=kept, notes=notes)


def _hand_in(database: str, file: Path) -> tuple[float, float]:
    """Seconds from the upload to the receipt, and to the last case (the time a person reads the receipt left out)."""
    with ExitStack() as stack:
        web = free_port()
        environment = stack.enter_context(ground(database, TERTIB_URL=f"http://127.0.0.1:{web}"))
        home = Path(environment["TERTIB_HOME"])
        tertib(environment, "migrate", "--quiet")
        tertib(environment, "demo-world", "--keys", str(home / "keys.json"))
        for words in (("web", "--bind", f"127.0.0.1:{web}"), ("work", "--no-mail")):
            stack.callback(stop, start(environment, *words, log=home / f"{words[0]}.log"))
        rani = Visitor(f"http://127.0.0.1:{web}")
        until(lambda: inside(rani, "Rani"))
        until(lambda: "is at work" in (home / "work.log").read_text())
        new = "/perintah/baru/?cara=berkas"
        begun = time.perf_counter()
        page = rani.post(new, FORM, at=new, files={"file": (file.name, file.read_bytes())})
        if not page.path.startswith("/perintah/O-"):
            raise RuntimeError(f"the upload was answered by {page.status} {page.path}")
        address = page.path
        until(lambda: "/serahkan/" in rani.get(address).text)
        receipt = time.perf_counter() - begun
        again = time.perf_counter()
        rani.post(f"{address}serahkan/", {}, at=address)
        until(lambda: REFRESHES not in rani.get(address).text)
        return receipt, receipt + time.perf_counter() - again


def inside(visitor: Visitor, name: str) -> bool:
    """Whether the server lets this person in; not yet, if it does not answer."""
    try:
        return visitor.be(name).status == 200
    except (OSError, AssertionError):
        return False


def until(seen: Callable[[], bool]) -> None:
    """Wait until `seen`. Raises TimeoutError."""
    end = time.monotonic() + LONGEST_SECONDS
    while not seen():
        if time.monotonic() > end:
            raise TimeoutError(f"it did not happen within {LONGEST_SECONDS:.0f} s")
        time.sleep(ASK_EVERY_SECONDS)


def _by_hand(file: Path) -> tuple[float, int]:
    """What one would write oneself: links by a regex, host and path lower case, looked up and inserted one by one."""
    begun = time.perf_counter()
    rows = python_calamine.CalamineWorkbook.from_path(str(file)).get_sheet_by_index(0).to_python()
    with TemporaryDirectory() as folder, closing(sqlite3.connect(Path(folder) / "loop.sqlite")) as base:
        base.execute("CREATE TABLE case_ (url TEXT PRIMARY KEY)")
        for row in rows:
            for found in URL.findall(" ".join(map(str, row))):
                parts = urlsplit(found)
                url = f"{parts.netloc.lower()}{parts.path}"
                if base.execute("SELECT 1 FROM case_ WHERE url = ?", (url,)).fetchone() is None:
                    base.execute("INSERT INTO case_ VALUES (?)", (url,))
        base.commit()
        [(links,)] = base.execute("SELECT count(*) FROM case_").fetchall()
    return time.perf_counter() - begun, links


if __name__ == "__main__":
    sys.exit(main_of(run))
