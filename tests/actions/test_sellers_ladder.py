"""The sellers' ladder and the identity list: facts propose, persons decide, entries come and go by issued rungs."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from tertib.actions.actor import Actor
from tertib.actions.sellers import identity, keys, ladder, looks
from tertib.actions.sellers.record import record_of
from tertib.actions.sellers.tokens import ShopTokens, hand_over
from tertib.core.sellers import read_key
from tertib.errors import BadInput, Conflict, NotPermitted
from tertib.store.models import (
    CaseEvent,
    IdentityEntry,
    IdentityQuery,
    SellerLadderRung,
    SellerLook,
)
from tertib.vocabulary import (
    CaseOutcome,
    CaseState,
    Role,
    SellerRung,
    TokenKind,
)
from tests.actions.sellers import climb, waiting
from tests.factories import make_actor
from tests.seller_world import ACCOUNT, PHONE, SellerWorld, seller_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> SellerWorld:
    return seller_world()


@pytest.fixture
def approver(world: SellerWorld) -> Actor:
    return world.ministry


def test_a_verified_takedown_calls_for_a_warning_once(world: SellerWorld) -> None:
    group = world.pair()
    assert ladder.consider_due(now=world.now) == 0
    world.takedown("lapakraya:toko-satu")
    assert ladder.consider_due(now=world.now) == 1
    assert (waiting().rung, waiting().seller) == (SellerRung.WARNING, group)
    assert (waiting().facts["listings"], waiting().facts["shops"]) == (1, 1)
    world.takedown("lapakraya:toko-satu")
    assert ladder.consider_due(now=world.now) == 0


def test_a_case_of_a_shop_outside_the_group_counts_for_nothing(world: SellerWorld) -> None:
    world.pair()
    world.takedown("lapakraya:toko-lain")
    assert ladder.consider_due(now=world.now) == 0


@pytest.mark.parametrize(
    "fields",
    [{"state": CaseState.RESTORED}, {"outcome": CaseOutcome.LAWFUL}, {"down_at": None}],
)
def test_what_was_reversed_or_never_verified_counts_for_nothing(
    world: SellerWorld, fields: dict[str, object]
) -> None:
    world.pair()
    case = world.takedown("lapakraya:toko-satu")
    type(case).objects.filter(pk=case.pk).update(**fields)
    assert ladder.consider_due(now=world.now) == 0


def test_nothing_happens_without_a_persons_decision(world: SellerWorld) -> None:
    world.pair()
    world.takedown("lapakraya:toko-satu")
    ladder.consider_due(now=world.now)
    for days in range(1, 40):
        ladder.consider_due(now=world.now + timedelta(days=days))
    assert SellerLadderRung.objects.count() == 1
    program = Actor(world.ministry.home, Role.APPROVER)
    with pytest.raises(BadInput):
        ladder.issue(program, waiting(), text="Harap hentikan.", now=world.now)


def test_a_rung_is_issued_by_a_named_person_with_a_text_and_its_period_runs(world: SellerWorld) -> None:
    world.pair()
    world.takedown("lapakraya:toko-satu")
    ladder.consider_due(now=world.now)
    with pytest.raises(BadInput):
        ladder.issue(world.ministry, waiting(), text=" ", now=world.now)
    rung = ladder.issue(world.ministry, waiting(), text="Harap hentikan.", now=world.now)
    assert rung.decided_by == world.ministry.person
    assert rung.period_ends_at is not None
    assert rung.period_ends_at > world.now + timedelta(days=7)
    with pytest.raises(Conflict):
        ladder.dismiss(world.ministry, rung, reason="terlambat", now=world.now)


def test_the_ladder_says_which_kind_of_office_issues_a_rung(world: SellerWorld) -> None:
    world.pair()
    world.takedown("lapakraya:toko-satu")
    ladder.consider_due(now=world.now)
    analyst = make_actor(world.ministry.home, Role.ANALYST)
    for actor in (world.keeper, world.lapak, analyst):
        with pytest.raises(NotPermitted):
            ladder.issue(actor, waiting(), text="Harap hentikan.", now=world.now)


def test_a_dismissed_rung_comes_again_only_with_something_new(world: SellerWorld) -> None:
    world.pair()
    world.takedown("lapakraya:toko-satu")
    ladder.consider_due(now=world.now)
    ladder.dismiss(world.ministry, waiting(), reason="barang lokal", now=world.now)
    world.now += timedelta(days=20)
    assert ladder.consider_due(now=world.now) == 0
    world.takedown("lapakraya:toko-satu")
    assert ladder.consider_due(now=world.now) == 1
    assert waiting().number == 2


def test_the_last_rung_lists_accounts_and_numbers_of_shops_with_takedowns_and_nothing_else(
    world: SellerWorld,
) -> None:
    rung = climb(world)
    assert rung.rung == SellerRung.IDENTITY_LIST
    assert not IdentityEntry.objects.exists()
    ladder.issue(world.keeper, rung, text="Masuk daftar identitas.", now=world.now)
    assert sorted(IdentityEntry.objects.values_list("kind", flat=True)) == ["bank_account", "phone"]
    for kind, value in ((TokenKind.BANK_ACCOUNT, ACCOUNT), (TokenKind.PHONE, PHONE)):
        [token] = world.tokens((kind, value))
        assert identity.is_listed(world.pasar, token, now=world.now)
    [other] = world.tokens((TokenKind.PHONE, "0813 0000 0000"))
    assert not identity.is_listed(world.pasar, other, now=world.now)


def test_an_entry_ends_when_it_expires(world: SellerWorld) -> None:
    rung = climb(world)
    ladder.issue(world.keeper, rung, text="Masuk daftar.", now=world.now)
    [token] = world.tokens((TokenKind.PHONE, PHONE))
    ends = IdentityEntry.objects.filter(token=token).get().expires_at
    assert identity.is_listed(world.lapak, token, now=ends - timedelta(seconds=1))
    assert not identity.is_listed(world.lapak, token, now=ends)


def test_a_rung_taken_back_on_appeal_takes_its_entries_off_the_list_at_once(world: SellerWorld) -> None:
    rung = ladder.issue(world.keeper, climb(world), text="Masuk daftar.", now=world.now)
    ladder.end(world.ministry, rung, reason="banding dikabulkan", now=world.now)
    [token] = world.tokens((TokenKind.PHONE, PHONE))
    assert not identity.is_listed(world.lapak, token, now=world.now)
    with pytest.raises(Conflict):
        ladder.end(world.ministry, rung, reason="lagi", now=world.now)


def test_a_shop_that_leaves_the_group_takes_its_tokens_off_the_list(world: SellerWorld) -> None:
    ladder.issue(world.keeper, climb(world), text="Masuk daftar.", now=world.now)
    world.give(world.lapak, "toko-satu", (TokenKind.PHONE, PHONE))
    world.work()
    assert set(IdentityEntry.objects.values_list("removed_because", flat=True)) == {"shop_left"}


def test_a_key_that_ends_takes_its_tokens_off_the_list(world: SellerWorld) -> None:
    ladder.issue(world.keeper, climb(world), text="Masuk daftar.", now=world.now)
    keys.revoke_key(world.keeper, world.mark, reason="bocor", now=world.now)
    assert not IdentityEntry.objects.filter(removed_at=None).exists()


def test_after_a_change_of_keys_a_person_lists_the_tokens_of_a_standing_step_again(
    world: SellerWorld,
) -> None:
    rung = ladder.issue(world.keeper, climb(world), text="Masuk daftar.", now=world.now)
    with pytest.raises(Conflict):
        ladder.list_again(world.keeper, rung, now=world.now)
    _, text = keys.make_key(world.keeper, label="2027", now=world.now)
    new = read_key(text)
    values = ((TokenKind.BANK_ACCOUNT, ACCOUNT), (TokenKind.PHONE, PHONE))
    both = world.tokens(*values) + world.tokens(*values, key=new)
    hand_over(world.lapak, [ShopTokens("toko-satu", both)], now=world.now)
    keys.revoke_key(world.keeper, world.mark, reason="bocor", now=world.now)
    [token] = world.tokens((TokenKind.PHONE, PHONE), key=new)
    assert not identity.is_listed(world.pasar, token, now=world.now)
    assert ladder.list_again(world.keeper, rung, now=world.now) == 2
    assert identity.is_listed(world.pasar, token, now=world.now)
    entry = IdentityEntry.objects.get(token=token)
    assert entry.expires_at == rung.lapses_at
    ladder.end(world.keeper, rung, reason="banding", now=world.now)
    with pytest.raises(Conflict):
        ladder.list_again(world.keeper, rung, now=world.now)


def test_who_asks_the_list_leaves_a_trace_from_which_no_token_can_be_read(world: SellerWorld) -> None:
    [token] = world.tokens((TokenKind.PHONE, PHONE))
    identity.is_listed(world.lapak, token, now=world.now)
    asked = IdentityQuery.objects.get()
    assert (asked.party, asked.at, asked.kind, asked.listed) == (
        world.lapak.home,
        world.now,
        TokenKind.PHONE,
        False,
    )
    assert asked.mark not in token
    with pytest.raises(DatabaseError), transaction.atomic():
        IdentityQuery.objects.all().delete()


@pytest.mark.parametrize("raw", ["081234567890", "phone.1", "", "BCA|1234567890"])
def test_a_raw_value_is_refused_unkept_and_unshown(world: SellerWorld, raw: str) -> None:
    with pytest.raises(BadInput) as refused:
        identity.is_listed(world.lapak, raw, now=world.now)
    assert not raw or raw not in str(refused.value)
    assert not IdentityQuery.objects.exists()


def test_only_members_ask_the_list(world: SellerWorld) -> None:
    [token] = world.tokens((TokenKind.PHONE, PHONE))
    for actor in (world.keeper, world.ministry):
        with pytest.raises(NotPermitted):
            identity.is_listed(actor, token, now=world.now)


def test_the_trace_of_looking_cannot_be_changed(world: SellerWorld) -> None:
    group = world.pair()
    looks.trace(world.keeper, page="seller", seller=group, now=world.now)
    for change in (
        lambda: SellerLook.objects.update(page="x"),
        lambda: SellerLook.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert SellerLook.objects.get().person == world.keeper.person


def test_returns_are_moments_of_coming_back_not_looks_after(world: SellerWorld) -> None:
    group = world.pair()
    case = world.takedown("lapakraya:toko-satu", returned=True)
    CaseEvent.objects.create(
        case=case, no=2, kind="seen", state=CaseState.RETURNED, at=world.now, day=world.now.date(), body={}
    )
    assert len(record_of(group).returns) == 1
