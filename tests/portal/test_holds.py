"""Police holds: placing with an end, lifting, and who sees what of them."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from tertib.queries.types import Hold, Party
from tertib.vocabulary import CaseState, PartyKind, Role
from tests.factories import make_party, make_person
from tests.portal.small_world import SmallWorld

pytestmark = pytest.mark.django_db
Browse = Callable[..., Client]


@pytest.fixture
def police(world: SmallWorld) -> Party:
    return make_party("kepolisian-contoh", PartyKind.POLICE, name="Kepolisian Contoh")


@pytest.fixture
def investigator(police: Party, browse: Browse) -> Client:
    return browse(make_person(police, Role.INVESTIGATOR))


def form(world: SmallWorld, *, days: int = 7, **said: str) -> dict[str, str]:
    until = world.now + timedelta(days=days)
    return {
        "link": "https://lapakraya.localhost/produk/1",
        "letter_number": "B/77/XI/2026",
        "reason": "Penelusuran pemasok bal",
        "until_0": f"{until:%Y-%m-%d}",
        "until_1": "10:00",
        **said,
    }


def test_a_hold_by_key_stops_the_case_and_shows_with_its_end(world: SmallWorld, investigator: Client) -> None:
    case = world.name("lapakraya", 1)
    answer = investigator.post("/tahan/", form(world, link="lapakraya:1"))
    assert answer.status_code == 302, answer.content.decode()[:3000]
    case.refresh_from_db()
    assert case.state == CaseState.HELD
    assert Hold.objects.get().until.hour == 3  # ten o'clock in Jakarta
    page = investigator.get("/tahan/").content.decode()
    assert "lapakraya:1" in page and case.key in page
    assert "7 days left" in page or "6 days left" in page


@pytest.mark.parametrize(
    ("days", "said", "why"),
    [
        (31, {}, "between now and 30 days"),
        (-1, {}, "between now and 30 days"),
        (7, {"link": "bukan tautan"}, "no link to a listing"),
        (7, {"reason": " "}, "This field is required"),
        (7, {"until_0": "besok"}, "Enter a valid date"),
        (7, {"letter_number": ""}, "This field is required"),
    ],
)
def test_a_hold_that_lacks_something_says_what_and_keeps_the_form(
    world: SmallWorld, investigator: Client, days: int, said: dict[str, str], why: str
) -> None:
    given = form(world, days=days, **{"link": "lapakraya:1", **said})
    answer = investigator.post("/tahan/", given)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert why.lower() in page.lower()
    assert "Penelusuran pemasok bal" in page or said.get("reason")
    assert not Hold.objects.exists()


def test_a_hold_is_lifted_once_and_the_case_goes_on(world: SmallWorld, investigator: Client) -> None:
    case = world.name("lapakraya", 1)
    investigator.post("/tahan/", form(world, link="lapakraya:1"))
    hold = Hold.objects.get()
    assert investigator.post(f"/tahan/{hold.pk}/angkat/").status_code == 302
    case.refresh_from_db()
    assert case.state == CaseState.OPEN
    assert investigator.post(f"/tahan/{hold.pk}/angkat/").status_code == 409
    assert "B/77/XI/2026" in investigator.get("/tahan/?ended=1").content.decode()


def test_the_asking_authority_sees_the_hold_and_its_case_shows_it(
    world: SmallWorld, investigator: Client, browse: Browse
) -> None:
    case = world.name("lapakraya", 1)
    investigator.post("/tahan/", form(world, link="lapakraya:1"))
    client = browse(world.approver_person)
    page = client.get("/tahan/").content.decode()
    assert "lapakraya:1" in page
    assert "Place the hold" not in page
    assert client.post("/tahan/", form(world)).status_code == 403
    page = client.get(f"/kasus/{case.key}/").content.decode()
    assert "B/77/XI/2026" in page
    assert "On hold until" in page


def test_police_see_no_case_before_they_hold_it(world: SmallWorld, investigator: Client) -> None:
    case = world.name("lapakraya", 1)
    assert investigator.get(f"/kasus/{case.key}/").status_code == 404
    investigator.post("/tahan/", form(world, link="lapakraya:1"))
    page = investigator.get(f"/kasus/{case.key}/").content.decode()
    assert world.approver_person.name not in page
    assert world.order.key not in page


def test_another_police_office_and_a_platform_see_none(
    world: SmallWorld, investigator: Client, browse: Browse
) -> None:
    investigator.post("/tahan/", form(world, link="lapakraya:1"))
    hold = Hold.objects.get()
    other = browse(make_person(make_party("polda-contoh", PartyKind.POLICE), Role.INVESTIGATOR))
    assert "No hold runs" in other.get("/tahan/").content.decode()
    assert other.post(f"/tahan/{hold.pk}/angkat/").status_code == 404
    platform = browse(make_person(world.platforms["lapakraya"], Role.RESPONDER))
    assert platform.get("/tahan/").status_code == 403
