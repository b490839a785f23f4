"""Dispatches as sender, recipient and operator see them, with the notices inside for those who may read them."""

from dataclasses import dataclass

from django.db.models import QuerySet

from tertib.queries.types import Reader, eyes
from tertib.queries.visible import (
    find,
    visible_contacts,
    visible_dispatches,
    visible_notices,
)
from tertib.store.models import Contact, Dispatch, Notice
from tertib.vocabulary import NoticeState


@dataclass(frozen=True, slots=True, kw_only=True)
class DispatchFilter:
    """Which dispatches are wanted; what is empty narrows nothing. `opened`: the recipient has fetched it."""

    state: NoticeState | None = None
    opened: bool | None = None
    recipient: str = ""  # slug of a party


EVERY_DISPATCH = DispatchFilter()


def dispatches(reader: Reader, wanted: DispatchFilter = EVERY_DISPATCH) -> QuerySet[Dispatch]:
    """The reader's dispatches, latest first, with recipient and contact."""
    found = visible_dispatches(*eyes(reader)).select_related("recipient", "authority", "contact")
    if wanted.state is not None:
        found = found.filter(state=wanted.state)
    if wanted.opened is not None:
        found = found.filter(opened_at__isnull=not wanted.opened)
    if wanted.recipient:
        found = found.filter(recipient__slug=wanted.recipient)
    return found.order_by("-pk")


def dispatch(reader: Reader, key: str) -> Dispatch:
    """One dispatch. Raises NotFound for none, and for another party's."""
    found = visible_dispatches(*eyes(reader))
    return find(found.select_related("recipient", "authority", "contact"), key)


def notices_in(reader: Reader, dispatch: Dispatch) -> QuerySet[Notice]:
    """The notices in a dispatch, in order; none for a reader who may see the dispatch but no content."""
    found = visible_notices(*eyes(reader)).filter(dispatch=dispatch)
    return found.select_related("case", "dispatch").order_by("pk")


def other_contacts(reader: Reader, dispatch: Dispatch) -> QuerySet[Contact]:
    """The recipient's contacts and its association's, by which a dead letter can be sent again instead."""
    parties = [party for party in (dispatch.recipient_id, dispatch.recipient.association_id) if party]
    return (
        visible_contacts(*eyes(reader))
        .filter(party__in=parties)
        .select_related("party")
        .order_by("rank", "pk")
    )
