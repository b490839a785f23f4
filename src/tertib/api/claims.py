"""What platforms said beside what we saw, over the API: one line a platform, by name and never as a ranking."""

from datetime import datetime

from ninja import Field, Router, Schema

from tertib.api.front import answers
from tertib.api.keys import ApiRequest, Key
from tertib.api.pages import Word
from tertib.queries.statistics import claims as q
from tertib.queries.statistics.figures import FigureFilters
from tertib.vocabulary import ContactHealth

router = Router(auth=Key(), tags=["figures"])


class ClaimsLine(Schema):
    """One platform. Its counts are the figures of the same keys in `/figures`, and open to their cases there."""

    platform: str
    counts: dict[str, int] | None = Field(
        description="cases by figure; null where they are suppressed, as small numbers are for a public body"
    )
    delays: dict[str, int] | None = Field(
        description="verified claims by hours from the statement until looks verified it, more than and up to "
        "(`24-72`; `before`: verified before it was said); null where there are too few claims, or suppressed"
    )
    rest: int | None = Field(description="claims that were not verified; null where `delays` is")
    contact: ContactHealth | None = Field(
        description="whether its best contact works; null: it has no contact"
    )


class ClaimsOut(Schema):
    """Platforms by name; `whole` is the counts of all of them together."""

    as_of: datetime
    unit: str = Field(description="case: one listing under one policy")
    platforms: list[ClaimsLine]
    whole: dict[str, int]
    is_coarse: bool = Field(description="true: small numbers are hidden from you")


@router.get("/figures/claims", response=answers({200: ClaimsOut}))
def what_platforms_said(request: ApiRequest, policy: Word = "") -> ClaimsOut:
    """What platforms said to have done beside what our looks saw, for the cases that you may count."""
    found = q.claims(request.actor, FigureFilters(policy=policy), now=request.now)
    return ClaimsOut(
        as_of=found.as_of,
        unit="case",
        platforms=[
            ClaimsLine(
                platform=one.platform,
                counts=None if one.counts is None else dict(one.counts),
                delays=dict(one.delays) if one.delays else None,
                rest=one.rest if one.delays else None,
                contact=one.health,
            )
            for one in found.platforms
        ],
        whole=dict(found.whole),
        is_coarse=found.is_coarse,
    )
