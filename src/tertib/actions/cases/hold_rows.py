"""Which cases police asked to wait with now, and until when: asked before anything is sent."""

from datetime import datetime

from django.db.models import Max, Q, QuerySet

from tertib.store.models import Case, Hold, Listing


def under_hold(listing: str = "listing") -> Q:
    """The condition that a hold stands on the listing; `listing` is the way to it from the rows asked for."""
    standing = Hold.objects.filter(ended_at=None).values("listing_key")
    return Q(**{f"{listing}__in": Listing.objects.filter(key__in=standing)})


def hold_ends(cases: QuerySet[Case], *, now: datetime) -> datetime:
    """When the last hold on any of these cases ends; `now` if none stands."""
    standing = Hold.objects.filter(listing_key__in=cases.values("listing__key"), ended_at=None)
    ends: datetime | None = standing.aggregate(latest=Max("until"))["latest"]
    return max(ends, now) if ends is not None else now
