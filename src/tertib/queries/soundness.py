"""Whether what is kept is sound: gapless histories, sums, one effect for each delivery, and no work lost."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Count, F, Q

from tertib.core.cases import events as e
from tertib.core.cases.decide import Case as CaseNow
from tertib.core.cases.replay import live_again, read_event
from tertib.core.deadlines import local_day
from tertib.errors import FiguresDoNotReconcile, MoveNotAllowed
from tertib.queries.statistics.figures import count_all
from tertib.store.models import (
    Approval,
    Case,
    CaseEvent,
    Clock,
    Dispatch,
    Notice,
    Observation,
    Order,
    OrderRow,
    Outbox,
    Reply,
    ReplyBatch,
    Requester,
    Upload,
)
from tertib.vocabulary import (
    CaseOutcome,
    CaseState,
    ClockKind,
    LegalZone,
    LinkKind,
    NoticeState,
    OrderState,
    PageState,
    RowOutcome,
)

CHUNK = 1_000  # cases at a time
FOLDED = tuple(one.name for one in fields(CaseNow))
HANDED_IN = (OrderState.TAKING_IN, OrderState.TAKEN_IN, OrderState.WITHDRAWN)
GONE = frozenset({PageState.GONE_HARD, PageState.GONE_SOFT, PageState.SHOP_GONE})
WITH_CASE = (RowOutcome.NEW, RowOutcome.KNOWN)


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that cannot be, where it is (a public key), and what was found."""

    what: str
    where: str
    said: str


@contextmanager
def one_moment() -> Iterator[None]:
    """Read everything as it is at one moment, while others go on writing."""
    if connection.in_atomic_block:
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "BEGIN" if connection.vendor == "sqlite" else "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
        )
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


def faults(*, now: datetime) -> Iterator[Fault]:
    """Everything that is unsound, found in one moment's view: some 5,000 cases a second."""
    with one_moment():
        yield from _orders()
        yield from _deliveries()
        yield from _approvals()
        yield from _work()
        yield from _figures(now)
        last = 0
        while rows := list(Case.objects.filter(pk__gt=last).order_by("pk")[:CHUNK]):
            last = rows[-1].pk
            yield from _cases(rows)


def _orders() -> Iterator[Fault]:
    """A receipt adds up to the rows handed in, and says what became of them."""
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for order_id, outcome, n in (
        OrderRow.objects.order_by().values_list("order", "outcome").annotate(n=Count("pk"))
    ):
        found[order_id][outcome] = n
    lost = Q(case=None, outcome__in=WITH_CASE, kind=LinkKind.LISTING)
    without = dict(OrderRow.objects.filter(lost).order_by().values_list("order").annotate(n=Count("pk")))
    opened = dict(
        OrderRow.objects.filter(outcome=RowOutcome.NEW, case__isnull=False)
        .order_by()
        .values_list("order")
        .annotate(n=Count("case", distinct=True))
    )
    for order in Order.objects.filter(state__in=HANDED_IN).order_by("pk").iterator():
        rows, counts = found[order.pk], {name: n for name, n in order.counts.items() if n}
        if sum(counts.values()) != order.row_count or sum(rows.values()) != order.row_count:
            said = f"receipt {sum(counts.values())}, kept {sum(rows.values())} of {order.row_count} rows"
            yield Fault("receipt", order.key, said)
        if order.state == OrderState.TAKING_IN:
            continue
        if counts != rows or order.rows_done != order.row_count:
            yield Fault("receipt", order.key, f"says {counts}, rows are {rows}, done {order.rows_done}")
        if without.get(order.pk):
            yield Fault("receipt", order.key, f"{without[order.pk]} rows have no case")
        if opened.get(order.pk, 0) != rows.get(RowOutcome.NEW, 0):
            yield Fault(
                "receipt",
                order.key,
                f"{rows.get(RowOutcome.NEW, 0)} new rows, {opened.get(order.pk, 0)} cases",
            )


def _deliveries() -> Iterator[Fault]:
    """A dispatch and its notices say the same."""
    held = Dispatch.objects.order_by("pk").annotate(
        n=Count("notices"), same=Count("notices", filter=Q(notices__state=F("state")))
    )
    for key, count, n, same, state, sent_at in held.values_list(
        "key", "count", "n", "same", "state", "sent_at"
    ):
        if not count == n == same:
            yield Fault("dispatch", key, f"{state}: {count} notices, {n} kept, {same} of its state")
        if (state == NoticeState.SENT) != (sent_at is not None):
            yield Fault("dispatch", key, f"{state}, sent at {sent_at}")


def _approvals() -> Iterator[Fault]:
    """Every approved case has its notice, or stands among those left out."""
    for one in Approval.objects.order_by("pk").annotate(n=Count("notices")).defer("selection"):
        if one.done > one.count or (one.finished_at is not None and one.done != one.count):
            yield Fault("approval", one.key, f"{one.done} done of {one.count}, finished {one.finished_at}")
        if one.n + sum(one.left_out.values()) != one.done:
            yield Fault(
                "approval", one.key, f"{one.n} notices and {one.left_out} left out, of {one.done} done"
            )


def _work() -> Iterator[Fault]:
    """Whatever waits for the worker is asked of it: nothing that was taken is forgotten."""
    waiting: list[tuple[str, str]] = []
    orders = Order.objects.filter(state__in=(OrderState.READING, OrderState.TAKING_IN)).order_by("pk")
    for key, state in orders.values_list("key", "state"):
        waiting.append((key, f"read:{key}" if state == OrderState.READING else f"take_in:{key}"))
    approvals = Approval.objects.filter(finished_at=None).order_by("pk").values_list("key", flat=True)
    waiting.extend((key, f"compose:{key}") for key in approvals)
    batches = ReplyBatch.objects.filter(finished_at=None, taken_back_at=None).order_by("pk")
    waiting.extend((key, f"answer:{key}") for key in batches.values_list("key", flat=True))
    unsent = Dispatch.objects.filter(state=NoticeState.APPROVED).order_by("pk").values_list("key", flat=True)
    waiting.extend((key, f"dispatch:{key}") for key in unsent)
    for start in range(0, len(waiting), CHUNK):
        part = waiting[start : start + CHUNK]
        asked = _asked([work for _, work in part])
        yield from (Fault("work", key, f"{work} is not asked for") for key, work in part if work not in asked)
    reading = Order.objects.filter(state=OrderState.READING).exclude(pk__in=Upload.objects.values("order"))
    yield from (
        Fault("work", key, "the file to read is not kept") for key in reading.values_list("key", flat=True)
    )


def _figures(now: datetime) -> Iterator[Fault]:
    try:
        count_all(now=now)
    except FiguresDoNotReconcile as error:
        yield Fault("figures", "all", str(error))


def _cases(cases: Sequence[Case]) -> Iterator[Fault]:
    ids = [case.pk for case in cases]
    histories: dict[int, list[CaseEvent]] = defaultdict(list)
    for row in CaseEvent.objects.filter(case__in=ids).order_by("case", "no"):
        histories[row.case_id].append(row)
    looks = _numbers(Observation, ids)
    requests, asking = _numbers(Requester, ids), _numbers(Requester, ids, withdrawn_at=None)
    replies, notices = _by_case(Reply, "notice__case", ids), _by_case(Notice, "case", ids)
    clocks: dict[int, list[Clock]] = defaultdict(list)
    for clock in Clock.objects.filter(case__in=ids, stopped_at=None, ran_out_at=None):
        clocks[clock.case_id].append(clock)
    planned = _asked([f"look:{pk}" for pk in ids])
    for case in cases:
        history = histories[case.pk]
        numbers = [row.no for row in history]
        if numbers != list(range(1, case.version + 1)) or not numbers:
            yield Fault("history", case.key, f"version {case.version}, events {numbers[:50]}")
            continue
        kinds = Counter(row.kind for row in history)
        told = Counter(row.body["reply"] for row in history if row.kind == "replied")
        if told != Counter(key for key, _ in replies[case.pk]):
            yield Fault(
                "history",
                case.key,
                f"{len(replies[case.pk])} replies kept, the history tells of {told.total()}",
            )
        if kinds["seen"] != looks.get(case.pk, 0):
            yield Fault("history", case.key, f"{looks.get(case.pk, 0)} looks kept, {kinds['seen']} told")
        if kinds["opened"] != 1 or kinds["opened"] + kinds["joined"] != requests.get(case.pk, 0):
            yield Fault(
                "history",
                case.key,
                f"{requests.get(case.pk, 0)} requests, {kinds['opened']} opened, {kinds['joined']} joined",
            )
        if case.outcome == CaseOutcome.WITHDRAWN and asking.get(case.pk):
            yield Fault("history", case.key, "closed as withdrawn, and somebody still asks for it")
        yield from _effects(case, history, notices[case.pk])
        yield from _life(case, history, f"look:{case.pk}" in planned)
        yield from _clocks(case, clocks[case.pk])


def _effects(case: Case, history: Sequence[CaseEvent], notices: Sequence[tuple[str, str]]) -> Iterator[Fault]:
    """A notice is approved once and sent once, and never for a page that was seen gone."""
    approved = Counter(row.body["notice"] for row in history if row.kind == "notice_approved")
    sent = Counter(row.body["notice"] for row in history if row.kind == "notice_sent")
    kept = dict(notices)
    for key in sorted({*approved, *sent, *kept}):
        due = 1 if kept.get(key) == NoticeState.SENT else 0
        if approved[key] != 1 or sent[key] != due or key not in kept:
            said = f"{key} is {kept.get(key, 'not kept')}; approved {approved[key]} times, sent {sent[key]} times"
            yield Fault("delivery", case.key, said)
    shown: str | None = None
    for row in history:
        if row.kind == "seen":
            shown = row.body["state"]
        elif row.kind == "notice_approved" and (shown is None or shown in GONE):
            yield Fault("delivery", case.key, f"{row.body['notice']} was approved when the page was {shown}")


def _life(case: Case, history: Sequence[CaseEvent], planned: bool) -> Iterator[Fault]:
    """The columns say what the history comes to."""
    try:
        events: list[tuple[e.Event, datetime]] = [(read_event(row.kind, row.body), row.at) for row in history]
        life = live_again(events)
    except (ValueError, MoveNotAllowed) as error:
        yield Fault("history", case.key, str(error))
        return
    for name in FOLDED:
        kept, lived = getattr(case, name), getattr(life.case, name)
        if kept != lived:
            yield Fault("history", case.key, f"{name} is {kept}, the history comes to {lived}")
    for name in ("claimed", "down"):
        at, day = getattr(case, f"{name}_at"), getattr(case, f"{name}_day")
        if day != (local_day(at, zone=LegalZone.WIB) if at else None):
            yield Fault("history", case.key, f"{name}_day is {day}, {name}_at is {at}")
    if history[-1].state != case.state:
        yield Fault("history", case.key, f"state is {case.state}, the latest event says {history[-1].state}")
    if life.look_due and not planned:
        yield Fault("work", case.key, "a look was planned and is not asked for")


def _clocks(case: Case, running: Sequence[Clock]) -> Iterator[Fault]:
    """Whoever owes an answer has a clock, and nobody else."""
    answers = [clock for clock in running if clock.kind == ClockKind.ANSWER]
    holds = [clock for clock in running if clock.kind == ClockKind.HOLD]
    if (case.state == CaseState.HELD) != bool(holds):
        yield Fault("clock", case.key, f"{case.state} with {len(holds)} clocks of a hold")
    if case.state == CaseState.NOTIFIED and not answers:
        yield Fault("clock", case.key, "notified, and no answer clock runs")
    if answers and case.state not in (CaseState.NOTIFIED, CaseState.HELD):
        yield Fault("clock", case.key, f"{case.state}, and an answer clock runs")
    for clock in answers:
        if (clock.paused_at is not None) != case.clock_paused:
            yield Fault(
                "clock", case.key, f"paused is {case.clock_paused}, the clock stands since {clock.paused_at}"
            )
        if not case.clock_paused and clock.due_at != case.answer_due:
            yield Fault("clock", case.key, f"due {case.answer_due}, the clock runs until {clock.due_at}")


def _asked(keys: Iterable[str]) -> set[str]:
    """Those of these pieces of work that stand in the outbox and are not done; dead ones wait for a person."""
    return set(Outbox.objects.filter(key__in=list(keys), done_at=None).values_list("key", flat=True))


def _numbers(model: Any, ids: Sequence[int], **more: Any) -> dict[int, int]:
    rows = model.objects.filter(case__in=ids, **more).order_by().values_list("case")
    return dict(rows.annotate(n=Count("pk")))


def _by_case(model: Any, path: str, ids: Sequence[int]) -> dict[int, list[tuple[str, str]]]:
    column = "state" if model is Notice else "kind"
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for case_id, key, word in (
        model.objects.filter(**{f"{path}__in": ids}).order_by().values_list(path, "key", column)
    ):
        found[case_id].append((key, word))
    return found
