"""Tables that a caller decides by, open to all: platforms, policies, and the schemas of notices and replies."""

from datetime import date
from enum import StrEnum
from pathlib import Path

from django.http import HttpResponse
from django.utils.translation import get_language
from ninja import Field, Router, Schema

from tertib.actions.tables import platforms
from tertib.api.front import answers
from tertib.api.keys import ApiRequest, count_stranger
from tertib.queries.policies.named import PolicyShown, legal_day, policies
from tertib.vocabulary import BasisStatus, ChannelType, DeadlineUnit, LegalStanding, Urgency

SCHEMAS = Path(__file__).parent.parent / "schemas"

router = Router(tags=["tables"])


class SchemaName(StrEnum):
    """Published forms of documents."""

    NOTICE_1 = "notice-1.json"
    REPLY_1 = "reply-1.json"


class PlatformOut(Schema):
    """A place where listings stand. `active_to` null: goods are sold there still."""

    key: str
    name: str
    channel_type: ChannelType
    active_from: date
    active_to: date | None
    hosts: list[str]


class Platforms(Schema):
    items: list[PlatformOut]


class BasisOut(Schema):
    """A provision in force today. `secondary`: read the official text before you rely on the days."""

    key: str
    title: str
    provision: str
    valid_from: date
    valid_to: date | None
    status: BasisStatus


class DeadlineOut(Schema):
    """How long a recipient has. `proposed`: no rule sets it."""

    amount: int
    unit: DeadlineUnit
    standing: LegalStanding


class PolicyOut(Schema):
    """One class of illegal goods, in the language of Accept-Language (Indonesian or English)."""

    id: str
    name: str
    scope: str
    bases: list[BasisOut]
    deadlines: dict[Urgency, DeadlineOut]


class Policies(Schema):
    day: date = Field(description="The legal day (WIB) on which these provisions are in force.")
    items: list[PolicyOut]


@router.get("/platforms", response=answers({200: Platforms}, keyed=False))
def all_platforms(request: ApiRequest) -> Platforms:
    """Every platform whose links are read."""
    count_stranger(request)
    return Platforms(
        items=[
            PlatformOut(
                key=one.key,
                name=one.name,
                channel_type=one.channel_type,
                active_from=one.active_from,
                active_to=one.active_to,
                hosts=list(one.hosts),
            )
            for one in platforms()
        ]
    )


@router.get("/policies", response=answers({200: Policies}, keyed=False))
def all_policies(request: ApiRequest) -> Policies:
    """Every policy with the provisions in force today and its deadlines."""
    count_stranger(request)
    day = legal_day(request.now)
    language = (get_language() or "id")[:2]
    return Policies(day=day, items=[_policy(one) for one in policies(day, language=language)])


@router.get("/schemas/{name}", response=answers({200: dict}, keyed=False, one=True), auth=None)
def schema(request: ApiRequest, name: SchemaName) -> HttpResponse:
    """The JSON schema (2020-12) of notices or replies."""
    count_stranger(request)
    return HttpResponse((SCHEMAS / name).read_bytes(), content_type="application/json")


def _policy(shown: PolicyShown) -> PolicyOut:
    return PolicyOut(
        id=shown.id,
        name=shown.name,
        scope=shown.scope,
        bases=[
            BasisOut(
                key=one.key,
                title=one.title,
                provision=one.provision,
                valid_from=one.valid_from,
                valid_to=one.valid_to,
                status=one.status,
            )
            for one in shown.bases
        ],
        deadlines={
            urgency: DeadlineOut(amount=one.amount, unit=one.unit, standing=one.standing)
            for urgency, one in shown.deadlines.items()
        },
    )
