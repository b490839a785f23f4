"""The identity list over the API: yes or no, limited, traced. The token comes in the body, never in an address."""

from typing import Annotated

from ninja import Field, Router, Schema

from tertib.actions.permits import Permit, require
from tertib.actions.sellers import identity as acts
from tertib.api.front import answers
from tertib.api.keys import HOUR, ApiRequest, Key, count_call
from tertib.api.problems import Problem

router = Router(auth=Key(), tags=["sellers"])


class TokenIn(Schema):
    """The token to ask for."""

    model_config = {"extra": "forbid"}

    token: Annotated[str, Field(min_length=1, max_length=200)]


class ListedOut(Schema):
    """Whether it is on the list now, and nothing else."""

    listed: bool


@router.post("/identity-list", response=answers({200: ListedOut, 403: Problem, 409: Problem}, body=True))
def ask(request: ApiRequest, body: TokenIn) -> ListedOut:
    """Ask whether a token is on your association's identity list. At most 300 times an hour and key.

    A yes is a reason for a person to look, never to refuse someone by itself: numbers are given out again, and
    whoever is listed can appeal. That you asked is kept, what you asked is not.
    """
    require(request.actor, Permit.ASK_IDENTITY_LIST)
    key = request.actor.api_key
    who = key.public_id if key is not None else request.actor.home.slug
    count_call(request, "identity", who, most=acts.ASKED_PER_HOUR, seconds=HOUR)
    office = request.actor.home.slug  # however many keys it makes
    count_call(request, "identity-office", office, most=3 * acts.ASKED_PER_HOUR, seconds=HOUR)
    return ListedOut(listed=acts.is_listed(request.actor, body.token, now=request.now))
