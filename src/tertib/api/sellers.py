"""Same seller over the API: a platform hands over tokens of its shops. Raw values are refused, unkept and unlogged."""

from typing import Annotated, Any

from django.http import HttpResponse
from ninja import Field, Router, Schema

from tertib.actions.sellers import tokens as acts
from tertib.api.front import answers
from tertib.api.keys import ApiRequest, Key
from tertib.api.once import IdempotencyKey, answer_once

router = Router(auth=Key(), tags=["sellers"])

MOST_CHARS = 200  # of a token; what is longer is none


class ShopIn(Schema):
    """A shop and all its tokens under the keys in force; a token that is not given any more goes."""

    model_config = {"extra": "forbid"}

    shop: Annotated[str, Field(min_length=1, max_length=MOST_CHARS)] = Field(
        description="The shop's name as it stands in its links."
    )
    tokens: Annotated[
        list[Annotated[str, Field(max_length=MOST_CHARS)]], Field(max_length=acts.MOST_TOKENS)
    ] = Field(description="As `tertib tokens` writes them: kind, id of the key, and 64 signs of 0-9 a-f.")
    listings: Annotated[
        list[Annotated[str, Field(max_length=MOST_CHARS)]], Field(max_length=acts.MOST_LISTINGS)
    ] = Field(
        default=[],
        description="Your own ids of listings that stand in the shop, where links do not name it. The answer does not "
        "tell which of them are known.",
    )


class TokensIn(Schema):
    """Up to 100 shops: a line of what `tertib tokens` writes."""

    model_config = {"extra": "forbid"}

    shops: Annotated[list[ShopIn], Field(min_length=1, max_length=acts.MOST_SHOPS)]


class ShopOut(Schema):
    """What became of a shop: tokens kept for it now, those that are new, those that went."""

    index: int
    shop: str
    kept: int
    added: int
    gone: int


class TokensOut(Schema):
    """One result for each shop, in their order."""

    results: list[ShopOut]


@router.post("/sellers/tokens", response=answers({200: TokensOut}, write=True))
def hand_over(request: ApiRequest, body: TokensIn, idempotency_key: IdempotencyKey) -> HttpResponse:
    """Hand over the tokens of up to 100 of your shops. The same again changes nothing.

    A call in which anything is no token, or a shop's name may be a person's data, is refused whole: nothing of it is
    kept or logged, and the answer does not show the value.
    """
    shops = [
        acts.ShopTokens(one.shop, tuple(dict.fromkeys(one.tokens)), tuple(one.listings)) for one in body.shops
    ]

    def act() -> tuple[int, Any]:
        results = acts.hand_over(request.actor, shops, now=request.now)
        told = [
            ShopOut(index=index, shop=one.shop, kept=one.kept, added=one.added, gone=one.gone)
            for index, one in enumerate(results)
        ]
        return 200, TokensOut(results=told).model_dump(mode="json")

    return answer_once(request, "POST /sellers/tokens", idempotency_key, act)
