"""How a party is reached: keep contacts, make webhook secrets, retire what is no more."""

import re
from datetime import datetime

from django.db import transaction

from tertib.actions.actor import Actor
from tertib.actions.permits import Permit, require
from tertib.actions.secrets import new_webhook_secret, seal, unseal
from tertib.errors import BadInput, NotPermitted
from tertib.store.models import Contact, Party
from tertib.vocabulary import ChannelKind, ContactHealth, PartyKind, Role

MAIL = re.compile(r"[^@\s<>\"',;]{1,64}@[^@\s<>\"',;]{1,255}")
WEB = re.compile(r"https?://[^\s/@?#]+(?:[/?#]\S*)?", re.IGNORECASE)
MOST = 10  # contacts of one party


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
    """Add a contact, or change one; a changed address is untried again. Raises BadInput naming what is wrong."""
    _may_edit(actor, party)
    target = target.strip()
    if channel is ChannelKind.EMAIL and not MAIL.fullmatch(target):
        raise BadInput(f"'{target[:80]}' is no mail address. Write it as name@example.id.")
    if channel is ChannelKind.WEBHOOK and not WEB.fullmatch(target):
        raise BadInput(f"'{target[:80]}' is no web address. Write it with https:// in front.")
    if channel in (ChannelKind.PORTAL, ChannelKind.PULL):
        target = ""
    if not 1 <= rank <= 99:
        raise BadInput("The rank is a number from 1 (first) to 99.")
    with transaction.atomic():
        if contact is None:
            if Contact.objects.filter(party=party, active=True).count() >= MOST:
                raise BadInput(f"A party has at most {MOST} contacts. Retire one first.")
            contact = Contact(party=party, channel=channel)
        if contact.party_id != party.pk:
            raise NotPermitted("This contact is not this party's.")
        if contact._state.adding or contact.target != target or contact.channel != channel:
            contact.health, contact.health_since, contact.failures_in_row = ContactHealth.UNTRIED, now, 0
        contact.channel, contact.name, contact.target, contact.rank = (
            channel,
            name.strip()[:120],
            target[:500],
            rank,
        )
        contact.save()
    return contact


def retire_contact(actor: Actor, contact: Contact, *, now: datetime) -> None:
    """The contact is used no more; what went by it stays known."""
    _may_edit(actor, contact.party)
    contact.active = False
    contact.health_since = now
    contact.save(update_fields=["active", "health_since"])


def make_webhook_secret(actor: Actor, contact: Contact) -> str:
    """A new signing secret, shown once. The one before it signs too, until the next is made: nobody misses one."""
    _may_edit(actor, contact.party)
    if contact.channel != ChannelKind.WEBHOOK:
        raise BadInput("Only a webhook has a signing secret.")
    fresh = new_webhook_secret()
    before = unseal(contact.secret).split(" ")[0]
    contact.secret = seal(f"{fresh} {before}".strip())
    contact.save(update_fields=["secret"])
    return fresh


def _may_edit(actor: Actor, party: Party) -> None:
    require(actor, Permit.EDIT_CONTACTS)
    own = actor.home.pk == party.pk
    installation = actor.home.kind == PartyKind.PUBLIC_BODY and actor.role == Role.OPERATOR
    hub = party.association_id == actor.home.pk and actor.role == Role.OPERATOR
    if not (own or installation or hub):
        raise NotPermitted("You can change the contacts of your own office only.")
