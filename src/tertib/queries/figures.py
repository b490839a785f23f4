"""The figures of takedown for a reader, and for each figure the rule that finds its cases."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncDate

from tertib.core.deadlines import local_day
from tertib.core.deadlines.calendar import ZONES
from tertib.core.statistics import CaseCounts, Figures, count_figures
from tertib.queries.types import Reader, eyes
from tertib.queries.visible import counted_cases
from tertib.store.models import Case, Requester
from tertib.vocabulary import CaseOutcome, CaseState, LegalZone, ReplyKind, Verdict

DAYS_SHOWN = 42  # six weeks of bars

_SENT = Q(sent_at__isnull=False)
_UNSENT = Q(sent_at=None)
_RESTORED = Q(state=CaseState.RESTORED)
_EVER_DOWN = Q(down_at__isnull=False)
_DOWN = _SENT & _EVER_DOWN & Q(verdict=Verdict.DOWN) & ~_RESTORED
_CLAIMED = _SENT & Q(last_reply=ReplyKind.ACTED)
_NOT_DOWN = _RESTORED | Q(verdict=None) | ~Q(verdict=Verdict.DOWN) | ~_EVER_DOWN


def _seen(verdict: Verdict | None) -> Q:
    return _SENT & ~_RESTORED & (Q(verdict=None) if verdict is None else Q(verdict=verdict))


_UP = _seen(Verdict.UP)

MEASURES: Mapping[str, Q] = {
    "found": Q(),
    "waiting": _UNSENT & ~Q(state__in=(CaseState.HELD, CaseState.CLOSED)),
    "held": _UNSENT & Q(state=CaseState.HELD),
    "already_gone": _UNSENT & Q(state=CaseState.CLOSED, outcome=CaseOutcome.ALREADY_GONE),
    "closed_otherwise": _UNSENT
    & Q(state=CaseState.CLOSED)
    & (Q(outcome=None) | ~Q(outcome=CaseOutcome.ALREADY_GONE)),
    "sent": _SENT,
    "answered": _SENT & Q(last_reply__isnull=False),
    "unanswered": _SENT & Q(last_reply=None),
    "claimed": _CLAIMED,
    "refused": _SENT & Q(last_reply=ReplyKind.REFUSED),
    "cannot_execute": _SENT & Q(last_reply=ReplyKind.CANNOT_EXECUTE),
    "asks_back": _SENT & Q(last_reply=ReplyKind.ASKS_BACK),
    "overdue": Q(state=CaseState.OVERDUE),
    "down": _DOWN,
    "up": _UP,
    "changed": _seen(Verdict.CHANGED),
    "cannot_tell": _seen(Verdict.CANNOT_TELL),
    "gone_not_ours": _seen(Verdict.DOWN) & ~_EVER_DOWN,
    "sent_restored": _SENT & _RESTORED,
    "not_looked": _seen(None),
    "claimed_down": _CLAIMED & _DOWN,
    "claimed_up": _CLAIMED & Q(state=CaseState.CLAIMED, verdict=Verdict.UP),
    "claimed_returned": _CLAIMED & Q(state=CaseState.RETURNED) & _NOT_DOWN,
    "claimed_unconfirmed": _CLAIMED
    & _NOT_DOWN
    & ~Q(state=CaseState.RETURNED)
    & (Q(verdict=None) | ~Q(state=CaseState.CLAIMED, verdict=Verdict.UP)),
    "ever_down": _EVER_DOWN,
    "down_no_more": _EVER_DOWN & (_RESTORED | Q(verdict=None) | ~Q(verdict=Verdict.DOWN)),
    "returned": Q(returns__gt=0),
}
"""For each figure of core.statistics the rule that finds its cases; a test holds both to the same count."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureFilters:
    """What the figures are narrowed to; empty means "all". `order` is one of the reader's own."""

    platform: str = ""
    policy: str = ""
    order: str = ""


@dataclass(frozen=True, slots=True)
class Day:
    """The cases handed in on a legal day, by where they stand now (`parts`, by name of a standing)."""

    day: date
    parts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Pair:
    """On one legal day: cases said to be done, and cases that we saw down for the first or latest time."""

    day: date
    claimed: int
    down: int


STANDINGS: Sequence[tuple[str, Q]] = (
    ("down", _DOWN),
    ("waiting", _UNSENT & ~Q(state=CaseState.CLOSED)),
    (
        "asked",
        _SENT & ~_RESTORED & (Q(verdict=None) | ~Q(verdict__in=(Verdict.DOWN, Verdict.UP, Verdict.CHANGED))),
    ),
    ("up", _SENT & ~_RESTORED & Q(verdict__in=(Verdict.UP, Verdict.CHANGED), returns=0)),
    ("returned", _SENT & ~_RESTORED & Q(verdict__in=(Verdict.UP, Verdict.CHANGED), returns__gt=0)),
    (
        "other",
        (_UNSENT & Q(state=CaseState.CLOSED)) | (_SENT & _RESTORED) | (_seen(Verdict.DOWN) & ~_EVER_DOWN),
    ),
)
"""Where a case stands in the chart: no case is in two, and none in none (a test holds it)."""


def counted(reader: Reader, filters: FigureFilters) -> QuerySet[Case]:
    """The cases that the reader's figures count."""
    found = counted_cases(*eyes(reader))
    if filters.platform:
        found = found.filter(platform=filters.platform)
    if filters.policy:
        found = found.filter(policy=filters.policy)
    if filters.order:
        named = Requester.objects.filter(order__key=filters.order, order__authority=reader.home)
        found = found.filter(pk__in=named.values("case"))
    return found


def figures(reader: Reader, filters: FigureFilters, *, now: datetime) -> Figures:
    """All figures, added up and checked. Raises FiguresDoNotReconcile: then none is shown."""
    return _figures_of(counted(reader, filters), now)


def count_all(*, now: datetime) -> Figures:
    """The figures of all cases of the installation, for its own check. Raises FiguresDoNotReconcile."""
    return _figures_of(Case.objects.all(), now)


def by_day(reader: Reader, filters: FigureFilters, *, now: datetime, days: int = DAYS_SHOWN) -> list[Day]:
    """For each of the last legal days (today last) the cases handed in, by where they stand now."""
    shown = _days(now, days)
    counts = {f"n_{name}": Count("pk", filter=rule) for name, rule in STANDINGS}
    rows = counted(reader, filters).filter(opened_day__gte=shown[0]).order_by().values_list("opened_day")
    found = {
        day: {name: int(number) for (name, _), number in zip(STANDINGS, numbers, strict=True)}
        for day, *numbers in rows.annotate(**counts)
    }
    nothing = {name: 0 for name, _ in STANDINGS}
    return [Day(day, found.get(day, nothing)) for day in shown]


def claims_and_looks(
    reader: Reader, filters: FigureFilters, *, now: datetime, days: int = DAYS_SHOWN
) -> list[Pair]:
    """For each of the last legal days (today last): what platforms said to be done, and what we saw down."""
    shown = _days(now, days)
    found = counted(reader, filters).order_by()
    downs = dict(found.filter(down_day__gte=shown[0]).values_list("down_day").annotate(n=Count("pk")))
    since = now - timedelta(days=days + 1)
    claims = dict(
        found.filter(claimed_at__gte=since)
        .annotate(said=TruncDate("claimed_at", tzinfo=ZONES[LegalZone.WIB]))
        .values_list("said")
        .annotate(n=Count("pk"))
    )
    return [Pair(day, claims.get(day, 0), downs.get(day, 0)) for day in shown]


def choices(reader: Reader) -> tuple[list[str], list[str]]:
    """Platforms and policies that the figures can be narrowed to."""
    pairs = list(counted_cases(*eyes(reader)).order_by().values_list("platform", "policy").distinct())
    return sorted({platform for platform, _ in pairs}), sorted({policy for _, policy in pairs})


def _days(now: datetime, days: int) -> list[date]:
    today = local_day(now, zone=LegalZone.WIB)
    return [today - timedelta(days=back) for back in range(days - 1, -1, -1)]


def _figures_of(found: QuerySet[Case], now: datetime) -> Figures:
    rows = (
        found.order_by()
        .annotate(
            was_sent=Q(sent_at__isnull=False), ever_down=Q(down_at__isnull=False), came_back=Q(returns__gt=0)
        )
        .values_list("state", "outcome", "was_sent", "last_reply", "verdict", "ever_down", "came_back")
        .annotate(n=Count("pk"))
    )
    return count_figures(
        (
            CaseCounts(
                state=state,
                outcome=outcome,
                was_sent=bool(was_sent),
                last_reply=last_reply,
                verdict=verdict,
                ever_down=bool(ever_down),
                returned=bool(came_back),
                n=n,
            )
            for state, outcome, was_sent, last_reply, verdict, ever_down, came_back, n in rows
        ),
        as_of=now,
    )
