"""Mail that comes in: answers to dispatches, orders of authorities, bounces. Each mail has one effect."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import parseaddr

from django.conf import settings
from django.db import transaction

from tertib.actions import tables
from tertib.actions.actor import Actor, actor_of_person
from tertib.actions.contacts.health import contact_failed
from tertib.actions.notices.replies import ReplyResult, take_parsed, take_table
from tertib.actions.orders import arrivals
from tertib.actions.orders.handing_in import OrderForm, upload_order
from tertib.actions.permits import Permit, may
from tertib.core.notices.mail import replies_from_mail
from tertib.core.notices.tags import ORDER, read_tag
from tertib.errors import TertibError
from tertib.store.models import Dispatch, MailIn, Notice, Person
from tertib.vocabulary import ChannelKind, NoticeState, OrderSource, ReplyChannel, Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What the worker read of a mail. `tables` are attached tables as rows by column name."""

    raw: bytes
    file_key: str
    sender: str
    subject: str
    message_id: str
    tags: Sequence[str]
    order_tag: str
    text: str
    tables: Sequence[Sequence[Mapping[str, str | None]]]
    files: Sequence[tuple[str, bytes]]
    is_bounce: bool
    is_automatic: bool
    bounced_dispatch: str | None = None


def take_mail(letter: Letter, *, now: datetime) -> MailIn:
    """Keep the mail and do what it says, in one transaction. The same mail again changes nothing."""
    digest = hashlib.sha256(letter.raw).hexdigest()
    with transaction.atomic():
        before = MailIn.objects.filter(digest=digest).first()
        if before is not None:
            return before
        dispatch = _dispatch_of(letter)
        mail = MailIn.objects.create(
            digest=digest,
            file_key=letter.file_key,
            sender=letter.sender[:320],
            subject=letter.subject[:300],
            received_at=now,
            taken_for=_taken_for(letter, dispatch),
            dispatch=dispatch,
        )
        if mail.taken_for == "bounce" and dispatch is not None:
            _note_bounce(dispatch, now)
        elif mail.taken_for == "reply" and dispatch is not None:
            mail.results = [_plain(result) for result in _take_reply(letter, dispatch, mail, now)]
            mail.save(update_fields=["results"])
        elif mail.taken_for == "order":
            _take_order(letter, mail, now)
    return mail


def _dispatch_of(letter: Letter) -> Dispatch | None:
    keys = [name.upper() for tag in letter.tags if (name := read_tag(tag, secret=settings.SECRET_KEY))]
    if not keys and letter.is_bounce and letter.bounced_dispatch:
        keys = [letter.bounced_dispatch]
    return Dispatch.objects.select_related("recipient").filter(key__in=keys).first() if keys else None


def _taken_for(letter: Letter, dispatch: Dispatch | None) -> str:
    if letter.is_bounce:
        return "bounce"
    if letter.is_automatic:
        return "auto_reply"  # a holiday message answers nothing
    if dispatch is not None:
        return "reply"
    return "order" if _orderer(letter) is not None else "unknown"


def _note_bounce(dispatch: Dispatch, now: datetime) -> None:
    """A mail of ours came back: its mailbox is dead. Only of one that went by mail: a bounce proves nothing else."""
    if dispatch.channel == ChannelKind.EMAIL and dispatch.state == NoticeState.SENT and dispatch.contact_id:
        contact_failed(dispatch.contact_id, error="the mail came back", for_good=True, now=now)


def _orderer(letter: Letter) -> Person | None:
    """The person that the mail says it is from, if the address it came to is their authority's own."""
    slug = read_tag(letter.order_tag, secret=settings.SECRET_KEY, purpose=ORDER) if letter.order_tag else None
    _, address = parseaddr(letter.sender)
    people = Person.objects.select_related("party").filter(email__iexact=address, is_active=True)
    return people.filter(party__slug=slug).first() if slug else None


def _take_order(letter: Letter, mail: MailIn, now: datetime) -> None:
    """A mail proves nobody's identity: what it brings is a draft, which the person looks at and hands in."""
    person = _orderer(letter)
    if person is None or not may(actor_of_person(person), Permit.HAND_IN):
        mail.results = [{"status": "refused", "detail": "this sender does not hand in orders"}]
    elif not letter.files:
        mail.results = [{"status": "refused", "detail": "no table is attached"}]
    else:
        mail.results = [_draft(person, letter, mail, now), *_left_out(letter)]
    mail.save(update_fields=["order", "results"])


def _draft(person: Person, letter: Letter, mail: MailIn, now: datetime) -> dict[str, object]:
    name, data = letter.files[0]
    form = OrderForm(policy=min(tables.policies()), title=letter.subject)
    try:
        with transaction.atomic():
            order = upload_order(actor_of_person(person), file_name=name, data=data, form=form, now=now)
    except TertibError as error:
        return {"status": "refused", "code": error.code, "detail": str(error)}
    if not order.was_there:  # type: ignore[attr-defined]
        order.source = OrderSource.MAIL
        order.save(update_fields=["source"])
    mail.order = order
    return {"status": "draft", "detail": order.key}


def _left_out(letter: Letter) -> list[dict[str, object]]:
    detail = "one table makes one order; send this one in a mail of its own"
    return [{"status": "refused", "file": name, "detail": detail} for name, _ in letter.files[1:]]


def _take_reply(letter: Letter, dispatch: Dispatch, mail: MailIn, now: datetime) -> list[ReplyResult]:
    """Whoever holds the tag speaks for the recipient: it was sent to the recipient's mailbox only."""
    sender = Actor(dispatch.recipient, Role.RESPONDER)
    arrivals.arrived(dispatch.recipient, dispatch.key, now=now)
    if letter.tables:
        rows = [row for table in letter.tables for row in table]
        return take_table(sender, rows, channel=ReplyChannel.EMAIL, now=now, mail=mail)
    keys = Notice.objects.filter(dispatch=dispatch).values_list("key", flat=True)
    try:
        replies = replies_from_mail(letter.text, notices=keys, message_id=letter.message_id, now=now)
    except TertibError as error:
        return [ReplyResult(0, "refused", code=error.code, detail=str(error))]
    return take_parsed(sender, replies, channel=ReplyChannel.EMAIL, now=now, mail=mail)


def _plain(result: ReplyResult) -> dict[str, object]:
    return {
        "index": result.index,
        "status": result.status,
        "reply": result.reply,
        "code": result.code,
        "detail": result.detail,
    }
