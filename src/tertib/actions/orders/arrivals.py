"""What the recipient already holds has arrived: a webhook is answered by a fetch before the worker noted its delivery."""

from datetime import datetime

from django.db import transaction

from tertib.actions import outbox
from tertib.actions.actor import Actor
from tertib.actions.notices.deliveries import delivered
from tertib.actions.permits import Permit, may
from tertib.store.models import Dispatch, Outbox, Party
from tertib.vocabulary import NoticeState, PartyKind

RECEIPT = "the recipient asked for it by its number"


def asked_for(actor: Actor, dispatch_key: str, *, now: datetime) -> bool:
    """Somebody asks for a dispatch by its number; see `arrived`. Does nothing for those it was not sent to."""
    if actor.home.kind != PartyKind.PLATFORM or not may(actor, Permit.REPLY):
        return False
    return arrived(actor.home, dispatch_key, now=now)


def arrived(recipient: Party, dispatch_key: str, *, now: datetime) -> bool:
    """Count a dispatch that is on its way to this recipient as delivered; whether this did it.

    A number is known to the recipient only by the delivery itself. The claim is taken from the worker that set
    out with it: what that one comes to save is refused (LeaseLost), and nothing is sent a second time.
    """
    underway = Dispatch.objects.filter(
        key=dispatch_key, recipient=recipient, state=NoticeState.APPROVED, sent_at=None
    )
    found = underway.select_related("contact", "recipient", "authority").first()
    if found is None:
        return False
    with transaction.atomic():
        claim = _taken_over(f"dispatch:{dispatch_key}")
        if claim is None:
            return False
        delivered(found, claim=claim, receipt=RECEIPT, now=now)
    return True


def _taken_over(key: str) -> outbox.Claim | None:
    """The work, with a new fence; None if it is done or dead, or nobody has set out with it yet."""
    rows = Outbox.objects.select_for_update(of=("self",)).filter(key=key, done_at=None, dead_at=None)
    row = rows.filter(attempts__gt=0).first()
    if row is None:
        return None
    row.fence += 1
    row.save(update_fields=["fence"])
    return outbox.Claim(row.pk, row.errand, row.key, row.lane, row.payload, row.attempts, row.fence)
