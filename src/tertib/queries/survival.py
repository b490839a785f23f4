"""How long listings stay up once asked for and away once gone, by platform and policy, for a reader."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import attrgetter

from django.db.models import QuerySet

from tertib.core.statistics.intervals import Lasting, lasting
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

    `gone_before`: cases gone when the notice left, and `unseen`: cases that we never saw up; neither is in `up`.
    """

    as_of: datetime
    since: datetime
    whole: Group
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
    for secrecy. Four queries, however many cases there are.
    """
    since = now - SPAN
    found = counted(reader, filters).filter(sent_at__gte=since)
    rows, gone_before, unseen = _rows(found)
    by_platform, by_policy = defaultdict(list), defaultdict(list)
    for row in rows:
        by_platform[row.platform].append(row)
        by_policy[row.policy].append(row)
    health = _health(by_platform)
    return Survival(
        as_of=now,
        since=since,
        whole=_group("", rows),
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


def _rows(found: QuerySet[Case]) -> tuple[list[_Row], int, int]:
    """A row a case; how many were gone before the notice left; how many we never saw up."""
    ids = found.order_by().values("pk")
    turns: dict[int, list[Turn]] = defaultdict(list)
    told = CaseEvent.objects.filter(case__in=ids, kind__in=("notice_sent", *ENDS)) | CaseEvent.objects.filter(
        case__in=ids, kind="seen", state__in=(CaseState.DOWN, CaseState.RETURNED)
    )
    for case, kind, state, at in told.order_by("case_id", "no").values_list("case_id", "kind", "state", "at"):
        turns[case].append(Turn(kind, CaseState(state), at))
    there: dict[int, list[datetime]] = defaultdict(list)
    gone: dict[int, list[datetime]] = defaultdict(list)
    looks = Observation.objects.filter(case__in=ids, session__valid=True, state__in=THERE | ABSENT)
    for case, state, at in (
        looks.order_by("case_id", "at").values_list("case_id", "state", "at").iterator(chunk_size=CHUNK)
    ):
        (gone if state in ABSENT else there)[case].append(at)
    rows: list[_Row] = []
    gone_before = unseen = 0
    for case, platform, policy in found.order_by().values_list("pk", "platform", "policy"):
        told_by = spells(turns[case], there=there[case], gone=gone[case])
        gone_before += told_by.gone_before
        unseen += not there[case]
        rows.append(_Row(platform, policy, told_by.up, told_by.away))
    return rows, gone_before, unseen


def _health(platforms: Iterable[str]) -> Mapping[str, ContactHealth]:
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
