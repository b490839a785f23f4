"""The outbox as the installation's operator sees it: how much waits, since when, and what failed for good."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, Min, Q, QuerySet

from tertib.queries.types import Reader, eyes
from tertib.queries.visible import visible_errands
from tertib.store.models import Outbox
from tertib.vocabulary import Errand

MOST_LANES = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """Work of one kind, or of one kind in one lane.

    `due`: to be done by now, `later`: its time has not come, `tried`: of the due ones, failed at least once.
    `oldest`: since when the oldest due piece waits; None if nothing is due.
    """

    errand: Errand
    lane: str
    due: int
    later: int
    tried: int
    dead: int
    oldest: datetime | None


def by_errand(reader: Reader, *, now: datetime) -> list[Waiting]:
    """One line for every kind of work, also those with nothing to do, in the order of the vocabulary."""
    rows = {row["errand"]: row for row in _counted(reader, now, "errand")}
    dead = visible_errands(*eyes(reader)).filter(dead_at__isnull=False)
    buried = {row["errand"]: row["n"] for row in dead.order_by().values("errand").annotate(n=Count("pk"))}
    return [_line(rows.get(errand, {"errand": errand}), buried.get(errand, 0)) for errand in Errand]


def by_lane(reader: Reader, *, now: datetime) -> list[Waiting]:
    """The lanes in which work is due, the longest waiting first, at most MOST_LANES. There are as many as hosts."""
    lines = [_line(row, 0) for row in _counted(reader, now, "errand", "lane") if row["lane"] and row["due"]]
    return sorted(lines, key=lambda one: (one.oldest or now, one.lane))[:MOST_LANES]


def dead_work(reader: Reader, errand: Errand | None = None) -> QuerySet[Outbox]:
    """Work that failed for good and waits for a person, latest first."""
    found = visible_errands(*eyes(reader)).filter(dead_at__isnull=False)
    if errand is not None:
        found = found.filter(errand=errand)
    return found.order_by("-dead_at", "-pk")


def latest_done(reader: Reader) -> datetime | None:
    """When a worker last finished something: an installation that finishes nothing has none running."""
    done: datetime | None = visible_errands(*eyes(reader)).aggregate(at=Max("done_at"))["at"]
    return done


def _counted(reader: Reader, now: datetime, *by: str) -> list[dict[str, Any]]:
    living = visible_errands(*eyes(reader)).filter(done_at=None, dead_at=None).order_by()
    due = Q(due_at__lte=now)
    rows = living.values(*by).annotate(
        due=Count("pk", filter=due),
        later=Count("pk", filter=Q(due_at__gt=now)),
        tried=Count("pk", filter=due & ~Q(last_error="")),
        oldest=Min("due_at", filter=due),
    )
    return [dict(row) for row in rows]


def _line(row: dict[str, Any], dead: int) -> Waiting:
    return Waiting(
        errand=Errand(row["errand"]),
        lane=row.get("lane", ""),
        due=row.get("due", 0),
        later=row.get("later", 0),
        tried=row.get("tried", 0),
        dead=dead,
        oldest=row.get("oldest"),
    )
