"""Pages of the association's keys for tokens, and of the file of tokens that a platform hands over."""

import io
import json
import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from tertib.actions.actor import Actor
from tertib.core.sellers import new_key
from tertib.store.models import ShopToken, TokenKeyMark
from tertib.vocabulary import TokenKind
from tests.seller_world import PHONE, SellerWorld, seller_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db: None, settings: Settings) -> SellerWorld:
    settings.TERTIB_CLOCK = "tests.portal.small_world.standing_clock"
    return seller_world()


As = Callable[[Actor], Client]


def page(client: Client, name: str, *args: object) -> str:
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == 200, answer.content[:300]
    return answer.content.decode()


def test_a_key_is_made_and_shown_once(world: SellerWorld, as_: As) -> None:
    client = as_(world.keeper)
    once = re.search(r'name="once" value="([^"]+)"', page(client, "seller_keys"))
    assert once is not None
    form = {"once": once[1], "label": "2027"}
    assert client.post(reverse("seller_keys"), form).url == reverse("seller_key_made")  # type: ignore[attr-defined]
    shown = page(client, "seller_key_made")
    text = re.search(r"tsk1_[0-9a-f]{64}", shown)
    assert text is not None
    assert "tsk1_" not in page(client, "seller_key_made")
    assert TokenKeyMark.objects.filter(label="2027", made_here=True).exists()


def test_a_key_made_elsewhere_is_registered_by_its_id(world: SellerWorld, as_: As) -> None:
    client, key = as_(world.keeper), new_key()
    form = {"once": "x" * 20, "label": "2027", "key_id": key.id}
    assert client.post(reverse("seller_keys"), form).status_code == 302
    assert TokenKeyMark.objects.get(label="2027").key_id == key.id
    mistaken = client.post(reverse("seller_keys"), form | {"key_id": key.text[:64]})
    assert mistaken.status_code == 422


def test_a_key_is_ended_with_an_overlap_or_revoked_at_once(world: SellerWorld, as_: As) -> None:
    client = as_(world.keeper)
    address = reverse("seller_key_retire", args=[world.mark.pk])
    assert client.post(address, {f"end{world.mark.pk}-days": "30"}).status_code == 302
    address = reverse("seller_key_revoke", args=[world.mark.pk])
    assert client.post(address, {f"why{world.mark.pk}-reason": "bocor"}).status_code == 302
    assert "bocor" in page(client, "seller_keys")


def test_a_platform_hands_over_the_file_that_the_program_wrote(world: SellerWorld, as_: As) -> None:
    line = {"shops": [{"shop": "toko-satu", "tokens": list(world.tokens((TokenKind.PHONE, PHONE)))}]}
    file = io.BytesIO((json.dumps(line) + "\n").encode())
    answer = as_(world.lapak).post(reverse("own_sellers"), {"file": file})
    assert answer.status_code == 302
    assert ShopToken.objects.get().shop == "lapakraya:toko-satu"


@pytest.mark.parametrize(
    "raw",
    [
        b"shop,phone\ntoko-satu,081299997777\n",
        b'{"shops":[{"shop":"toko-satu","tokens":["081299997777"]}]}',
        b'{"shops":[{"shop":"toko-satu","tokens":[],"phone":"081299997777"}]}',
        b'{"shops":[{"shop":"081299997777","tokens":[]}]}',
        b"[" * 9000,
        b"\xff\xfe081299997777",
    ],
)
def test_a_file_with_raw_values_is_refused_unkept_and_unshown(
    world: SellerWorld, as_: As, raw: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    answer = as_(world.lapak).post(reverse("own_sellers"), {"file": io.BytesIO(raw)})
    assert answer.status_code == 422
    assert "081299997777" not in answer.content.decode() + caplog.text
    assert not ShopToken.objects.exists()
