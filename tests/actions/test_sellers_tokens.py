"""Tokens of shops: only tokens are taken, the same again changes nothing, keys begin and end."""

from datetime import timedelta

import pytest
from django.core import serializers
from django.db.models import Model

from tertib.actions.sellers import keys
from tertib.actions.sellers.tokens import MOST_SHOPS, ShopTokens, hand_over
from tertib.core.sellers import TokenKey, new_key
from tertib.errors import BadInput, Conflict, NotPermitted
from tertib.store import models
from tertib.store.models import Listing, Outbox, ShopChange, ShopToken, TokenKeyMark
from tertib.vocabulary import TokenKind
from tests.seller_world import ACCOUNT, PHONE, SellerWorld, seller_world

pytestmark = pytest.mark.django_db

RAW = ["081234567890", "phone.081234567890", "BCA|1234567890", "siti@contoh.example", "", "phone." + "0" * 81]


@pytest.fixture
def world() -> SellerWorld:
    return seller_world()


def test_a_shops_tokens_are_kept_under_its_platform(world: SellerWorld) -> None:
    world.give(world.lapak, "toko-satu", (TokenKind.PHONE, PHONE), (TokenKind.BANK_ACCOUNT, ACCOUNT))
    kept = ShopToken.objects.values_list("shop", "kind", "party__slug")
    assert sorted(kept) == [
        ("lapakraya:toko-satu", "bank_account", "lapakraya"),
        ("lapakraya:toko-satu", "phone", "lapakraya"),
    ]


def test_the_same_again_changes_nothing_and_asks_for_no_work(world: SellerWorld) -> None:
    world.give(world.lapak, "toko-satu", (TokenKind.PHONE, PHONE))
    world.work()
    [result] = world.give(world.lapak, "toko-satu", (TokenKind.PHONE, "+62 812 3456 7890"))
    assert (result.kept, result.added, result.gone) == (1, 0, 0)
    assert not ShopChange.objects.exists()


def test_what_is_given_no_more_goes(world: SellerWorld) -> None:
    world.give(world.lapak, "toko-satu", (TokenKind.PHONE, PHONE), (TokenKind.BANK_ACCOUNT, ACCOUNT))
    [result] = world.give(world.lapak, "toko-satu", (TokenKind.BANK_ACCOUNT, ACCOUNT))
    assert (result.kept, result.added, result.gone) == (1, 0, 1)
    assert ShopToken.objects.get().kind == TokenKind.BANK_ACCOUNT


@pytest.mark.parametrize("raw", RAW)
def test_what_is_no_token_is_refused_whole_and_never_shown(world: SellerWorld, raw: str) -> None:
    good = ShopTokens("toko-dua", world.tokens((TokenKind.PHONE, PHONE)))
    with pytest.raises(BadInput) as refused:
        hand_over(world.lapak, [good, ShopTokens("toko-satu", (raw,))], now=world.now)
    assert not raw or raw not in str(refused.value)
    assert not ShopToken.objects.exists()


@pytest.mark.parametrize(
    "shop",
    ["", "081234567890", "+6281234567890", "3174012312890001", "siti@contoh.example", "toko satu", "a:b"],
)
def test_a_shop_that_may_be_a_persons_data_is_refused_and_never_shown(world: SellerWorld, shop: str) -> None:
    with pytest.raises(BadInput) as refused:
        hand_over(world.lapak, [ShopTokens(shop, ())], now=world.now)
    assert not shop or shop not in str(refused.value)


def test_a_call_takes_a_hundred_shops_and_not_one_more(world: SellerWorld) -> None:
    shops = [ShopTokens(f"toko-{n}", world.tokens((TokenKind.PHONE, PHONE))) for n in range(MOST_SHOPS + 1)]
    assert len(hand_over(world.lapak, shops[:MOST_SHOPS], now=world.now)) == MOST_SHOPS
    with pytest.raises(BadInput):
        hand_over(world.lapak, shops, now=world.now)


def test_only_a_platform_hands_over_and_only_of_its_own_shops(world: SellerWorld) -> None:
    for actor in (world.keeper, world.ministry):
        with pytest.raises(NotPermitted):
            world.give(actor, "toko-satu", (TokenKind.PHONE, PHONE))
    world.give(world.lapak, "toko-satu", (TokenKind.PHONE, PHONE))
    assert ShopToken.objects.get().shop == "lapakraya:toko-satu"


def test_a_token_under_a_key_that_is_not_in_force_is_refused(world: SellerWorld) -> None:
    other = world.tokens((TokenKind.PHONE, PHONE), key=new_key())
    with pytest.raises(Conflict):
        hand_over(world.lapak, [ShopTokens("toko-satu", other)], now=world.now)


def test_the_key_itself_is_kept_nowhere(world: SellerWorld) -> None:
    world.pair()
    tables: list[type[Model]] = [getattr(models, name) for name in models.__all__]
    stored = "".join(serializers.serialize("json", table.objects.all()) for table in tables)  # type: ignore[attr-defined]
    assert world.key.id in stored
    for secret in (world.key.secret.hex(), world.key.text, "81234567890", "1234567890", "melati"):
        assert secret not in stored.lower()


def test_a_key_made_elsewhere_is_known_by_its_id_only(world: SellerWorld) -> None:
    key = new_key()
    keys.register_key(world.keeper, key_id=key.id, label="2027", now=world.now)
    tokens = (*world.tokens((TokenKind.PHONE, PHONE)), *world.tokens((TokenKind.PHONE, PHONE), key=key))
    [result] = hand_over(world.lapak, [ShopTokens("toko-satu", tokens)], now=world.now)
    assert result.kept == 2
    with pytest.raises(BadInput):
        keys.register_key(world.keeper, key_id=key.text, label="2028", now=world.now)


def test_two_keys_overlap_and_a_third_waits(world: SellerWorld) -> None:
    keys.make_key(world.keeper, label="2027", now=world.now)
    with pytest.raises(Conflict):
        keys.make_key(world.keeper, label="2028", now=world.now)


def test_when_an_overlap_is_over_the_old_keys_tokens_go_and_groups_hold_by_the_new_one(
    world: SellerWorld,
) -> None:
    group = world.pair()
    _, text = keys.make_key(world.keeper, label="2027", now=world.now)
    new = TokenKey(bytes.fromhex(text.removeprefix("tsk1_")))
    for actor, shop in ((world.lapak, "toko-satu"), (world.pasar, "toko-dua")):
        both = [world.tokens((TokenKind.BANK_ACCOUNT, ACCOUNT), key=key) for key in (world.key, new)]
        hand_over(actor, [ShopTokens(shop, both[0] + both[1])], now=world.now)
    keys.retire_key(world.keeper, world.mark, days=30, now=world.now)
    world.work()
    assert ShopToken.objects.filter(key=world.mark).exists()
    world.now += timedelta(days=30)
    world.work()
    assert not ShopToken.objects.filter(key=world.mark).exists()
    assert world.group().key == group.key
    with pytest.raises(Conflict):
        world.give(world.lapak, "toko-satu", (TokenKind.PHONE, PHONE))


def test_a_revoked_keys_tokens_go_at_once_with_the_groups_that_rest_on_them(world: SellerWorld) -> None:
    world.pair()
    assert keys.revoke_key(world.keeper, world.mark, reason="bocor", now=world.now) == 3
    world.work()
    assert world.shops() == []
    assert TokenKeyMark.objects.get().reason == "bocor"


def test_only_the_associations_approver_keeps_keys(world: SellerWorld) -> None:
    for actor in (world.lapak, world.ministry):
        with pytest.raises(NotPermitted):
            keys.make_key(actor, label="2027", now=world.now)


def test_one_piece_of_work_waits_however_often_tokens_came(world: SellerWorld) -> None:
    for n in range(3):
        world.give(world.lapak, f"toko-{n}", (TokenKind.PHONE, PHONE))
    assert Outbox.objects.filter(errand="sellers", done_at=None).count() == 1


def test_listings_whose_link_names_no_shop_are_placed_and_others_stay_as_they_are(world: SellerWorld) -> None:
    unplaced, placed, others = (
        Listing.objects.create(
            key=key, platform=key.split(":")[0], shop=shop, url="https://lapakraya.localhost/x"
        )
        for key, shop in (("lapakraya:1", ""), ("lapakraya:2", "toko-lain"), ("pasarkita:1", ""))
    )
    given = ShopTokens("toko-satu", (), ("1", "2", "404"))
    hand_over(world.lapak, [given], now=world.now)
    for listing in (unplaced, placed, others):
        listing.refresh_from_db()
    assert (unplaced.shop, placed.shop, others.shop) == ("toko-satu", "toko-lain", "")
    assert Listing.objects.count() == 3


@pytest.mark.parametrize("listing", ["", "0812 9999 7777", "a" * 121, "a:b"])
def test_what_is_no_id_of_a_listing_is_refused_and_never_shown(world: SellerWorld, listing: str) -> None:
    with pytest.raises(BadInput) as refused:
        hand_over(world.lapak, [ShopTokens("toko-satu", (), (listing,))], now=world.now)
    assert not listing or listing not in str(refused.value)
