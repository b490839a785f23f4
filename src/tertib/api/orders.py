"""Orders over the API: hand in links, read the receipt and what became of every row, take an order back."""

from datetime import date, datetime
from typing import Annotated, Any

from django.http import HttpResponse, StreamingHttpResponse
from ninja import Field, Router, Schema

from tertib.actions.orders import handing_in as acts
from tertib.actions.permits import Permit, require
from tertib.api.front import answers
from tertib.api.keys import ApiRequest, Key
from tertib.api.notices import key_of
from tertib.api.once import IdempotencyKey, answer_once
from tertib.api.order_rows import rows_csv
from tertib.api.pages import After, Limit, page
from tertib.queries.orders import pages as q
from tertib.queries.types import Order, OrderRow
from tertib.vocabulary import CaseState, LinkKind, OrderSource, OrderState, RowOutcome, Urgency

router = Router(auth=Key(), tags=["orders"])


class RowIn(Schema):
    """One row: a text with one or more links, and a note of yours."""

    model_config = {"extra": "forbid"}

    link: str = Field(max_length=4096)
    note: str = Field(default="", max_length=500)


class OrderIn(Schema):
    """An order. An empty `legal_basis` means: the policy's at the letter's date."""

    model_config = {"extra": "forbid"}

    policy: str = Field(max_length=80, description="Id of a policy: /api/v1/policies")
    title: str = Field(default="", max_length=200)
    letter_number: str = Field(default="", max_length=120)
    letter_date: date | None = None
    legal_basis: str = Field(default="", max_length=80)
    urgency: Urgency = Urgency.NORMAL
    deadline_hours: int | None = Field(
        None, ge=1, le=2160, description="An own deadline instead of the policy's."
    )
    deadline_source: str = Field(default="", max_length=300, description="The rule or letter that sets it.")
    rows: Annotated[list[RowIn], Field(min_length=1, max_length=acts.MAX_ROWS)]


class WithdrawIn(Schema):
    """Why an order is taken back; the platforms see it."""

    model_config = {"extra": "forbid"}

    reason: str = Field(min_length=1, max_length=500)


class OrderOut(Schema):
    """An order with its receipt: `counts` has the rows by what became of them and adds up to `row_count`."""

    order: str
    state: OrderState
    title: str
    letter_number: str
    letter_date: date | None
    policy: str
    policy_version: str
    legal_basis: str
    urgency: Urgency
    deadline_hours: int | None
    deadline_source: str
    source: OrderSource
    file_name: str
    created_at: datetime
    handed_in_at: datetime | None
    taken_in_at: datetime | None
    row_count: int
    rows_done: int = Field(description="Rows that are stored and merged into cases by now.")
    counts: dict[RowOutcome, int]
    problem: str
    was_there: bool = Field(
        default=False, description="The same list was handed in before: this is that order."
    )


class OrderDetail(OrderOut):
    """An order, and how its cases stand now."""

    cases: dict[CaseState, int]


class Withdrawn(Schema):
    """How many cases were closed; those that another order asks for go on."""

    order: str
    closed: int


class OrderPage(Schema):
    """A part of a list; `next` is null at its end."""

    items: list[OrderOut]
    next: str | None


class RowOut(Schema):
    """A row as written, what it names, and what became of it."""

    row: int
    part: int
    text: str
    note: str
    kind: LinkKind
    platform: str
    listing: str
    shop: str
    url: str
    steps: list[str] = Field(description="What was done to read it, such as taking tracking keys off.")
    outcome: RowOutcome
    earlier: int | None = Field(description="The row of this order that names the same listing.")
    case: str | None
    case_state: CaseState | None


class RowPage(Schema):
    """A part of a list; `next` is null at its end."""

    items: list[RowOut]
    next: str | None


@router.post("/orders", response=answers({202: OrderOut}, write=True))
def hand_in(request: ApiRequest, body: OrderIn, idempotency_key: IdempotencyKey) -> HttpResponse:
    """Hand in up to 100,000 rows. The answer is the receipt; the rows are merged into cases soon after.

    No notice leaves by this: a person of your office approves what is sent.
    """
    form = acts.OrderForm(
        policy=body.policy,
        title=body.title,
        letter_number=body.letter_number,
        letter_date=body.letter_date,
        legal_basis=body.legal_basis,
        urgency=body.urgency,
        deadline_hours=body.deadline_hours,
        deadline_source=body.deadline_source,
    )

    def act() -> tuple[int, Any]:
        rows = [(row.link, row.note) for row in body.rows]
        order = acts.submit_rows(request.actor, rows=rows, form=form, now=request.now)
        return 202, order_out(order).model_dump(mode="json")

    return answer_once(request, "POST /orders", idempotency_key, act)


@router.get("/orders", response=answers({200: OrderPage}))
def list_orders(
    request: ApiRequest, after: After = None, limit: Limit = 100, state: OrderState | None = None
) -> OrderPage:
    """The orders of your office, latest first."""
    found = q.orders(request.actor, state=state)
    items, _, following = page(request, found, after=after, limit=limit, newest_first=True, shape=order_out)
    return OrderPage(items=items, next=following)


@router.get("/orders/{key}", response=answers({200: OrderDetail}, one=True))
def one_order(request: ApiRequest, key: str) -> OrderDetail:
    """One order with its receipt and how its cases stand."""
    order = q.order(request.actor, key_of(key))
    standing = q.standing(order)
    cases = {state: standing.by_state.get(state, 0) for state in CaseState}
    return OrderDetail(**order_out(order).model_dump(), cases=cases)


@router.get("/orders/{key}/rows", response=answers({200: RowPage}, one=True))
def rows_of_order(
    request: ApiRequest,
    key: str,
    after: After = None,
    limit: Limit = 100,
    outcome: RowOutcome | None = None,
) -> RowPage:
    """What became of every row, in the order handed in."""
    order = q.order(request.actor, key_of(key))
    found = q.rows(order, outcome=outcome)
    items, _, following = page(request, found, after=after, limit=limit, newest_first=False, shape=row_out)
    return RowPage(items=items, next=following)


@router.get(
    "/orders/{key}/rows.csv",
    response=answers({200: None}, one=True),
    openapi_extra={
        "responses": {200: {"description": "OK", "content": {"text/csv": {"schema": {"type": "string"}}}}}
    },
)
def rows_as_csv(request: ApiRequest, key: str) -> StreamingHttpResponse:
    """Every row as CSV in UTF-8, for a spreadsheet; a cell that could start a formula begins with '."""
    order = q.order(request.actor, key_of(key))
    headers = {"Content-Disposition": f'attachment; filename="{order.key}.csv"'}
    return StreamingHttpResponse(rows_csv(order), content_type="text/csv; charset=utf-8", headers=headers)


@router.post("/orders/{key}/withdraw", response=answers({200: Withdrawn}, one=True, write=True))
def withdraw(
    request: ApiRequest, key: str, body: WithdrawIn, idempotency_key: IdempotencyKey
) -> HttpResponse:
    """Take an order back, with the reason."""
    require(request.actor, Permit.HAND_IN)
    order = q.order(request.actor, key_of(key))

    def act() -> tuple[int, Any]:
        closed = acts.withdraw(request.actor, order, reason=body.reason, now=request.now)
        return 200, Withdrawn(order=order.key, closed=closed).model_dump(mode="json")

    return answer_once(request, "POST /orders/withdraw", idempotency_key, act)


def order_out(order: Order) -> OrderOut:
    """An order with its receipt."""
    counts = q.receipt(order).parts
    return OrderOut(
        order=order.key,
        state=order.state,
        title=order.title,
        letter_number=order.letter_number,
        letter_date=order.letter_date,
        policy=order.policy,
        policy_version=order.policy_version,
        legal_basis=order.legal_basis,
        urgency=order.urgency,
        deadline_hours=order.deadline_hours,
        deadline_source=order.deadline_source,
        source=order.source,
        file_name=order.file_name,
        created_at=order.created_at,
        handed_in_at=order.handed_in_at,
        taken_in_at=order.taken_in_at,
        row_count=order.row_count,
        rows_done=order.rows_done,
        counts=dict(counts),
        problem=order.problem,
        was_there=getattr(order, "was_there", False),
    )


def row_out(row: OrderRow) -> RowOut:
    """A row with its case."""
    return RowOut(
        row=row.row,
        part=row.part,
        text=row.text,
        note=row.note,
        kind=row.kind,
        platform=row.platform,
        listing=row.listing,
        shop=row.shop,
        url=row.url,
        steps=[step for step in row.steps.split(",") if step],
        outcome=row.outcome,
        earlier=row.earlier,
        case=row.case.key if row.case else None,
        case_state=row.case.state if row.case else None,
    )
