"""What follows when a finding is confirmed, and when that is taken back: a case, or a row in an authority's draft."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, Max, OuterRef, QuerySet

from tertib.actions import tables
from tertib.actions.actor import Actor
from tertib.actions.cases.history import Happening, record
from tertib.actions.listings.offers import join_offers
from tertib.actions.orders.handing_in import CAN_BE_WITHDRAWN, count_rows
from tertib.actions.permits import Permit, require
from tertib.core.cases.events import HoldPlaced, Joined, Opened, Withdrawn
from tertib.core.deadlines import local_day
from tertib.core.links import Link
from tertib.errors import BadInput, Conflict
from tertib.store.models import Case, Hold, Listing, Notice, Order, OrderRow, Party, Requester
from tertib.vocabulary import (
    CaseOutcome,
    CaseState,
    LegalZone,
    LinkKind,
    OrderSource,
    OrderState,
    PartyKind,
    RowOutcome,
)

REOPENS = (CaseOutcome.ALREADY_GONE, CaseOutcome.WITHDRAWN)  # core.cases.decide: naming it again opens it
SENDER = "from"  # in Order.columns of a draft: the slug of the office whose reviewers confirmed its rows


@dataclass(frozen=True, slots=True)
class Wanted:
    """A confirmed listing: its link, and in words why (the note of its row, which the notice quotes)."""

    link: Link
    note: str


def open_case(actor: Actor, wanted: Wanted, *, policy: str, now: datetime) -> Case:
    """The listing's case, asked for by the actor's authority; call it inside a transaction.

    A case that the authority asks for already is left as it is. Else the listing becomes a row of the list that
    collects confirmed findings until the office gives it a letter. Raises Conflict for a case that was decided.
    """
    authority = Party.objects.select_for_update(of=("self",)).get(pk=actor.home.pk)
    listing = _listing(wanted.link)
    case = Case.objects.filter(listing=listing, policy=policy).select_related("listing").first()
    if case is not None:
        asked = Requester.objects.filter(case=case, authority=authority, withdrawn_at=None).exists()
        if case.state == CaseState.CLOSED and case.outcome not in REOPENS and asked:
            raise Conflict(
                f"Case {case.key} of this listing was closed by decision. Open it again there, with a reason."
            )
        if asked and case.state != CaseState.CLOSED:
            return case
    reopened = case is not None and case.state == CaseState.CLOSED and case.outcome in REOPENS
    order = _collecting(actor, authority, policy, case, now)
    row = _next_row(order)
    fresh = case is None
    if case is None:
        case = _new_case(listing, order, now)
    Requester.objects.create(case=case, authority=authority, order=order, row=row, at=now)
    outcome = RowOutcome.NEW if fresh else RowOutcome.KNOWN
    _add_row(order, wanted, row=row, outcome=outcome, case=case)
    kind = Opened if fresh else Joined
    happenings = [Happening(case.pk, kind(order.key, authority.slug, row))]
    if fresh or reopened:
        holds = Hold.objects.filter(listing_key=listing.key, ended_at=None, until__gt=now)
        longest = holds.select_related("police").order_by("-until").first()
        if longest is not None:
            happenings.append(Happening(case.pk, HoldPlaced(longest.until, longest.police.slug)))
    record(happenings, by=actor, permit=Permit.REVIEW, now=now)
    order.rows_done = order.row_count
    order.save(update_fields=["row_count", "rows_done", "counts"])
    return case


def take_case_back(actor: Actor, case: Case, *, reason: str, now: datetime) -> None:
    """The actor's authority no longer asks for it on the ground of a finding; call it inside a transaction.

    Closes the case if nobody asks for it any more. Once a notice of it was approved, the case itself is to be closed:
    until then raises Conflict, and after it nothing is left to do.
    """
    authority = Party.objects.select_for_update(of=("self",)).get(pk=actor.home.pk)
    case = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    if case.approved or Notice.objects.filter(case=case, authority=authority).exists():
        if case.state == CaseState.CLOSED:
            return
        raise Conflict(f"A notice of case {case.key} was approved. Close the case itself, with a reason.")
    mine = Requester.objects.filter(
        case=case, authority=authority, order__source=OrderSource.FINDINGS, withdrawn_at=None
    )
    if not mine.update(withdrawn_at=now):
        return  # it stood before, by an order of its own
    if case.state in CAN_BE_WITHDRAWN and not case.requesters.filter(withdrawn_at=None).exists():
        happening = Happening(case.pk, Withdrawn(authority.slug), notes={"reason": reason})
        record([happening], by=actor, permit=Permit.REVIEW, now=now)


def add_to_draft(actor: Actor, authority: Party, wanted: Wanted, *, policy: str, now: datetime) -> Order:
    """Lay the listing into the draft of what the actor's office confirmed, for the authority to hand in; call it
    inside a transaction."""
    authority = Party.objects.select_for_update(of=("self",)).get(pk=authority.pk)
    if authority.kind != PartyKind.AUTHORITY or not authority.active:
        raise BadInput("Choose the authority that is to hand it in.")
    drafts = _drafts(actor, policy).filter(authority=authority)
    order = drafts.first() or _new_order(authority, policy, OrderState.DRAFT, now, sender=actor.home)
    if not order.rows.filter(listing=wanted.link.listing).exists():
        _add_row(order, wanted, row=_next_row(order), outcome=RowOutcome.NEW, case=None)
        order.save(update_fields=["row_count", "counts"])
    return order


def take_row_back(actor: Actor, listing: str, *, policy: str) -> None:
    """Take a listing out of the drafts that wait; an emptied draft goes. Raises Conflict once it was handed in.

    A draft that the authority dropped leaves nothing to take back."""
    handed_in = OrderRow.objects.filter(
        listing=listing, order__in=_sent_by(actor, policy).exclude(state=OrderState.DRAFT)
    )
    if handed_in.exclude(order__state=OrderState.WITHDRAWN).exists():
        raise Conflict("The authority has handed this listing in. Ask the authority to close its case.")
    for order in _drafts(actor, policy).filter(rows__listing=listing).distinct():
        Party.objects.select_for_update(of=("self",)).get(pk=order.authority_id)
        order.rows.filter(listing=listing).delete()
        order.counts, order.row_count = count_rows(order), order.rows.count()
        if order.row_count:
            order.save(update_fields=["counts", "row_count"])
        else:
            order.delete()


def give_letter(actor: Actor, order: Order, *, number: str, day: date, now: datetime) -> Order:
    """Give the collected list the letter that its notices quote; what is confirmed from now on goes into a new list."""
    require(actor, Permit.HAND_IN)
    today = local_day(now, zone=LegalZone.WIB)
    if not number.strip():
        raise BadInput("Give the letter's number.")
    if day > today:
        raise BadInput(f"The letter is dated {day}, after today ({today}). Correct the date.")
    mine = Order.objects.filter(pk=order.pk, authority=actor.home, source=OrderSource.FINDINGS)
    basis = [one.key for one in tables.policy(order.policy).basis_at(day)]
    fields = {"letter_date": day, "legal_basis": basis[0] if basis else "", "handed_in_by": actor.person}
    waits = mine.filter(state=OrderState.TAKEN_IN, letter_number="")
    if not waits.update(letter_number=number.strip()[:120], **fields):
        raise Conflict("This list has its letter. Open the page again.")
    return mine.get()


def listing_of(links: Sequence[Link]) -> Link:
    """The first of these links that names a listing. Raises BadInput if none does."""
    for link in links:
        if link.kind is LinkKind.LISTING and link.listing and link.platform and link.url:
            return link
    raise BadInput("No link of this listing is known. Give its link, copied from the browser.")


def _listing(link: Link) -> Listing:
    listing, _ = Listing.objects.get_or_create(
        key=link.listing,
        defaults={
            "platform": link.platform or "",
            "shop": (link.shop or "")[:200],
            "url": (link.url or "")[:2048],
        },
    )
    join_offers([listing.key])
    return listing


def _new_case(listing: Listing, order: Order, now: datetime) -> Case:
    recipient = Party.objects.filter(kind=PartyKind.PLATFORM, active=True, platform=listing.platform).first()
    return Case.objects.create(
        listing=listing,
        policy=order.policy,
        platform=listing.platform,
        recipient=recipient,
        urgency=order.urgency,
        opened_at=now,
        opened_day=local_day(now, zone=LegalZone.WIB),
        changed_at=now,
    )


def _collecting(actor: Actor, authority: Party, policy: str, case: Case | None, now: datetime) -> Order:
    """The list without a letter that does not name this case yet."""
    open_lists = Order.objects.filter(
        authority=authority,
        policy=policy,
        source=OrderSource.FINDINGS,
        state=OrderState.TAKEN_IN,
        letter_number="",
    )
    if case is not None:
        open_lists = open_lists.exclude(Exists(Requester.objects.filter(order=OuterRef("pk"), case=case)))
    found = open_lists.order_by("-pk").first()
    if found is not None:
        return found
    order = _new_order(authority, policy, OrderState.TAKEN_IN, now)
    order.handed_in_at, order.taken_in_at, order.handed_in_by = now, now, actor.person
    order.save(update_fields=["handed_in_at", "taken_in_at", "handed_in_by"])
    return order


def _new_order(
    authority: Party, policy: str, state: OrderState, now: datetime, *, sender: Party | None = None
) -> Order:
    today = local_day(now, zone=LegalZone.WIB)
    known = tables.policy(policy)
    basis = known.basis_at(today)
    order = Order(
        authority=authority,
        title=sender.name[:200] if sender else "",
        policy=policy,
        policy_version=known.reference[:120],
        legal_basis=basis[0].key if basis else "",
        state=state,
        source=OrderSource.FINDINGS,
        columns={SENDER: sender.slug} if sender else {},
        counts={str(outcome): 0 for outcome in RowOutcome},
        created_at=now,
        day=today,
    )
    order.digest = hashlib.sha256(f"findings:{order.key}".encode()).hexdigest()
    order.save()
    return order


def _next_row(order: Order) -> int:
    return int(order.rows.aggregate(last=Max("row"))["last"] or 0) + 1


def _add_row(order: Order, wanted: Wanted, *, row: int, outcome: RowOutcome, case: Case | None) -> None:
    link = wanted.link
    OrderRow.objects.create(
        order=order,
        row=row,
        text=link.text[:4096].replace("\x00", "\ufffd"),
        note=wanted.note[:500].replace("\x00", "\ufffd"),
        kind=LinkKind.LISTING,
        platform=link.platform or "",
        listing=(link.listing or "")[:200],
        shop=(link.shop or "")[:200],
        url=(link.url or "")[:2048],
        steps=",".join(link.steps)[:200],
        outcome=outcome,
        case=case,
    )
    order.counts = {**order.counts, str(outcome): order.counts.get(str(outcome), 0) + 1}
    order.row_count += 1


def _sent_by(actor: Actor, policy: str) -> QuerySet[Order]:
    return Order.objects.filter(
        source=OrderSource.FINDINGS, policy=policy, **{f"columns__{SENDER}": actor.home.slug}
    )


def _drafts(actor: Actor, policy: str) -> QuerySet[Order]:
    return _sent_by(actor, policy).filter(state=OrderState.DRAFT).order_by("pk")
