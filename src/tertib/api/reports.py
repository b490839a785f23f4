"""Reports from the public over the API: point something out, and ask by the code what became of it. No key."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from ninja import Field, Router, Schema

from tertib.actions.orders import reports as acts
from tertib.api.front import answers
from tertib.api.keys import HOUR, REPORTS, ApiRequest, address_of, count_call, count_stranger
from tertib.api.notices import key_of
from tertib.api.once import IdempotencyKey, answer_once
from tertib.queries.orders import reports as q

router = Router(tags=["reports"])


class ReportIn(Schema):
    """What somebody saw. Nothing about who reports is asked."""

    model_config = {"extra": "forbid"}

    links: str = Field(min_length=1, max_length=acts.MAX_LINKS_CHARS, description="Links, in any text.")
    what: str = Field(
        default="", max_length=acts.MAX_WHAT_CHARS, description="What is wrong with what is offered."
    )


class ReportCode(Schema):
    """The code is all that is needed to ask for news; keep it."""

    code: str


class ReportOut(Schema):
    """How far the report has come."""

    code: str
    received_at: datetime
    stage: q.Stage


@router.post("/reports", response=answers({201: ReportCode}, keyed=False, write=True))
def report(request: ApiRequest, body: ReportIn, idempotency_key: IdempotencyKey) -> HttpResponse:
    """Point out links to an authority. No key; at most 20 an hour from one address."""
    count_call(request, "report", address_of(request), most=REPORTS, seconds=HOUR)

    def act() -> tuple[int, Any]:
        kept = acts.report(links=body.links, what=body.what, now=request.now)
        return 201, ReportCode(code=kept.key).model_dump()

    return answer_once(request, "POST /reports", idempotency_key, act)


@router.get("/reports/{code}", response=answers({200: ReportOut}, keyed=False, one=True))
def one_report(request: ApiRequest, code: str) -> ReportOut:
    """What became of a report. No key."""
    count_stranger(request)
    status = q.report_status(key_of(code.strip().upper()))
    return ReportOut(code=status.code, received_at=status.received_at, stage=status.stage)
