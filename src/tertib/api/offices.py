"""Offices over the API: how parties are reached, and where police asked to wait. To read; persons change them."""

from datetime import datetime

from ninja import Field, Router, Schema

from tertib.api.front import answers
from tertib.api.keys import ApiRequest, Key
from tertib.api.pages import After, Limit, page
from tertib.queries.cases import one
from tertib.queries.parties import contacts
from tertib.queries.types import Contact, Hold
from tertib.vocabulary import ChannelKind, ContactHealth

router = Router(auth=Key(), tags=["offices"])


class ContactOut(Schema):
    """One way to reach a party; the one with the lowest rank that is well is used."""

    contact: int
    party: str
    channel: ChannelKind
    name: str
    target: str
    rank: int
    health: ContactHealth
    health_since: datetime | None
    last_ok_at: datetime | None
    last_failed_at: datetime | None
    last_error: str


class ContactPage(Schema):
    """A part of a list; `next` is null at its end."""

    items: list[ContactOut]
    next: str | None


class HoldOut(Schema):
    """Police asked to wait with a listing until then. Whether a case of it exists is not told."""

    hold: int
    listing: str
    police: str
    letter_number: str
    reason: str
    placed_at: datetime
    until: datetime
    ended_at: datetime | None = Field(description="When it was lifted, or ran out.")


class HoldPage(Schema):
    """A part of a list; `next` is null at its end."""

    items: list[HoldOut]
    next: str | None


@router.get("/contacts", response=answers({200: ContactPage}))
def list_contacts(request: ApiRequest, after: After = None, limit: Limit = 100) -> ContactPage:
    """The contacts of your office; an association's members' too."""
    found = contacts.contacts(request.actor)
    items, _, following = page(
        request, found, after=after, limit=limit, newest_first=False, shape=contact_out
    )
    return ContactPage(items=items, next=following)


@router.get("/holds", response=answers({200: HoldPage}))
def list_holds(
    request: ApiRequest, after: After = None, limit: Limit = 100, running: bool | None = None
) -> HoldPage:
    """Police holds: your own, or those on listings that you asked for. A person places and lifts them."""
    found = one.holds(request.actor, now=request.now, running=running)
    items, _, following = page(request, found, after=after, limit=limit, newest_first=True, shape=hold_out)
    return HoldPage(items=items, next=following)


def contact_out(contact: Contact) -> ContactOut:
    """A contact without its secret."""
    return ContactOut(
        contact=contact.pk,
        party=contact.party.slug,
        channel=contact.channel,
        name=contact.name,
        target=contact.target,
        rank=contact.rank,
        health=contact.health,
        health_since=contact.health_since,
        last_ok_at=contact.last_ok_at,
        last_failed_at=contact.last_failed_at,
        last_error=contact.last_error,
    )


def hold_out(hold: Hold) -> HoldOut:
    """A hold, for police and for the authority whose case waits."""
    return HoldOut(
        hold=hold.pk,
        listing=hold.listing_key,
        police=hold.police.slug,
        letter_number=hold.letter_number,
        reason=hold.reason,
        placed_at=hold.placed_at,
        until=hold.until,
        ended_at=hold.ended_at,
    )
