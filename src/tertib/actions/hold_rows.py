"""Which cases police asked to wait with now, and until when: asked before anything is sent."""

from datetime import datetime

from django.db.models import Exists, Max, OuterRef, QuerySet

from tertib.store.models import Case, Hold


def under_hold(listing_key: str = "listing__key") -> Exists:
    """The condition that a hold stands on the listing; `listing_key` is the way to it from the rows asked for."""
    return Exists(Hold.objects.filter(listing_key=OuterRef(listing_key), ended_at=None))


def hold_ends(cases: QuerySet[Case], *, now: datetime) -> datetime:
    """When the last hold on any of these cases ends; `now` if none stands."""
    standing = Hold.objects.filter(listing_key__in=cases.values("listing__key"), ended_at=None)
    ends: datetime | None = standing.aggregate(latest=Max("until"))["latest"]
    return max(ends, now) if ends is not None else now
