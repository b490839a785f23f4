"""Cases over the API: lists, and one case with all that its reader may see."""

from datetime import datetime
from typing import Any

from ninja import Field, Router, Schema

from tertib.api.front import answers
from tertib.api.keys import ApiRequest, Key
from tertib.api.notices import key_of
from tertib.api.pages import After, Limit, Word, page
from tertib.queries.cases.listed import CaseFilters, with_listing
from tertib.queries.cases.listed import cases as list_of_cases
from tertib.queries.cases.pages import CasePage, case_page
from tertib.queries.statistics.beside import check_order
from tertib.queries.statistics.figures import FigureFilters
from tertib.queries.types import Case
from tertib.vocabulary import (
    CaseOutcome,
    CaseState,
    ClockKind,
    NoticeState,
    PageState,
    PartyKind,
    ReplyKind,
    Urgency,
    Verdict,
)

router = Router(auth=Key(), tags=["cases"])


class CaseOut(Schema):
    """One listing under one policy. What the platform says (`last_reply`, `claimed_at`) and what we saw (`verdict`,
    `down_at`) are apart. Times that the reader may not know are null."""

    case: str
    listing: str
    platform: str
    shop: str
    url: str
    policy: str
    urgency: Urgency
    recipient: str | None
    state: CaseState
    outcome: CaseOutcome | None
    verdict: Verdict | None
    page_state: PageState | None = Field(description="What the latest look showed.")
    seen_at: datetime | None
    opened_at: datetime | None
    sent_at: datetime | None
    answer_due: datetime | None
    clock_paused: bool
    held_until: datetime | None
    last_reply: ReplyKind | None
    claimed_at: datetime | None
    down_at: datetime | None
    returns: int
    changed_at: datetime


class CaseListPage(Schema):
    """A part of a list; `next` is null at its end."""

    items: list[CaseOut]
    next: str | None


class RequestOut(Schema):
    order: str
    row: int
    at: datetime
    withdrawn_at: datetime | None


class EventOut(Schema):
    no: int
    kind: str
    at: datetime
    state: CaseState
    by: str
    body: dict[str, Any]


class ClockOut(Schema):
    kind: ClockKind
    started_at: datetime
    due_at: datetime = Field(description="Legal: working days, holidays and pauses counted.")
    wall_due_at: datetime = Field(description="The same duty by the clock on the wall.")
    rule: str
    source: str
    paused_at: datetime | None
    stopped_at: datetime | None
    ran_out_at: datetime | None


class ObservationOut(Schema):
    at: datetime
    state: PageState
    status: int | None
    final_url: str
    template: str
    title: str
    reasons: list[Any]


class NoticeRef(Schema):
    notice: str
    state: NoticeState
    sent_at: datetime | None
    digest: str


class ReplyRef(Schema):
    reply: str
    notice: str
    kind: ReplyKind
    received_at: datetime
    body: dict[str, Any] = Field(description="The reply-1 document.")


class CaseDetail(CaseOut):
    """A case with its history. `events` are numbered without gaps; a reader who may see a part sees gaps."""

    requests: list[RequestOut]
    other_requesters: int
    events: list[EventOut]
    clocks: list[ClockOut]
    observations: list[ObservationOut]
    notices: list[NoticeRef]
    replies: list[ReplyRef]


def case_out(request: ApiRequest, case: Case) -> CaseOut:
    """A case as a line; who is no authority learns nothing of the time before it was sent."""
    knows_start = request.actor.home.kind == PartyKind.AUTHORITY
    knows_hold = request.actor.home.kind in (PartyKind.AUTHORITY, PartyKind.POLICE)
    return CaseOut(
        case=case.key,
        listing=case.listing.key,
        platform=case.platform,
        shop=case.listing.shop,
        url=case.listing.url,
        policy=case.policy,
        urgency=case.urgency,
        recipient=case.recipient.slug if case.recipient else None,
        state=case.state,
        outcome=case.outcome,
        verdict=case.verdict,
        page_state=case.page_state,
        seen_at=case.seen_at,
        opened_at=case.opened_at if knows_start else None,
        sent_at=case.sent_at,
        answer_due=case.answer_due,
        clock_paused=case.clock_paused,
        held_until=case.held_until if knows_hold else None,
        last_reply=case.last_reply,
        claimed_at=case.claimed_at,
        down_at=case.down_at,
        returns=case.returns,
        changed_at=case.changed_at,
    )


@router.get("/cases", response=answers({200: CaseListPage}, one=True))
def list_cases(
    request: ApiRequest,
    after: After = None,
    limit: Limit = 100,
    state: CaseState | None = None,
    verdict: Verdict | None = None,
    platform: Word = "",
    policy: Word = "",
    order: Word = "",
) -> CaseListPage:
    """Your cases, latest opened first."""
    check_order(request.actor, FigureFilters(order=order))
    wanted = CaseFilters(state=state, verdict=verdict, platform=platform, policy=policy, order=order)
    found = with_listing(list_of_cases(request.actor, wanted, now=request.now))
    items, _, following = page(
        request,
        found,
        after=after,
        limit=limit,
        newest_first=True,
        shape=lambda case: case_out(request, case),
    )
    return CaseListPage(items=items, next=following)


@router.get("/cases/{key}", response=answers({200: CaseDetail}, one=True))
def one_case(request: ApiRequest, key: str) -> CaseDetail:
    """One case with its history, clocks, looks, notices and replies, as far as you may see them."""
    shown = case_page(request.actor, key_of(key), now=request.now)
    return CaseDetail(**case_out(request, shown.case).model_dump(), **_parts(shown))


def _parts(shown: CasePage) -> dict[str, Any]:
    return {
        "requests": [
            RequestOut(order=one.order.key, row=one.row, at=one.at, withdrawn_at=one.withdrawn_at)
            for one in shown.requests
        ],
        "other_requesters": shown.other_requesters,
        "events": [
            EventOut(no=one.no, kind=one.kind, at=one.at, state=one.state, by=one.by, body=dict(one.body))
            for one in shown.events
        ],
        "clocks": [ClockOut.model_validate(one) for one in shown.clocks],
        "observations": [ObservationOut.model_validate(one) for one in shown.observations],
        "notices": [
            NoticeRef(notice=one.key, state=one.state, sent_at=one.sent_at, digest=one.digest)
            for one in shown.notices
        ],
        "replies": [
            ReplyRef(
                reply=one.key,
                notice=one.notice.key,
                kind=one.kind,
                received_at=one.received_at,
                body=one.body,
            )
            for one in shown.replies
        ],
    }
