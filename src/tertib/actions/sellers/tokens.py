"""Take in the tokens of a platform's shops. Only tokens are taken: whatever looks like a raw value is refused unkept."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Count

from tertib.actions.actor import Actor
from tertib.actions.permits import Permit, require
from tertib.actions.sellers import graph
from tertib.actions.sellers.keys import keys_in_force
from tertib.core.sellers import TOKEN, shop_name
from tertib.core.sellers.graph import HUB_CAP
from tertib.errors import BadInput, Conflict
from tertib.store.models import Listing, ShopToken, TokenKeyMark
from tertib.vocabulary import TokenKind

MOST_SHOPS, MOST_TOKENS = 100, 60  # a call; a shop, over both keys of an overlap
MOST_LISTINGS = 200  # a shop and call
LISTING_ID = re.compile(r"[A-Za-z0-9._~-]{1,120}")
RAW = (
    "Only tokens are taken: kind, key id and 64 signs of 0-9 a-f, as `tertib tokens` writes them. Something else stood "
    "in shop {index}; it is not shown, and nothing of this call is kept."
)


@dataclass(frozen=True, slots=True)
class ShopTokens:
    """A shop by the name that links give it, all its tokens under the keys in force, and the platform's own ids of
    listings that stand in it, for platforms whose links do not name the shop."""

    shop: str
    tokens: tuple[str, ...]
    listings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ShopResult:
    """What became of one shop: how many tokens are kept for it now, how many are new, how many went."""

    shop: str
    kept: int
    added: int
    gone: int


def hand_over(actor: Actor, shops: Sequence[ShopTokens], *, now: datetime) -> list[ShopResult]:
    """Keep the tokens of up to 100 shops: all that a shop has now, so that what is not given any more goes.

    Listings that a case names, and of whose shop their link tells nothing, are of the shop from now on; of others nothing
    is kept, and the answer does not tell which there are. The same again changes nothing.

    Raises BadInput for what is no token or may be a person's data (nothing of the call is kept then, and the value is
    never in the message), Conflict for a key that is not in force.
    """
    require(actor, Permit.HAND_OVER_TOKENS)
    if not 1 <= len(shops) <= MOST_SHOPS:
        raise BadInput(f"Give 1 to {MOST_SHOPS} shops in a call.")
    for index, one in enumerate(shops):
        _check(index, one)
    if actor.home.association is None:
        raise Conflict("Your office belongs to no association, which would keep the key.")
    keys = {mark.key_id: mark for mark in keys_in_force(actor.home.association, now=now)}
    used = {token.split(".")[1] for one in shops for token in one.tokens}
    if unknown := used - keys.keys():
        raise Conflict(
            f"The key {', '.join(sorted(unknown))} is not in force. Ask your association for the one that is."
        )
    by_shop = {f"{actor.home.platform}:{one.shop}": set(one.tokens) for one in shops}
    if len(by_shop) != len(shops):
        raise BadInput("A shop stands twice in this call; give all its tokens at once.")
    with transaction.atomic():
        _place_listings(actor, shops)
        return _keep(actor, by_shop, keys, now=now)


def _keep(
    actor: Actor, by_shop: dict[str, set[str]], keys: dict[str, TokenKeyMark], *, now: datetime
) -> list[ShopResult]:
    had: dict[str, set[str]] = {shop: set() for shop in by_shop}
    ours = ShopToken.objects.select_for_update(of=("self",)).filter(party=actor.home, shop__in=by_shop)
    for shop, token in ours.order_by("pk").values_list("shop", "token"):
        had[shop].add(token)
    added = [(shop, token) for shop, tokens in by_shop.items() for token in sorted(tokens - had[shop])]
    gone = [(shop, token) for shop, tokens in by_shop.items() for token in sorted(had[shop] - tokens)]
    ShopToken.objects.filter(party=actor.home, shop__in=by_shop).update(last_at=now)
    for shop in by_shop:
        ShopToken.objects.filter(party=actor.home, shop=shop).exclude(token__in=by_shop[shop]).delete()
    ShopToken.objects.bulk_create(
        [
            ShopToken(
                party=actor.home,
                shop=shop,
                kind=TokenKind(token.split(".")[0]),
                token=token,
                key=keys[token.split(".")[1]],
                first_at=now,
                last_at=now,
            )
            for shop, token in added
        ],
        ignore_conflicts=True,
    )
    if added or gone:
        changed = {shop for shop, _ in (*added, *gone)}
        graph.touch(changed | _met(added, gone), now=now)
    new, went = Counter(shop for shop, _ in added), Counter(shop for shop, _ in gone)
    return [
        ShopResult(shop.split(":", 1)[1], len(tokens), new[shop], went[shop])
        for shop, tokens in by_shop.items()
    ]


def _place_listings(actor: Actor, shops: Sequence[ShopTokens]) -> None:
    for one in shops:
        if one.listings:
            keys = [f"{actor.home.platform}:{listing}" for listing in one.listings]
            Listing.objects.filter(key__in=keys, shop="").update(shop=one.shop)


def _met(added: list[tuple[str, str]], gone: list[tuple[str, str]]) -> set[str]:
    """Shops that share a changed token which is, or was, no hub: what joined them may hold no more."""
    change = Counter(token for _, token in added)
    change.subtract(token for _, token in gone)
    telling = [token for token in change if not token.startswith(f"{TokenKind.PAYOUT_NAME}.")]
    carried = ShopToken.objects.filter(token__in=telling).order_by().values_list("token")
    counts = dict(carried.annotate(shops=Count("pk")))
    near = [t for t in telling if min(counts.get(t, 0), counts.get(t, 0) - change[t]) <= HUB_CAP]
    return set(ShopToken.objects.filter(token__in=near).values_list("shop", flat=True).distinct())


def _check(index: int, one: ShopTokens) -> None:
    if len(one.tokens) > MOST_TOKENS:
        raise BadInput(f"Shop {index} has more than {MOST_TOKENS} tokens.")
    if any(TOKEN.fullmatch(token) is None for token in one.tokens):
        raise BadInput(RAW.format(index=index))
    if len(one.listings) > MOST_LISTINGS:
        raise BadInput(f"Shop {index} has more than {MOST_LISTINGS} listings; give them in several calls.")
    if any(LISTING_ID.fullmatch(listing) is None for listing in one.listings):
        raise BadInput(
            f"Shop {index}: listings are given by your own ids, of letters, digits and . _ ~ - only."
        )
    try:
        shop_name(one.shop)
    except BadInput as refused:
        raise BadInput(f"Shop {index}: {refused} Nothing of this call is kept.") from refused
