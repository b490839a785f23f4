"""Dispatches over the API: the parcels in which notices travel, and what is inside."""

from datetime import datetime

from ninja import Field, Router, Schema

from tertib.actions.orders import arrivals
from tertib.api.front import answers
from tertib.api.keys import ApiRequest, Key
from tertib.api.notices import NoticePage, key_of, note_opened, notice_out
from tertib.api.pages import After, Limit, page
from tertib.queries.notices import dispatches as q
from tertib.queries.types import Dispatch
from tertib.vocabulary import ChannelKind, NoticeState

router = Router(auth=Key(), tags=["dispatches"])


class DispatchOut(Schema):
    """A parcel of notices to one recipient by one channel. It holds no content."""

    dispatch: str
    recipient: str
    authority: str
    channel: ChannelKind
    count: int
    state: NoticeState
    created_at: datetime
    sent_at: datetime | None
    opened_at: datetime | None = Field(description="When the recipient first fetched or opened it.")
    attempts: int
    last_error: str


class DispatchPage(Schema):
    """A part of a list; `next` is null at its end."""

    items: list[DispatchOut]
    next: str | None


def dispatch_out(dispatch: Dispatch) -> DispatchOut:
    """A dispatch without its notices."""
    return DispatchOut(
        dispatch=dispatch.key,
        recipient=dispatch.recipient.slug,
        authority=dispatch.authority.slug,
        channel=dispatch.channel,
        count=dispatch.count,
        state=dispatch.state,
        created_at=dispatch.created_at,
        sent_at=dispatch.sent_at,
        opened_at=dispatch.opened_at,
        attempts=dispatch.attempts,
        last_error=dispatch.last_error,
    )


@router.get("/dispatches", response=answers({200: DispatchPage}))
def list_dispatches(
    request: ApiRequest,
    after: After = None,
    limit: Limit = 100,
    state: NoticeState | None = None,
    opened: bool | None = None,
) -> DispatchPage:
    """Your dispatches, latest first. `opened=false` is the inbox of who pulls: what was not fetched yet."""
    wanted = q.DispatchFilter(state=state, opened=opened)
    items, _, following = page(
        request,
        q.dispatches(request.actor, wanted),
        after=after,
        limit=limit,
        newest_first=True,
        shape=dispatch_out,
    )
    return DispatchPage(items=items, next=following)


@router.get("/dispatches/{key}", response=answers({200: DispatchOut}, one=True))
def one_dispatch(request: ApiRequest, key: str) -> DispatchOut:
    """One dispatch."""
    arrivals.asked_for(request.actor, key_of(key), now=request.now)
    return dispatch_out(q.dispatch(request.actor, key_of(key)))


@router.get("/dispatches/{key}/notices", response=answers({200: NoticePage}, one=True))
def notices_of_dispatch(request: ApiRequest, key: str, after: After = None, limit: Limit = 500) -> NoticePage:
    """The notices in a dispatch. Fetching them is what marks it as opened."""
    arrivals.asked_for(request.actor, key_of(key), now=request.now)
    dispatch = q.dispatch(request.actor, key_of(key))
    items, rows, following = page(
        request,
        q.notices_in(request.actor, dispatch),
        after=after,
        limit=limit,
        newest_first=False,
        shape=notice_out,
    )
    note_opened(request, rows)
    return NoticePage(items=items, next=following)
