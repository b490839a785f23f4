"""How long first looks at 40,000 listings take: a real worker, real marketplaces (the sandbox), everything saved.

    python -m bench.looks [--links 40000] [--database sqlite|postgres] [--workers 1] [--latency 0.3] [--within 60]

Timed from the start of the worker's process to the moment when the last case was looked at and judged. The clock is
the real one, each marketplace answers after its own wait (times --latency), two looks in a thousand meet an error.
Robot walls are off: a host that asks us to wait is left alone for a quarter of an hour, which is no figure of speed.
Exit code 1 if it took longer than --within seconds, or if a look is missing.
"""

import argparse
import resource
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from bench.figures import Figure, Outcome, load_too_high, main_of
from bench.ground import DATABASES, free_port, ground, in_site, start, stop, tertib

from tertib.sandbox.places import PLACES

READY_SECONDS, LONGEST_SECONDS = 30, 400
NAMES = {"sqlite": "SQLite", "postgres": "PostgreSQL"}


def run(argv: Sequence[str]) -> Outcome:
    """Look at all links on each database."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--links", type=int, default=40_000)
    parser.add_argument("--database", choices=DATABASES, action="append")
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--latency", type=float, default=0.3, help="factor on the marketplaces' waits (0.3)")
    parser.add_argument("--within", type=float, default=60.0, help="seconds (60)")
    options = parser.parse_args(argv)
    figures, kept = [], True
    for database in options.database or DATABASES:
        seconds, unseen, seen, cpu = _look(database, options)
        good = seconds <= options.within and not unseen
        kept = kept and good
        many = f"{options.workers} workers" if options.workers > 1 else "one worker"
        what = (
            f"first looks at {options.links:,} listings, fetched, judged and saved, {NAMES[database]}, {many}"
        )
        measured = f"{seconds:.0f} s ({options.links / seconds:.0f} a second; workers' CPU {cpu:.0f} s)"
        figures.append(Figure(what, measured, f"aim {options.within:.0f} s" + ": **missed**" * (not good)))
        print(f"{database}: {measured}; unseen {unseen}; {seen}", file=sys.stderr, flush=True)
    notes = [note for note in (load_too_high(),) if note]
    return Outcome(title="Looks", figures=figures, kept=kept, notes=notes)


def _look(database: str, options: argparse.Namespace) -> tuple[float, int, list[list[object]], float]:
    port = free_port()
    hosts = [host for place in PLACES.values() for host in (place.host, place.short_host) if host]
    places = ",".join(f"{host}=127.0.0.1:{port}" for host in hosts)
    with ExitStack() as stack:
        environment = stack.enter_context(ground(database, TERTIB_SANDBOX_HOSTS=places))
        home = Path(environment["TERTIB_HOME"])
        tertib(environment, "migrate", "--quiet")
        tertib(environment, "demo-world", "--keys", str(home / "keys.json"), "--port", str(port))
        words = ("--home", str(home / "sandbox"), "--port", str(port), "--mail-port", str(free_port()))
        sandbox = start(
            environment,
            *("sandbox", "serve", *words, "--no-staff", "--walls", "0", "--latency", str(options.latency)),
            log=home / "sandbox.log",
        )
        stack.callback(stop, sandbox)
        controls = home / "sandbox" / "controls.toml"
        end = time.monotonic() + READY_SECONDS
        while not controls.exists() and time.monotonic() < end:
            time.sleep(0.1)
        environment["TERTIB_CONTROL_FILES"] = str(controls)
        in_site(environment, "bench.look_rows", "--ask", str(options.links), "--port", str(port))
        seconds, cpu = _until_seen(environment, stack, workers=options.workers, log=home / "work.log")
        told = in_site(environment, "bench.look_rows")
    return seconds, told["unseen"] + options.links - told["cases"], told["seen"], cpu


def _until_seen(
    environment: dict[str, str], stack: ExitStack, *, workers: int, log: Path
) -> tuple[float, float]:
    """Start the workers and wait until every case was looked at; seconds, and seconds of processor."""
    watch = stack.enter_context(ExitStack())
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    begun = time.monotonic()
    processes = [start(environment, "work", "--only", "look", "--no-mail", log=log) for _ in range(workers)]
    for process in processes:
        watch.callback(stop, process)
    seconds = in_site(environment, "bench.look_watch", str(LONGEST_SECONDS))["until"] - begun
    for process in processes:
        stop(process)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return seconds, after.ru_utime + after.ru_stime - used.ru_utime - used.ru_stime


if __name__ == "__main__":
    sys.exit(main_of(run))
