"""How long listings stay up once asked for and away once gone, by platform and policy, for a reader."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Any

import numpy as np
from django.db.models import Case as Choose
from django.db.models import F, Min, Q, QuerySet, Value, When, Window
from django.db.models.functions import Lag, Lead

from tertib.core.statistics.intervals import Lasting, lasting, turnbull
from tertib.core.statistics.spells import ENDS, Spell, Turn, spells
from tertib.core.statistics.survival import SMALLEST, Curve, Estimate
from tertib.core.verification.templates import ABSENT
from tertib.core.verification.verdict import CHANGED
from tertib.queries.figures import FigureFilters, counted
from tertib.queries.types import Reader
from tertib.store.models import Case, CaseEvent, Contact, Observation
from tertib.vocabulary import CaseState, ContactHealth, PageState, PartyKind

__all__ = ["SMALLEST", "Curve", "Estimate", "Group", "Lasting", "Survival", "survival"]

SPAN = timedelta(days=180)  # notices of so long are followed: twice the 90 days in which we look for returns
THERE = frozenset({PageState.UP}) | CHANGED
CHUNK = 5_000  # rows read at a time
DRAWN, ROUNDS = 1e-6, 1_000  # Turnbull's curve as exact as a table of tenths of a percent needs
BEST_FIRST = (ContactHealth.WELL, ContactHealth.UNTRIED, ContactHealth.FAILING, ContactHealth.DEAD)


@dataclass(frozen=True, slots=True)
class Group:
    """What is told of one platform or policy, by its key; "" for all together.

    `up`: hours from the first notice until gone. `away`: hours from first seen gone until back. `health`: of the best
    contact in use of a platform; null if it has none, and for what is no platform.
    """

    key: str
    up: Lasting
    away: Lasting
    health: ContactHealth | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Survival:
    """Curves of the cases whose latest notice left since `since`. Groups stand by key; they are not ranked.

    `up_beside`, `away_beside`: Turnbull's curve of the whole, where looks are wide; null where they are not.
    `gone_before`: cases gone when the notice left, and `unseen`: cases that we never saw up; neither is in `up`.
    """

    as_of: datetime
    since: datetime
    whole: Group
    up_beside: Curve | None
    away_beside: Curve | None
    platforms: Sequence[Group]
    policies: Sequence[Group]
    gone_before: int
    unseen: int


@dataclass(frozen=True, slots=True)
class _Row:
    platform: str
    policy: str
    up: Spell | None
    away: Spell | None


def survival(reader: Reader, filters: FigureFilters, *, now: datetime) -> Survival:
    """Curves of the cases that the reader's figures count.

    A case is followed from the first notice; a hold by police, a closing and a reversal end the following, and so
    does the last look that could tell. Fewer than SMALLEST cases are suppressed: for what chance does to so few, not
    for secrecy. Six queries, however many cases there are.
    """
    since = now - SPAN
    found = counted(reader, filters).filter(sent_at__gte=since)
    rows, gone_before, unseen = _rows(found)
    by_platform, by_policy = defaultdict(list), defaultdict(list)
    for row in rows:
        by_platform[row.platform].append(row)
        by_policy[row.policy].append(row)
    health = platform_health(by_platform)
    whole = _group("", rows)
    return Survival(
        as_of=now,
        since=since,
        whole=whole,
        up_beside=_beside(whole.up, [row.up for row in rows]),
        away_beside=_beside(whole.away, [row.away for row in rows]),
        platforms=[_group(key, by_platform[key], health.get(key)) for key in sorted(by_platform)],
        policies=[_group(key, by_policy[key]) for key in sorted(by_policy)],
        gone_before=gone_before,
        unseen=unseen,
    )


def _group(key: str, rows: Iterable[_Row], health: ContactHealth | None = None) -> Group:
    rows = list(rows)
    return Group(key, _lasting(map(attrgetter("up"), rows)), _lasting(map(attrgetter("away"), rows)), health)


def _lasting(found: Iterable[Spell | None]) -> Lasting:
    known = [spell for spell in found if spell is not None]
    return lasting([one.last_there for one in known], [one.first_over for one in known])


def _beside(told: Lasting, found: Iterable[Spell | None]) -> Curve | None:
    """Turnbull's curve in whole hours: looks that are called wide lie hours apart, and a drawing shows no more."""
    if not told.is_wide:
        return None
    known = [spell for spell in found if spell is not None]
    low = np.floor([one.last_there for one in known])
    high = np.ceil([one.first_over for one in known])
    return turnbull(low, high, tolerance=DRAWN, most_rounds=ROUNDS)


def _rows(found: QuerySet[Case]) -> tuple[list[_Row], int, int]:
    """A row a case; how many were gone before the notice left; how many we never saw up."""
    ids = found.order_by().values("pk")
    turns = _turns(ids)
    stopped = {case for case, told in turns.items() if any(turn.kind in ENDS for turn in told)}
    there, gone = _looks(ids, stopped)
    rows: list[_Row] = []
    gone_before = unseen = 0
    for case, platform, policy in found.order_by().values_list("pk", "platform", "policy"):
        told = spells(turns.get(case, []), there=there.get(case, []), gone=gone.get(case, []))
        gone_before += told.gone_before
        unseen += case not in there
        rows.append(_Row(platform, policy, told.up, told.away))
    return rows, gone_before, unseen


def _turns(ids: QuerySet[Case, Any]) -> dict[int, list[Turn]]:
    """By case, in order of time: notices and ends, and the first look that led to each state."""
    events = CaseEvent.objects.filter(case__in=ids).order_by()
    plain = events.filter(kind__in=("notice_sent", *ENDS)).values_list("case_id", "kind", "state", "at")
    seen = events.filter(kind="seen", state__in=(CaseState.DOWN, CaseState.RETURNED))
    turns: dict[int, list[Turn]] = defaultdict(list)
    for case, kind, state, at in plain.iterator(chunk_size=CHUNK):
        turns[case].append(Turn(kind, CaseState(state), at))
    for case, state, at in seen.values_list("case_id", "state").annotate(first=Min("at")):
        turns[case].append(Turn("seen", CaseState(state), at))
    for told in turns.values():
        told.sort(key=attrgetter("at"))
    return turns


def _looks(
    ids: QuerySet[Case, Any], stopped: Collection[int]
) -> tuple[dict[int, list[datetime]], dict[int, list[datetime]]]:
    """By case, in order of time: looks that found it and looks that did not.

    Of looks in a row that say the same only the first and the last are read, as no more is asked of them; all of
    them for `stopped` cases, whose following may end between two.
    """
    counted_looks = Observation.objects.filter(case__in=ids, session__valid=True, state__in=THERE | ABSENT)
    is_gone = Q(state__in=ABSENT)
    turning = counted_looks.annotate(
        gone=Choose(When(is_gone, then=Value(1)), default=Value(0)),
        before=Window(Lag("gone"), partition_by=F("case_id"), order_by=("at", "pk")),
        after=Window(Lead("gone"), partition_by=F("case_id"), order_by=("at", "pk")),
    ).filter(Q(before=None) | Q(after=None) | ~Q(before=F("gone")) | ~Q(after=F("gone")))
    there: dict[int, list[datetime]] = defaultdict(list)
    gone: dict[int, list[datetime]] = defaultdict(list)

    def take(case: int, was_gone: int, at: datetime) -> None:
        (gone if was_gone else there)[case].append(at)

    for case, was_gone, at in turning.order_by("case_id", "at").values_list("case_id", "gone", "at"):
        if case not in stopped:
            take(case, was_gone, at)
    every = counted_looks.filter(
        case__in=CaseEvent.objects.filter(case__in=ids, kind__in=ENDS).order_by().values("case")
    )
    for case, state, at in every.order_by("case_id", "at").values_list("case_id", "state", "at"):
        take(case, state in ABSENT, at)
    return there, gone


def platform_health(platforms: Iterable[str]) -> Mapping[str, ContactHealth]:
    """How well each platform can be reached by its best contact: a word, and nothing of the contact itself."""
    found = Contact.objects.filter(
        active=True, party__kind=PartyKind.PLATFORM, party__platform__in=list(platforms)
    )
    best: dict[str, ContactHealth] = {}
    for platform, word in found.order_by().values_list("party__platform", "health"):
        health = ContactHealth(word)
        if platform is None:
            continue
        if platform not in best or BEST_FIRST.index(health) < BEST_FIRST.index(best[platform]):
            best[platform] = health
    return best
