"""Findings over the API: what detection says of listings, with the words that it rests on. A person decides on each."""

from datetime import datetime
from typing import Any

from ninja import Field, Router, Schema

from tertib.api.front import answers
from tertib.api.keys import ApiRequest, Key
from tertib.api.notices import key_of
from tertib.api.pages import After, Limit, Word, page
from tertib.queries import feeds as q
from tertib.queries.types import Case, Finding
from tertib.vocabulary import Band, ReviewOutcome

router = Router(auth=Key(), tags=["feeds"])


class ReasonOut(Schema):
    """One reason: words of a text (`start` and `end` count code points; the title unless the signal names a field
    after "@"), or a fact of the listing. `weight` is in log-odds; below 0 it speaks against."""

    question: str
    signal: str
    text: str | None
    start: int | None
    end: int | None
    weight: float


class OfferOut(Schema):
    """The listing as it was shown last."""

    identity: str = Field(description="platform:id where its link tells, else the feed's own.")
    feed: str
    platform: str
    title: str
    price: float | None
    currency: str
    shop: str
    place: str
    category: str
    condition: str
    sold: int | None
    url: str
    first_seen_at: datetime
    last_seen_at: datetime


class FindingOut(Schema):
    """What the rules of a policy say of one listing. It asks for a person's look; by itself nothing follows from it."""

    finding: str
    policy: str
    policy_reference: str = Field(description="id@version#digest of the rules.")
    band: Band
    score: float
    answers: dict[str, float | None] = Field(description="By question, 0 to 1; null: nothing answers it.")
    reasons: list[ReasonOut]
    drawn: bool = Field(description="Drawn by chance among those that nothing points at.")
    found_at: datetime
    waiting: bool
    outcome: ReviewOutcome | None
    case: str | None = Field(description="Its case, where your office may see one.")
    offer: OfferOut


class FindingPage(Schema):
    """A part of a list; `next` is null at its end."""

    items: list[FindingOut]
    next: str | None


@router.get("/findings", response=answers({200: FindingPage}, one=True))
def list_findings(
    request: ApiRequest,
    after: After = None,
    limit: Limit = 100,
    policy: Word = "",
    band: Band | None = None,
    feed: Word = "",
) -> FindingPage:
    """What was found in the feeds that you were given, latest first."""
    only = q.feed(request.actor, key_of(feed)) if feed else None
    found = q.found(request.actor, policy=policy, band=band, feed=only)
    rows, _, following = page(request, found, after=after, limit=limit, newest_first=True, shape=_as_it_is)
    cases = q.cases_shown(request.actor, rows)
    return FindingPage(items=[finding_out(one, cases.get(one.pk)) for one in rows], next=following)


@router.get("/findings/{key}", response=answers({200: FindingOut}, one=True))
def one_finding(request: ApiRequest, key: str) -> FindingOut:
    """One finding."""
    found = q.finding(request.actor, key_of(key))
    return finding_out(found, q.cases_shown(request.actor, [found]).get(found.pk))


def finding_out(found: Finding, case: Case | None) -> FindingOut:
    """A finding with its listing."""
    offer = found.offer
    reasons: list[dict[str, Any]] = found.reasons
    return FindingOut(
        finding=found.key,
        policy=found.policy,
        policy_reference=found.policy_reference,
        band=found.band,
        score=found.score,
        answers=found.answers,
        reasons=[ReasonOut(**reason) for reason in reasons],
        drawn=found.drawn,
        found_at=found.found_at,
        waiting=found.waiting,
        outcome=found.outcome,
        case=case.key if case else None,
        offer=OfferOut(
            identity=offer.identity,
            feed=offer.feed.key,
            platform=offer.platform,
            title=offer.title,
            price=q.price_of(offer),
            currency=offer.currency,
            shop=offer.shop,
            place=offer.place,
            category=offer.category,
            condition=offer.condition,
            sold=offer.sold,
            url=offer.url,
            first_seen_at=offer.first_seen_at,
            last_seen_at=offer.last_seen_at,
        ),
    )


def _as_it_is(found: Finding) -> Finding:
    return found
