"""Answer many notices at once: held for a minute in which it can be taken back, then recorded in chunks."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Min

from tertib.actions import outbox
from tertib.actions.actor import Actor, actor_of_person
from tertib.actions.notices.replies import MOST, take_parsed
from tertib.actions.permits import Permit, may, require
from tertib.core.notices.reply import parse_reply
from tertib.errors import BadInput, Conflict
from tertib.store.models import Case, Notice, Reply, ReplyBatch
from tertib.vocabulary import CaseState, Errand, NoticeState, ReplyChannel, ReplyKind

HOLD = timedelta(seconds=60)  # real time: long enough to see a mistake, too short to count as delay
BEFORE_DUE = timedelta(minutes=2)  # what falls due while it is held is recorded this long before
CHUNK = 500  # answers recorded in one transaction: about half a second
OWES = (CaseState.NOTIFIED, CaseState.OVERDUE)


def begin(
    actor: Actor,
    *,
    notices: Sequence[str],
    kind: ReplyKind,
    part: Mapping[str, Any],
    token: str,
    now: datetime,
    wall: datetime,
) -> ReplyBatch:
    """Give one answer to these notices (keys). `part` is the part of reply-1 that belongs to `kind`.

    `token` names the form: the same one again changes nothing and gives the same batch. `wall` is real time.
    Raises BadInput for none, for more than MOST, or for a program; ReplyRefused for an answer that lacks something.
    """
    require(actor, Permit.REPLY)
    if actor.person is None:
        raise BadInput("A person answers many notices at once; a program sends each reply by itself.")
    keys = list(dict.fromkeys(notices))
    if not keys:
        raise BadInput("Choose at least one notice.")
    if len(keys) > MOST:
        raise BadInput(
            f"At most {MOST:,} notices are answered at once. Narrow the filter, and do the rest after."
        )
    read = parse_reply(_document(keys[0], "first", kind, part, None), now=now)
    with transaction.atomic():
        soonest = _soonest_due(actor, keys, now)
        record_by = soonest - BEFORE_DUE if soonest else None
        fields = {
            "person": actor.person,
            "kind": kind,
            "part": read.as_document()[kind.value],
            "at": now,
            "held_until": wall + HOLD,
            "record_by": record_by,
            "selection": keys,
            "count": len(keys),
        }
        batch, is_new = ReplyBatch.objects.get_or_create(sender=actor.home, token=token, defaults=fields)
        if is_new:
            due_at = min(now + HOLD, max(now, record_by)) if record_by else now + HOLD
            outbox.ask(
                [outbox.Work(Errand.ANSWER, f"answer:{batch.key}", due_at, payload={"batch": batch.pk})]
            )
    return batch


def take_back(actor: Actor, batch: ReplyBatch, *, now: datetime) -> ReplyBatch:
    """Undo a batch of which nothing is recorded yet. Raises Conflict once recording has begun."""
    require(actor, Permit.REPLY)
    with transaction.atomic():
        batch = ReplyBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk, sender=actor.home)
        if batch.taken_back_at is not None:
            return batch
        if batch.done or batch.finished_at is not None:
            raise Conflict("The answers are being recorded; correct one by a new answer to its notice.")
        batch.taken_back_at, batch.taken_back_by = now, actor.person
        batch.save(update_fields=["taken_back_at", "taken_back_by"])
    return batch


def held_for(batch: ReplyBatch, *, now: datetime, wall: datetime) -> timedelta:
    """How long the batch can still be taken back; zero when its time is over."""
    over = batch.taken_back_at or batch.finished_at or batch.done
    if over or (batch.record_by is not None and now >= batch.record_by):
        return timedelta(0)
    return max(timedelta(0), batch.held_until - wall)


def record_chunk(batch: ReplyBatch, *, now: datetime, most: int = CHUNK) -> bool:
    """Record the next `most` answers of a batch in one transaction; False when there are none left.

    A notice that was settled meanwhile, by another answer or by a look, is left as it is. May be run again at any
    point: what is recorded and `done` are saved together.
    """
    with transaction.atomic():
        found = ReplyBatch.objects.select_for_update(of=("self",)).select_related("person__party")
        batch = found.get(pk=batch.pk)
        if batch.taken_back_at is not None or batch.finished_at is not None:
            return False
        keys = batch.selection[batch.done : batch.done + most]
        by = actor_of_person(batch.person)
        left = (
            _record(batch, keys, by, now) if may(by, Permit.REPLY) else dict.fromkeys(keys, "not_permitted")
        )
        batch.left = batch.left | left
        batch.done += len(keys)
        finished = batch.done >= batch.count
        batch.finished_at = now if finished else None
        batch.save(update_fields=["left", "done", "finished_at"])
    return not finished


def _record(batch: ReplyBatch, keys: Sequence[str], by: Actor, now: datetime) -> dict[str, str]:
    """Record the answers to these notices; returns why some were not."""
    mine = Notice.objects.filter(key__in=keys, recipient=by.home, state=NoticeState.SENT)
    notices = {notice.key: notice for notice in mine.only("key", "case_id")}
    cases = Case.objects.filter(pk__in={notice.case_id for notice in notices.values()})
    cases = cases.select_for_update(of=("self",)).order_by("pk")
    owing = {pk for pk, state in cases.values_list("pk", "state") if state in OWES}
    before = dict(
        Reply.objects.filter(notice__in=notices.values(), sender=by.home)
        .order_by("received_at", "pk")
        .values_list("notice__key", "sender_ref")
    )
    left: dict[str, str] = {}
    replies = []
    for key in keys:
        if key not in notices:
            left[key] = "not_found"
        elif notices[key].case_id not in owing:
            left[key] = "settled"
        else:
            document = _document(key, f"{batch.key}-{key}", batch.kind, batch.part, before.get(key))
            replies.append(parse_reply(document, now=now))
    for result in take_parsed(by, replies, channel=ReplyChannel.PORTAL, now=now):
        if result.status == "refused":
            left[replies[result.index].notice] = result.code or "refused"
    return left


def _document(
    notice: str, reply_id: str, kind: ReplyKind, part: Mapping[str, Any], amends: str | None
) -> dict[str, Any]:
    return {"id": reply_id, "notice": notice, "kind": kind.value, kind.value: dict(part), "amends": amends}


def _soonest_due(actor: Actor, keys: Sequence[str], now: datetime) -> datetime | None:
    """When the first of these answers falls due that is not late already."""
    found: list[datetime] = []
    for start in range(0, len(keys), CHUNK):
        due = Case.objects.filter(
            notices__key__in=keys[start : start + CHUNK],
            recipient=actor.home,
            state=CaseState.NOTIFIED,
            clock_paused=False,
            answer_due__gt=now,
        ).aggregate(soonest=Min("answer_due"))["soonest"]
        if due is not None:
            found.append(due)
    return min(found, default=None)
