"""What must hold after the kills: nothing acknowledged is lost, each delivery had one effect, nothing is stuck."""

import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from bench.kill_people import Acknowledged
from bench.kill_receivers import Receivers

from tests.journeys.system import System

STUCK = (
    "SELECT errand, count(*) FROM store_outbox WHERE done_at IS NULL AND dead_at IS NULL AND errand <> 'look' "
    "GROUP BY errand"
)
UNSENT = "SELECT count(*) FROM store_dispatch WHERE state = 'approved'"
UNDONE = "SELECT count(*) FROM store_order WHERE state IN ('reading', 'taking_in')"
UNFINISHED = "SELECT count(*) FROM store_approval WHERE finished_at IS NULL"
NEVER_SEEN = "SELECT count(*) FROM store_case WHERE seen_at IS NULL"


def still_waiting(system: System) -> list[str]:
    """Work that is not done yet, in words; empty when everything has settled."""
    found = [f"{count} {errand}" for errand, count in system.rows(STUCK) if count]
    for name, sql in (
        ("dispatches", UNSENT),
        ("orders", UNDONE),
        ("approvals", UNFINISHED),
        ("first looks", NEVER_SEEN),
    ):
        found += [f"{count} {name}" for (count,) in system.rows(sql) if count]
    return found


def lost(system: System, done: Acknowledged) -> Iterator[str]:
    """Whatever was acknowledged and is not kept as acknowledged; a round's quick look and the last one's."""
    orders = dict(system.rows("SELECT key, row_count FROM store_order"))
    for key, (_, receipt) in list(done.orders.items()):
        if orders.get(receipt["order"]) != receipt["row_count"]:
            yield f"order {receipt['order']} ({key}) was acknowledged with {receipt['row_count']} rows and is lost"
    again = Counter(receipt["order"] for _, receipt in list(done.orders.values()))
    yield from (f"order {key} is the receipt of {n} calls" for key, n in again.items() if n > 1)
    replies = dict(system.rows("SELECT sender_ref, key FROM store_reply"))
    for said, number in list(done.replies.items()):
        if replies.get(said) != number:
            yield f"reply {said} was acknowledged as {number}, kept is {replies.get(said)}"
    mails = Counter(subject for (subject,) in system.rows("SELECT subject FROM store_mailin"))
    yield from (f"mail {one!r} is kept {mails[one]} times" for one in set(done.mails) if mails[one] != 1)
    approvals = {key for (key,) in system.rows("SELECT key FROM store_approval")}
    yield from (f"approval {key} is lost" for key in set(done.approvals) - approvals)


def deliveries(system: System, receivers: Receivers) -> Iterator[str]:
    """Each dispatch came to its recipient under one key, and none came that we do not know."""
    for channel, came in (("webhook", receivers.hooks), ("email", receivers.mails)):
        yield from came.faults
        states = dict(system.rows(f"SELECT key, state FROM store_dispatch WHERE channel = '{channel}'"))
        sent = {key for key, state in states.items() if state == "sent"}
        yield from (f"{key} was never sent: {states[key]}" for key in states.keys() - sent)
        # a call that we never heard of again counts as delivered once the recipient asks for its notices
        yield from (f"{key} is called sent and never came" for key in sent - came.brought.keys())
        yield from (f"{key} came and is no dispatch of ours" for key in came.brought.keys() - states.keys())
    twice = system.rows(
        "SELECT notice_id, count(*) FROM store_reply WHERE channel = 'email' GROUP BY notice_id HAVING count(*) > 1"
    )
    yield from (f"notice {number} has {count} answers by one mail" for number, count in twice)


def whole(home: Path) -> Iterator[str]:
    """SQLite's own check of its file."""
    with closing(sqlite3.connect(f"file:{home}/tertib.sqlite?mode=ro", uri=True, timeout=20)) as file:
        said = file.execute("PRAGMA integrity_check").fetchall()
    if said != [("ok",)]:
        yield f"the database is damaged: {said[:3]}"


def sound(system: System) -> Iterator[str]:
    """`tertib check --data`: histories, sums, one effect a delivery, work that is asked for, whole files."""
    done = system.run("check", "--data")
    if done.returncode != 0:
        faults = [line for line in done.stdout.splitlines() if line.startswith("unsound")]
        yield f"tertib check --data: {faults[:20] or done.stdout[-500:] + done.stderr[-500:]}"
