"""Letters of the ladder on their way: what is sent, and what became of it."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from tertib.actions import outbox
from tertib.actions.contacts.health import clear_alarm, raise_alarm
from tertib.actions.notices.deliveries import Parcel
from tertib.actions.secrets import unseal
from tertib.store.models import Contact, LadderRung
from tertib.vocabulary import AlarmKind, ChannelKind, ContactHealth


def parcel_of_rung(rung: LadderRung) -> Parcel | None:
    """The letter as a parcel to the recipient's best mailbox; None if it has none: then the portal shows it."""
    contact = (
        Contact.objects.filter(party=rung.platform_party, active=True, channel=ChannelKind.EMAIL)
        .exclude(health=ContactHealth.DEAD)
        .order_by("rank", "pk")
        .first()
    )
    if contact is None:
        return None
    subject, _, body = rung.text.partition("\n")
    return Parcel(
        key=f"letter-{rung.pk}",
        channel=contact.channel,
        target=contact.target,
        secret=unseal(contact.secret),
        recipient_name=rung.platform_party.name,
        language=rung.platform_party.language,
        count=0,
        summary={"rung": rung.rung, "policy": rung.policy},
        notices=(),
        subject=subject.strip(),
        body=body.strip() or subject.strip(),
        reply_to=str(settings.TERTIB_MAIL_FROM),
        created_at=rung.decided_at or rung.proposed_at,
    )


def letter_delivered(rung: LadderRung, *, claim: outbox.Claim, now: datetime) -> None:
    """The mailbox took it."""
    with transaction.atomic():
        outbox.finish([claim], now=now)
        clear_alarm(AlarmKind.DELIVERY_DEAD, subject=f"letter:{rung.pk}", now=now)


def letter_failed(rung: LadderRung, *, claim: outbox.Claim, error: str, now: datetime) -> None:
    """It cannot be delivered; it stands on the portal, and an alarm says so."""
    with transaction.atomic():
        if not outbox.bury([claim], now=now, error=error):
            return
        raise_alarm(
            AlarmKind.DELIVERY_DEAD,
            subject=f"letter:{rung.pk}",
            party=rung.platform_party,
            detail=error,
            now=now,
        )
