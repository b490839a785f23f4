"""Ask platforms to act: propose, preview, approve; and write the approved notices."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet, Subquery

from tertib.actions import outbox
from tertib.actions.actor import Actor
from tertib.actions.cases.history import Happening, record
from tertib.actions.cases.hold_rows import under_hold
from tertib.actions.notices.composing import Draft, Writer, drafts_of
from tertib.actions.permits import Permit, require
from tertib.core.cases.events import NoticeApproved
from tertib.errors import BadInput, Conflict
from tertib.store.bulk import insert_rows
from tertib.store.ids import new_dispatch_key, new_notice_key
from tertib.store.models import Approval, Case, Dispatch, Notice, Observation, Requester
from tertib.vocabulary import CaseState, Errand, NoticeState, PageState, Verdict

MOST_IN_DISPATCH = 1_000
GONE = (PageState.GONE_HARD, PageState.GONE_SOFT, PageState.SHOP_GONE)
MAY_FIRST = Q(state__in=(CaseState.OPEN, CaseState.RETURNED))
NEVER_ARRIVED = Q(state=CaseState.NOTIFIED, clock_paused=True, last_reply=None)  # its mailbox is dead
MAY_AGAIN = Q(state__in=(CaseState.CLAIMED, CaseState.REFUSED, CaseState.OVERDUE)) | NEVER_ARRIVED

NOTICE_COLUMNS = (
    "key",
    "case_id",
    "order_id",
    "recipient_id",
    "authority_id",
    "dispatch_id",
    "approval_id",
    "state",
    "content",
    "digest",
    "created_at",
    "sent_at",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Which of the cases that can be asked for. All empty: every one. `again` asks a second time instead: those
    that were claimed but are up, refused, overdue, or asked by a mailbox that is dead."""

    order: str = ""
    platform: str = ""
    verdict: Verdict | None = None
    again: bool = False
    case_keys: tuple[str, ...] = ()
    as_of: datetime | None = (
        None  # only cases that nothing happened to since: those that a person saw in a preview
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What would leave. `by_recipient` rows are (party's name, channel, why this contact, notices); `left_out` rows
    (reason, cases); `samples` are notices as they would be sent, one for each recipient."""

    count: int
    by_recipient: tuple[tuple[str, str, str, int], ...]
    left_out: tuple[tuple[str, int], ...]
    samples: tuple[dict[str, Any], ...]


def proposals(actor: Actor, selection: Selection) -> QuerySet[Case]:
    """Cases of the actor's authority that wait for a person to ask the platform: looked at, and not gone."""
    mine = Requester.objects.filter(case=OuterRef("pk"), authority=actor.home, withdrawn_at=None)
    if selection.order:
        mine = mine.filter(order__key=selection.order)
    waiting = Case.objects.filter(
        Exists(mine), approved=False, recipient__isnull=False, verdict__isnull=False
    )
    cases = waiting.exclude(under_hold())
    if selection.again:
        cases = cases.filter(MAY_AGAIN, verdict__in=(Verdict.UP, Verdict.CHANGED))
    else:
        cases = cases.filter(MAY_FIRST).exclude(page_state__in=GONE)
    if selection.platform:
        cases = cases.filter(platform=selection.platform)
    if selection.verdict is not None:
        cases = cases.filter(verdict=selection.verdict)
    if selection.as_of is not None:
        cases = cases.filter(changed_at__lte=selection.as_of)
    if selection.case_keys:
        cases = cases.filter(key__in=selection.case_keys)
    return cases.order_by("recipient_id", "pk")


def preview(actor: Actor, *, selection: Selection, now: datetime) -> Preview:
    """What approving this selection would send, without sending it."""
    require(actor, Permit.APPROVE)
    writer = Writer(actor, now=now)
    channels: Counter[tuple[str, str, str]] = Counter()
    left_out: Counter[str] = Counter()
    samples: dict[int, dict[str, Any]] = {}
    for draft, count in _alike(actor, selection):
        why_not = writer.lacks_as_others(draft)
        if why_not:
            left_out[why_not] += count
            continue
        route = writer.route(draft)
        channels[draft.recipient.name, route.channel, route.why] += count
        if draft.recipient.pk not in samples:
            samples[draft.recipient.pk] = writer.write(draft, key="N-0", dispatch="D-0").document
    by_recipient = tuple((*key, count) for key, count in sorted(channels.items()))
    return Preview(
        count=sum(channels.values()),
        by_recipient=by_recipient,
        left_out=tuple(left_out.most_common()),
        samples=tuple(samples.values()),
    )


def _alike(actor: Actor, selection: Selection) -> Iterator[tuple[Draft, int]]:
    """The drafts of a selection by recipient, one for each group that fares alike, with how many there are of it.

    Cases of one recipient, platform and order fare alike, once somebody has looked; others stand for themselves.
    """
    requests = Requester.objects.filter(case=OuterRef("pk"), authority=actor.home, withdrawn_at=None)
    cases = proposals(actor, selection).annotate(
        asked_under=Subquery(requests.order_by("-at", "-pk").values("order")[:1]),
        looked=Exists(Observation.objects.filter(case=OuterRef("pk"))),
    )
    groups = list(
        cases.order_by()
        .values_list("recipient", "platform", "asked_under", "looked")
        .annotate(n=Count("pk"), first=Min("pk"))
        .order_by("recipient", "first")
    )
    counts = {first: n for *_, looked, n, first in groups if looked}
    alone = list(cases.filter(looked=False).values_list("pk", flat=True)) if len(counts) < len(groups) else []
    for ids in (
        list(counts),
        *(alone[at : at + MOST_IN_DISPATCH] for at in range(0, len(alone), MOST_IN_DISPATCH)),
    ):
        for draft in drafts_of(ids, authority=actor.home):
            yield draft, counts.get(draft.case.pk, 1)


def approve(actor: Actor, *, selection: Selection, expected_count: int, now: datetime) -> Approval:
    """Let the selected notices leave. `expected_count` is what the person saw; Conflict if it is another by now.

    With `selection.as_of` (the moment of the preview) cases that moved on since are left out, and fewer are no conflict.

    The worker writes and sends them; `Approval.done` of `count` tells how far it is.
    """
    require(actor, Permit.APPROVE)
    if actor.person is None:
        raise BadInput("A person approves notices; a program cannot. Sign in and approve them on the page.")
    with transaction.atomic():
        ids = list(proposals(actor, selection).values_list("pk", flat=True))
        if not ids:
            raise Conflict("No case waits for a notice any more. Open the page again.")
        if len(ids) > expected_count or (selection.as_of is None and len(ids) != expected_count):
            raise Conflict(
                f"You saw {expected_count:,} cases, now there are {len(ids):,}. Look at the preview again, then approve."
            )
        as_of = selection.as_of.isoformat() if selection.as_of else None
        filters = asdict(selection) | {"case_keys": len(selection.case_keys), "as_of": as_of}
        approval = Approval.objects.create(
            authority=actor.home, person=actor.person, at=now, count=len(ids), filters=filters, selection=ids
        )
        outbox.ask(
            [outbox.Work(Errand.COMPOSE, f"compose:{approval.key}", now, payload={"approval": approval.pk})]
        )
    return approval


def compose_chunk(approval: Approval, *, now: datetime) -> bool:
    """Write the next notices of an approval with their dispatches, in one transaction; False when all are written.

    May be run again at any point, and by a worker that lost its lease: it goes on where the last chunk ended.
    `approval` is brought up to date.
    """
    by = Actor(approval.authority, approval.person.role, approval.person)
    with transaction.atomic():
        fresh = Approval.objects.select_for_update(of=("self",)).get(pk=approval.pk)
        approval.done, approval.left_out, approval.finished_at = fresh.done, fresh.left_out, fresh.finished_at
        ids = approval.selection[approval.done : approval.done + MOST_IN_DISPATCH]
        if approval.finished_at is not None:
            return False
        may_be_asked = MAY_AGAIN if approval.filters.get("again") else MAY_FIRST
        still = Case.objects.filter(may_be_asked, pk__in=ids, approved=False).exclude(page_state__in=GONE)
        still = still.exclude(under_hold()).order_by("pk")
        still = still.select_for_update(of=("self",))  # another approval may name them too
        wanted = set(still.values_list("pk", flat=True))
        left_out = Counter(approval.left_out)
        if len(wanted) < len(ids):
            left_out["moved_on"] += len(ids) - len(wanted)
        writer = Writer(by, now=now)
        drafts = []
        for draft in drafts_of([pk for pk in ids if pk in wanted], authority=approval.authority):
            wanted.discard(draft.case.pk)
            why_not = writer.lacks(draft)
            if why_not:
                left_out[why_not] += 1
            else:
                drafts.append(draft)
        if wanted:  # their order was taken back since, and another authority still asks
            left_out["moved_on"] += len(wanted)
        _save(approval, drafts, writer, by, now)
        approval.done += len(ids)
        approval.left_out = dict(left_out)
        finished = approval.done >= len(approval.selection)
        approval.finished_at = now if finished else None
        approval.save(update_fields=["done", "left_out", "finished_at"])
    return not finished


def _save(approval: Approval, drafts: Sequence[Draft], writer: Writer, by: Actor, now: datetime) -> None:
    parcels: dict[tuple[int, int], list[Draft]] = {}
    for draft in drafts:
        parcels.setdefault((draft.recipient.pk, writer.route(draft).contact_id), []).append(draft)
    rows: list[tuple[Any, ...]] = []
    happenings: list[Happening] = []
    for (recipient_id, contact_id), parcel in parcels.items():
        route = writer.route(parcel[0])
        dispatch = Dispatch.objects.create(
            key=new_dispatch_key(),
            recipient_id=recipient_id,
            authority=approval.authority,
            contact_id=contact_id,
            channel=route.channel,
            why_channel=route.why[:200],
            count=len(parcel),
            created_at=now,
        )
        for draft in parcel:
            notice = writer.write(draft, key=new_notice_key(), dispatch=dispatch.key)
            rows.append(
                (
                    notice.key,
                    draft.case.pk,
                    draft.order.pk,
                    recipient_id,
                    approval.authority_id,
                    dispatch.pk,
                    approval.pk,
                    NoticeState.APPROVED,
                    notice.document,
                    notice.digest,
                    now,
                    None,
                )
            )
            happenings.append(Happening(draft.case.pk, NoticeApproved(notice.key)))
        ask_to_send([dispatch], now=now)
    insert_rows(Notice, NOTICE_COLUMNS, rows)
    record(happenings, by=by, permit=Permit.APPROVE, now=now)


def ask_to_send(dispatches: Iterable[Dispatch], *, now: datetime) -> None:
    """Ask the worker to deliver."""
    outbox.ask(
        [
            outbox.Work(Errand.DISPATCH, f"dispatch:{dispatch.key}", now, payload={"dispatch": dispatch.pk})
            for dispatch in dispatches
        ]
    )
