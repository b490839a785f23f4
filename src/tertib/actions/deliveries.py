"""What becomes of dispatches: delivered, failed for now, dead; and sending again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from tertib.actions import outbox, tables
from tertib.actions.actor import WORKER, Actor
from tertib.actions.composing import deadline_rule
from tertib.actions.contact_health import clear_alarm, contact_failed, contact_worked, raise_alarm
from tertib.actions.history import Happening, record
from tertib.actions.notices import ask_to_send
from tertib.actions.permits import Permit, require
from tertib.actions.secrets import unseal
from tertib.core.cases.events import NoticeFailed, NoticeSent
from tertib.core.deadlines import ClockTimes, start
from tertib.core.notices import letters
from tertib.core.notices.tags import reply_address
from tertib.core.notices.wording import load_wording
from tertib.errors import Conflict
from tertib.store.models import Contact, Dispatch, Notice, Order
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


def failed_for_now(
    dispatch: Dispatch, *, claim: outbox.Claim, error: str, again_at: datetime, now: datetime
) -> None:
    """It will be tried again; the contact's health is noted."""
    with transaction.atomic():
        outbox.put_back([claim], due_at=again_at, error=error)
        Dispatch.objects.filter(pk=dispatch.pk).update(attempts=claim.attempts, last_error=error[:300])
        if dispatch.contact_id:
            contact_failed(dispatch.contact_id, error=error, for_good=False, now=now)


def failed_for_good(dispatch: Dispatch, *, claim: outbox.Claim, error: str, now: datetime) -> None:
    """A dead letter: an operator sees it and can send it again. No clock runs."""
    with transaction.atomic():
        outbox.bury([claim], now=now, error=error)
        Dispatch.objects.filter(pk=dispatch.pk).update(
            state=NoticeState.FAILED, attempts=claim.attempts, last_error=error[:300]
        )
        Notice.objects.filter(dispatch=dispatch).update(state=NoticeState.FAILED)
        failed = Notice.objects.filter(dispatch=dispatch).values_list("case_id", "key")
        happenings = [Happening(case_id, NoticeFailed(key)) for case_id, key in failed]
        record(happenings, by=WORKER, permit=Permit.WORK, now=now)
        if dispatch.contact_id:
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
