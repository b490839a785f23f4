"""SELLERS and the letters of issued steps: the worker sees groups anew, and mails what persons issued."""

from email import message_from_bytes, policy

import pytest

from tertib.actions.sellers import ladder, tokens
from tertib.actions.sellers.tokens import ShopTokens
from tertib.core.sellers import TokenKey, new_key, token
from tertib.store.models import (
    Alarm,
    Contact,
    Outbox,
    Party,
    Seller,
    SellerLadderRung,
    TokenKeyMark,
)
from tertib.vocabulary import AlarmKind, ChannelKind, Errand, PartyKind, Role, SellerRung, TokenKind
from tertib.worker.run import Worker
from tests.actions.world import World
from tests.factories import make_actor, make_party
from tests.worker.outside import Outside

ACCOUNT = "BCA 1234567890"


@pytest.fixture
def issued(world: World, around: Outside) -> SellerLadderRung:
    """Two marketplaces hand over tokens of one account, their shops are grouped, and a person issues the warning."""
    hub = make_party("hub-contoh", PartyKind.ASSOCIATION)
    keeper = make_actor(hub, Role.APPROVER)
    key = new_key()
    assert keeper.person is not None
    TokenKeyMark.objects.create(
        association=hub,
        key_id=key.id,
        label="2026",
        made_here=False,
        made_at=world.now,
        made_by=keeper.person,
    )
    for slug, shop in (("lapakraya", "1000311"), ("niagaid", "toko-3000041")):
        give(world, hub, slug, shop, key)
    run(world, around)
    group = Seller.objects.get()
    assert (group.size, group.platforms) == (2, 2)
    rung = SellerLadderRung.objects.create(
        seller=group,
        rung=SellerRung.WARNING,
        facts={"listings": 1, "shops": 1, "returns": 0},
        proposed_at=world.now,
    )
    issuer = make_actor(world.ministry, Role.APPROVER, email="penerbit@contoh.example")
    return ladder.issue(issuer, rung, text="Mohon sampaikan peringatan.", now=world.now)


def give(world: World, hub: Party, slug: str, shop: str, key: TokenKey) -> None:
    party = world.platforms[slug]
    Party.objects.filter(pk=party.pk).update(association=hub)
    party.refresh_from_db()
    made = token(TokenKind.BANK_ACCOUNT, ACCOUNT, key=key)
    member = make_actor(party, Role.RESPONDER, email=f"token@{slug}.example")
    tokens.hand_over(member, [ShopTokens(shop, (made,))], now=world.now)


def run(world: World, around: Outside) -> None:
    """A fresh worker, so that what it does once a minute is done."""
    Worker(around.context(world), errands=[Errand.SELLERS, Errand.LADDER, Errand.LETTER]).turn()


def test_the_worker_groups_shops_of_two_marketplaces(issued: SellerLadderRung) -> None:
    assert sorted(issued.seller.shops.values_list("shop", flat=True)) == [
        "lapakraya:1000311",
        "niagaid:toko-3000041",
    ]
    assert not Outbox.objects.filter(errand=Errand.SELLERS, done_at=None).exists()


def test_an_issued_step_is_mailed_to_each_platform_with_its_own_shops_only(
    issued: SellerLadderRung, world: World, around: Outside
) -> None:
    before = len(around.mail.mails)
    run(world, around)
    [raw] = around.mail.mails[before:]  # Lapak Raya has no mailbox here and reads it on its page
    mail = message_from_bytes(raw, policy=policy.default)
    body = mail.get_body(("plain",))
    assert body is not None
    text = body.get_content()
    assert "Mohon sampaikan peringatan." in text
    assert "toko-3000041" in text
    assert "/penjual/toko/" in text
    assert "1000311" not in text
    assert not Outbox.objects.filter(errand=Errand.LETTER, done_at=None).exists()


def test_a_step_that_was_taken_back_before_its_letter_left_is_not_mailed(
    issued: SellerLadderRung, world: World, around: Outside
) -> None:
    ender = make_actor(world.ministry, Role.APPROVER, email="pencabut@contoh.example")
    ladder.end(ender, issued, reason="banding", now=world.now)
    before = len(around.mail.mails)
    run(world, around)
    assert len(around.mail.mails) == before


def test_a_letter_that_cannot_be_delivered_raises_an_alarm_for_its_platform(
    issued: SellerLadderRung, world: World, around: Outside
) -> None:
    niaga = world.platforms["niagaid"]
    Contact.objects.filter(party=niaga, channel=ChannelKind.EMAIL).update(target="tanpa-alamat")
    run(world, around)
    alarm = Alarm.objects.get(kind=AlarmKind.DELIVERY_DEAD)
    assert (alarm.party, alarm.subject) == (niaga, f"seller-letter:{issued.pk}:{niaga.pk}")
