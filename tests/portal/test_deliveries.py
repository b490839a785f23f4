"""The operator's deliveries: a dead letter is seen and sent again, and no case's content is shown."""

from collections.abc import Callable

import pytest
from django.test import Client

from tertib.store.models import Dispatch, Notice, Outbox
from tertib.vocabulary import NoticeState, PartyKind, Role
from tests.factories import make_party, make_person
from tests.portal.small_world import SmallWorld
from tests.portal.test_tasks import sent

pytestmark = pytest.mark.django_db
Browse = Callable[..., Client]


@pytest.fixture
def operator(browse: Browse) -> Client:
    return browse(make_person(make_party("pusat-contoh", kind=PartyKind.PUBLIC_BODY), Role.OPERATOR))


def dead_letter(world: SmallWorld) -> Dispatch:
    (notice,) = sent(world, 1)
    letter = Dispatch.objects.get(notices=notice)
    letter.state, letter.last_error = NoticeState.FAILED, "the mailbox is full"
    letter.save()
    Notice.objects.update(state=NoticeState.FAILED)
    return letter


def test_a_failed_delivery_is_seen_with_its_reason_and_without_its_content(
    world: SmallWorld, operator: Client
) -> None:
    letter = dead_letter(world)
    page = operator.get("/pengiriman/").content.decode()
    assert letter.key in page
    assert "the mailbox is full" in page
    assert Notice.objects.get().content["location"]["url"] not in page


def test_it_is_sent_again_under_the_same_number(world: SmallWorld, operator: Client) -> None:
    letter = dead_letter(world)
    operator.post(f"/pengiriman/{letter.key}/lagi/", {"contact": ""})
    letter.refresh_from_db()
    assert letter.state == NoticeState.APPROVED
    assert Outbox.objects.filter(key=f"dispatch:{letter.key}", done_at=None).exists()


def test_a_delivery_that_arrived_is_not_sent_again(world: SmallWorld, operator: Client) -> None:
    (notice,) = sent(world, 1)
    letter = Dispatch.objects.get(notices=notice)
    answer = operator.post(f"/pengiriman/{letter.key}/lagi/", {"contact": ""})
    assert answer.status_code == 409


@pytest.mark.parametrize("contact", ["999999", "x"])
def test_a_contact_of_nobody_is_refused(world: SmallWorld, operator: Client, contact: str) -> None:
    letter = dead_letter(world)
    assert operator.post(f"/pengiriman/{letter.key}/lagi/", {"contact": contact}).status_code == 404


def test_who_is_no_operator_finds_the_door_shut(world: SmallWorld, browse: Browse) -> None:
    assert browse(world.approver_person).get("/pengiriman/").status_code == 403
