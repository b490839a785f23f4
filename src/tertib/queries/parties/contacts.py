"""Contacts as those who keep them read them: by party, way and health, with the latest test of each."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from tertib.errors import NotFound
from tertib.queries.types import Reader, eyes
from tertib.queries.visible import visible_contacts, visible_parties
from tertib.store.models import Contact, Outbox, Party
from tertib.vocabulary import ChannelKind, ContactHealth, PartyKind


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactFilter:
    """Which contacts are wanted; what is empty narrows nothing."""

    party: str = ""  # slug
    channel: ChannelKind | None = None
    health: ContactHealth | None = None


EVERY_CONTACT = ContactFilter()


def contacts(reader: Reader, wanted: ContactFilter = EVERY_CONTACT) -> QuerySet[Contact]:
    """Contacts in use that the reader may see, by party and rank."""
    found = visible_contacts(*eyes(reader)).select_related("party")
    if wanted.party:
        found = found.filter(party__slug=wanted.party)
    if wanted.channel is not None:
        found = found.filter(channel=wanted.channel)
    if wanted.health is not None:
        found = found.filter(health=wanted.health)
    return found.order_by("party__name", "party", "rank", "pk")


def contact(reader: Reader, number: int, *, retired_too: bool = False) -> Contact:
    """One contact by its number. Raises NotFound for none, and for another party's."""
    seen = visible_contacts(*eyes(reader))
    found = seen.select_related("party").filter(pk=number).first()
    if found is None and retired_too:
        owners = visible_parties(*eyes(reader))
        retired = Contact.objects.filter(pk=number, active=False, party__in=owners)
        found = retired.select_related("party").first()
    if found is None:
        raise NotFound("There is nothing here with this number, or it is not for your office.")
    return found


def parties_of(reader: Reader) -> list[Party]:
    """Parties of which the reader sees a contact, by name: for the filter."""
    owners = visible_contacts(*eyes(reader)).values("party")
    return list(Party.objects.filter(pk__in=owners).order_by("name"))


def party(reader: Reader, slug: str) -> Party:
    """A party that the reader may see. Raises NotFound."""
    found = visible_parties(*eyes(reader)).filter(slug=slug).first()
    if found is None:
        raise NotFound("There is no such office, or it is not for you.")
    return found


def unreachable(reader: Reader) -> QuerySet[Party]:
    """Platforms that the reader may see and that have no contact in use: nothing can be sent to them directly."""
    known = visible_parties(*eyes(reader)).filter(kind=PartyKind.PLATFORM, active=True)
    reached = Contact.objects.filter(party=OuterRef("pk"), active=True)
    return known.filter(~Exists(reached)).order_by("name")


def latest_test(reader: Reader, contact: Contact) -> Outbox | None:
    """The latest test of a contact that the reader sees, on its way or done; None if it was long ago."""
    if not visible_contacts(*eyes(reader)).filter(pk=contact.pk).exists():
        return None
    return Outbox.objects.filter(key=f"contact_test:{contact.pk}").first()
