"""Groups seen anew: where a change reaches, and nowhere else; what persons said stands."""

import random

import pytest

from tertib.actions.sellers import words
from tertib.actions.sellers.tokens import ShopTokens, hand_over
from tertib.core.sellers import Tie, components
from tertib.core.sellers.graph import ALARM_SIZE, HUB_CAP
from tertib.errors import BadInput, Conflict, NotPermitted
from tertib.store.models import Alarm, Seller, SellerHistory, ShopToken
from tertib.vocabulary import SellerAct, TokenKind
from tests.seller_world import ACCOUNT, ADDRESS, OTHER_ACCOUNT, PHONE, SellerWorld, seller_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> SellerWorld:
    return seller_world()


def acts(seller: Seller) -> list[str]:
    return list(SellerHistory.objects.filter(seller=seller).order_by("pk").values_list("act", flat=True))


def test_shops_of_two_platforms_with_one_account_are_one_group(world: SellerWorld) -> None:
    group = world.pair()
    assert world.shops() == [["lapakraya:toko-satu", "pasarkita:toko-dua"]]
    assert (group.size, group.platforms, group.association) == (2, 2, world.association)
    assert group.shape["links"][0]["evidence"][0][0] == TokenKind.BANK_ACCOUNT
    assert acts(group) == [SellerAct.FOUND]


def test_a_name_and_a_phone_number_make_no_group(world: SellerWorld) -> None:
    for shop in ("satu", "dua"):
        world.give(world.lapak, shop, (TokenKind.PAYOUT_NAME, "Siti Aminah"), (TokenKind.PHONE, PHONE))
    world.work()
    assert world.shops() == []


def test_a_group_keeps_its_key_while_it_grows_and_shrinks(world: SellerWorld) -> None:
    group = world.pair()
    world.give(world.lapak, "toko-tiga", (TokenKind.BANK_ACCOUNT, ACCOUNT))
    world.work()
    assert (world.group().key, world.group().size) == (group.key, 3)
    world.give(world.pasar, "toko-dua")
    world.work()
    assert world.shops() == [["lapakraya:toko-satu", "lapakraya:toko-tiga"]]
    assert acts(world.group()) == [SellerAct.FOUND, SellerAct.GREW, SellerAct.SHRANK]


def test_a_group_whose_evidence_has_gone_dissolves(world: SellerWorld) -> None:
    group = world.pair()
    world.give(world.pasar, "toko-dua")
    world.work()
    assert world.shops() == []
    assert acts(group) == [SellerAct.FOUND, SellerAct.DISSOLVED]


def test_two_groups_that_a_new_shop_joins_become_one(world: SellerWorld) -> None:
    for n, account in ((1, ACCOUNT), (2, ACCOUNT), (3, ACCOUNT), (4, OTHER_ACCOUNT), (5, OTHER_ACCOUNT)):
        world.give(world.lapak, f"toko-{n}", (TokenKind.BANK_ACCOUNT, account))
    world.work()
    larger = Seller.objects.get(size=3)
    world.give(world.pasar, "jembatan", *((TokenKind.BANK_ACCOUNT, one) for one in (ACCOUNT, OTHER_ACCOUNT)))
    world.work()
    assert (world.group().key, world.group().size) == (larger.key, 6)


def test_a_token_that_becomes_a_hub_joins_nobody_any_more_and_is_shown_as_one(world: SellerWorld) -> None:
    group = world.pair()
    crowd = world.tokens((TokenKind.BANK_ACCOUNT, ACCOUNT))
    hand_over(world.lapak, [ShopTokens(f"ramai-{n}", crowd) for n in range(HUB_CAP - 2)], now=world.now)
    world.work()
    assert world.group().size == HUB_CAP
    hand_over(world.lapak, [ShopTokens("ramai-lagi", crowd)], now=world.now)
    world.work()
    assert world.shops() == []
    for actor, shop in ((world.lapak, "toko-satu"), (world.pasar, "toko-dua")):
        world.give(actor, shop, *((TokenKind.BANK_ACCOUNT, one) for one in (ACCOUNT, OTHER_ACCOUNT)))
    world.work()
    assert world.shops() == [["lapakraya:toko-satu", "pasarkita:toko-dua"]]
    assert world.group().shape["hubs"][0]["spread"] == HUB_CAP + 1
    assert world.group().key != group.key


def test_a_hub_that_the_crowd_leaves_joins_again(world: SellerWorld) -> None:
    crowd = world.tokens((TokenKind.BANK_ACCOUNT, ACCOUNT))
    hand_over(world.lapak, [ShopTokens(f"ramai-{n}", crowd) for n in range(HUB_CAP + 1)], now=world.now)
    world.work()
    assert world.shops() == []
    hand_over(world.lapak, [ShopTokens("ramai-0", ())], now=world.now)
    world.work()
    assert world.group().size == HUB_CAP


def test_a_group_over_the_size_raises_an_alarm_that_ends_when_it_is_smaller(world: SellerWorld) -> None:
    for n in range(ALARM_SIZE + 1):
        chain = [(TokenKind.BANK_ACCOUNT, f"BCA 90000000{n + step:02d}") for step in (0, 1)]
        world.give(world.lapak, f"toko-{n:02d}", *chain)
    world.work()
    assert world.group().size == ALARM_SIZE + 1
    alarm = Alarm.objects.get()
    assert (alarm.kind, alarm.subject, alarm.party) == (
        "seller_too_big",
        f"seller:{world.group().key}",
        world.association,
    )
    world.give(world.lapak, "toko-00")
    world.work()
    alarm.refresh_from_db()
    assert alarm.cleared_at == world.now


def test_not_the_same_is_kept_and_respected_when_more_evidence_comes(world: SellerWorld) -> None:
    group = world.pair()
    words.say(
        world.keeper,
        group,
        one="pasarkita:toko-dua",
        other="lapakraya:toko-satu",
        same=False,
        reason="dua orang, satu rekening koperasi",
        now=world.now,
    )
    world.work()
    assert world.shops() == []
    for actor, shop in ((world.lapak, "toko-satu"), (world.pasar, "toko-dua")):
        world.give(actor, shop, (TokenKind.BANK_ACCOUNT, ACCOUNT), (TokenKind.ADDRESS, ADDRESS))
    world.give(world.lapak, "jembatan", (TokenKind.BANK_ACCOUNT, ACCOUNT))
    world.work()
    [shops] = world.shops()
    assert len(shops) == 2
    assert not {"lapakraya:toko-satu", "pasarkita:toko-dua"} <= set(shops)


def test_a_word_that_is_lifted_lets_evidence_decide_again(world: SellerWorld) -> None:
    group = world.pair()
    pair = {"one": "lapakraya:toko-satu", "other": "pasarkita:toko-dua"}
    word = words.say(world.keeper, group, **pair, same=False, reason="keliru", now=world.now)
    world.work()
    words.lift(world.keeper, group, word, reason="ternyata sama", now=world.now)
    world.work()
    assert world.shops() == [["lapakraya:toko-satu", "pasarkita:toko-dua"]]
    with pytest.raises(Conflict):
        words.lift(world.keeper, group, word, reason="lagi", now=world.now)


def test_the_same_joins_a_shop_that_no_evidence_joins(world: SellerWorld) -> None:
    group = world.pair()
    world.give(world.lapak, "toko-lain", (TokenKind.PHONE, "0813 1111 2222"))
    words.say(
        world.ministry,
        group,
        one="lapakraya:toko-lain",
        other="lapakraya:toko-satu",
        same=True,
        reason="pengakuan penjual",
        now=world.now,
    )
    world.work()
    assert world.group().size == 3


def test_a_word_needs_a_reason_two_known_shops_and_the_right(world: SellerWorld) -> None:
    group = world.pair()
    one, other = "lapakraya:toko-satu", "pasarkita:toko-dua"
    for wrong in (
        {"one": one, "other": one, "reason": "x"},
        {"one": one, "other": other, "reason": " "},
        {"one": one, "other": "pasarkita:tak-dikenal", "reason": "x"},
        {"one": "lapakraya:a", "other": "lapakraya:b", "reason": "x"},
    ):
        with pytest.raises(BadInput):
            words.say(world.keeper, group, **wrong, same=False, now=world.now)
    with pytest.raises(NotPermitted):
        words.say(world.lapak, group, one=one, other=other, same=False, reason="x", now=world.now)
    words.say(world.keeper, group, one=one, other=other, same=False, reason="x", now=world.now)
    with pytest.raises(Conflict):
        words.say(world.keeper, group, one=other, other=one, same=True, reason="x", now=world.now)


@pytest.mark.parametrize("seed", range(4))
def test_groups_seen_piece_by_piece_are_those_of_the_whole_graph(world: SellerWorld, seed: int) -> None:
    pick = random.Random(seed)
    values = [(TokenKind.BANK_ACCOUNT, f"BCA 90000000{n:02d}") for n in range(12)]
    values += [(TokenKind.PHONE, f"0812 3456 78{n:02d}") for n in range(8)]
    values += [(TokenKind.ADDRESS, f"Jl. Melati No. {n} RT 01/02 Sukajadi") for n in range(6)]
    for _ in range(25):
        actor = pick.choice((world.lapak, world.pasar))
        world.give(actor, f"toko-{pick.randrange(15)}", *pick.sample(values, pick.randrange(4)))
        if pick.random() < 0.4:
            world.work()
    world.work()
    ties = [Tie(one.shop, TokenKind(one.kind), one.token) for one in ShopToken.objects.all()]
    assert world.shops() == sorted(list(one.shops) for one in components(ties, hub_cap=HUB_CAP))
