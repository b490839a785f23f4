"""What other people notice while hostile files are read: the time of their pages, beside that of a quiet server.

    python -m bench.hostile [--seconds 20] [--cases 2000] [--at-most 2.0]

The real server and worker. One person opens pages without a pause between; first alone, then while another uploads
hostile table files (bombs, loops, broken containers: all that tests/adapters/tables knows) as fast as they are
taken. Exit code 1 if the median of the first one's pages grows more than --at-most fold, or a file is not refused.
"""

import argparse
import statistics
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import ExitStack
from itertools import cycle
from pathlib import Path

from bench.figures import Figure, Outcome, load_too_high, main_of
from bench.ground import free_port, ground, in_site, start, stop, tertib
from bench.intake import FORM, inside, until

from tests.adapters.tables.hostile import HOSTILE
from tests.journeys.visitor import Visitor

PAGES = ("/hari-ini/", "/kasus/", "/perintah/", "/angka/")


def run(argv: Sequence[str]) -> Outcome:
    """Measure a quiet time, then a hostile one."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=float, default=20.0, help="of each time (20)")
    parser.add_argument("--cases", type=int, default=2_000)
    parser.add_argument("--at-most", type=float, default=2.0, help="how many times the quiet median (2)")
    options = parser.parse_args(argv)
    with ExitStack() as stack:
        web = free_port()
        environment = stack.enter_context(ground("sqlite", TERTIB_URL=f"http://127.0.0.1:{web}"))
        home = Path(environment["TERTIB_HOME"])
        tertib(environment, "migrate", "--quiet")
        tertib(environment, "demo-world", "--keys", str(home / "keys.json"))
        in_site(environment, "bench.filling", "--count", str(options.cases))
        for words in (("web", "--bind", f"127.0.0.1:{web}"), ("work", "--no-mail", "--only", "read")):
            stack.callback(stop, start(environment, *words, log=home / f"{words[0]}.log"))
        reader, sender = (Visitor(f"http://127.0.0.1:{web}") for _ in range(2))
        until(lambda: inside(reader, "Bagus"))
        until(lambda: inside(sender, "Rani"))
        until(lambda: "is at work" in (home / "work.log").read_text())
        made = [(one.name, one.make()) for one in HOSTILE]
        quiet = pages(reader, seconds=options.seconds)
        over = threading.Event()
        taken: list[str] = []
        uploads = threading.Thread(target=lambda: taken.extend(upload(sender, made, over)), daemon=True)
        uploads.start()
        hostile = pages(reader, seconds=options.seconds)
        over.set()
        uploads.join(120)
        not_refused = [path for path in taken if not _refused(sender, path)]
    grown = statistics.median(hostile) / statistics.median(quiet)
    figures = [
        Figure("pages of others, quiet server", _told(quiet)),
        Figure(
            f"the same while {len(taken)} hostile files were uploaded and read",
            f"{_told(hostile)}; {grown:.1f} times the quiet median",
            f"aim {options.at_most:g} times",
        ),
        Figure("of these files refused", f"{len(taken) - len(not_refused)} of {len(taken)}", "all"),
    ]
    notes = [note for note in (load_too_high(),) if note]
    kept = grown <= options.at_most and not not_refused
    return Outcome(title="Hostile files", figures=figures, kept=kept, notes=notes)


def pages(visitor: Visitor, *, seconds: float) -> list[float]:
    """Milliseconds of page after page."""
    visitor.get(PAGES[0])
    times, end = [], time.monotonic() + seconds
    for path in cycle(PAGES):
        if time.monotonic() > end:
            break
        begun = time.perf_counter()
        page = visitor.get(path)
        times.append((time.perf_counter() - begun) * 1000)
        if page.status != 200:
            raise RuntimeError(f"{path} gave {page.status}")
    return times


def upload(visitor: Visitor, files: Sequence[tuple[str, bytes]], over: threading.Event) -> list[str]:
    """Upload one hostile file after another, each once, until told to stop; gives the paths of their orders."""
    found = []
    new = "/perintah/baru/?cara=berkas"
    for file in files:  # the same file again would be the same order
        if over.is_set():
            break
        page = visitor.post(new, FORM, at=new, files={"file": file})
        if page.path.startswith("/perintah/O-"):
            found.append(page.path)
    return found


def _refused(visitor: Visitor, path: str) -> bool:
    """Whether the file was refused in the end, with words for who sent it."""
    until(lambda: "every 1500ms" not in visitor.get(path).text)
    text = visitor.get(path).text
    return "/serahkan/" not in text


def _told(times: list[float]) -> str:
    worst = statistics.quantiles(times, n=20)[18]
    return f"p50 {statistics.median(times):.0f} ms, p95 {worst:.0f} ms ({len(times)} pages)"


if __name__ == "__main__":
    sys.exit(main_of(run))
