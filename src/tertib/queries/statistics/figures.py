"""The figures of takedown for a reader, and for each figure the rule that finds its cases."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet

from tertib.core.deadlines import local_day
from tertib.core.statistics import STANDINGS, CaseCounts, Figures, count_figures, standing
from tertib.queries.types import Reader, eyes
from tertib.queries.visible import counted_cases
from tertib.store.models import Case, Requester
from tertib.vocabulary import CaseOutcome, CaseState, LegalZone, ReplyKind, Verdict

DAYS_SHOWN = 42  # six weeks of bars

GROUP = ("platform", "state", "policy", "verdict", "last_reply", "outcome", "returns")  # as the index stands

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
    "down_unclaimed": _DOWN & (Q(last_reply=None) | ~Q(last_reply=ReplyKind.ACTED)),
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """All figures, and for each of the last legal days the cases handed in. `platforms` and `policies` are all that
    the reader's figures can be narrowed to, whatever they are narrowed to now."""

    figures: Figures
    days: list[Day]
    platforms: list[str]
    policies: list[str]


@dataclass(frozen=True, slots=True)
class Pair:
    """On one legal day: cases said to be done, and cases that we saw down for the first or latest time."""

    day: date
    claimed: int
    down: int


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


def overview(reader: Reader, filters: FigureFilters, *, now: datetime, days: int = DAYS_SHOWN) -> Overview:
    """Figures and days (today last) from one count. Raises FiguresDoNotReconcile: then nothing is shown."""
    shown = _days(now, days)
    found = counted(reader, filters)
    rows: list[CaseCounts] = []
    pairs: set[tuple[str, str]] = set()
    parts = {day: dict.fromkeys(STANDINGS, 0) for day in shown}
    for (platform, policy), counts in tally(found.filter(opened_day__lt=shown[0]), "platform", "policy"):
        rows.append(counts)
        pairs.add((platform, policy))
    recent = found.filter(opened_day__gte=shown[0])
    for (day, platform, policy), counts in tally(recent, "opened_day", "platform", "policy"):
        rows.append(counts)
        pairs.add((platform, policy))
        if day in parts:
            parts[day][standing(counts)] += counts.n
    platforms, policies = _apart(pairs) if filters == FigureFilters() else choices(reader)
    return Overview(
        figures=count_figures(rows, as_of=now),
        days=[Day(day, parts[day]) for day in shown],
        platforms=platforms,
        policies=policies,
    )


def claims_and_looks(
    reader: Reader, filters: FigureFilters, *, now: datetime, days: int = DAYS_SHOWN
) -> list[Pair]:
    """For each of the last legal days (today last): what platforms said to be done, and what we saw down."""
    shown = _days(now, days)
    recent = Q(claimed_day__gte=shown[0]) | Q(down_day__gte=shown[0])
    found = counted(reader, filters).filter(recent).order_by().values_list("claimed_day", "down_day")
    claims: Counter[date | None] = Counter()
    downs: Counter[date | None] = Counter()
    for claimed, down, n in found.annotate(n=Count("pk")):
        claims[claimed] += n
        downs[down] += n
    return [Pair(day, claims[day], downs[day]) for day in shown]


def tally(found: QuerySet[Case], *columns: str) -> Iterator[tuple[tuple[Any, ...], CaseCounts]]:
    """How many cases are alike in all that figures ask for, and in `columns`, whose values stand before the counts.

    Grouped in the order of the index `case_counted`, so that nothing is sorted; one row may be cut into several.
    """
    sent, down = Q(sent_at__isnull=False), Q(down_at__isnull=False)
    rows = found.order_by().values_list(*GROUP, *columns)
    rows = rows.annotate(
        n=Count("pk"),
        n_sent=Count("pk", filter=sent),
        n_down=Count("pk", filter=down),
        n_both=Count("pk", filter=sent & down),
    )
    for _, state, _, verdict, last_reply, outcome, returns, *rest in rows:
        n, n_sent, n_down, n_both = rest[-4:]
        for was_sent, ever_down, number in (
            (True, True, n_both),
            (True, False, n_sent - n_both),
            (False, True, n_down - n_both),
            (False, False, n - n_sent - n_down + n_both),
        ):
            if number:
                yield (
                    tuple(rest[:-4]),
                    CaseCounts(
                        state=state,
                        outcome=outcome,
                        was_sent=was_sent,
                        last_reply=last_reply,
                        verdict=verdict,
                        ever_down=ever_down,
                        returned=returns > 0,
                        n=number,
                    ),
                )


def choices(reader: Reader) -> tuple[list[str], list[str]]:
    """Platforms and policies that the figures can be narrowed to."""
    return platforms_and_policies(counted_cases(*eyes(reader)))


def platforms_and_policies(found: QuerySet[Case]) -> tuple[list[str], list[str]]:
    """Those that these cases have, by key."""
    return _apart(found.order_by().values_list("platform", "policy").distinct())


def _apart(pairs: Iterable[tuple[str, str]]) -> tuple[list[str], list[str]]:
    found = set(pairs)
    return sorted({platform for platform, _ in found}), sorted({policy for _, policy in found})


def _days(now: datetime, days: int) -> list[date]:
    today = local_day(now, zone=LegalZone.WIB)
    return [today - timedelta(days=back) for back in range(days - 1, -1, -1)]


def _figures_of(found: QuerySet[Case], now: datetime) -> Figures:
    return count_figures((counts for _, counts in tally(found)), as_of=now)
