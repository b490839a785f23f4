"""Check before you post, for programs: which words of which policy a checker would look at. No key; nothing is kept."""

from typing import Any

from django.utils.translation import get_language
from ninja import Field, Router, Schema
from pydantic import model_validator

from tertib.api.front import answers
from tertib.api.keys import MINUTE, ApiRequest, address_of, count_call
from tertib.queries.detection import checks as q
from tertib.queries.policies.named import legal_day

CHECKS = 30  # a minute and address; with 20 listings each, a shop's whole stock in a few minutes

router = Router(tags=["check"])


class ListingIn(Schema):
    """A listing as it is to be posted."""

    model_config = {"extra": "forbid"}

    title: str = Field(min_length=1, max_length=q.MAX_TITLE)
    description: str = Field(default="", max_length=q.MAX_DESCRIPTION)
    price: float | None = Field(
        default=None, ge=0, le=q.MAX_PRICE, description="In rupiah, without delivery."
    )
    shop: str = Field(default="", max_length=q.MAX_SHORT)
    condition: str = Field(
        default="", max_length=q.MAX_SHORT, description="The platform's own field, as written."
    )
    place: str = Field(default="", max_length=q.MAX_SHORT, description="Where the shop says it is.")
    category: str = Field(default="", max_length=q.MAX_SHORT)
    sold: int | None = Field(
        default=None, ge=0, le=10**9, description="How many were sold, if it was posted before."
    )


class CheckIn(Schema):
    """One listing by its own fields, or up to 20 in `listings`; under every live policy, or only under `policy`."""

    model_config = {"extra": "forbid"}

    policy: str = Field(default="", max_length=80, description="Id of one policy; without it, all are asked.")
    listings: list[ListingIn] = Field(default=[], max_length=q.MAX_LISTINGS)
    title: str = Field(default="", max_length=q.MAX_TITLE)
    description: str = Field(default="", max_length=q.MAX_DESCRIPTION)
    price: float | None = Field(default=None, ge=0, le=q.MAX_PRICE)
    shop: str = Field(default="", max_length=q.MAX_SHORT)
    condition: str = Field(default="", max_length=q.MAX_SHORT)
    place: str = Field(default="", max_length=q.MAX_SHORT)
    category: str = Field(default="", max_length=q.MAX_SHORT)
    sold: int | None = Field(default=None, ge=0, le=10**9)

    @model_validator(mode="after")
    def _one_or_many(self) -> "CheckIn":
        alone = self.model_fields_set - {"policy", "listings"}
        if self.listings and alone:
            raise ValueError("give the fields of one listing, or listings, not both")
        if not self.listings and not self.title:
            raise ValueError("give a title, or listings")
        return self

    def drafts(self) -> list[q.Draft]:
        """The listings to check, in their order."""
        if self.listings:
            return [q.Draft(**one.model_dump()) for one in self.listings]
        return [q.Draft(**self.model_dump(exclude={"policy", "listings"}))]


class PointOut(Schema):
    """What was read: a word as written, with its place in code points; or, all null, a fact of the listing. An empty
    `meaning` is of the text as a whole. `speaks_for` and `against` are keys of questions. `company` are words elsewhere
    without which this one would not count."""

    field: str | None
    text: str | None
    start: int | None
    end: int | None
    meaning: str
    speaks_for: list[str]
    against: list[str]
    company: list[str]


class QuestionOut(Schema):
    """What a checker asks. `advice`: how a seller of lawful goods can be clear on it; null where nothing was read."""

    key: str
    name: str
    asks: str
    advice: str | None


class CheckedOut(Schema):
    """One listing under one policy. `look`: a person would look at it, and decides; that is no judgement of the goods.
    `nothing`: nobody would for these words. `too_little`: the text describes nothing."""

    policy: str
    name: str
    policy_reference: str = Field(description="id@version#digest of the rules.")
    outcome: q.Outcome
    points: list[PointOut]
    questions: list[QuestionOut]


class ListingOut(Schema):
    """The policies for one listing, those first under which a person would look."""

    index: int
    policies: list[CheckedOut]


class CheckOut(Schema):
    """One item for each listing, in their order."""

    items: list[ListingOut]


@router.post("/check", response=answers({200: CheckOut}, keyed=False, body=True))
def check(request: ApiRequest, body: CheckIn) -> dict[str, Any]:
    """Say what the words of a listing would bring, before it is posted. No key; at most 30 calls a minute from one
    address, of up to 20 listings each. Texts are read and forgotten: this is no write and takes no Idempotency-Key.
    Meanings and advice come in the language of Accept-Language (Indonesian or English)."""
    count_call(request, "check", address_of(request), most=CHECKS, seconds=MINUTE)
    language = (get_language() or "id")[:2]
    found = q.check(body.drafts(), policy=body.policy, language=language, today=legal_day(request.now))
    return {
        "items": [
            {"index": index, "policies": [_out(one) for one in checked]}
            for index, checked in enumerate(found)
        ]
    }


def _out(one: q.Checked) -> CheckedOut:
    return CheckedOut(
        policy=one.policy,
        name=one.name,
        policy_reference=one.reference,
        outcome=one.outcome,
        points=[
            PointOut(
                field=point.field,
                text=point.text,
                start=point.start,
                end=point.end,
                meaning=point.meaning,
                speaks_for=list(point.speaks_for),
                against=list(point.against),
                company=list(point.company),
            )
            for point in one.points
        ],
        questions=[
            QuestionOut(
                key=asked.key,
                name=asked.name,
                asks=asked.asks,
                advice=asked.advice if asked.touched and one.outcome is not q.Outcome.NOTHING else None,
            )
            for asked in one.questions
        ],
    )
