"""Hand in orders: upload, paste or submit; look at the preview; hand in; drop or take back."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, Exists, OuterRef

from tertib.actions import outbox, tables
from tertib.actions.actor import Actor
from tertib.actions.cases.history import Happening, record
from tertib.actions.orders.rows import Cell, read_rows, save_rows
from tertib.actions.permits import Permit, require
from tertib.core.cases.events import Withdrawn
from tertib.core.deadlines import local_day
from tertib.errors import BadInput, Conflict
from tertib.store.models import Case, MailIn, Order, OrderRow, PublicReport, Requester, Upload
from tertib.vocabulary import CaseState, Errand, LegalZone, OrderSource, OrderState, RowOutcome, Urgency

MAX_UPLOAD_BYTES = 20 * 2**20  # the largest honest list seen is 1.4 MB
MAX_ROWS = 100_000
MAX_PASTE_CHARS = 2_000_000
LIVE_STATES = (OrderState.READING, OrderState.DRAFT, OrderState.TAKING_IN, OrderState.TAKEN_IN)
CAN_BE_WITHDRAWN = frozenset(set(CaseState) - {CaseState.CLOSED, CaseState.DOWN, CaseState.RESTORED})


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderForm:
    """What an order says besides its links. An empty `legal_basis` means: the policy's at the letter's date."""

    policy: str
    title: str = ""
    letter_number: str = ""
    letter_date: date | None = None
    legal_basis: str = ""
    urgency: Urgency = Urgency.NORMAL
    deadline_hours: int | None = None
    deadline_source: str = ""


def upload_order(actor: Actor, *, file_name: str, data: bytes, form: OrderForm, now: datetime) -> Order:
    """Take a table file; the worker reads it at once and makes the preview.

    The same file from the same authority under the same policy changes nothing: the earlier order comes back,
    with `was_there` set. Raises BadInput for an empty or too large file, or a form that does not hold.
    """
    require(actor, Permit.HAND_IN)
    if not data:
        raise BadInput("The file is empty. Choose the file with the links and send it again.")
    if len(data) > MAX_UPLOAD_BYTES:
        raise BadInput(
            f"The file has {len(data) / 2**20:.1f} MB; at most {MAX_UPLOAD_BYTES // 2**20} MB are taken."
        )
    with transaction.atomic():
        order = _begin(
            actor, form, source=OrderSource.UPLOAD, digest=_digest(data), now=now, file_name=file_name
        )
        if not order.was_there:  # type: ignore[attr-defined]
            Upload.objects.create(order=order, data=data)
            ask_to_read(order, now=now)
    return order


def paste_order(actor: Actor, *, text: str, form: OrderForm, now: datetime) -> Order:
    """Take pasted text (links, share texts, table cells), one row a line; the preview is ready at once."""
    require(actor, Permit.HAND_IN)
    if not text.strip():
        raise BadInput("There is no text. Paste at least one link.")
    if len(text) > MAX_PASTE_CHARS:
        raise BadInput(f"The text has more than {MAX_PASTE_CHARS:,} characters. Send it as a file instead.")
    cells = [Cell(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    return _draft(actor, cells, form, source=OrderSource.PASTE, digest=_digest(text.encode()), now=now)


def submit_rows(actor: Actor, *, rows: Sequence[tuple[str, str]], form: OrderForm, now: datetime) -> Order:
    """Take (link, note) rows from a program and hand them in at once; the receipt is `order.counts`."""
    require(actor, Permit.HAND_IN)
    digest = hashlib.sha256()
    for link, note in rows:
        digest.update(f"{link}\x1f{note}\x1e".encode())
    cells = [Cell(number, link, note) for number, (link, note) in enumerate(rows, 1)]
    with transaction.atomic():
        order = _draft(actor, cells, form, source=OrderSource.API, digest=digest.hexdigest(), now=now)
        if order.was_there and order.state != OrderState.DRAFT:  # type: ignore[attr-defined]
            return order
        return hand_in(actor, order, now=now)


def choose_columns(actor: Actor, order: Order, *, link: int | None, note: int | None, now: datetime) -> Order:
    """Read the file again with other columns than those guessed. Only for a draft from a file."""
    require(actor, Permit.HAND_IN)
    with transaction.atomic():
        order = _own_draft(actor, order)
        if not Upload.objects.filter(order=order).exists():
            raise Conflict("This order did not come from a file; there are no columns to choose.")
        columns = len(order.columns.get("names", ()))
        if any(one is not None and not 0 <= one < columns for one in (link, note)):
            raise BadInput(f"There is no such column in the file; it has {columns}.")
        order.columns = order.columns | {"link": link, "note": note, "chosen": True}
        order.state = OrderState.READING
        order.save(update_fields=["columns", "state"])
        ask_to_read(order, now=now)
    return order


def edit_order(actor: Actor, order: Order, *, form: OrderForm, now: datetime) -> Order:
    """Change what a draft says besides its links."""
    require(actor, Permit.HAND_IN)
    with transaction.atomic():
        order = _own_draft(actor, order)
        for name, value in _checked(form, now).items():
            setattr(order, name, value)
        order.save()
    return order


def hand_in(actor: Actor, order: Order, *, now: datetime) -> Order:
    """Hand a draft in. `counts` is the receipt: its parts add up to `row_count`; the worker merges the rows."""
    require(actor, Permit.HAND_IN)
    with transaction.atomic():
        order = _own_draft(actor, order)
        if not order.row_count:
            raise BadInput("There is no row in this order. Choose another column or another file.")
        known = Case.objects.filter(policy=order.policy, listing__key=OuterRef("listing"))
        rows = OrderRow.objects.filter(order=order)
        rows.filter(Exists(known), outcome=RowOutcome.NEW).update(outcome=RowOutcome.KNOWN)
        order.counts = count_rows(order)
        order.state, order.handed_in_at, order.day = (
            OrderState.TAKING_IN,
            now,
            local_day(now, zone=LegalZone.WIB),
        )
        order.handed_in_by, order.api_key = actor.person, actor.api_key
        order.save()
        Upload.objects.filter(order=order).delete()
        outbox.ask(
            [outbox.Work(Errand.TAKE_IN, f"take_in:{order.key}", due_at=now, payload={"order": order.pk})]
        )
    return order


def discard(actor: Actor, order: Order, *, now: datetime) -> None:
    """Drop a draft; nothing of it was handed in. Public reports that it was made of wait in the inbox again;
    a mail that it came by stays on record."""
    require(actor, Permit.HAND_IN)
    with transaction.atomic():
        order = Order.objects.select_for_update(of=("self",)).get(pk=order.pk, authority=actor.home)
        if order.state not in (OrderState.DRAFT, OrderState.READING, OrderState.REFUSED):
            raise Conflict("This order was handed in; withdraw it instead.")
        outbox.call_off([f"read:{order.key}"])
        PublicReport.objects.filter(order=order).update(order=None, read_at=None, read_by=None)
        MailIn.objects.filter(order=order).update(order=None)
        order.delete()


def withdraw(actor: Actor, order: Order, *, reason: str, now: datetime) -> int:
    """Take an order back. Cases that another order still asks for go on; returns how many were closed."""
    require(actor, Permit.HAND_IN)
    if not reason.strip():
        raise BadInput("Say why the order is taken back; the platforms will see it.")
    with transaction.atomic():
        order = Order.objects.select_for_update(of=("self",)).get(pk=order.pk, authority=actor.home)
        if order.state == OrderState.TAKING_IN:
            raise Conflict("The order is still being taken in. Try again in a minute.")
        if order.state != OrderState.TAKEN_IN:
            raise Conflict("Only an order that was handed in can be withdrawn.")
        asked_for = Case.objects.filter(requesters__order=order).order_by("pk")
        list(
            asked_for.select_for_update(of=("self",)).values_list("pk")
        )  # nobody joins while we look who asks
        Requester.objects.filter(order=order, withdrawn_at=None).update(withdrawn_at=now)
        still_asked = Requester.objects.filter(case=OuterRef("pk"), withdrawn_at=None)
        alone = Case.objects.filter(~Exists(still_asked), requesters__order=order, state__in=CAN_BE_WITHDRAWN)
        event = Withdrawn(authority=actor.home.slug)
        happenings = [
            Happening(pk, event, notes={"reason": reason}) for pk in alone.values_list("pk", flat=True)
        ]
        record(happenings, by=actor, permit=Permit.HAND_IN, now=now)
        order.state, order.problem = OrderState.WITHDRAWN, reason[:500]
        order.save(update_fields=["state", "problem"])
    return len(happenings)


def count_rows(order: Order) -> dict[str, int]:
    """Rows of an order by outcome, every outcome named."""
    found = dict(OrderRow.objects.filter(order=order).values_list("outcome").annotate(n=Count("pk")))
    return {str(outcome): found.get(outcome, 0) for outcome in RowOutcome}


def ask_to_read(order: Order, *, now: datetime) -> None:
    """Ask the worker to read the order's file."""
    outbox.ask([outbox.Work(Errand.READ, f"read:{order.key}", due_at=now, payload={"order": order.pk})])


def _draft(
    actor: Actor, cells: Sequence[Cell], form: OrderForm, *, source: OrderSource, digest: str, now: datetime
) -> Order:
    if len(cells) > MAX_ROWS:
        raise BadInput(
            f"There are {len(cells):,} rows; at most {MAX_ROWS:,} are taken at once. Split the list."
        )
    rows = read_rows(cells, platforms=tables.platforms())
    with transaction.atomic():
        order = _begin(actor, form, source=source, digest=digest, now=now)
        if not order.was_there:  # type: ignore[attr-defined]
            save_rows(order, rows)
            order.state = OrderState.DRAFT
            order.counts = count_rows(order)
            order.save(update_fields=["state", "counts", "row_count", "columns"])
    return order


def _begin(
    actor: Actor, form: OrderForm, *, source: OrderSource, digest: str, now: datetime, file_name: str = ""
) -> Order:
    fields = _checked(form, now)
    earlier = Order.objects.filter(
        authority=actor.home, policy=form.policy, digest=digest, state__in=LIVE_STATES
    ).first()
    if earlier is not None:
        earlier.was_there = True  # type: ignore[attr-defined]
        return earlier
    order = Order(
        authority=actor.home,
        state=OrderState.READING,
        source=source,
        file_name=file_name[-200:],
        digest=digest,
        created_at=now,
        day=local_day(now, zone=LegalZone.WIB),
        handed_in_by=actor.person,
        api_key=actor.api_key,
        **fields,
    )
    order.save()
    order.was_there = False  # type: ignore[attr-defined]
    return order


def _checked(form: OrderForm, now: datetime) -> dict[str, Any]:
    """The form's fields as columns. Raises BadInput naming the first that does not hold."""
    policy = tables.policy(form.policy)
    today = local_day(now, zone=LegalZone.WIB)
    if form.letter_date and form.letter_date > today:
        raise BadInput(f"The letter is dated {form.letter_date}, after today ({today}). Correct the date.")
    valid = policy.basis_at(form.letter_date or today)
    keys = [basis.key for basis in valid]
    if form.legal_basis and form.legal_basis not in keys:
        raise BadInput(
            f"'{form.legal_basis}' was not in force at the letter's date. In force: {', '.join(keys)}."
        )
    if form.deadline_hours is not None:
        if not 1 <= form.deadline_hours <= 24 * 90:
            raise BadInput("An own deadline is between 1 hour and 90 days.")
        if not form.deadline_source.strip():
            raise BadInput("An own deadline needs its source: the letter or rule that sets it.")
    return {
        "policy": policy.id,
        "policy_version": policy.reference[:120],
        "title": form.title.strip()[:200],
        "letter_number": form.letter_number.strip()[:120],
        "letter_date": form.letter_date,
        "legal_basis": form.legal_basis or (keys[0] if keys else ""),
        "urgency": form.urgency,
        "deadline_hours": form.deadline_hours,
        "deadline_source": form.deadline_source.strip()[:300],
    }


def _own_draft(actor: Actor, order: Order) -> Order:
    fresh = Order.objects.select_for_update(of=("self",)).filter(pk=order.pk, authority=actor.home).first()
    if fresh is None or fresh.state != OrderState.DRAFT:
        raise Conflict("This order is no longer a draft. Open it again to see where it stands.")
    return fresh


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
