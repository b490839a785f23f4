"""Letting notices leave: what waits, a preview of exactly what would be sent, the approval, and what became of it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from tertib.actions.notices import asking as actions
from tertib.portal.notices.words import left_out, why_this_way
from tertib.queries.types import Approval, Notice
from tertib.store.models import Contact, Dispatch
from tertib.vocabulary import CaseState, PageState, Role
from tests.factories import make_party, make_person
from tests.portal.small_world import SmallWorld

pytestmark = pytest.mark.django_db
Browse = Callable[..., Client]


@pytest.fixture
def approver(world: SmallWorld, browse: Browse) -> Client:
    return browse(world.approver_person)


def of(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, answer.content.decode()[:2000]
    return answer.content.decode()


def wait_for_notices(world: SmallWorld) -> None:
    """Two cases at one platform and one at another wait; one is gone and one unseen."""
    world.see(world.name("lapakraya", 1), world.name("lapakraya", 2), world.name("kioskilat", 3))
    world.see(world.name("kioskilat", 4), state=PageState.GONE_HARD)
    world.name("kioskilat", 5)


def test_what_waits_is_shown_by_platform_and_by_order(world: SmallWorld, approver: Client) -> None:
    wait_for_notices(world)
    page = of(approver, "/pemberitahuan/")
    assert "3 cases" in page
    assert "wait for your decision" in page
    assert "platform=lapakraya" in page and "platform=kioskilat" in page
    assert f"order={world.order.key}" in page
    assert "First notice (3)" in page


def test_what_waits_on_the_page_is_what_the_head_counts(world: SmallWorld, approver: Client) -> None:
    wait_for_notices(world)
    assert '<span class="sr">waiting:</span> 3</span>' in of(approver, "/pemberitahuan/")


def test_the_preview_shows_recipient_way_reason_and_the_words(world: SmallWorld, approver: Client) -> None:
    wait_for_notices(world)
    page = of(approver, "/pemberitahuan/tinjau/?platform=lapakraya")
    assert "Approve 2 notices" in page
    assert "Contact of the platform, state: well" in page
    assert "https://lapakraya.localhost/produk/1" in page
    assert "123/CONTOH/11/2026" in page
    assert "kioskilat" not in page.split("<main")[1].lower().replace("kioskilat:3", "")
    assert not Notice.objects.exists()


def test_what_cannot_be_sent_is_named_with_its_mend(world: SmallWorld, approver: Client) -> None:
    wait_for_notices(world)
    Contact.objects.filter(party=world.platforms["kioskilat"]).delete()
    page = of(approver, "/pemberitahuan/tinjau/")
    assert "it has no contact" in page
    assert "Ask the association or the operator to add one." in page
    assert "Approve 2 notices" in page
    world.order.letter_number = ""
    world.order.save()
    page = of(approver, "/pemberitahuan/tinjau/")
    assert "The order has no letter number or date" in page
    assert "Nothing can leave as it is" in page
    assert "letter number or date is missing" in of(approver, "/pemberitahuan/")


def test_the_reviewed_batch_leaves_with_a_name_beside_it(world: SmallWorld, approver: Client) -> None:
    wait_for_notices(world)
    said = {"platform": "lapakraya", "expected": "2"}
    answer = approver.post("/pemberitahuan/setujui/", said)
    approval = Approval.objects.get()
    assert answer["location"] == f"/pemberitahuan/persetujuan/{approval.key}/"
    page = of(approver, answer["location"])
    assert "The notices are being written" in page
    assert "0 cases of 2 cases done" in page
    assert "Load again" in page  # without JavaScript
    assert world.approver_person.name in page
    while actions.compose_chunk(approval, now=world.now):
        pass
    page = of(approver, answer["location"])
    assert "All notices are written" in page
    assert Dispatch.objects.get().key in page
    assert "Load again" not in page


def test_a_batch_that_changed_is_not_approved_but_shown_again(world: SmallWorld, approver: Client) -> None:
    wait_for_notices(world)
    world.see(world.name("lapakraya", 9))
    answer = approver.post("/pemberitahuan/setujui/", {"platform": "lapakraya", "expected": "2"})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Nothing was sent" in page
    assert "Approve 3 notices" in page
    assert not Approval.objects.exists()


@pytest.mark.parametrize("expected", ["", "-1", "two", "９", "99999999999999999999"])
def test_a_number_that_is_none_approves_nothing(world: SmallWorld, approver: Client, expected: str) -> None:
    wait_for_notices(world)
    assert approver.post("/pemberitahuan/setujui/", {"expected": expected}).status_code == 409
    assert not Approval.objects.exists()


def test_one_case_can_be_approved_alone(world: SmallWorld, approver: Client) -> None:
    wait_for_notices(world)
    key = world.cases["lapakraya:2"].key
    assert "Approve 1 notice<" in of(approver, f"/pemberitahuan/tinjau/?case={key}")
    approver.post("/pemberitahuan/setujui/", {"case": key, "expected": "1"})
    assert Approval.objects.get().count == 1


def test_a_second_press_sends_nothing_twice(world: SmallWorld, approver: Client) -> None:
    wait_for_notices(world)
    world.ask()
    answer = approver.post("/pemberitahuan/setujui/", {"expected": "3"})
    assert answer.status_code == 409
    assert "Nothing of this waits for a notice" in answer.content.decode()
    assert Notice.objects.count() == 3


def test_a_claim_that_is_up_can_be_asked_for_again(world: SmallWorld, approver: Client) -> None:
    case = world.name("kioskilat", 3)
    world.see(case)
    world.ask()
    world.say_done(case)
    world.wait(7)
    world.see(case)
    assert "Ask again (1)" in of(approver, "/pemberitahuan/")
    page = of(approver, f"/pemberitahuan/tinjau/?case={case.key}&again=1")
    assert "Approve 1 notice<" in page
    world.ask(again=True)
    case.refresh_from_db()
    assert case.state == CaseState.NOTIFIED


def test_what_was_sent_shows_its_delivery_and_its_words(world: SmallWorld, approver: Client) -> None:
    wait_for_notices(world)
    world.ask()
    page = of(approver, "/pemberitahuan/terkirim/")
    assert "LapakRaya" in page and "KiosKilat" in page
    dispatch = Dispatch.objects.get(recipient=world.platforms["lapakraya"])
    page = of(approver, f"/pemberitahuan/terkirim/{dispatch.key}/")
    assert "202 Accepted" in page
    assert Notice.objects.filter(dispatch=dispatch)[0].digest in page
    assert "KiosKilat" not in of(approver, "/pemberitahuan/terkirim/?recipient=lapakraya")
    assert "No dispatch fits this filter." in of(approver, "/pemberitahuan/terkirim/?state=failed")


def test_an_analyst_sees_what_waits_but_approves_nothing(world: SmallWorld, browse: Browse) -> None:
    wait_for_notices(world)
    client = browse(make_person(world.authority, Role.ANALYST))
    assert "An approver of your office lets them leave." in of(client, "/pemberitahuan/")
    of(client, "/pemberitahuan/tinjau/", status=403)
    assert client.post("/pemberitahuan/setujui/", {"expected": "3"}).status_code == 403


def test_another_authority_sees_none_of_it(world: SmallWorld, browse: Browse) -> None:
    wait_for_notices(world)
    approval = world.ask()
    other = browse(make_person(make_party("badan-contoh"), Role.APPROVER))
    assert "Nothing waits for a notice" in of(other, "/pemberitahuan/")
    of(other, f"/pemberitahuan/persetujuan/{approval.key}/", status=404)
    of(other, f"/pemberitahuan/terkirim/{Dispatch.objects.all()[0].key}/", status=404)


def test_every_reason_for_leaving_out_says_how_to_mend_it() -> None:
    for reason in ("no_letter", "no_contact", "no_basis", "moved_on", "notice lacks: the link"):
        assert left_out(reason).why and left_out(reason).mend
    assert why_this_way("something else") == "something else"


def test_the_progress_can_be_fetched_alone(world: SmallWorld, approver: Client) -> None:
    wait_for_notices(world)
    approval = world.ask()
    world.now += timedelta(minutes=1)
    answer = approver.get(f"/pemberitahuan/persetujuan/{approval.key}/", headers={"hx-request": "true"})
    assert "<html" not in answer.content.decode()
