"""Fill an installation with many cases of all kinds, by the real actions: handed in, looked at, asked for, answered.

    in the site, after `tertib demo-world`:  main(["--count", "100000"])

Orders of 10,000 links follow each other every four days; what happens to a case is drawn by its number, so that
every run makes the same world. The second authority names one listing in ten as well.
"""

import argparse
import json
import random
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

from tertib.actions import errands, outbox, tables
from tertib.actions.actor import WORKER, Actor, actor_of_person
from tertib.actions.cases import clocks
from tertib.actions.cases.history import Happening, record
from tertib.actions.notices import asking, deliveries, replies
from tertib.actions.orders import intake
from tertib.actions.orders.handing_in import OrderForm, submit_rows
from tertib.actions.permits import Permit
from tertib.core.cases.events import Seen
from tertib.core.deadlines import local_day
from tertib.store.bulk import insert_rows, update_rows
from tertib.store.models import Case, Listing, LookSession, Notice, Observation, Order, Party, Person
from tertib.vocabulary import Errand, LegalZone, PageState, ReplyChannel, Role, Verdict

IN_ORDER = 10_000
BETWEEN = timedelta(days=4)
LEASE = timedelta(hours=1)
CHUNK = 5_000
SHARES = (
    ("lapakraya", 0.35),
    ("pasarkita", 0.60),
    ("niagaid", 0.80),
    ("sandangku", 0.92),
    ("kioskilat", 1.0),
)
MEANS = {
    PageState.UP: Verdict.UP,
    PageState.GONE_HARD: Verdict.DOWN,
    PageState.BLOCKED_US: Verdict.CANNOT_TELL,
}
FIRST = ((PageState.UP, 0.90), (PageState.GONE_HARD, 0.05), (PageState.BLOCKED_US, 0.05))
KINDS = ("Jaket", "Rok", "Kemeja", "Celana", "Sweater", "Gaun", "Jas")
MADE = ("bekas impor", "second import", "thrift eks Korea", "bal segel", "preloved Jepang")
COLOURS = ("hitam", "biru", "krem", "merah marun", "hijau lumut", "abu-abu")
SAID = (("acted", 0.55), ("refused", 0.07), ("cannot_execute", 0.04), ("asks_back", 0.04), ("", 0.30))


def link(number: int) -> str:
    """The address of the invented listing with this number."""
    at = random.Random(number).random()
    place = next(place for place, share in SHARES if at < share)
    host = f"http://{place}.localhost:8801"
    shop = 1_000_000 + number // 14
    match place:
        case "lapakraya":
            return f"{host}/Jaket-Bekas-Impor-i.{shop}.{10_000_000_000 + number}"
        case "pasarkita":
            return f"{host}/toko-{shop}/rok-bekas-{1_730_000_000_000_000_000 + number}"
        case "niagaid":
            return f"{host}/products/kemeja-bekas-i{1_000_000_000 + number}-s{number}.html"
        case "sandangku":
            return f"{host}/p/pakaian/{number:06d}-jual-celana-bekas"
        case _:
            return f"{host}/item/sweater-bekas/KK-{number // 100_000:05d}-{number % 100_000:05d}"


def drawn(shares: Sequence[tuple[str, float]], number: int, salt: int) -> str:
    """One of the words by its share, always the same for a number."""
    at = random.Random(number * 31 + salt).random()
    for word, share in shares:
        if at < share:
            return word
        at -= share
    return shares[-1][0]


def chunks(found: Iterable[int], size: int = CHUNK) -> Iterator[list[int]]:
    """The numbers in lists of at most `size`."""
    rest = iter(found)
    while some := list(islice(rest, size)):
        yield some


class Filling:
    """Who acts in it."""

    def __init__(self) -> None:
        people = {person.email.partition("@")[0]: person for person in Person.objects.select_related("party")}
        self.analyst, self.approver = actor_of_person(people["rani"]), actor_of_person(people["bagus"])
        self.other = Actor(people["sekar"].party, Role.ANALYST)
        self.policy = min(tables.policies())

    def order(self, actor: Actor, numbers: Iterable[int], title: str, at: datetime) -> Order:
        """Hand in and take in."""
        form = OrderForm(
            policy=self.policy,
            title=title,
            letter_number=f"B-{at:%m%d}/CONTOH/XI/2026",
            letter_date=local_day(at, zone=LegalZone.WIB),
        )
        rows = [(link(number), "pakaian bekas") for number in numbers]
        submit_rows(actor, rows=rows, form=form, now=at)
        return self.take_in(at)

    def take_in(self, at: datetime) -> Order:
        """Do the work that the hand-in asked for."""
        claim = outbox.claim(Errand.TAKE_IN, now=at, lease=LEASE, most=1, real_now=at)[0]
        order = errands.order_of(claim)
        if order is None:
            raise LookupError(claim.key)
        while intake.merge_chunk(order, now=at):
            pass
        outbox.finish([claim], now=at)
        return order

    def look(self, seen: dict[int, PageState], at: datetime) -> None:
        """Note what one look at each case showed; the verdict follows from the one look."""
        platforms = dict(Case.objects.filter(pk__in=seen).values_list("pk", "platform"))
        sessions = {
            name: LookSession.objects.create(platform=name, at=at, valid=True).pk
            for name in sorted(set(platforms.values()))
        }
        day, columns = local_day(at, zone=LegalZone.WIB), ("case_id", "session_id", "at", "day", "state")
        defaults = (
            "final_url",
            "template",
            "fingerprint",
            "title",
            "body_sha256",
            "reasons",
            "templates_digest",
        )
        rows: list[tuple[Any, ...]] = [
            (pk, sessions[platforms[pk]], at, day, state, "", "", "", "Jaket bekas impor", "0" * 64, [], "")
            for pk, state in seen.items()
        ]
        insert_rows(Observation, (*columns, *defaults), rows)
        _title([pk for pk, state in seen.items() if state is PageState.UP])
        following = at + timedelta(days=30)
        happenings = [Happening(pk, Seen(MEANS[state], state, following)) for pk, state in seen.items()]
        record(happenings, by=WORKER, permit=Permit.WORK, now=at)

    def ask(self, order: Order, at: datetime) -> None:
        """Approve all that waits of the order, write it and deliver it."""
        selection = asking.Selection(order=order.key)
        count = asking.proposals(self.approver, selection).count()
        approval = asking.approve(self.approver, selection=selection, expected_count=count, now=at)
        claims = outbox.claim(Errand.COMPOSE, now=at, lease=LEASE, most=1, real_now=at)
        while asking.compose_chunk(approval, now=at):
            pass
        outbox.finish(claims, now=at)
        for claim in outbox.claim(Errand.DISPATCH, now=at, lease=LEASE, most=100, real_now=at):
            dispatch = errands.dispatch_of(claim)
            if dispatch is not None:
                deliveries.delivered(dispatch, claim=claim, receipt="202 Accepted", now=at)

    def answer(self, order: Order, at: datetime) -> list[int]:
        """Let the platforms answer; gives the cases that are said to be done."""
        said: dict[int, list[dict[str, object]]] = {}
        done = []
        stamp = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        parts: dict[str, dict[str, str]] = {
            "acted": {"on": "listing", "what": "DECISION_VISIBILITY_CONTENT_REMOVED", "at": stamp},
            "refused": {"ground": "not_illegal", "explanation": "barang baru, ada faktur"},
            "cannot_execute": {"why": "not_found", "explanation": "tidak ditemukan"},
            "asks_back": {"question": "Apakah seluruh toko?"},
        }
        sent = Notice.objects.filter(order=order).values_list("case_id", "key", "recipient_id")
        for case_id, key, recipient in sent:
            kind = drawn(SAID, case_id, 2)
            if kind:
                item = {"schema": "reply-1", "id": f"b-{key}", "notice": key, "kind": kind, kind: parts[kind]}
                said.setdefault(recipient, []).append(item | {"amends": None})
                done += [case_id] * (kind == "acted")
        for recipient, items in said.items():
            platform = Actor(Party.objects.get(pk=recipient), Role.RESPONDER)
            for start in range(0, len(items), CHUNK):
                took = items[start : start + CHUNK]
                results = replies.take_replies(platform, took, channel=ReplyChannel.API, now=at)
                wrong = [result for result in results if result.status != "recorded"]
                if wrong:
                    raise LookupError(f"{len(wrong)} replies were refused: {wrong[0]}")
        return done


def _title(cases: Sequence[int]) -> None:
    """What the pages said at the first look."""
    untitled = Case.objects.filter(pk__in=cases, listing__first_seen_title="").values_list(
        "listing_id", flat=True
    )
    titles = [(f"{pick(KINDS, pk)} {pick(MADE, pk // 7)} {pick(COLOURS, pk // 31)}", pk) for pk in untitled]
    update_rows(Listing, ("first_seen_title",), titles)


def pick(words: Sequence[str], number: int) -> str:
    """One of the words by number."""
    return words[number % len(words)]


def fill(cases: int, *, now: datetime) -> None:
    """Make `cases` cases; the last order is handed in, but nobody has looked yet."""
    world = Filling()
    orders = -(-cases // IN_ORDER)
    for number in range(orders):
        begun = time.perf_counter()
        at = now - BETWEEN * (orders - number)
        numbers = range(number * IN_ORDER, min(cases, (number + 1) * IN_ORDER))
        order = world.order(world.analyst, numbers, f"Pakaian bekas, daftar {number + 1}", at)
        world.order(
            world.other, numbers[::10], f"Temuan badan, daftar {number + 1}", at + timedelta(minutes=1)
        )
        if number < orders - 1 or orders == 1:
            follow(world, order, at)
        print(
            f"order {number + 1} of {orders}: {time.perf_counter() - begun:.1f} s",
            file=sys.stderr,
            flush=True,
        )


def follow(world: Filling, order: Order, at: datetime) -> None:
    """From the first look to the answers and what was seen after them; one order in five is not asked for yet."""
    ids = list(Case.objects.filter(requesters__order=order).order_by("pk").values_list("pk", flat=True))
    for some in chunks(ids):
        world.look({pk: PageState(drawn(FIRST, pk, 1)) for pk in some}, at + timedelta(hours=1))
    if order.pk % 10 == 9:
        return
    world.ask(order, at + timedelta(hours=5))
    done = world.answer(order, at + timedelta(hours=20))
    gone = [pk for pk in done if pk % 5]
    for some in chunks(done):
        seen = {pk: PageState.GONE_HARD if pk % 5 else PageState.UP for pk in some}
        world.look(seen, at + timedelta(hours=30))
    world.look({pk: PageState.UP for pk in gone if pk % 40 == 1}, at + timedelta(hours=60))
    while clocks.run_out(now=at + timedelta(hours=90)):
        pass


def main(argv: Sequence[str]) -> int:
    """Fill, and print how many rows of what there are."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--count", type=int, default=100_000)
    options = parser.parse_args(argv)
    fill(options.count, now=datetime.now(UTC))
    print(json.dumps({"cases": Case.objects.count(), "notices": Notice.objects.count()}))
    return 0
