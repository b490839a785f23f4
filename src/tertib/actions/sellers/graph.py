"""Groups of shops seen anew where evidence changed: the part of the graph that a change can reach, and no more."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import TypeVar

from django.db import transaction
from django.db.models import Count, Q

from tertib.actions import outbox
from tertib.actions.sellers import groups
from tertib.core.sellers import Component, Tie, components
from tertib.core.sellers.graph import HUB_CAP
from tertib.store.models import SameSeller, SellerShop, ShopChange, ShopToken
from tertib.vocabulary import Errand, TokenKind

Value = TypeVar("Value", str, int)

MOST_CHANGES = 2_000  # a piece of work
CHUNK = 500  # values in one question to the database


def touch(shops: Collection[str], *, now: datetime) -> None:
    """The evidence of these shops changed; the worker sees their groups anew. Within the caller's transaction."""
    ShopChange.objects.bulk_create(
        [ShopChange(shop=shop, at=now) for shop in sorted(shops)], batch_size=CHUNK
    )
    ask(at=now)


def ask(*, at: datetime, part: str = "changes") -> None:
    """Ask the worker to look at this time; `part` names the cause, so that one does not take another's place."""
    outbox.ask([outbox.Work(Errand.SELLERS, f"sellers:{part}", at, payload={"part": part})])


def see_anew(claim: outbox.Claim, *, now: datetime) -> int:
    """See the groups of changed shops anew; returns how many groups changed.

    The claim is finished first: a change that is written meanwhile either is read here, or asks again.
    """
    with transaction.atomic():
        outbox.finish([claim], now=now)
        first = ShopChange.objects.order_by("pk").values_list("shop", flat=True)[:MOST_CHANGES]
        shops = set(first)
        if not shops:
            return 0
        changes = _changes(shops)  # all there are of these shops, before their evidence is read
        region = reach(shops)
        done = groups.keep(region, _found(region, apart=True), now=now)
        for part in _parts(changes):
            ShopChange.objects.filter(pk__in=part).delete()
        if ShopChange.objects.exists():
            ask(at=now)
    return done


def reach(shops: set[str]) -> set[str]:
    """All shops whose group may be another now: those of a group with these, and those that these are joined with,
    until nothing more comes. Words that keep shops apart are left aside here, as they may fall another way now."""
    region, fresh = set(shops), set(shops)
    while fresh:
        met = _members(fresh) | _said(fresh)
        around = region | met | _neighbours(fresh | met)
        joined = {
            shop for one in _found(around, apart=False) for shop in one.shops if region & set(one.shops)
        }
        fresh = (met | joined) - region
        region |= fresh
    return region


def _found(shops: set[str], *, apart: bool) -> tuple[Component, ...]:
    ties = [
        Tie(shop, TokenKind(kind), token)
        for part in _parts(shops)
        for shop, kind, token in ShopToken.objects.filter(shop__in=part).values_list("shop", "kind", "token")
    ]
    words = [word for word in _words(shops) if word.one in shops and word.other in shops]
    return components(
        ties,
        hub_cap=HUB_CAP,
        apart=[(word.one, word.other) for word in words if apart and not word.same],
        together=[(word.one, word.other) for word in words if word.same],
        spread=_spread({(tie.kind, tie.token) for tie in ties}),
    )


def _spread(keys: set[tuple[TokenKind, str]]) -> dict[tuple[TokenKind, str], int]:
    kind_of = {token: kind for kind, token in keys}
    counts = {}
    for part in _parts(kind_of):
        found = ShopToken.objects.filter(token__in=part).order_by().values_list("token")
        for token, count in found.annotate(shops=Count("pk")):
            counts[kind_of[token], token] = count
    return counts


def _neighbours(shops: set[str]) -> set[str]:
    """Shops that share a token with these; names and hubs lead nowhere."""
    tokens: set[str] = set()
    for part in _parts(shops):
        carried = ShopToken.objects.filter(shop__in=part).exclude(kind=TokenKind.PAYOUT_NAME)
        tokens.update(carried.values_list("token", flat=True))
    spread = _spread({(TokenKind(token.split(".")[0]), token) for token in tokens})
    near = [token for (_, token), count in spread.items() if 1 < count <= HUB_CAP]
    found: set[str] = set()
    for part in _parts(near):
        found.update(ShopToken.objects.filter(token__in=part).values_list("shop", flat=True).distinct())
    return found


def _members(shops: set[str]) -> set[str]:
    found: set[str] = set()
    for part in _parts(shops):
        groups = SellerShop.objects.filter(shop__in=part).values("seller")
        found.update(SellerShop.objects.filter(seller__in=groups).values_list("shop", flat=True))
    return found


def _said(shops: set[str]) -> set[str]:
    return {shop for word in _words(shops) if word.same for shop in (word.one, word.other)}


def _words(shops: set[str]) -> list[SameSeller]:
    found: dict[int, SameSeller] = {}
    for part in _parts(shops):
        words = SameSeller.objects.filter(Q(one__in=part) | Q(other__in=part), lifted_at=None)
        found.update({word.pk: word for word in words.order_by("pk")})
    return list(found.values())


def _changes(shops: set[str]) -> list[int]:
    return [
        pk
        for part in _parts(shops)
        for pk in ShopChange.objects.filter(shop__in=part).values_list("pk", flat=True)
    ]


def _parts(values: Iterable[Value]) -> Iterable[list[Value]]:
    listed = sorted(values)
    return (listed[start : start + CHUNK] for start in range(0, len(listed), CHUNK))
