"""A person's own hand search: the searches of the last hours, the lists that are open, and what a text's links name."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import QuerySet

from tertib.core.links import Platforms, find_links, load_platforms
from tertib.queries.types import Reader, eyes
from tertib.queries.visible import visible_orders, visible_patrols
from tertib.store.models import Order, OrderRow, PatrolLook
from tertib.vocabulary import LinkKind, OrderSource, OrderState

SAME_SEARCH = timedelta(hours=12)  # as actions.patrols: links belong to a search that long
LOOKS = "looks"  # in Order.columns: row -> pk of the look, as actions.patrols writes it
MOST_NAMED = 20


@dataclass(frozen=True, slots=True)
class Named:
    """What one link of a text names; `platform` is its key, empty where none is known."""

    kind: LinkKind
    platform: str
    platform_name: str
    listing: str
    url: str


def recent_searches(reader: Reader, person: int, *, now: datetime) -> list[PatrolLook]:
    """A person's own searches of the last hours, latest first, one for each word and platform."""
    mine = visible_patrols(*eyes(reader)).filter(by=person, at__gt=now - SAME_SEARCH).order_by("-at", "-pk")
    found: dict[tuple[str, str, str], PatrolLook] = {}
    for look in mine[:200]:
        found.setdefault((look.policy, look.term, look.platform), look)
    return list(found.values())


def latest_look(reader: Reader, person: int, *, since: datetime) -> PatrolLook | None:
    """The person's latest look after a moment that no list hangs on: it can be taken back."""
    mine = visible_patrols(*eyes(reader)).filter(by=person, order=None, at__gt=since)
    return mine.order_by("-at", "-pk").first()


def open_lists(reader: Reader, person: int) -> QuerySet[Order]:
    """The person's drafts from hand search, latest first."""
    mine = visible_orders(*eyes(reader)).filter(source=OrderSource.PATROL, handed_in_by=person)
    return mine.filter(state=OrderState.DRAFT).order_by("-pk")


def platform_names() -> Mapping[str, str]:
    """key -> name of every platform that is known."""
    return {one.key: one.name for one in all_platforms()}


def named(text: str) -> list[Named]:
    """What the links in a text name, in their order, as they would be read on handing in."""
    known = all_platforms()
    return [
        Named(
            link.kind,
            link.platform or "",
            known[link.platform].name if link.platform else "",
            link.listing or "",
            link.url or "",
        )
        for link in find_links(text, platforms=known)[:MOST_NAMED]
    ]


def rows_of(order: Order, numbers: list[int]) -> list[OrderRow]:
    """Rows of a list by their numbers, those that are still there."""
    return list(OrderRow.objects.filter(order=order, row__in=numbers).order_by("row", "part"))


def all_platforms() -> Platforms:
    """The shipped table and those of the files that the settings name; small, and read once for each list of files."""
    files = tuple(str(file) for file in settings.TERTIB_PLATFORM_FILES)
    if files not in _READ:
        _READ[files] = load_platforms(*files)
    return _READ[files]


_READ: dict[tuple[str, ...], Platforms] = {}
