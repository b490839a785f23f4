"""How a party is reached: keep contacts, make webhook secrets, retire what is no more."""

import re
from datetime import datetime

from django.db import transaction

from tertib.actions.actor import Actor
from tertib.actions.contacts.health import contact_goes
from tertib.actions.deeds import keep_deed
from tertib.actions.permits import Permit, keeps_installation, may, require
from tertib.actions.secrets import new_webhook_secret, seal, unseal
from tertib.errors import BadInput, Conflict, NotPermitted
from tertib.store.models import Contact, Party
from tertib.vocabulary import ChannelKind, ContactHealth, DeedKind, Role

MAIL = re.compile(r"[^@\s<>\"',;]{1,64}@[^@\s<>\"',;]{1,255}")
WEB = re.compile(r"https?://[^\s/@?#]+(?:[/?#]\S*)?", re.IGNORECASE)
MOST = 10  # contacts of one party
WITH_ADDRESS = frozenset({ChannelKind.EMAIL, ChannelKind.WEBHOOK})


def save_contact(
    actor: Actor,
    party: Party,
    *,
    channel: ChannelKind,
    name: str,
    target: str,
    rank: int,
    now: datetime,
    contact: Contact | None = None,
) -> Contact:
    """Add a contact, or change one; a changed address is untried again, and its alarms end.

    Raises BadInput naming what is wrong, Conflict for a contact that is there already or was retired.
    """
    _require_edit(actor, party)
    target = target.strip() if channel in WITH_ADDRESS else ""
    if channel is ChannelKind.EMAIL and not MAIL.fullmatch(target):
        raise BadInput(f"'{target[:80]}' is no mail address. Write it as name@example.id.")
    if channel is ChannelKind.WEBHOOK and not WEB.fullmatch(target):
        raise BadInput(f"'{target[:80]}' is no web address. Write it with https:// in front.")
    if len(target) > 500:
        raise BadInput("The address is longer than 500 characters.")
    if not 1 <= rank <= 99:
        raise BadInput("The rank is a number from 1 (first) to 99.")
    with transaction.atomic():
        Party.objects.select_for_update(of=("self",)).get(pk=party.pk)  # one at a time may count them
        theirs = Contact.objects.filter(party=party, active=True)
        if contact is not None:
            theirs = theirs.exclude(pk=contact.pk)
            contact = Contact.objects.select_for_update(of=("self",)).get(pk=contact.pk)
            if contact.party_id != party.pk:
                raise NotPermitted("This contact is not this party's.")
            if not contact.active:
                raise Conflict("This contact is retired. Add a new one.")
        if theirs.filter(channel=channel, target=target).exists():
            raise Conflict("This contact is here already.")
        if contact is None and theirs.count() >= MOST:
            raise BadInput(f"A party has at most {MOST} contacts. Retire one first.")
        kept = contact or Contact(party=party, channel=channel)
        moved = contact is not None and (kept.target, kept.channel) != (target, channel)
        if contact is None or moved:
            kept.health, kept.health_since, kept.failures_in_row = ContactHealth.UNTRIED, now, 0
            kept.last_error, kept.certificate_expires_at = "", None
        if channel is not ChannelKind.WEBHOOK:
            kept.secret = ""
        kept.channel, kept.name, kept.target, kept.rank = channel, name.strip()[:120], target, rank
        kept.save()
        if moved:
            contact_goes(kept, now=now)
        keep_deed(
            actor, DeedKind.CONTACT_SAVED, office=party, subject=kept.name or channel, detail=channel, now=now
        )
    return kept


def retire_contact(actor: Actor, contact: Contact, *, now: datetime) -> None:
    """The contact is used no more, and its alarms end; what went by it stays known. Again: nothing happens."""
    _require_edit(actor, contact.party)
    with transaction.atomic():
        if Contact.objects.filter(pk=contact.pk, active=True).update(active=False, health_since=now):
            contact_goes(contact, now=now)
            said = contact.name or contact.channel
            keep_deed(actor, DeedKind.CONTACT_RETIRED, office=contact.party, subject=said, now=now)


def make_webhook_secret(actor: Actor, contact: Contact, *, now: datetime) -> str:
    """A new signing secret, shown once. The one before it signs too, until the next is made: nobody misses one."""
    _require_edit(actor, contact.party)
    if contact.channel != ChannelKind.WEBHOOK:
        raise BadInput("Only a webhook has a signing secret.")
    fresh = new_webhook_secret()
    with transaction.atomic():
        kept = Contact.objects.select_for_update(of=("self",)).get(pk=contact.pk)
        before = unseal(kept.secret).split(" ")[0]
        kept.secret = seal(f"{fresh} {before}".strip())
        kept.save(update_fields=["secret"])
        said = contact.name or contact.channel
        keep_deed(actor, DeedKind.SIGNING_KEY_MADE, office=contact.party, subject=said, now=now)
    return fresh


def may_edit_contacts(actor: Actor, party: Party) -> bool:
    """Whether the actor keeps this party's contacts: one's own, a hub's operator its members', or all."""
    own = actor.home.pk == party.pk
    hub = party.association_id == actor.home.pk and actor.role == Role.OPERATOR
    return may(actor, Permit.EDIT_CONTACTS) and (own or hub or keeps_installation(actor))


def _require_edit(actor: Actor, party: Party) -> None:
    require(actor, Permit.EDIT_CONTACTS)
    if not may_edit_contacts(actor, party):
        raise NotPermitted("You can change the contacts of your own office only.")
