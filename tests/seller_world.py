"""A small world of sellers for tests: an association with its key, two member platforms, and shops with tokens."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Max

from tertib.actions import outbox
from tertib.actions.actor import Actor
from tertib.actions.sellers import graph, keys, tokens
from tertib.actions.sellers.tokens import ShopResult, ShopTokens
from tertib.core.sellers import TokenKey, account_value, read_key, token
from tertib.store.models import (
    Case,
    CaseEvent,
    Listing,
    Order,
    Party,
    SameSeller,
    Seller,
    SellerLadderRung,
    SellerShop,
    TokenKeyMark,
)
from tertib.vocabulary import CaseState, Errand, PartyKind, Role, SellerRung, TokenKind
from tests.factories import NOW, make_actor, make_case, make_order, make_party, make_person

ACCOUNT, OTHER_ACCOUNT = account_value("BCA", "1234567890"), account_value("BRI", "00998877665")
PHONE, ADDRESS = "0812-3456-7890", "Jl. Melati No. 5 RT 01/02 Sukajadi Bandung"


@dataclass
class SellerWorld:
    """Who takes part, the key in force, and a clock that one moves by hand."""

    association: Party
    keeper: Actor
    lapak: Actor
    pasar: Actor
    ministry: Actor
    key: TokenKey
    mark: TokenKeyMark
    order: Order
    now: datetime = NOW
    cases: list[Case] = field(default_factory=list)

    def tokens(self, *values: tuple[TokenKind, str], key: TokenKey | None = None) -> tuple[str, ...]:
        return tuple(token(kind, value, key=key or self.key) for kind, value in values)

    def give(self, platform: Actor, shop: str, *values: tuple[TokenKind, str]) -> list[ShopResult]:
        return tokens.hand_over(platform, [ShopTokens(shop, self.tokens(*values))], now=self.now)

    def work(self) -> int:
        """Let the worker see groups anew until nothing waits; returns how many groups changed."""
        return work(self.now)

    def group(self) -> Seller:
        """The one group there is."""
        return Seller.objects.get(dissolved_at=None)

    def shops(self) -> list[list[str]]:
        """The shops of every group, sorted."""
        groups = Seller.objects.filter(dissolved_at=None)
        return sorted(sorted(one.shops.values_list("shop", flat=True)) for one in groups)

    def pair(self) -> Seller:
        """Two shops on two platforms with one account: one group."""
        self.give(self.lapak, "toko-satu", (TokenKind.BANK_ACCOUNT, ACCOUNT), (TokenKind.PHONE, PHONE))
        self.give(self.pasar, "toko-dua", (TokenKind.BANK_ACCOUNT, ACCOUNT))
        self.work()
        return self.group()

    def takedown(self, shop: str, *, days_ago: float = 1, returned: bool = False) -> Case:
        """A case of a shop's listing that was verified as down; `returned`: and came back a moment ago."""
        platform, name = shop.split(":")
        recipient = {"lapakraya": self.lapak, "pasarkita": self.pasar}[platform].home
        at = self.now - timedelta(days=days_ago)
        case = make_case(
            self.order,
            recipient=recipient,
            listing=f"{platform}:{len(self.cases) + 1}",
            state=CaseState.RETURNED if returned else CaseState.DOWN,
            down_at=at,
            down_day=at.date(),
            returns=int(returned),
            changed_at=self.now,
        )
        Listing.objects.filter(pk=case.listing_id).update(shop=name)
        if returned:
            last = CaseEvent.objects.filter(case=case).aggregate(no=Max("no"))["no"] or 0
            CaseEvent.objects.create(
                case=case,
                no=last + 1,
                kind="seen",
                state=CaseState.RETURNED,
                at=self.now - timedelta(hours=1),
                day=self.now.date(),
                body={},
            )
        self.cases.append(case)
        return case


def work(now: datetime) -> int:
    """Let the worker see groups anew until nothing waits; returns how many groups changed."""
    changed = 0
    while claims := outbox.claim(Errand.SELLERS, now=now, lease=timedelta(minutes=1), most=1, real_now=now):
        keys.end_retired(now=now)
        changed += graph.see_anew(claims[0], now=now)
    return changed


def seller_world() -> SellerWorld:
    """The world, with one key in force that was made on the page."""
    association = make_party("asosiasi-contoh", PartyKind.ASSOCIATION)
    keeper = make_actor(association, Role.APPROVER)
    lapak, pasar = (
        make_actor(make_party(slug, PartyKind.PLATFORM, association=association), Role.RESPONDER)
        for slug in ("lapakraya", "pasarkita")
    )
    ministry = make_actor(make_party(), Role.APPROVER)
    mark, text = keys.make_key(keeper, label="2026", now=NOW)
    return SellerWorld(
        association, keeper, lapak, pasar, ministry, read_key(text), mark, make_order(ministry.home)
    )


def seller_things(
    association: Party, platform: Party, listing: Listing, *, now: datetime
) -> tuple[Seller, SellerLadderRung, SameSeller, TokenKeyMark]:
    """A group with the shop of a case and one of another platform, with a step, a word and a key."""
    Listing.objects.filter(pk=listing.pk).update(shop="toko-rahasia")
    keeper = make_person(association, Role.APPROVER, email="penjaga@asosiasi.example")
    group = Seller.objects.create(association=association, size=2, platforms=2, found_at=now, changed_at=now)
    for shop, party in (("lapakraya:toko-rahasia", platform), ("niagaid:toko-sebelah", None)):
        name = shop.split(":")[1]
        SellerShop.objects.create(
            seller=group, shop=shop, platform=shop.split(":")[0], name=name, party=party
        )
    step = SellerLadderRung.objects.create(
        seller=group,
        rung=SellerRung.WARNING,
        facts={"listings": 1, "shops": 1, "returns": 0},
        proposed_at=now,
    )
    word = SameSeller.objects.create(
        one="lapakraya:toko-rahasia",
        other="niagaid:toko-sebelah",
        same=True,
        reason="kata orang rahasia",
        by=keeper,
        party=association,
        at=now,
    )
    mark = TokenKeyMark.objects.create(
        association=association,
        key_id="c0ffee0123456789",
        label="2026",
        made_here=False,
        made_at=now,
        made_by=keeper,
    )
    return group, step, word, mark
