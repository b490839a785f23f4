"""How looks fit into what each platform's hosts are asked for: wanted, allowed, done lately, and what is late."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from django.conf import settings
from django.db.models import Count, Min, Q

from tertib.core.deadlines import local_day
from tertib.core.links import Platforms, load_platforms
from tertib.core.verification.risk import HostPlan, host_plans
from tertib.queries.types import Reader, eyes
from tertib.queries.visible import visible_errands
from tertib.store.watched import removed_by_day, waiting_since
from tertib.vocabulary import Errand, LegalZone

HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlatformLooks:
    """One platform's looks: the plan for what is down, what the next 24 hours bring, and what is late.

    `pace` is looks an hour at most, for looks of all kinds. `oldest` is when the longest waiting look was due.
    """

    platform: str
    plan: HostPlan
    pace: float
    due: int
    next_day: int
    oldest: datetime | None

    @property
    def worked_off(self) -> timedelta:
        """How long the due looks take at full pace."""
        return timedelta(hours=self.due / self.pace)

    @property
    def is_late(self) -> bool:
        """Whether full pace would need more than a day for what is due: looks come later than they are planned."""
        return self.worked_off > timedelta(days=1)


def look_plans(reader: Reader, *, now: datetime) -> list[PlatformLooks]:
    """One line for each platform that has something to look at, by name; for whoever sees the outbox."""
    waiting = _waiting(reader, now=now)
    if not waiting:
        return []
    paces = {platform: _platforms().pace(platform) for platform in sorted(waiting)}
    plans = host_plans(
        removed_by_day(paces),
        waiting_since(paces, now=now),
        today=local_day(now, zone=LegalZone.WIB),
        paces=paces,
    )
    lines = []
    for platform, pace in paces.items():
        row = waiting[platform]
        lines.append(
            PlatformLooks(
                platform=platform,
                plan=plans[platform],
                pace=pace * 3600,
                due=row["due"],
                next_day=row["next_day"],
                oldest=row["oldest"],
            )
        )
    return lines


def _waiting(reader: Reader, *, now: datetime) -> dict[str, dict[str, Any]]:
    looks = visible_errands(*eyes(reader)).filter(errand=Errand.LOOK, done_at=None, dead_at=None)
    due = Q(due_at__lte=now)
    rows = (
        looks.order_by()
        .values("lane")
        .annotate(
            due=Count("pk", filter=due),
            next_day=Count("pk", filter=Q(due_at__gt=now, due_at__lte=now + 24 * HOUR)),
            oldest=Min("due_at", filter=due),
        )
    )
    return {row["lane"]: dict(row) for row in rows}


@cache
def _platforms() -> Platforms:
    return load_platforms(*settings.TERTIB_PLATFORM_FILES)
