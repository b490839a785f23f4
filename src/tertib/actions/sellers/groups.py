"""Groups as they are kept: a group keeps its key while most of its shops stay, and its history says what changed."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from tertib.actions.contacts.health import clear_alarm, raise_alarm
from tertib.core.sellers import Component
from tertib.core.sellers.graph import ALARM_SIZE
from tertib.store.models import IdentityEntry, Party, Seller, SellerHistory, SellerShop, ShopToken
from tertib.vocabulary import AlarmKind, SellerAct


def keep(region: set[str], found: Sequence[Component], *, now: datetime) -> int:
    """Put these groups in the place of those that the region's shops were in; returns how many changed.

    Each old group goes on as the new one that has most of its shops, the largest overlaps first; the others of
    its shops make a group of their own, or none.
    """
    old = _old(region)
    members = {seller.pk: {shop.shop for shop in seller.shops.all()} for seller in old.values()}
    heirs = _heirs(found, members)
    parties = {party.platform: party for party in Party.objects.filter(platform__isnull=False)}
    changed = 0
    moved = [
        (component, old[heirs[at]] if at in heirs else None)
        for at, component in enumerate(found)
        if at not in heirs or _differs(old[heirs[at]], members[heirs[at]], component)
    ]
    leaving = [seller.pk for _, seller in moved if seller] + [pk for pk in old if pk not in heirs.values()]
    SellerShop.objects.filter(seller__in=leaving).delete()
    for component, seller in moved:
        before = members[seller.pk] if seller else set()
        _save(component, seller, before, parties, now=now)
        changed += 1
    for pk, seller in old.items():
        if pk not in heirs.values():
            _dissolve(seller, members[pk], now=now)
            changed += 1
    return changed


def note(
    seller: Seller,
    act: SellerAct,
    *,
    now: datetime,
    about: dict[str, Any] | None = None,
    by: Any = None,
    party: Party | None = None,
    why: str = "",
) -> None:
    """Write down what happened to a group."""
    SellerHistory.objects.create(
        seller=seller, act=act, at=now, by=by, party=party, about=about or {}, why=why.strip()[:1000]
    )


def shape_of(component: Component) -> dict[str, Any]:
    """Links, hubs and names as JSON: what `queries.sellers` draws and tells."""
    return {
        "links": [asdict(link) for link in component.links],
        "hubs": [asdict(hub) for hub in component.hubs],
        "names": [[token, list(shops)] for token, shops in component.names],
    }


def _old(region: set[str]) -> dict[int, Seller]:
    found: dict[int, Seller] = {}
    listed = sorted(region)
    for start in range(0, len(listed), 500):
        rows = Seller.objects.filter(shops__shop__in=listed[start : start + 500]).distinct()
        locked = Seller.objects.select_for_update(of=("self",)).filter(pk__in=rows.values("pk"))
        found.update({row.pk: row for row in locked.order_by("pk").prefetch_related("shops")})
    return found


def _heirs(found: Sequence[Component], members: dict[int, set[str]]) -> dict[int, int]:
    """Number of a new group -> pk of the old one that goes on as it."""
    overlaps = sorted(
        (-len(shops & set(component.shops)), pk, at)
        for at, component in enumerate(found)
        for pk, shops in members.items()
        if not shops.isdisjoint(component.shops)
    )
    heirs: dict[int, int] = {}
    for _, pk, at in overlaps:
        if at not in heirs and pk not in heirs.values():
            heirs[at] = pk
    return heirs


def _differs(seller: Seller, shops: set[str], component: Component) -> bool:
    return shops != set(component.shops) or seller.shape != _as_json(shape_of(component))


def _as_json(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _as_json(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_as_json(inner) for inner in value]
    return str(value) if isinstance(value, str) else value


def _save(
    component: Component,
    seller: Seller | None,
    before: set[str],
    parties: dict[str | None, Party],
    *,
    now: datetime,
) -> None:
    shops = set(component.shops)
    known = [parties.get(shop.split(":", 1)[0]) for shop in component.shops]
    association = next((party.association for party in known if party and party.association_id), None)
    columns = {
        "size": len(shops),
        "platforms": len({shop.split(":", 1)[0] for shop in shops}),
        "shape": _as_json(shape_of(component)),
        "association": association,
        "changed_at": now,
        "considered_at": None,
        "dissolved_at": None,
    }
    if seller is None:
        seller = Seller.objects.create(found_at=now, **columns)
        note(seller, SellerAct.FOUND, now=now, about={"shops": sorted(shops)})
    else:
        Seller.objects.filter(pk=seller.pk).update(**columns)
        seller.association = association
        if shops - before:
            note(seller, SellerAct.GREW, now=now, about={"shops": sorted(shops - before)})
        if before - shops:
            note(seller, SellerAct.SHRANK, now=now, about={"shops": sorted(before - shops)})
            _unlist(seller, shops, now=now)
    SellerShop.objects.bulk_create(
        [
            SellerShop(
                seller=seller,
                shop=shop,
                platform=shop.split(":", 1)[0],
                name=shop.split(":", 1)[1],
                party=parties.get(shop.split(":", 1)[0]),
            )
            for shop in component.shops
        ]
    )
    _watch_size(seller, len(shops), now=now)


def _dissolve(seller: Seller, before: set[str], *, now: datetime) -> None:
    Seller.objects.filter(pk=seller.pk).update(dissolved_at=now, changed_at=now, size=0, platforms=0)
    note(seller, SellerAct.DISSOLVED, now=now, about={"shops": sorted(before)})
    _unlist(seller, (), now=now)
    _watch_size(seller, 0, now=now)


def _unlist(seller: Seller, shops: Iterable[str], *, now: datetime) -> None:
    """A token stays on the identity list only while a shop of the group carries it."""
    carried = ShopToken.objects.filter(shop__in=list(shops)).values("token")
    standing = IdentityEntry.objects.filter(rung__seller=seller, removed_at=None)
    standing.exclude(token__in=carried).update(removed_at=now, removed_because="shop_left")


def _watch_size(seller: Seller, size: int, *, now: datetime) -> None:
    subject = f"seller:{seller.key}"
    if size > ALARM_SIZE:
        raise_alarm(
            AlarmKind.SELLER_TOO_BIG,
            subject=subject,
            party=seller.association,
            detail=f"{seller.key}: {size} shops in one group",
            now=now,
        )
    else:
        clear_alarm(AlarmKind.SELLER_TOO_BIG, subject=subject, now=now)
