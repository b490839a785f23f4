"""The cases that a reader may see, by filters and in an order: for queues, files to download and drill-downs."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from tertib.core.links import Platforms, load_platforms, read_link
from tertib.errors import NotALink
from tertib.queries.statistics.figures import MEASURES, platforms_and_policies
from tertib.queries.types import Reader, eyes
from tertib.queries.visible import find, visible_cases, visible_orders
from tertib.store.models import Case, Listing, Requester
from tertib.vocabulary import CaseState, LinkKind, PageState, ReplyKind, Verdict


class View(StrEnum):
    """Filters that people use every day, by name."""

    OVERDUE = "overdue"  # the time to answer ran out
    STILL_UP = "still_up"  # asked for, and our looks show it
    SAID_DONE_BUT_UP = "said_done_but_up"
    CAME_BACK = "came_back"
    FIRST_LOOK = "first_look"  # nobody has looked yet
    QUESTIONS = "questions"  # the platform waits for an answer of ours
    UNASKED = "unasked"  # looked at; a notice waits for approval
    CANNOT_TELL = "cannot_tell"


VIEWS: Mapping[View, Q] = {
    View.OVERDUE: Q(state=CaseState.OVERDUE),
    View.STILL_UP: Q(sent_at__isnull=False, verdict=Verdict.UP)
    & ~Q(state__in=(CaseState.CLOSED, CaseState.RESTORED)),
    View.SAID_DONE_BUT_UP: MEASURES["claimed_up"],
    View.CAME_BACK: Q(state=CaseState.RETURNED),
    View.FIRST_LOOK: Q(state=CaseState.OPEN, verdict=None),
    View.QUESTIONS: Q(
        state__in=(CaseState.NOTIFIED, CaseState.OVERDUE),
        last_reply__in=(ReplyKind.ASKS_BACK, ReplyKind.CANNOT_EXECUTE),
    ),
    View.UNASKED: Q(state__in=(CaseState.OPEN, CaseState.RETURNED), approved=False, verdict__isnull=False)
    & ~Q(page_state__in=(PageState.GONE_HARD, PageState.GONE_SOFT, PageState.SHOP_GONE)),
    View.CANNOT_TELL: Q(sent_at__isnull=False, verdict=Verdict.CANNOT_TELL),
}

LATE_HOURS: Mapping[str, tuple[int, int | None]] = {
    "0-24": (0, 24),
    "24-72": (24, 72),
    "72-168": (72, 168),
    "168-": (168, None),
}
"""Buckets of lateness in hours: from (inclusive) to (exclusive)."""

SORTS: Mapping[str, tuple[str, ...]] = {
    "changed": ("-changed_at", "-pk"),
    "due": ("answer_due", "pk"),
    "opened": ("-pk",),  # cases are numbered as they open
    "oldest": ("pk",),
    "listing": ("listing__key", "pk"),
}


MOST_WORDS = 6  # of a search


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFilters:
    """What a list of cases is narrowed to; empty means "all". `measure` is a key of figures, `late` of LATE_HOURS."""

    state: CaseState | None = None
    platform: str = ""
    policy: str = ""
    order: str = ""
    verdict: Verdict | None = None
    view: View | None = None
    measure: str = ""
    late: str = ""
    search: str = ""
    sort: str = "changed"


def cases(reader: Reader, filters: CaseFilters, *, now: datetime) -> QuerySet[Case]:
    """The reader's cases that fit every filter, in the order asked for. Raises NotFound for another's order."""
    found = visible_cases(*eyes(reader))
    for name in ("state", "platform", "policy", "verdict"):
        if value := getattr(filters, name):
            found = found.filter(**{name: value})
    if filters.order:
        asked = find(visible_orders(*eyes(reader)), filters.order)
        found = found.filter(Exists(Requester.objects.filter(case=OuterRef("pk"), order=asked)))
    if filters.view:
        found = found.filter(VIEWS[filters.view])
    if filters.measure:
        found = found.filter(MEASURES[filters.measure])
    if filters.late:
        found = found.filter(late(filters.late, now=now))
    if filters.search:
        found = found.filter(_named(filters.search, visible_cases(*eyes(reader))))
    order = SORTS.get(filters.sort, SORTS["changed"])
    if filters.sort == "listing":
        found = found.filter(listing__key__gt="")  # every one: shows SQLite the index in this order
    if filters.sort == "due":
        return found.order_by(F("answer_due").asc(nulls_last=True), "pk")
    return found.order_by(*order)


def late(bucket: str, *, now: datetime) -> Q:
    """Overdue cases whose lateness lies in a bucket of LATE_HOURS."""
    first, last = LATE_HOURS[bucket]
    found = Q(state=CaseState.OVERDUE, answer_due__lte=now - timedelta(hours=first))
    return found if last is None else found & Q(answer_due__gt=now - timedelta(hours=last))


def with_listing(found: QuerySet[Case]) -> QuerySet[Case]:
    """With what one line of a list shows."""
    return found.select_related("listing", "recipient")


def lines(found: QuerySet[Case]) -> Iterator[tuple[object, ...]]:
    """For a table file: key, listing, link, shop, platform, policy, state, outcome, verdict, page state, last reply,
    opened, sent, due, claimed, down, latest look, returns."""
    yield from found.values_list(
        "key",
        "listing__key",
        "listing__url",
        "listing__shop",
        "platform",
        "policy",
        "state",
        "outcome",
        "verdict",
        "page_state",
        "last_reply",
        "opened_at",
        "sent_at",
        "answer_due",
        "claimed_at",
        "down_at",
        "seen_at",
        "returns",
    ).iterator(chunk_size=2000)


def choices(reader: Reader) -> tuple[list[str], list[str]]:
    """Platforms and policies that the reader's cases have, for the filter's fields."""
    return platforms_and_policies(visible_cases(*eyes(reader)))


def _named(text: str, visible: QuerySet[Case]) -> Q:
    """Cases that a text names: a case number, a link, or a listing's or a shop's key or id, whole; where the reader
    sees no such listing, those with every word of it in their address or title."""
    named = text.strip()
    if named.upper().startswith("C-"):
        return Q(key=named.upper())
    if "://" in named or "/" in named:
        try:
            link = read_link(named, platforms=_platforms())
        except NotALink:
            link = None
        if link is not None and link.kind is LinkKind.LISTING and link.listing:
            return Q(listing__key=link.listing)
        return Q(listing__in=Listing.objects.filter(searched__contains=named.lower()))
    keys = [named] if ":" in named else [f"{platform}:{named}" for platform in _platforms().by_key]
    whole = Listing.objects.filter(Q(key__in=keys) | Q(shop__in=keys))
    if ":" in named or visible.filter(listing__in=whole).exists():
        return Q(listing__in=whole)
    found = Listing.objects.all()
    for word in named.split()[:MOST_WORDS]:
        found = found.filter(searched__contains=word.lower())
    return Q(listing__in=found)


@cache
def _platforms() -> Platforms:
    return load_platforms(*settings.TERTIB_PLATFORM_FILES)
