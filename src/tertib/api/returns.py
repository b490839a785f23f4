"""What came back, over the API: offers that may be a removed listing again, and what a person decided on each."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from ninja import Field, Router, Schema

from tertib.actions.returns.deciding import decide_by
from tertib.api.front import answers
from tertib.api.keys import ApiRequest, Key
from tertib.api.notices import key_of
from tertib.api.once import IdempotencyKey, answer_once
from tertib.api.pages import After, Limit, Word, page
from tertib.queries import returns as q
from tertib.queries.types import Return
from tertib.vocabulary import ReturnKind, ReturnOutcome, ReturnRelation

router = Router(auth=Key(), tags=["feeds"])


class ReturnOut(Schema):
    """A removed case beside an offer that resembles it. By itself nothing follows from it."""

    pair: str = Field(description="Its number, such as K-...")
    policy: str
    case: str = Field(description="The case of the removed listing.")
    relation: ReturnRelation
    kind: ReturnKind
    score: float = Field(description="The chance of the same goods, 0 to 1.")
    reasons: list[str] = Field(description="code:value, as `tertib returns` gives them.")
    title: str
    shop: str
    platform: str
    url: str
    gone_at: datetime
    found_at: datetime
    outcome: ReturnOutcome | None
    decided_at: datetime | None
    new_case: str | None = Field(description="The case that a confirmation made or joined.")


class ReturnPage(Schema):
    """A part of a list; `next` is null at its end."""

    items: list[ReturnOut]
    next: str | None


class DecisionIn(Schema):
    """What a person of your office decided; a program tells it, and never decides."""

    by: str = Field(max_length=254, description="The mail address of the person who decided.")
    outcome: ReturnOutcome
    reason: str = Field("", max_length=1000)
    link: str = Field("", max_length=2048, description="The offer's link, where the feed's names no listing.")


@router.get("/returns", response=answers({200: ReturnPage}, one=True))
def list_returns(
    request: ApiRequest,
    after: After = None,
    limit: Limit = 100,
    policy: Word = "",
    platform: Word = "",
    relation: ReturnRelation | None = None,
    kind: ReturnKind | None = None,
    waiting: bool | None = None,
) -> ReturnPage:
    """What resembles removed listings that you see, latest first."""
    wanted = q.ReturnFilter(policy=policy, platform=platform, relation=relation, kind=kind)
    found = q.all_returns(request.actor, wanted, waiting=waiting)
    items, _, following = page(request, found, after=after, limit=limit, newest_first=True, shape=_out)
    return ReturnPage(items=items, next=following)


@router.get("/returns/{key}", response=answers({200: ReturnOut}, one=True))
def one_return(request: ApiRequest, key: str) -> ReturnOut:
    """One pair."""
    return _out(q.one(request.actor, key_of(key)))


@router.post("/returns/{key}/decision", response=answers({200: ReturnOut}, one=True, write=True))
def decide_return(
    request: ApiRequest, key: str, body: DecisionIn, idempotency_key: IdempotencyKey
) -> HttpResponse:
    """Record what a person of your office decided on a pair."""

    def act() -> tuple[int, Any]:
        pair = q.one(request.actor, key_of(key))
        decide_by(
            request.actor,
            pair,
            by=body.by,
            outcome=body.outcome,
            reason=body.reason,
            link=body.link,
            now=request.now,
        )
        return 200, _out(q.one(request.actor, pair.key)).model_dump(mode="json")

    return answer_once(request, "returns.decide", idempotency_key, act)


def _out(pair: Return) -> ReturnOut:
    offer = pair.offer
    return ReturnOut(
        pair=pair.key,
        policy=pair.policy,
        case=pair.case.key,
        relation=pair.relation,
        kind=pair.kind,
        score=round(pair.score, 6),
        reasons=pair.reasons,
        title=offer.title,
        shop=offer.shop,
        platform=offer.platform,
        url=offer.url,
        gone_at=pair.gone_at,
        found_at=pair.found_at,
        outcome=pair.outcome,
        decided_at=pair.decided_at,
        new_case=pair.new_case.key if pair.new_case else None,
    )
