"""How long each page takes within the site: a signed-in person's requests through every middleware, view and template."""

import argparse
import json
import statistics
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tertib.store.models import Case, CaseEvent, Notice, Order, Person
from tertib.vocabulary import CaseState

HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Asked:
    """A page, whose eyes it is opened by (the mailbox's name), and its address."""

    name: str
    who: str
    address: str


def pages() -> Iterator[Asked]:
    """The pages that people open all day, at their fullest."""
    order = Order.objects.filter(authority__slug="kementerian-perniagaan-contoh").earliest("pk")
    busiest = CaseEvent.objects.filter(no__gte=5).order_by("-no", "pk").first()
    case = busiest.case if busiest else Case.objects.earliest("pk")
    waiting = Notice.objects.filter(recipient__slug="lapakraya", case__state=CaseState.OVERDUE).first()
    cases, tasks = reverse("cases"), reverse("tasks")
    yield Asked("what waits for me (analyst)", "rani", reverse("today"))
    yield Asked("cases", "rani", cases)
    yield Asked("cases, page 50", "rani", f"{cases}?page=50")
    yield Asked("cases of one platform and state", "rani", f"{cases}?platform=lapakraya&state=claimed")
    yield Asked("cases: said done, but up", "rani", f"{cases}?view=said_done_but_up")
    yield Asked("cases sorted by due time", "rani", f"{cases}?sort=due")
    yield Asked("cases sorted by listing", "rani", f"{cases}?sort=listing")
    yield Asked("cases: search for a word", "rani", f"{cases}?q=marun")
    yield Asked("cases: search for a listing", "rani", f"{cases}?q={case.listing.key}")
    yield Asked("cases (association)", "dewi", cases)
    yield Asked("one case", "rani", reverse("case", args=[case.key]))
    yield Asked("orders", "rani", reverse("orders"))
    yield Asked("one order of 10,000 rows", "rani", reverse("order", args=[order.key]))
    yield Asked("rows of an order", "rani", reverse("order_rows", args=[order.key]))
    yield Asked("notices that wait", "bagus", reverse("notices"))
    yield Asked("preview of what waits", "bagus", reverse("notices_preview"))
    yield Asked("hub of members", "dewi", reverse("members"))
    yield Asked("figures", "rani", reverse("figures"))
    yield Asked("queue of a responder", "tiara", tasks)
    yield Asked("queue of a responder, page 20", "tiara", f"{tasks}?page=20")
    if waiting is not None:
        yield Asked("one notice to answer", "tiara", reverse("task", args=[waiting.key]))


def measure(asked: Asked, *, rounds: int) -> dict[str, object]:
    """Milliseconds of each round after one to warm up, the median, and how many queries a page needs. `busy` is the
    processor time of a page, the database's with it: what the page takes when nobody else works on the machine.

    Raises LookupError if the answer is not the page.
    """
    person = Person.objects.get(email__startswith=f"{asked.who}@")
    client = Client(headers={"host": HOST})
    client.force_login(person)
    times, size = [], 0
    for _ in range(rounds + 1):
        begun = time.perf_counter()
        answer = client.get(asked.address)
        size = len(answer.content)
        times.append((time.perf_counter() - begun) * 1000)
        if answer.status_code != 200:
            raise LookupError(f"{asked.address} gave {answer.status_code}")
    with _without_helpers():
        busy = []
        for _ in range(rounds):
            begun = _processor_seconds()
            client.get(asked.address)
            busy.append((_processor_seconds() - begun) * 1000)
    with CaptureQueriesContext(connection) as queries:
        client.get(asked.address)
    return {
        "name": asked.name,
        "busy": statistics.median(busy),
        "median": statistics.median(times[1:]),
        "worst": max(times[1:]),
        "first": times[0],
        "queries": len(queries),
        "bytes": size,
    }


def settle() -> None:
    """Let PostgreSQL know its tables; its autovacuum does this within a minute."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM (ANALYZE)")


def _processor_seconds() -> float:
    """Of this process and, on PostgreSQL, of the server's process that works for it."""
    mine = time.process_time()
    if connection.vendor != "postgresql":
        return mine
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (number,) = cursor.fetchone()
    nanoseconds = Path(f"/proc/{number}/schedstat").read_text(encoding="ascii").split()[0]
    return mine + int(nanoseconds) / 1e9


@contextmanager
def _without_helpers() -> Iterator[None]:
    """Let PostgreSQL work for a page in one process, whose time can be read."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SET max_parallel_workers_per_gather = 0")
    yield
    with connection.cursor() as cursor:
        cursor.execute("RESET max_parallel_workers_per_gather")


def main(argv: Sequence[str]) -> int:
    """Measure every page (or those whose name holds --only) and print them as one JSON line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", default="")
    options = parser.parse_args(argv)
    settle()
    found = [measure(asked, rounds=options.rounds) for asked in pages() if options.only in asked.name]
    print(json.dumps({"pages": found, "cases": Case.objects.count()}))
    return 0
