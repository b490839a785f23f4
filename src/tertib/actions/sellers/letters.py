"""Letters of issued steps on their way to the platforms concerned: each reads its own shops and nothing of others'."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from tertib.actions import outbox
from tertib.actions.contacts.health import clear_alarm, raise_alarm
from tertib.actions.notices.deliveries import Parcel
from tertib.actions.secrets import unseal
from tertib.actions.sellers.ladder import ladder
from tertib.store.models import Contact, Party, SellerLadderRung, SellerShop
from tertib.vocabulary import AlarmKind, ChannelKind, ContactHealth, SellerRung

PAYLOAD = "seller_rung"
"""By this name in its payload a LETTER is known to be one of ours."""


def parcel_of(claim: outbox.Claim) -> Parcel | None:
    """The letter to the platform's best mailbox. None if it has none, or the step was taken back: the portal shows it."""
    rung = SellerLadderRung.objects.select_related("seller").filter(pk=claim.payload[PAYLOAD]).first()
    party = Party.objects.filter(pk=claim.payload["party"]).first()
    if rung is None or party is None or rung.ended_at is not None:
        return None
    contacts = Contact.objects.filter(party=party, active=True, channel=ChannelKind.EMAIL)
    contact = contacts.exclude(health=ContactHealth.DEAD).order_by("rank", "pk").first()
    own = SellerShop.objects.filter(seller=rung.seller, party=party).order_by("name")
    shops = list(own.values_list("name", flat=True))
    if contact is None or not shops:
        return None
    step = ladder().step(SellerRung(rung.rung))
    language = party.language if party.language in step.names else "id"
    where = f"{settings.TERTIB_URL}/penjual/toko/"
    return Parcel(
        key=f"seller-letter-{rung.pk}-{party.pk}",
        channel=contact.channel,
        target=contact.target,
        secret=unseal(contact.secret),
        recipient_name=party.name,
        language=language,
        count=0,
        summary={"rung": str(rung.rung)},
        notices=(),
        subject=step.names[language],
        body=ladder()
        .letters[language]
        .format(text=rung.text, shops="\n".join(f"- {shop}" for shop in shops), where=where),
        reply_to=str(settings.TERTIB_MAIL_FROM),
        created_at=rung.decided_at or rung.proposed_at,
    )


def delivered(claim: outbox.Claim, *, now: datetime) -> None:
    """The mailbox took it."""
    with transaction.atomic():
        outbox.finish([claim], now=now)
        clear_alarm(AlarmKind.DELIVERY_DEAD, subject=claim.key, now=now)


def failed(claim: outbox.Claim, *, error: str, now: datetime) -> None:
    """It cannot be delivered; it stands on the platform's page, and an alarm says so."""
    with transaction.atomic():
        if outbox.bury([claim], now=now, error=error):
            party = Party.objects.filter(pk=claim.payload["party"]).first()
            raise_alarm(AlarmKind.DELIVERY_DEAD, subject=claim.key, party=party, detail=error, now=now)
