"""How many listings are watched: by the day on which they went down, and by how long ago their takedown was asked for."""

from collections.abc import Collection, Iterator
from datetime import date, datetime, timedelta

from django.db.models import Count, Q, Sum

from tertib.store.cases import Case
from tertib.vocabulary import CaseState

_HOUR = timedelta(hours=1)
_SPANS = (
    (0, 3),
    (3, 12),
    (12, 36),
    (36, 24 * 365),
)  # hours since the notice; the last has no end to speak of
_USUAL = (1, 6, 24, 60)  # hours since the notice that stand for those of a span


def removed_by_day(platforms: Collection[str]) -> Iterator[tuple[str, date, int, int, int]]:
    """Platform, day, how many went down on it, how many times these came back, how many of them are down."""
    removed = Case.objects.filter(platform__in=platforms, down_day__isnull=False).order_by()
    rows = removed.values_list("platform", "down_day").annotate(
        n=Count("pk"), back=Sum("returns"), down=Count("pk", filter=Q(state=CaseState.DOWN))
    )
    yield from rows.iterator()


def waiting_since(platforms: Collection[str], *, now: datetime) -> Iterator[tuple[str, timedelta, int]]:
    """Platform, about how long ago their notices left, and how many were not answered and are not due yet."""
    waiting = Case.objects.filter(platform__in=platforms, state=CaseState.NOTIFIED, sent_at__lte=now)
    spans = {
        f"s{place}": Count("pk", filter=Q(sent_at__lte=now - low * _HOUR, sent_at__gt=now - high * _HOUR))
        for place, (low, high) in enumerate(_SPANS)
    }
    counted = waiting.order_by().values("platform").annotate(**spans)
    for platform, *counts in counted.values_list("platform", *spans):
        for hours, count in zip(_USUAL, counts, strict=True):
            if count:
                yield platform, hours * _HOUR, count
