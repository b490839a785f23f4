"""Tokens and the identity list over the API: nothing raw is taken, shown, kept or logged; yes or no, and a limit."""

import json

import pytest
from django.core import serializers

from tertib.actions.sellers.identity import ASKED_PER_HOUR
from tertib.core.sellers import TokenKey, new_key, token
from tertib.store import models
from tertib.store.models import (
    IdentityEntry,
    IdentityQuery,
    Seller,
    SellerLadderRung,
    ShopToken,
    TokenKeyMark,
)
from tertib.vocabulary import LadderRungState, Role, SellerRung, TokenKind
from tests.api.conftest import World
from tests.factories import NOW, make_person

RAW = "0812-9999-7777"


@pytest.fixture
def key(world: World) -> TokenKey:
    made = new_key()
    hub = world.parties["hub"]
    by = make_person(hub, Role.APPROVER, email="kunci@asosiasi.example")
    TokenKeyMark.objects.create(
        association=hub, key_id=made.id, label="2026", made_here=False, made_at=NOW, made_by=by
    )
    return made


def body(*tokens: str, shop: str = "toko-satu") -> dict[str, object]:
    return {"shops": [{"shop": shop, "tokens": list(tokens)}]}


def test_tokens_are_kept_and_the_same_call_again_gives_the_same_answer(world: World, key: TokenKey) -> None:
    made = token(TokenKind.PHONE, RAW, key=key)
    first = world["platform"].post("/sellers/tokens", body(made), once="k-1")
    again = world["platform"].post("/sellers/tokens", body(made), once="k-1")
    assert first.json() == again.json()
    assert first.json()["results"] == [{"index": 0, "shop": "toko-satu", "kept": 1, "added": 1, "gone": 0}]
    anew = world["platform"].post("/sellers/tokens", body(made), once="k-2")
    assert anew.json()["results"][0]["added"] == 0
    assert ShopToken.objects.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        body(RAW),
        body(f"phone.{RAW}"),
        body(shop="081299997777"),
        body(RAW * 30),
        {"shops": [{"shop": "toko-satu", "tokens": [], "phone": RAW}]},
        {"shops": [{"shop": "toko-satu", "tokens": {"phone": RAW}}]},
        {"phone": RAW},
    ],
)
def test_a_raw_value_is_refused_and_neither_shown_logged_nor_kept(
    world: World, key: TokenKey, wrong: dict[str, object], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    response = world["platform"].post("/sellers/tokens", wrong, once="k-1")
    assert response.status_code == 422
    stored = "".join(
        serializers.serialize("json", getattr(models, name).objects.all()) for name in models.__all__
    )
    for said in (response.content.decode(), caplog.text, stored):
        assert RAW not in said
        assert "99997777" not in said
    assert not models.IdempotencyKey.objects.exists()


def test_a_token_under_another_key_is_refused_with_the_keys_id(world: World, key: TokenKey) -> None:
    other = new_key()
    response = world["platform"].post(
        "/sellers/tokens", body(token(TokenKind.PHONE, RAW, key=other)), once="k-1"
    )
    assert response.status_code == 409
    assert other.id in response.json()["detail"]


def listed(world: World, key: TokenKey) -> str:
    seller = Seller.objects.create(
        association=world.parties["hub"], size=2, platforms=1, found_at=NOW, changed_at=NOW
    )
    rung = SellerLadderRung.objects.create(
        seller=seller, rung=SellerRung.IDENTITY_LIST, state=LadderRungState.ISSUED, proposed_at=NOW
    )
    made = token(TokenKind.PHONE, RAW, key=key)
    expires = NOW.replace(year=NOW.year + 1)
    IdentityEntry.objects.create(
        rung=rung, kind=TokenKind.PHONE, token=made, listed_at=NOW, expires_at=expires
    )
    return made


def test_the_list_answers_yes_or_no_and_nothing_else(world: World, key: TokenKey) -> None:
    made = listed(world, key)
    yes = world["platform"].call("POST", "/identity-list", {"token": made})
    no = world["platform"].call(
        "POST", "/identity-list", {"token": token(TokenKind.PHONE, "0813 1111 2222", key=key)}
    )
    assert (yes.json(), no.json()) == ({"listed": True}, {"listed": False})
    asked = IdentityQuery.objects.order_by("pk")
    assert [(one.party_id, one.listed, one.api_key is not None) for one in asked] == [
        (world.parties["platform"].pk, True, True),
        (world.parties["platform"].pk, False, True),
    ]


def test_a_token_never_stands_in_an_address(world: World, key: TokenKey) -> None:
    made = listed(world, key)
    assert world["platform"].get(f"/identity-list/phone/{made}").status_code == 404


def test_the_list_refuses_a_raw_value_without_showing_it(world: World, key: TokenKey) -> None:
    response = world["platform"].call("POST", "/identity-list", {"token": RAW})
    assert response.status_code == 422
    assert RAW not in response.content.decode()
    assert not IdentityQuery.objects.exists()


def test_who_asks_too_often_is_told_when_to_come_again_and_others_are_not_held_up(
    world: World, key: TokenKey
) -> None:
    asked = {"token": token(TokenKind.PHONE, RAW, key=key)}
    answers = [world["platform"].call("POST", "/identity-list", asked) for _ in range(ASKED_PER_HOUR + 1)]
    assert {one.status_code for one in answers[:-1]} == {200}
    assert answers[-1].status_code == 429
    assert 1 <= int(answers[-1].headers["Retry-After"]) <= 3600
    assert json.loads(answers[-1].content)["retry"] is True
    assert IdentityQuery.objects.count() == ASKED_PER_HOUR
    assert world["platform"].post("/sellers/tokens", body(), once="k-1").status_code == 200
