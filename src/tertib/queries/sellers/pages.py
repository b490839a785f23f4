"""Groups of shops that one seller seems to run, with their evidence; a platform's view of its own shops among them."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from tertib.core.sellers.graph import ALARM_SIZE, WEIGHTS
from tertib.queries.types import Reader, eyes
from tertib.queries.visible import find, visible_cases
from tertib.queries.visible_sellers import visible_seller_rungs, visible_seller_shops, visible_sellers
from tertib.store.models import (
    Case,
    IdentityEntry,
    SameSeller,
    Seller,
    SellerHistory,
    SellerLadderRung,
    SellerLook,
    SellerShop,
    ShopToken,
)
from tertib.vocabulary import LadderRungState, TokenKind, TokenWeight

MARK_CHARS = 6  # of a token's MAC, so that a reader sees which evidence is the same


@dataclass(frozen=True, slots=True)
class Evidence:
    """One token that shops share: its kind, how much it says, and a short mark that names it on the page."""

    kind: TokenKind
    weight: TokenWeight
    mark: str


@dataclass(frozen=True, slots=True)
class ShopLink:
    """Two shops of a group that are joined, by what."""

    one: str
    other: str
    evidence: tuple[Evidence, ...]
    by_person: bool


@dataclass(frozen=True, slots=True)
class HubMet:
    """A token that too many shops share, and which of the group's shops carry it: it joined nobody."""

    evidence: Evidence
    spread: int
    shops: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SellerLine:
    """A group in a list: platforms with their shops, kinds of evidence with how many, the reader's cases."""

    seller: Seller
    platforms: tuple[tuple[str, int], ...]
    kinds: tuple[tuple[TokenKind, int], ...]
    hubs: int
    by_person: bool
    cases: int
    too_big: bool
    waiting: SellerLadderRung | None


def sellers(reader: Reader, *, platform: str = "", shop: str = "", waiting: bool = False) -> QuerySet[Seller]:
    """The groups that a reader sees, the largest first."""
    found = visible_sellers(*eyes(reader))
    if platform or shop:
        mine = SellerShop.objects.filter(seller=OuterRef("pk"))
        mine = mine.filter(platform=platform) if platform else mine
        mine = mine.filter(name__icontains=shop) if shop else mine
        found = found.filter(Exists(mine))
    if waiting:
        rungs = SellerLadderRung.objects.filter(seller=OuterRef("pk"), state=LadderRungState.PROPOSED)
        found = found.filter(Exists(rungs))
    return found.order_by("-size", "pk")


def seller(reader: Reader, key: str) -> Seller:
    """One group by its key. Raises NotFound."""
    return find(visible_sellers(*eyes(reader)).select_related("association"), key)


def lines(reader: Reader, rows: Sequence[Seller]) -> list[SellerLine]:
    """What a list tells of these groups."""
    shops = SellerShop.objects.filter(seller__in=[row.pk for row in rows]).select_related("party")
    shops = shops.order_by("seller", "platform")
    by_seller: dict[int, list[SellerShop]] = {}
    for shop in shops:
        by_seller.setdefault(shop.seller_id, []).append(shop)
    cases = Counter[int]()
    for shop, found in _cases(reader, shops):
        cases[shop.seller_id] += len(found)
    waiting = {
        rung.seller_id: rung
        for rung in visible_seller_rungs(*eyes(reader))
        .filter(seller__in=[row.pk for row in rows], state=LadderRungState.PROPOSED)
        .order_by("-pk")
    }
    return [
        SellerLine(
            seller=row,
            platforms=tuple(Counter(map(_platform, by_seller.get(row.pk, ()))).items()),
            kinds=_kinds(links(row)),
            hubs=len(row.shape.get("hubs", ())),
            by_person=any(link.by_person for link in links(row)),
            cases=cases[row.pk],
            too_big=row.size > ALARM_SIZE,
            waiting=waiting.get(row.pk),
        )
        for row in rows
    ]


def links(row: Seller) -> list[ShopLink]:
    """What joins a group's shops, the strongest links first."""
    return [
        ShopLink(
            link["one"],
            link["other"],
            tuple(_evidence(kind, token) for kind, token in link["evidence"]),
            link["by_person"],
        )
        for link in row.shape.get("links", ())
    ]


def hubs(row: Seller) -> list[HubMet]:
    """Hubs that a group's shops carry."""
    carried: dict[str, list[str]] = {}
    tokens = [hub["token"] for hub in row.shape.get("hubs", ())]
    mine = ShopToken.objects.filter(token__in=tokens, shop__in=row.shops.values("shop")).order_by("shop")
    for token, shop in mine.values_list("token", "shop"):
        carried.setdefault(token, []).append(shop)
    return [
        HubMet(_evidence(hub["kind"], hub["token"]), hub["spread"], tuple(carried.get(hub["token"], ())))
        for hub in row.shape.get("hubs", ())
    ]


def names(row: Seller) -> list[tuple[Evidence, tuple[str, ...]]]:
    """Payees' names that shops of a group share."""
    return [
        (_evidence(TokenKind.PAYOUT_NAME, token), tuple(shops)) for token, shops in row.shape.get("names", ())
    ]


def shops(reader: Reader, row: Seller) -> list[tuple[SellerShop, list[Case]]]:
    """A group's shops in order, each with the reader's cases of its listings, the latest first."""
    found = row.shops.select_related("party").order_by("shop")
    by_pk = {shop.pk: cases for shop, cases in _cases(reader, found)}
    return [(shop, by_pk.get(shop.pk, [])) for shop in found]


def words(row: Seller) -> QuerySet[SameSeller]:
    """What persons said of the group's shops, standing words first."""
    mine = row.shops.values("shop")
    said = SameSeller.objects.filter(Q(one__in=mine) | Q(other__in=mine)).select_related("by", "party")
    return said.order_by("lifted_at", "-pk")


def word(row: Seller, number: int) -> SameSeller | None:
    """A word on shops of the group that stands."""
    return words(row).filter(pk=number, lifted_at=None).first()


def rungs(reader: Reader, row: Seller) -> QuerySet[SellerLadderRung]:
    """A group's rungs, the latest first, each with how many tokens it has on the identity list."""
    found = visible_seller_rungs(*eyes(reader)).filter(seller=row).select_related("decided_by__party")
    listed = Count("entries", filter=Q(entries__removed_at=None))
    return found.select_related("ended_by__party").annotate(listed=listed).order_by("-pk")


def history(row: Seller) -> QuerySet[SellerHistory]:
    """What happened to a group, the latest first."""
    return SellerHistory.objects.filter(seller=row).select_related("by", "party").order_by("-at", "-pk")


def looks(reader: Reader, row: Seller) -> QuerySet[SellerLook]:
    """Who looked at a group: the association all, others what their own office did."""
    found = SellerLook.objects.filter(seller=row).select_related("person", "party").order_by("-at", "-pk")
    return found if row.association_id == reader.home.pk else found.filter(party=reader.home)


def own_shops(reader: Reader) -> list[list[SellerShop]]:
    """A platform's own shops that stand in groups, group by group. Nothing tells one group from the other by name:
    two platforms could lay a group's key side by side."""
    found: dict[int, list[SellerShop]] = {}
    for shop in visible_seller_shops(*eyes(reader)).order_by("shop"):
        found.setdefault(shop.seller_id, []).append(shop)
    return sorted(found.values(), key=lambda group: (-len(group), group[0].shop))


def own_rungs(reader: Reader) -> dict[int, list[SellerLadderRung]]:
    """Rungs that stand on groups with a shop of the platform, by group."""
    found: dict[int, list[SellerLadderRung]] = {}
    for rung in visible_seller_rungs(*eyes(reader)).order_by("-decided_at"):
        found.setdefault(rung.seller_id, []).append(rung)
    return found


def tokens_given(reader: Reader) -> tuple[int, int, datetime | None]:
    """How many shops and tokens the platform has given, and when last."""
    own = ShopToken.objects.filter(party=reader.home)
    last = own.order_by("-last_at").values_list("last_at", flat=True).first()
    return own.values("shop").distinct().count(), own.count(), last


def listed_now(reader: Reader, *, now: datetime) -> int:
    """How many tokens stand on the list of the reader's association."""
    entries = IdentityEntry.objects.filter(removed_at=None, expires_at__gt=now, rung__ended_at=None)
    return entries.filter(rung__seller__association=reader.home).values("token").distinct().count()


def _platform(shop: SellerShop) -> str:
    return shop.party.name if shop.party else shop.platform


def _evidence(kind: str, token: str) -> Evidence:
    word = TokenKind(kind)
    return Evidence(word, WEIGHTS[word], token.rsplit(".", 1)[-1][:MARK_CHARS])


def _kinds(found: Iterable[ShopLink]) -> tuple[tuple[TokenKind, int], ...]:
    marks = {(one.kind, one.mark) for link in found for one in link.evidence}
    counts = Counter(kind for kind, _ in marks)
    return tuple((kind, counts[kind]) for kind in WEIGHTS if counts[kind])


def _cases(reader: Reader, rows: Iterable[SellerShop]) -> list[tuple[SellerShop, list[Case]]]:
    by_name = {(shop.platform, shop.name): shop for shop in rows}
    found: dict[int, list[Case]] = {shop.pk: [] for shop in by_name.values()}
    cases = visible_cases(*eyes(reader)).filter(listing__shop__in={name for _, name in by_name})
    for case in cases.select_related("listing").order_by("-opened_at", "-pk"):
        shop = by_name.get((case.platform, case.listing.shop))
        if shop is not None:
            found[shop.pk].append(case)
    return [(shop, found[shop.pk]) for shop in by_name.values()]
