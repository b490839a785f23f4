"""Tests of contacts: ask for one, what is sent, and what came of it; a test counts as any other delivery."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from tertib.actions import outbox
from tertib.actions.actor import Actor
from tertib.actions.contacts.health import contact_failed, contact_worked
from tertib.actions.contacts.keeping import WITH_ADDRESS, may_edit_contacts
from tertib.actions.notices.deliveries import Parcel
from tertib.actions.permits import Permit, require
from tertib.actions.secrets import unseal
from tertib.core.notices.letters import contact_test_letter
from tertib.core.notices.wording import load_wording
from tertib.errors import BadInput, Conflict, NotPermitted
from tertib.store.models import Contact, Outbox
from tertib.vocabulary import ChannelKind, Errand

EVENT = "contact.test"
AGAIN_AFTER = timedelta(minutes=1)  # a button pressed twice is one test, and nobody floods a mailbox with it


def ask_for_test(actor: Actor, contact: Contact, *, now: datetime) -> None:
    """The worker sends one harmless message by the contact; asking again within AGAIN_AFTER changes nothing.

    Raises BadInput for a way by which nothing leaves, and for a webhook without a secret.
    """
    require(actor, Permit.EDIT_CONTACTS)
    if not may_edit_contacts(actor, contact.party):
        raise NotPermitted("You can change the contacts of your own office only.")
    if not contact.active:
        raise Conflict("This contact is retired. Add a new one.")
    if contact.channel not in WITH_ADDRESS:
        raise BadInput("Nothing leaves by this way, so there is nothing to test: the notices wait here.")
    if contact.channel == ChannelKind.WEBHOOK and not contact.secret:
        raise BadInput("The webhook has no signing secret yet. Make one first.")
    with transaction.atomic():
        Contact.objects.select_for_update(of=("self",)).get(pk=contact.pk)
        earlier = Outbox.objects.filter(key=f"contact_test:{contact.pk}").first()
        if earlier is None or now - datetime.fromisoformat(earlier.payload["asked"]) >= AGAIN_AFTER:
            _ask(actor, contact, now)


def parcel_of_test(claim: outbox.Claim) -> Parcel | None:
    """What a CONTACT_TEST sends; None if the contact was retired meanwhile."""
    found = Contact.objects.select_related("party").filter(pk=claim.payload["contact"], active=True)
    contact = found.first()
    if contact is None:
        return None
    letter = contact_test_letter(
        recipient=contact.name or contact.party.name,
        party=contact.party.name,
        tester=str(claim.payload["tester"]),
        portal_url=f"{settings.TERTIB_URL}/kontak/",
        wording=load_wording(contact.party.language),
    )
    asked = datetime.fromisoformat(claim.payload["asked"])
    return Parcel(
        key=f"test-{contact.pk}-{int(asked.timestamp())}",
        channel=contact.channel,
        target=contact.target,
        secret=unseal(contact.secret),
        recipient_name=contact.name or contact.party.name,
        language=contact.party.language,
        count=0,
        summary={"test": True},
        notices=(),
        subject=letter.subject,
        body=letter.body,
        reply_to=str(settings.TERTIB_MAIL_FROM),
        created_at=asked,
    )


def took_test(claim: outbox.Claim, *, now: datetime, certificate_expires_at: datetime | None) -> None:
    """The contact took it: it is well."""
    with transaction.atomic():
        outbox.finish([claim], now=now)
        contact_worked(claim.payload["contact"], now=now, certificate_expires_at=certificate_expires_at)


def refused_test(claim: outbox.Claim, *, error: str, for_good: bool, now: datetime) -> None:
    """It did not get through; a test is not tried again by itself, and its contact says why."""
    with transaction.atomic():
        outbox.finish([claim], now=now)
        contact_failed(claim.payload["contact"], error=error, for_good=for_good, now=now)


def _ask(actor: Actor, contact: Contact, now: datetime) -> None:
    tester = actor.person.name if actor.person else actor.home.name
    payload = {"contact": contact.pk, "tester": tester, "asked": now.isoformat()}
    outbox.ask([outbox.Work(Errand.CONTACT_TEST, f"contact_test:{contact.pk}", now, payload=payload)])
