"""What the house knows of platforms and shops that sets how often it looks: their returns, and the host's budget."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q, Sum

from tertib.actions import tables
from tertib.core.deadlines import local_day
from tertib.core.verification import risk
from tertib.core.verification.risk import Record
from tertib.store.models import Case
from tertib.vocabulary import CaseState, LegalZone

UNKNOWN_PACE = 1.0  # looks a second at a host that no table describes


class LookRisk:
    """The rates of return of some cases, and how far their hosts' budgets stretch: two or three queries for all."""

    def __init__(self, cases: Iterable[Case], *, now: datetime) -> None:
        """Load what is known of the platforms and shops of `cases`, whose listings are loaded with them."""
        found = list(cases)
        self._platforms: dict[str, Record] = {}
        self._stretch: dict[str, float] = {}
        for platform in sorted({case.platform for case in found}):
            self._load(platform, now=now)
        self._shops = _of_shops({case.listing.shop for case in found if case.listing.shop})

    def rate(self, case: Case) -> float:
        """How likely the case's listing comes back within the watch."""
        shop = self._shops.get((case.platform, case.listing.shop), Record())
        return risk.return_rate(platform=self._platforms[case.platform], shop=shop)

    def stretch(self, case: Case) -> float:
        """The factor by which its host's gaps grow."""
        return self._stretch[case.platform]

    def _load(self, platform: str, *, now: datetime) -> None:
        today = local_day(now, zone=LegalZone.WIB)
        removed = Case.objects.filter(platform=platform, down_at__isnull=False).order_by()
        rows = removed.values("down_day").annotate(
            n=Count("pk"), back=Sum("returns"), down=Count("pk", filter=Q(state=CaseState.DOWN))
        )
        days = list(rows)
        record = Record(sum(row["n"] for row in days), sum(row["back"] for row in days))
        self._platforms[platform] = record
        watched = [
            (timedelta(days=max((today - (row["down_day"] or today)).days, 0)), row["down"]) for row in days
        ]
        rate = risk.return_rate(platform=record, shop=Record())
        wanted = risk.looks_an_hour(watched, rate=rate)
        self._stretch[platform] = risk.stretch_of(wanted, allowed=risk.budget(pace(platform)))


def pace(platform: str) -> float:
    """Looks a second that the platform's hosts are asked for at most."""
    table: Mapping[str, Any] = tables.platforms().by_key
    return float(table[platform].looks_per_second) if platform in table else UNKNOWN_PACE


def _of_shops(shops: set[str]) -> dict[tuple[str, str], Record]:
    """The records of shops by platform and shop; a shop nothing of which was down yet is left out."""
    if not shops:
        return {}
    removed = Case.objects.filter(listing__shop__in=shops, down_at__isnull=False).order_by()
    rows = removed.values("platform", "listing__shop").annotate(n=Count("pk"), back=Sum("returns"))
    return {(row["platform"], row["listing__shop"]): Record(row["n"], row["back"]) for row in rows}
