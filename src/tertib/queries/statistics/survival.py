"""How long listings stay up once asked for and away once gone, by platform, policy, word and size of shop."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from operator import attrgetter

import numpy as np
import numpy.typing as npt
from django.db.models import F

from tertib.core.statistics.intervals import Lasting, lasting, turnbull
from tertib.core.statistics.survival import SMALLEST, Curve, Estimate
from tertib.queries.statistics.figures import FigureFilters, counted
from tertib.queries.types import Reader
from tertib.store.models import Contact
from tertib.vocabulary import ContactHealth, PartyKind, ShopSize

__all__ = ["SMALLEST", "Curve", "Estimate", "Group", "Lasting", "Survival", "survival"]

SPAN = timedelta(days=180)  # notices of so long are followed: twice the 90 days in which we look for returns
GROUPED = {
    "platform": "platform",
    "policy": "policy",
    "term": "spell__term",
    "shop_size": "spell__shop_size",
}
KEPT = (
    *("spell__up_there", "spell__up_over", "spell__away_there", "spell__away_over"),
    *("spell__gone_before", "spell__unseen"),
)
UP, AWAY = 0, 2  # where each begins among the four hours
MOST_TERMS = 15
CHUNK = 5_000  # rows read at a time
DRAWN, ROUNDS = 1e-6, 1_000  # Turnbull's curve as exact as a table of tenths of a percent needs
_Ends = tuple[float | None, ...]
Floats = npt.NDArray[np.float64]
BEST_FIRST = (ContactHealth.WELL, ContactHealth.UNTRIED, ContactHealth.FAILING, ContactHealth.DEAD)


@dataclass(frozen=True, slots=True)
class Group:
    """What is told of one platform, policy, word or size of shop, by its key; "" for all together, and for cases
    that no word of the policy names.

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
    `late`: cases that changed since their spells were kept, and stand here as they were.
    """

    as_of: datetime
    since: datetime
    whole: Group
    up_beside: Curve | None
    away_beside: Curve | None
    platforms: Sequence[Group]
    policies: Sequence[Group]
    terms: Sequence[Group]
    shop_sizes: Sequence[Group]
    gone_before: int
    unseen: int
    late: int


def survival(reader: Reader, filters: FigureFilters, *, now: datetime) -> Survival:
    """Curves of the cases that the reader's figures count.

    A case is followed from the first notice; a hold by police, a closing and a reversal end the following, and so
    does the last look that could tell. Fewer than SMALLEST cases are suppressed: for what chance does to so few, not
    for secrecy. Two queries, however many cases there are.
    """
    since = now - SPAN
    found = counted(reader, filters).filter(sent_at__gte=since)
    late = found.exclude(spell__version=F("version")).count()
    whole: list[_Ends] = []
    groups: dict[str, defaultdict[str, list[_Ends]]] = {name: defaultdict(list) for name in GROUPED}
    gone_before = unseen = 0
    kept = found.filter(spell__isnull=False).order_by().values_list(*GROUPED.values(), *KEPT)
    for platform, policy, term, size, *ends, was_gone, was_unseen in kept.iterator(chunk_size=CHUNK):
        told = tuple(ends)
        whole.append(told)
        for name, key in zip(GROUPED, (platform, policy, term, size), strict=True):
            groups[name][key].append(told)
        gone_before += was_gone
        unseen += was_unseen
    health = platform_health(groups["platform"])
    all_together = _group("", whole)

    def by(name: str) -> list[Group]:
        return [_group(key, groups[name][key]) for key in sorted(groups[name])]

    return Survival(
        as_of=now,
        since=since,
        whole=all_together,
        up_beside=_beside(all_together.up, _known(whole, UP)),
        away_beside=_beside(all_together.away, _known(whole, AWAY)),
        platforms=[replace(one, health=health.get(one.key)) for one in by("platform")],
        policies=by("policy"),
        terms=_most(by("term")),
        shop_sizes=sorted(by("shop_size"), key=lambda one: list(ShopSize).index(ShopSize(one.key))),
        gone_before=gone_before,
        unseen=unseen,
        late=late,
    )


def _most(groups: Sequence[Group]) -> list[Group]:
    """The MOST_TERMS with most cases, by name; what no word names comes last."""
    named = sorted((one for one in groups if one.key), key=lambda one: (-one.up.n - one.away.n, one.key))
    return [*sorted(named[:MOST_TERMS], key=attrgetter("key")), *(one for one in groups if not one.key)]


def _group(key: str, rows: Sequence[_Ends]) -> Group:
    return Group(key, _lasting(_known(rows, UP)), _lasting(_known(rows, AWAY)))


def _known(rows: Sequence[_Ends], which: int) -> Floats:
    """Shape (n, 2): last there and first over, in hours, infinite if it is not over; rows without are left out."""
    found = np.array([row[which : which + 2] for row in rows], dtype=np.float64).reshape(-1, 2)
    found = found[~np.isnan(found[:, 0])]
    return np.where(np.isnan(found), np.inf, found)


def _lasting(known: Floats) -> Lasting:
    return lasting(known[:, 0], known[:, 1])


def _beside(told: Lasting, known: Floats) -> Curve | None:
    """Turnbull's curve in whole hours: looks that are called wide lie hours apart, and a drawing shows no more."""
    if not told.is_wide:
        return None
    return turnbull(np.floor(known[:, 0]), np.ceil(known[:, 1]), tolerance=DRAWN, most_rounds=ROUNDS)


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
