"""What the house knows that sets how often it looks: returns of platforms and shops, and the hosts' budgets."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db.models import Count, Q, Sum

from tertib.actions import tables
from tertib.actions.contacts.health import clear_alarm, raise_alarm
from tertib.core.deadlines import local_day
from tertib.core.verification import PageError, risk
from tertib.core.verification.observe import Observation as Sight
from tertib.core.verification.risk import HOUR, Record
from tertib.store.models import Alarm, Case, Outbox
from tertib.store.watched import removed_by_day, waiting_since
from tertib.vocabulary import AlarmKind, Errand, LegalZone

REFUSED = f"error:{PageError.ROBOTS}"  # in a sight's reasons
LATE = timedelta(days=1)  # looks that full pace cannot catch up with in this time raise an alarm


class LookRisk:
    """The rates of return of some cases, and how far their hosts' budgets stretch: three queries for all."""

    def __init__(self, cases: Iterable[Case], *, now: datetime) -> None:
        """Load what is known of the platforms and shops of `cases`, whose listings are loaded with them."""
        found = list(cases)
        paces = {platform: pace(platform) for platform in sorted({case.platform for case in found})}
        self._hosts = risk.host_plans(
            removed_by_day(paces),
            waiting_since(paces, now=now),
            today=local_day(now, zone=LegalZone.WIB),
            paces=paces,
        )
        self._shops = _of_shops({case.listing.shop for case in found if case.listing.shop})

    def rate(self, case: Case) -> float:
        """How likely the case's listing comes back within the watch."""
        shop = self._shops.get((case.platform, case.listing.shop), Record())
        return risk.return_rate(platform=self._hosts[case.platform].record, shop=shop)

    def stretch(self, case: Case) -> float:
        """The factor by which its host's gaps grow."""
        return self._hosts[case.platform].stretch

    def phase(self, case: Case) -> float:
        """What spreads the gaps of cases that were asked for together."""
        return risk.phase_of(case.pk)


def watch_looks(*, now: datetime) -> int:
    """Raise an alarm for each platform whose due looks take longer than LATE at full pace, or wait so long already;
    clear those that caught up. Returns how many stand."""
    due = Outbox.objects.filter(errand=Errand.LOOK, done_at=None, dead_at=None, due_at__lte=now).order_by()
    late = {}
    for lane, count, waiting in due.values_list("lane").annotate(
        n=Count("pk"), old=Count("pk", filter=Q(due_at__lte=now - LATE))
    ):
        hours = count / (pace(lane) * 3600)
        if hours * HOUR > LATE or waiting:
            late[f"platform:{lane}"] = (
                f"{count} looks are due, {waiting} for more than a day; {hours:.1f} h at full pace"
            )
    for subject, detail in late.items():
        raise_alarm(AlarmKind.LOOKS_LATE, subject=subject, party=None, detail=detail, now=now)
    standing = Alarm.objects.filter(kind=AlarmKind.LOOKS_LATE, cleared_at=None).exclude(subject__in=late)
    for subject in standing.values_list("subject", flat=True):
        clear_alarm(AlarmKind.LOOKS_LATE, subject=subject, now=now)
    return len(late)


def note_robots(sights: Sequence[Sight], *, platform: str, now: datetime) -> None:
    """Raise the alarm that a platform's robots.txt keeps us from looking, or clear it with the first pages that came."""
    refused = sum(REFUSED in sight.reasons for sight in sights)
    subject = f"platform:{platform}"
    if refused:
        detail = f"{refused} of {len(sights)} looks are not allowed by its robots.txt"
        raise_alarm(AlarmKind.ROBOTS_REFUSE, subject=subject, party=None, detail=detail, now=now)
    elif any(
        not reason.startswith(("error:", "status_api:")) for each in sights for reason in each.reasons[:1]
    ):
        clear_alarm(AlarmKind.ROBOTS_REFUSE, subject=subject, now=now)


def pace(platform: str) -> float:
    """Looks a second that the platform's hosts are asked for at most."""
    return tables.platforms().pace(platform)


def _of_shops(shops: set[str]) -> dict[tuple[str, str], Record]:
    """The records of shops by platform and shop; a shop nothing of which was down yet is left out."""
    if not shops:
        return {}
    removed = Case.objects.filter(listing__shop__in=shops, down_at__isnull=False).order_by()
    rows = removed.values("platform", "listing__shop").annotate(n=Count("pk"), back=Sum("returns"))
    return {(row["platform"], row["listing__shop"]): Record(row["n"], row["back"]) for row in rows}
