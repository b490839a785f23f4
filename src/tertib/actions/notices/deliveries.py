"""What becomes of dispatches: delivered, failed for now, dead; and sending again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from tertib.actions import outbox, tables
from tertib.actions.actor import WORKER, Actor
from tertib.actions.cases.history import Happening, record
from tertib.actions.cases.hold_rows import hold_ends, under_hold
from tertib.actions.contacts.health import clear_alarm, contact_failed, contact_worked, raise_alarm
from tertib.actions.notices.asking import ask_to_send
from tertib.actions.notices.composing import deadline_rule
from tertib.actions.permits import Permit, require
from tertib.actions.secrets import unseal
from tertib.core.cases.events import NoticeFailed, NoticeSent
from tertib.core.deadlines import ClockTimes, start
from tertib.core.notices import letters
from tertib.core.notices.tags import reply_address
from tertib.core.notices.wording import load_wording
from tertib.errors import Conflict, LeaseLost
from tertib.store.models import Case, Contact, Dispatch, Notice, Order
from tertib.vocabulary import AlarmKind, ChannelKind, NoticeState


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """What the worker hands to a channel. `secret` is open here; it is never logged or shown."""

    key: str
    channel: ChannelKind
    target: str
    secret: str
    recipient_name: str
    language: str
    count: int
    summary: Mapping[str, Any]
    notices: tuple[Mapping[str, Any], ...]
    subject: str
    body: str
    reply_to: str
    created_at: datetime


def parcel_of(dispatch: Dispatch) -> Parcel:
    """Everything a channel needs to deliver the dispatch."""
    contact = dispatch.contact
    notices = tuple(Notice.objects.filter(dispatch=dispatch).values_list("content", flat=True))
    portal = settings.TERTIB_URL
    address = reply_address(dispatch.key, secret=settings.SECRET_KEY, domain=settings.TERTIB_REPLY_DOMAIN)
    sender = letters.Sender(
        contact=dispatch.authority.name,
        portal_url=f"{portal}/tugas/?kiriman={dispatch.key}",
        reply_address=address,
    )
    letter = letters.dispatch_letter(
        dispatch.key,
        notices,
        policy=tables.policy(notices[0]["legal"]["policy"]),
        sender=sender,
        wording=load_wording(dispatch.recipient.language),
    )
    return Parcel(
        key=dispatch.key,
        channel=dispatch.channel,
        target=contact.target if contact else "",
        secret=unseal(contact.secret) if contact else "",
        recipient_name=dispatch.recipient.name,
        language=dispatch.recipient.language,
        count=dispatch.count,
        summary={
            "dispatch": dispatch.key,
            "count": dispatch.count,
            "policy": notices[0]["legal"]["policy"],
            "answer_due": min(notice["deadline"]["due_legal"] for notice in notices),
            "url": f"{portal}/api/v1/dispatches/{dispatch.key}/notices",
        },
        notices=notices,
        subject=letter.subject,
        body=letter.body,
        reply_to=address,
        created_at=dispatch.created_at,
    )


def delivered(
    dispatch: Dispatch,
    *,
    claim: outbox.Claim,
    receipt: str,
    now: datetime,
    certificate_expires_at: datetime | None = None,
) -> None:
    """The recipient's channel took it: the answer clocks of its cases start."""
    with transaction.atomic():
        outbox.finish([claim], now=now)
        Dispatch.objects.filter(pk=dispatch.pk).update(
            state=NoticeState.SENT, sent_at=now, attempts=claim.attempts, receipt=receipt[:300], last_error=""
        )
        Notice.objects.filter(dispatch=dispatch).update(state=NoticeState.SENT, sent_at=now)
        clocks: dict[int, ClockTimes] = {}
        happenings = []
        notices = Notice.objects.filter(dispatch=dispatch).defer("content")
        orders = Order.objects.in_bulk(set(notices.values_list("order_id", flat=True)))
        for notice in notices:
            if notice.order_id not in clocks:
                rule = deadline_rule(orders[notice.order_id])
                clocks[notice.order_id] = start(rule, now, calendar=tables.calendar())
            times = clocks[notice.order_id]
            happenings.append(Happening(notice.case_id, NoticeSent(notice.key, times.due_legal), clock=times))
        record(happenings, by=WORKER, permit=Permit.WORK, now=now)
        clear_alarm(AlarmKind.DELIVERY_DEAD, subject=dispatch.key, now=now)
        if dispatch.contact_id:
            contact_worked(dispatch.contact_id, certificate_expires_at=certificate_expires_at, now=now)


def waits_for_hold(dispatch: Dispatch, *, claim: outbox.Claim, now: datetime) -> bool:
    """Whether nothing of the dispatch may leave now. Notices whose listing police asked to wait with since they
    were approved are taken out into a dispatch of their own, which leaves when the hold ends.
    """
    with transaction.atomic():
        notices = Notice.objects.filter(dispatch=dispatch)
        held = list(notices.filter(under_hold("case__listing")).values_list("pk", flat=True))
        if not held:
            return False
        until = hold_ends(Case.objects.filter(notices__in=held), now=now)
        if not outbox.held([claim]):
            raise LeaseLost("Another worker took this dispatch over.")
        if len(held) == dispatch.count:
            outbox.put_back([claim], due_at=until, error="")
            return True
        waiting = Dispatch.objects.create(
            recipient=dispatch.recipient,
            authority=dispatch.authority,
            contact=dispatch.contact,
            channel=dispatch.channel,
            why_channel=dispatch.why_channel,
            count=len(held),
            created_at=now,
        )
        notices.filter(pk__in=held).update(dispatch=waiting)
        dispatch.count -= len(held)
        dispatch.save(update_fields=["count"])
        ask_to_send([waiting], now=until)
    return False


def failed_for_now(
    dispatch: Dispatch,
    *,
    claim: outbox.Claim,
    error: str,
    again_at: datetime,
    now: datetime,
    theirs: bool = True,
) -> None:
    """It will be tried again; if the fault is `theirs`, the contact's health is noted. Nothing if another worker
    has taken it over.
    """
    with transaction.atomic():
        if not outbox.put_back([claim], due_at=again_at, error=error):
            return
        Dispatch.objects.filter(pk=dispatch.pk).update(attempts=claim.attempts, last_error=error[:300])
        if dispatch.contact_id and theirs:
            contact_failed(dispatch.contact_id, error=error, for_good=False, now=now)


def failed_for_good(
    dispatch: Dispatch, *, claim: outbox.Claim, error: str, now: datetime, theirs: bool = True
) -> None:
    """A dead letter: an operator sees it and can send it again. No clock runs. Nothing if another worker has it.

    If the fault is `theirs`, the contact is dead.
    """
    with transaction.atomic():
        if not outbox.bury([claim], now=now, error=error):
            return
        Dispatch.objects.filter(pk=dispatch.pk).update(
            state=NoticeState.FAILED, attempts=claim.attempts, last_error=error[:300]
        )
        Notice.objects.filter(dispatch=dispatch).update(state=NoticeState.FAILED)
        failed = Notice.objects.filter(dispatch=dispatch).values_list("case_id", "key")
        happenings = [Happening(case_id, NoticeFailed(key)) for case_id, key in failed]
        record(happenings, by=WORKER, permit=Permit.WORK, now=now)
        if dispatch.contact_id and theirs:
            contact_failed(dispatch.contact_id, error=error, for_good=True, now=now)
        raise_alarm(
            AlarmKind.DELIVERY_DEAD, subject=dispatch.key, party=dispatch.recipient, detail=error, now=now
        )


def send_again(actor: Actor, dispatch: Dispatch, *, now: datetime, contact: Contact | None = None) -> None:
    """Send a dead letter again, with the same idempotency key; by another contact of the recipient if given."""
    require(actor, Permit.SEND_AGAIN)
    with transaction.atomic():
        fresh = Dispatch.objects.select_for_update(of=("self",)).get(pk=dispatch.pk)
        if fresh.state != NoticeState.FAILED:
            raise Conflict("This dispatch is not a dead letter; it is on its way or was delivered.")
        if contact is not None:
            if (
                contact.party_id not in (fresh.recipient_id, fresh.recipient.association_id)
                or not contact.active
            ):
                raise Conflict("This contact is not one of the recipient's. Choose another.")
            fresh.contact, fresh.channel = contact, contact.channel
            fresh.why_channel = "chosen by the operator"
        fresh.state, fresh.last_error = NoticeState.APPROVED, ""
        fresh.save(update_fields=["state", "last_error", "contact", "channel", "why_channel"])
        Notice.objects.filter(dispatch=fresh).update(state=NoticeState.APPROVED)
        ask_to_send([fresh], now=now)


def mark_opened(dispatches: list[int], *, now: datetime) -> None:
    """The recipient fetched or opened these; the first time counts (that is when it knew)."""
    Dispatch.objects.filter(pk__in=dispatches, opened_at=None).update(opened_at=now)
