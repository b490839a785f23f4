"""Notices over the API: read what was sent, and answer it."""

import re
from datetime import datetime
from typing import Annotated, Any

from django.http import HttpResponse
from ninja import Field, Router, Schema

from tertib.actions.notices import deliveries
from tertib.actions.notices import replies as acts
from tertib.actions.permits import Permit, may
from tertib.api.front import answers
from tertib.api.keys import ApiRequest, Key
from tertib.api.once import IdempotencyKey, answer_once
from tertib.api.pages import After, Limit, Word, page
from tertib.api.problems import Problem
from tertib.errors import NotFound, TertibError
from tertib.queries.notices import pages as q
from tertib.queries.types import Notice
from tertib.vocabulary import CaseState, NoticeState, PartyKind, ReplyChannel

MOST_REPLIES = 100
KEY = re.compile(r"[A-Z]{1,2}-[0-9A-Z]{12}")

router = Router(auth=Key(), tags=["notices"])


class NoticeOut(Schema):
    """A notice with where it stands. `content` is a notice-1 document, frozen; `digest` its sha256."""

    notice: str
    dispatch: str | None
    case: str
    state: NoticeState
    sent_at: datetime | None
    case_state: CaseState = Field(description="Where the case stands now.")
    answer_due: datetime | None = Field(description="When the answer is due now, pauses counted.")
    clock_paused: bool
    digest: str
    content: dict[str, Any] = Field(description="A notice-1 document: /skema/notice-1.json")


class NoticePage(Schema):
    """A part of a list; `next` is null at its end."""

    items: list[NoticeOut]
    next: str | None


class RepliesIn(Schema):
    """Replies, each a reply-1 document; each stands for itself."""

    model_config = {"extra": "forbid"}

    replies: Annotated[
        list[dict[str, Any]],
        Field(
            min_length=1,
            max_length=MOST_REPLIES,
            description="reply-1 documents: /skema/reply-1.json. A wrong one is refused by itself.",
        ),
    ]


class ReplyOut(Schema):
    """What became of one reply: recorded, already (the same words were said before), or refused with its reason."""

    index: int
    status: str
    reply: str | None
    error: Problem | None


class RepliesOut(Schema):
    """One result for each reply, in the order of the call."""

    results: list[ReplyOut]


def key_of(text: str) -> str:
    """A public number out of a path. Raises NotFound for what can be none, in the words of one that is not there."""
    if not KEY.fullmatch(text):
        raise NotFound("There is nothing here with this number, or it is not for your office.")
    return text


def notice_out(notice: Notice) -> NoticeOut:
    """A notice as both sides read it."""
    case = notice.case
    return NoticeOut(
        notice=notice.key,
        dispatch=notice.dispatch.key if notice.dispatch else None,
        case=case.key,
        state=notice.state,
        sent_at=notice.sent_at,
        case_state=case.state,
        answer_due=case.answer_due,
        clock_paused=case.clock_paused,
        digest=notice.digest,
        content=notice.content,
    )


def note_opened(request: ApiRequest, notices: list[Notice]) -> None:
    """The recipient has the notices now; from the first time on, it knew."""
    if request.actor.home.kind == PartyKind.PLATFORM and may(request.actor, Permit.REPLY):
        fresh = {one.dispatch.pk for one in notices if one.dispatch and one.dispatch.opened_at is None}
        if fresh:
            deliveries.mark_opened(sorted(fresh), now=request.now)


@router.get("/notices", response=answers({200: NoticePage}))
def list_notices(
    request: ApiRequest,
    after: After = None,
    limit: Limit = 100,
    state: NoticeState | None = None,
    waiting: bool | None = None,
    platform: Word = "",
) -> NoticePage:
    """Your notices in the order in which they were written: those sent to you, or those that you sent.

    To poll, ask `waiting=true` from the start each time: it gives all that still owes an answer, whatever came when.
    """
    wanted = q.NoticeFilter(state=state, waiting=waiting, platform=platform)
    items, rows, following = page(
        request,
        q.notices(request.actor, wanted),
        after=after,
        limit=limit,
        newest_first=False,
        shape=notice_out,
    )
    note_opened(request, rows)
    return NoticePage(items=items, next=following)


@router.get("/notices/{key}", response=answers({200: NoticeOut}, one=True))
def one_notice(request: ApiRequest, key: str) -> NoticeOut:
    """One notice."""
    notice = q.notice(request.actor, key_of(key))
    note_opened(request, [notice])
    return notice_out(notice)


@router.post("/replies", response=answers({200: RepliesOut}, write=True))
def send_replies(request: ApiRequest, body: RepliesIn, idempotency_key: IdempotencyKey) -> HttpResponse:
    """Answer notices that were sent to you, up to 100 at once.

    A reply's `id` is yours: the same id with the same words is "already", with other words it is refused.
    """

    def act() -> tuple[int, Any]:
        results = acts.take_replies(request.actor, body.replies, channel=ReplyChannel.API, now=request.now)
        return 200, RepliesOut(results=[_result(one) for one in results]).model_dump(mode="json")

    return answer_once(request, "POST /replies", idempotency_key, act)


def _result(result: acts.ReplyResult) -> ReplyOut:
    error = None
    if result.code is not None:
        status = 404 if result.code == NotFound.code else 422
        title = "Not Found" if status == 404 else "Unprocessable Entity"
        error = Problem(
            title=title, status=status, code=result.code, detail=result.detail or TertibError.code
        )
    return ReplyOut(index=result.index, status=result.status, reply=result.reply, error=error)
