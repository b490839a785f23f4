"""Take replies in: by portal, API, table or mail, all end in the same record."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from tertib.actions.actor import Actor
from tertib.actions.cases.history import Happening, record
from tertib.actions.contacts.health import contact_answered
from tertib.actions.permits import Permit, require
from tertib.core.cases.events import Replied
from tertib.core.deadlines import local_day
from tertib.core.notices.reply import CannotAct, Reply, parse_reply
from tertib.core.notices.table import RowMistake, replies_from_csv
from tertib.errors import BadInput, TertibError
from tertib.store import models
from tertib.vocabulary import LegalZone, NoticeState, ReplyChannel

MOST = 10_000  # replies of one table or mail; the API takes 100 a call
CHUNK = 500  # saved in one transaction


@dataclass(frozen=True, slots=True)
class ReplyResult:
    """What became of one reply. `status`: recorded, already (said before, word for word) or refused.

    `index` is its place in the call (from 0), or its row in the table. `code` and `detail` say why it was refused.
    """

    index: int
    status: str
    reply: str | None = None
    code: str | None = None
    detail: str | None = None


def take_replies(
    sender: Actor,
    items: Sequence[Mapping[str, Any]],
    *,
    channel: ReplyChannel,
    now: datetime,
    mail: models.MailIn | None = None,
) -> list[ReplyResult]:
    """Take reply-1 documents. Each stands for itself: a wrong one is refused with its reason, the others count."""
    require(sender, Permit.REPLY)
    _check_size(len(items))
    read: list[tuple[int, Reply | ReplyResult]] = []
    for index, item in enumerate(items):
        try:
            read.append((index, parse_reply(item, now=now)))
        except TertibError as error:
            read.append((index, ReplyResult(index, "refused", code=error.code, detail=str(error))))
    return _take(sender, read, channel=channel, now=now, mail=mail)


def take_table(
    sender: Actor,
    rows: Sequence[Mapping[str, str | None]],
    *,
    channel: ReplyChannel,
    now: datetime,
    mail: models.MailIn | None = None,
) -> list[ReplyResult]:
    """Take a filled table; rows without an answer are left out. A refused row has its number in the file as `index`."""
    require(sender, Permit.REPLY)
    _check_size(len(rows))
    read: list[tuple[int, Reply | ReplyResult]] = []
    for place, found in enumerate(replies_from_csv(rows, now=now)):
        if isinstance(found, RowMistake):
            detail = "; ".join(f"{column} {said}" for column, said in found.mistakes)
            read.append((found.row, ReplyResult(found.row, "refused", code="row_mistake", detail=detail)))
        else:
            read.append((place, found))
    return _take(sender, read, channel=channel, now=now, mail=mail, ids_are_ours=True)


def take_parsed(
    sender: Actor,
    replies: Sequence[Reply],
    *,
    channel: ReplyChannel,
    now: datetime,
    mail: models.MailIn | None = None,
) -> list[ReplyResult]:
    """Take replies that were read already, such as those of one word by mail."""
    require(sender, Permit.REPLY)
    read: list[tuple[int, Reply | ReplyResult]] = list(enumerate(replies))
    return _take(sender, read, channel=channel, now=now, mail=mail, ids_are_ours=True)


def _check_size(count: int) -> None:
    if count > MOST:
        raise BadInput(
            f"There are {count:,} replies; at most {MOST:,} are taken at once. Send them in parts."
        )


def _take(
    sender: Actor,
    read: Sequence[tuple[int, Reply | ReplyResult]],
    *,
    channel: ReplyChannel,
    now: datetime,
    mail: models.MailIn | None,
    ids_are_ours: bool = False,
) -> list[ReplyResult]:
    """Take the replies in chunks. `ids_are_ours`: their ids are made of what they say, so that one id is one answer."""
    results: list[ReplyResult] = []
    for start in range(0, len(read), CHUNK):
        chunk = read[start : start + CHUNK]
        for is_last_try in (False, True):
            try:
                with transaction.atomic():
                    results += _take_chunk(
                        sender, chunk, channel=channel, now=now, mail=mail, ids_are_ours=ids_are_ours
                    )
                break
            except (
                IntegrityError
            ):  # the same reply came in by another call at this moment: now it was said before
                if is_last_try:
                    raise
    return results


def _take_chunk(
    sender: Actor,
    read: Sequence[tuple[int, Reply | ReplyResult]],
    *,
    channel: ReplyChannel,
    now: datetime,
    mail: models.MailIn | None,
    ids_are_ours: bool,
) -> list[ReplyResult]:
    replies = [reply for _, reply in read if isinstance(reply, Reply)]
    notices = {
        notice.key: notice
        for notice in models.Notice.objects.filter(
            key__in=[reply.notice for reply in replies], recipient=sender.home, state=NoticeState.SENT
        ).defer("content")
    }
    said = {
        row.sender_ref: row
        for row in models.Reply.objects.filter(
            sender=sender.home, sender_ref__in=[reply.id for reply in replies]
        )
    }
    results: list[ReplyResult] = []
    rows: list[models.Reply] = []
    happenings: list[Happening] = []
    for index, reply in read:
        if isinstance(reply, ReplyResult):
            results.append(reply)
            continue
        body = reply.as_document()
        before = said.get(reply.id)
        if before is not None:
            results.append(_said_before(index, before, body, ids_are_ours=ids_are_ours))
            continue
        notice = notices.get(reply.notice)
        if notice is None:
            detail = f"notice {reply.notice} is not one of yours; write the number as it stands in the notice"
            results.append(ReplyResult(index, "refused", code="not_found", detail=detail))
            continue
        row = models.Reply(
            notice=notice,
            sender=sender.home,
            sender_ref=reply.id,
            kind=reply.kind,
            channel=channel,
            body=body,
            received_at=now,
            day=local_day(now, zone=LegalZone.WIB),
            person=sender.person,
            api_key=sender.api_key,
            mail=mail,
        )
        said[reply.id] = row
        rows.append(row)
        why = reply.about.why if isinstance(reply.about, CannotAct) else None
        happenings.append(Happening(notice.case_id, Replied(notice.key, row.key, reply.kind, why)))
        results.append(ReplyResult(index, "recorded", reply=row.key))
    models.Reply.objects.bulk_create(rows, batch_size=500)
    record(happenings, by=sender, permit=Permit.REPLY, now=now)
    if rows:
        contact_answered(sender.home, now=now)
    return results


def _said_before(
    index: int, before: models.Reply, body: Mapping[str, Any], *, ids_are_ours: bool
) -> ReplyResult:
    """The same id again: the same words change nothing, other words are refused. Where the id is made of the
    words, they are the same, though "now" meant another moment when they were read first.
    """
    if before.body == body or ids_are_ours:
        return ReplyResult(index, "already", reply=before.key)
    detail = (
        f"id {before.sender_ref} was used for another reply; give a new id, and 'amends' if it corrects one"
    )
    return ReplyResult(index, "refused", code="reply_id_reused", detail=detail)
