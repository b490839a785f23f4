"""kill -9 of worker and server at random moments, again and again: nothing acknowledged may be lost, nothing done twice.

    python -m bench.kill [--rounds 50] [--database sqlite|postgres] [--seed N]

So many rounds for the worker and as many for the server on each database, in mixed order, while an office's program
hands orders in, an approver approves, notices go to real receivers (which are slow, busy or silent now and then),
platforms answer by API and mail, and the worker looks at pages. After each kill the program is started again; what
was acknowledged until then must be there. `tertib backup` and `tertib migrate` are killed too. At the end
everything settles, and every promise is held against the database (bench/kill_proof.py). Exit code 1 if one is broken.
"""

import argparse
import json
import random
import secrets
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from bench import kill_commands, kill_proof
from bench.figures import Figure, Outcome, main_of
from bench.ground import DATABASES
from bench.kill_people import People
from bench.kill_receivers import Receivers
from bench.kill_system import Killed, installation, links

from tests.journeys.system import free_ports
from tools.postgres import running_postgres

ROUNDS = 50
STUCK_SECONDS = 90  # without any change in what waits
NAMES = {"sqlite": "SQLite", "postgres": "PostgreSQL"}


@dataclass
class Told:
    """What came of the rounds on one database."""

    faults: list[str] = field(default_factory=list)
    kills: int = 0
    seconds: float = 0.0
    acknowledged: str = ""
    delivered: str = ""
    caught: str = ""


def run(argv: Sequence[str]) -> Outcome:
    """All rounds on each database."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=ROUNDS, help=f"for each program (default {ROUNDS})")
    parser.add_argument("--database", choices=DATABASES, action="append")
    parser.add_argument("--seed", type=int, default=None, help="plays the same moments again")
    options = parser.parse_args(argv)
    seed = options.seed if options.seed is not None else secrets.randbelow(10**6)
    print(f"seed {seed}", flush=True)
    figures, kept = [], True
    for database in options.database or DATABASES:
        with ExitStack() as stack:
            server = stack.enter_context(running_postgres()) if database == "postgres" else ""
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="tertib-kill-"))
            told = rounds(Path(folder) / "home", server=server, count=options.rounds, seed=seed)
        for fault in told.faults:
            print(f"{database}: {fault}", flush=True)
        kept = kept and not told.faults
        what = f"kill -9 of worker and server, {options.rounds} times each, {NAMES[database]}"
        figures += [
            Figure(what, f"{len(told.faults)} promises broken; {told.seconds:.0f} s", "none"),
            Figure(f"acknowledged meanwhile, {NAMES[database]}", told.acknowledged, "all there"),
            Figure(f"delivered meanwhile, {NAMES[database]}", told.delivered, "one effect each"),
            Figure(f"under way at the kills, {NAMES[database]}", told.caught),
        ]
    notes = [f"Seed {seed}. Each kill meets whatever is under way just then; leases are let run out at once."]
    return Outcome(title="Kill rounds", figures=figures, kept=kept, notes=notes)


def rounds(home: Path, *, server: str, count: int, seed: int, backups: bool = True) -> Told:
    """`count` kills of the worker and as many of the server in one installation; empty `server`: on SQLite."""
    chance, told, begun = random.Random(seed), Told(), time.monotonic()
    with ExitStack() as stack:
        receivers = Receivers(seed=seed)
        mail_port = free_ports().mail
        stack.enter_context(receivers.listening(mail_port=mail_port))
        killed, key = stack.enter_context(installation(home, server=server, hook_port=receivers.port))
        system = killed.system
        system.environment["TERTIB_SMTP_URL"] = f"smtp://127.0.0.1:{mail_port}"
        keys = json.loads((home / "keys.json").read_text())
        receivers.know(
            {who: entry["webhook_secret"] for who, entry in keys.items() if "webhook_secret" in entry}
        )
        for name in ("web", "work"):
            killed.start(name)
            killed.wait(name)
        people = People(
            web=system.ports.web,
            lmtp=system.ports.lmtp,
            keys={who: entry["api_key"] for who, entry in keys.items()} | {"office": key},
            receivers=receivers,
            links=links(system.ports.sandbox),
            seed=seed,
        )
        stack.callback(people.join)
        people.start()
        order = ["work", "web"] * count
        chance.shuffle(order)
        for number, name in enumerate(order, 1):
            time.sleep(chance.uniform(0.2, 2.5))
            killed.kill(name, chance, under_way=people.done.under_way)
            told.kills += 1
            told.faults += [] if server else kill_proof.whole(home)
            if name not in system.processes:
                killed.start(name)
            if chance.random() < 0.85:  # else it may be killed while it starts
                killed.wait(name)
            told.faults += [f"round {number}: {fault}" for fault in kill_proof.lost(system, people.done)]
            if backups and number % 10 == 0:
                told.faults += kill_commands.backup(system, chance, number=number)
                print(
                    f"  {number} kills, {len(told.faults)} faults: {told.faults[-3:]}",
                    file=sys.stderr,
                    flush=True,
                )
            if len(told.faults) > 20:
                break
        for name in ("web", "work"):
            killed.wait(name)
        _settle(killed, people, receivers, told)
        _prove(killed, people, receivers, told, home=None if server else home)
    if backups:
        told.faults += kill_commands.migrate(
            home.parent, server=server, chance=chance, times=max(2, count // 5)
        )
    told.seconds = time.monotonic() - begun
    return told


def _settle(killed: Killed, people: People, receivers: Receivers, told: Told) -> None:
    """No new orders and no moods: what is under way comes to its end, or the errand is stuck."""
    people.no_more.set()
    receivers.moody = False
    end = time.monotonic() + STUCK_SECONDS
    quiet, before = 0, [""]
    while time.monotonic() < end and quiet < 3:
        waiting = kill_proof.still_waiting(killed.system)
        if waiting != before:  # it goes on, however slow the machine
            end, before = time.monotonic() + STUCK_SECONDS, waiting
        idle = not waiting and receivers.hooks.fresh.empty() and receivers.mails.fresh.empty()
        quiet = quiet + 1 if idle else 0
        time.sleep(0.5)
    told.faults += [f"stuck: {one}" for one in kill_proof.still_waiting(killed.system)]
    time.sleep(1.0)  # the last answers
    people.join()


def _prove(killed: Killed, people: People, receivers: Receivers, told: Told, *, home: Path | None) -> None:
    system, done = killed.system, people.done
    system.stop("work")
    told.faults += [*done.faults, *people.same_receipts()]
    system.stop("web", "sandbox")
    told.faults += kill_proof.lost(system, done)
    told.faults += kill_proof.deliveries(system, receivers)
    told.faults += kill_proof.sound(system)
    told.faults += kill_proof.whole(home) if home else []
    [(cases,)] = system.rows("SELECT count(*) FROM store_case")
    [(events,)] = system.rows("SELECT count(*) FROM store_caseevent")
    told.acknowledged = (
        f"{len(done.orders)} orders, {len(done.approvals)} approvals, {len(done.replies):,} replies, "
        f"{len(done.mails)} mails; {cases:,} cases, {events:,} events"
    )
    hooks, calls = receivers.hooks.told()
    mails, letters = receivers.mails.told()
    told.delivered = f"{hooks} dispatches in {calls} calls, {mails} in {letters} mails"
    told.caught = ", ".join(f"{count} {name}" for name, count in sorted(killed.caught.items()))


if __name__ == "__main__":
    sys.exit(main_of(run))
