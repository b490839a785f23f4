"""Pages of sellers: who sees which shops, what a person does there, and that every look leaves a trace."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from tertib.actions.actor import Actor
from tertib.actions.sellers import keys, ladder
from tertib.queries.types import Person
from tertib.store.models import (
    IdentityEntry,
    SameSeller,
    Seller,
    SellerLadderRung,
    SellerLook,
)
from tertib.vocabulary import LadderRungState, PartyKind, Role, TokenKind
from tests.factories import make_actor, make_party, make_person
from tests.seller_world import ACCOUNT, SellerWorld, seller_world

pytestmark = pytest.mark.django_db

Browse = Callable[[Person], Client]


@pytest.fixture
def world(db: None, settings: Settings) -> SellerWorld:
    settings.TERTIB_CLOCK = "tests.portal.small_world.standing_clock"
    return seller_world()


@pytest.fixture
def group(world: SellerWorld) -> Seller:
    """Two shops on two platforms; the ministry has a case of the one on Lapak Raya."""
    made = world.pair()
    world.takedown("lapakraya:toko-satu")
    ladder.consider_due(now=world.now)
    return made


As = Callable[[Actor], Client]


def page(client: Client, name: str, *args: object) -> str:
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == 200, answer.content[:300]
    return answer.content.decode()


def test_the_list_tells_a_groups_size_platforms_evidence_cases_and_step(
    world: SellerWorld, group: Seller, as_: As
) -> None:
    text = page(as_(world.keeper), "sellers")
    for word in (group.key, "Lapakraya 1", "Pasarkita 1", "Bank account", "Warning to the seller"):
        assert word in text


def test_the_page_tells_and_draws_what_joins_shops_and_shows_no_token_whole(
    world: SellerWorld, group: Seller, as_: As
) -> None:
    text = page(as_(world.keeper), "seller", group.key)
    [token] = world.tokens((TokenKind.BANK_ACCOUNT, ACCOUNT))
    mac = token.split(".")[2]
    assert mac[:6] in text
    assert mac[:12] not in text
    assert text.count('<circle class="node"') == 2
    assert 'class="tie tie-strong"' in text
    for word in ("toko-satu", "toko-dua", "Nobody has said anything"):
        assert word in text


def test_a_platform_sees_its_own_shop_that_it_is_in_a_group_and_nothing_of_the_others(
    world: SellerWorld, group: Seller, as_: As
) -> None:
    rung = SellerLadderRung.objects.get()
    ladder.issue(world.ministry, rung, text="Harap sampaikan peringatan.", now=world.now)
    client = as_(world.lapak)
    text = page(client, "own_sellers")
    assert "toko-satu" in text
    assert "Harap sampaikan peringatan." in text
    assert not [word for word in ("toko-dua", "pasarkita", group.key) if word in text]
    for address in (reverse("sellers"), reverse("seller", args=[group.key])):
        assert client.get(address).status_code == 403


def test_an_authority_sees_groups_of_its_own_cases_only(world: SellerWorld, group: Seller, as_: As) -> None:
    assert group.key in page(as_(world.ministry), "sellers")
    other = as_(make_actor(make_party("badan-lain"), Role.ANALYST))
    assert group.key not in page(other, "sellers")
    assert other.get(reverse("seller", args=[group.key])).status_code == 404


def test_another_association_and_police_without_a_hold_see_nothing(
    world: SellerWorld, group: Seller, as_: As
) -> None:
    for slug, kind, role in (
        ("asosiasi-lain", PartyKind.ASSOCIATION, Role.APPROVER),
        ("kepolisian-contoh", PartyKind.POLICE, Role.INVESTIGATOR),
    ):
        client = as_(make_actor(make_party(slug, kind), role))
        assert group.key not in page(client, "sellers")
        assert client.get(reverse("seller", args=[group.key])).status_code == 404


def test_every_look_leaves_a_row_with_person_office_role_and_what_was_shown(
    world: SellerWorld, group: Seller, as_: As
) -> None:
    page(as_(world.keeper), "sellers")
    page(as_(world.ministry), "seller", group.key)
    page(as_(world.lapak), "own_sellers")
    looks = SellerLook.objects.order_by("pk")
    assert [(one.page, one.person, one.party, one.seller) for one in looks] == [
        ("list", world.keeper.person, world.association, None),
        ("seller", world.ministry.person, world.ministry.home, group),
        ("own", world.lapak.person, world.lapak.home, None),
    ]
    assert looks[0].shown == [group.key]


def test_the_association_sees_who_looked_and_others_their_own_office_only(
    world: SellerWorld, group: Seller, as_: As
) -> None:
    assert world.keeper.person is not None
    assert world.ministry.person is not None
    page(as_(world.keeper), "seller", group.key)
    mine = page(as_(world.ministry), "seller", group.key).split('id="looked"')[1]
    assert world.ministry.person.name in mine
    assert world.keeper.person.name not in mine
    all_of_them = page(as_(world.keeper), "seller", group.key).split('id="looked"')[1]
    assert world.ministry.person.name in all_of_them


def test_a_person_says_that_two_shops_are_not_the_same_and_it_stands(
    world: SellerWorld, group: Seller, as_: As
) -> None:
    said = {"one": "lapakraya:toko-satu", "other": "pasarkita:toko-dua", "same": "no", "reason": "koperasi"}
    answer = as_(world.keeper).post(reverse("seller_say", args=[group.key]), said)
    assert answer.status_code == 302
    assert SameSeller.objects.get().same is False
    world.work()
    assert world.shops() == []


def test_a_word_with_a_mistake_shows_the_page_again_with_what_was_typed(
    world: SellerWorld, group: Seller, as_: As
) -> None:
    said = {"one": "lapakraya:toko-satu", "other": "pasarkita:tak-ada", "same": "yes", "reason": "pengakuan"}
    answer = as_(world.keeper).post(reverse("seller_say", args=[group.key]), said)
    assert answer.status_code == 422
    assert "pasarkita:tak-ada" in answer.content.decode()
    assert not SameSeller.objects.exists()


def test_a_step_is_read_edited_and_issued_in_a_persons_name(
    world: SellerWorld, group: Seller, as_: As
) -> None:
    client, rung = as_(world.ministry), SellerLadderRung.objects.get()
    text = page(client, "seller", group.key)
    assert "Unlawful listings of this seller were seen down (1 listings)" in text
    answer = client.post(reverse("seller_issue", args=[group.key, rung.pk]), {"text": "Mohon peringatkan."})
    assert answer.status_code == 302
    rung.refresh_from_db()
    assert (rung.state, rung.text, rung.decided_by) == (
        LadderRungState.ISSUED,
        "Mohon peringatkan.",
        world.ministry.person,
    )


def test_the_association_reads_a_step_but_an_authority_decides_on_it(
    world: SellerWorld, group: Seller, as_: As
) -> None:
    client, rung = as_(world.keeper), SellerLadderRung.objects.get()
    assert "An approver of an authority decides on it." in page(client, "seller", group.key)
    answer = client.post(reverse("seller_issue", args=[group.key, rung.pk]), {"text": "Mohon peringatkan."})
    assert answer.status_code == 403


def test_a_step_is_dismissed_and_taken_back_with_a_reason(world: SellerWorld, group: Seller, as_: As) -> None:
    client, rung = as_(world.ministry), SellerLadderRung.objects.get()
    assert client.post(reverse("seller_dismiss", args=[group.key, rung.pk])).status_code == 422
    answer = client.post(reverse("seller_dismiss", args=[group.key, rung.pk]), {"why-reason": "barang lokal"})
    assert answer.status_code == 302
    world.takedown("lapakraya:toko-satu", days_ago=0)
    issued = SellerLadderRung.objects.create(
        seller=group, rung="warning", number=2, state="issued", proposed_at=world.now, decided_at=world.now,
        decided_by=world.ministry.person, text="x", period_ends_at=world.now, lapses_at=world.now,
    )  # fmt: skip
    address = reverse("seller_end", args=[group.key, issued.pk])
    assert client.post(address).status_code == 422
    assert client.post(address, {f"end{issued.pk}-reason": "banding"}).status_code == 302
    issued.refresh_from_db()
    assert (issued.ended_by, issued.ended_because) == (world.ministry.person, "banding")


def test_an_appeal_is_decided_on_the_page_by_another_than_who_issued_the_step(
    world: SellerWorld, group: Seller, as_: As
) -> None:
    issued = SellerLadderRung.objects.create(
        seller=group, rung="warning", number=2, state="issued", proposed_at=world.now, decided_at=world.now,
        decided_by=world.keeper.person, text="x", period_ends_at=world.now, lapses_at=world.now,
    )  # fmt: skip
    address = reverse("seller_appeal", args=[group.key, issued.pk])
    form = {f"appeal{issued.pk}-granted": "no", f"appeal{issued.pk}-reason": "bukti cukup"}
    mine, theirs = (
        page(as_(world.keeper), "seller", group.key),
        page(as_(world.ministry), "seller", group.key),
    )
    assert address not in mine
    assert address in theirs
    assert as_(world.keeper).post(address, form).status_code == 403
    assert as_(world.ministry).post(address).status_code == 422
    assert as_(world.ministry).post(address, form).status_code == 302
    assert "bukti cukup" in page(as_(world.ministry), "seller", group.key)


def test_the_association_counts_what_is_on_the_list_and_reads_who_asked(
    world: SellerWorld, group: Seller, as_: As
) -> None:
    assert not IdentityEntry.objects.exists()
    text = page(as_(world.keeper), "sellers")
    assert "On the identity list" in text
    assert "Nobody has asked yet." in page(as_(world.keeper), "seller_keys")
    analyst = make_person(world.association, Role.ANALYST)
    assert as_(Actor(world.association, Role.ANALYST, analyst)).get(reverse("seller_keys")).status_code == 403


def test_a_large_group_is_told_in_the_table_alone(world: SellerWorld, as_: As) -> None:
    for n in range(40):
        chain = [(TokenKind.BANK_ACCOUNT, f"BCA 90000000{n + step:02d}") for step in (0, 1)]
        world.give(world.lapak, f"toko-{n:02d}", *chain)
    world.work()
    text = page(as_(world.keeper), "seller", world.group().key)
    assert "Too many shops to draw" in text
    assert "This group is very large" in text
    assert keys.keys_in_force(world.association, now=world.now).count() == 1
