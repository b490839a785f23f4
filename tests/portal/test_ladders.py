"""The ladder: a proposal with its record, the letter that a person signs off, and saying no."""

from collections.abc import Callable

import pytest
from django.test import Client

from tertib.queries.types import LadderRung
from tertib.vocabulary import LadderRungState, Role
from tests.factories import make_person
from tests.portal.small_world import SmallWorld

pytestmark = pytest.mark.django_db
Browse = Callable[..., Client]


@pytest.fixture
def rung(world: SmallWorld) -> LadderRung:
    """Thirty answers that never came: the record of one platform calls for its first step."""
    world.see(*(world.name("lapakraya", number) for number in range(30)))
    world.ask()
    world.wait(24 * 8)
    assert world.propose() == 1
    return LadderRung.objects.get()


@pytest.fixture
def approver(world: SmallWorld, browse: Browse) -> Client:
    return browse(world.approver_person)


def test_a_proposal_shows_its_record_in_words_and_the_letter(rung: LadderRung, approver: Client) -> None:
    assert "LapakRaya" in approver.get("/tangga/").content.decode()
    page = approver.get(f"/tangga/{rung.pk}/").content.decode()
    assert "30 of 30 answers that were due came too late or not at all" in page
    assert "Written warning" in page
    assert "The letter as it leaves" in page
    assert "Yth. LapakRaya" in page


def test_the_letter_leaves_as_it_was_edited_and_its_period_runs(rung: LadderRung, approver: Client) -> None:
    answer = approver.post(f"/tangga/{rung.pk}/", {"text": "Surat yang sudah dibaca."}, follow=True)
    rung.refresh_from_db()
    assert (rung.state, rung.text) == (LadderRungState.ISSUED, "Surat yang sudah dibaca.")
    page = answer.content.decode()
    assert "The letter as it left" in page
    assert "Surat yang sudah dibaca." in page
    assert "Issue this letter" not in page
    assert "Period ends" in approver.get("/tangga/?state=issued").content.decode()


def test_an_empty_letter_is_not_issued(rung: LadderRung, approver: Client) -> None:
    assert approver.post(f"/tangga/{rung.pk}/", {"text": "  "}).status_code == 422
    rung.refresh_from_db()
    assert rung.state == LadderRungState.PROPOSED


def test_a_proposal_is_dismissed_with_a_reason_and_decided_once(rung: LadderRung, approver: Client) -> None:
    assert approver.post(f"/tangga/{rung.pk}/kesampingkan/", {"reason": ""}).status_code == 422
    assert (
        approver.post(f"/tangga/{rung.pk}/kesampingkan/", {"reason": "Surat lain jalan"}).status_code == 302
    )
    assert approver.post(f"/tangga/{rung.pk}/", {"text": "Terlambat"}).status_code == 409
    assert "Surat lain jalan" in approver.get(f"/tangga/{rung.pk}/").content.decode()


def test_others_than_approvers_issue_nothing(world: SmallWorld, rung: LadderRung, browse: Browse) -> None:
    for role in (Role.ANALYST, Role.AUDITOR):
        client = browse(make_person(world.authority, role))
        assert (
            "An approver of an authority decides on it." in client.get(f"/tangga/{rung.pk}/").content.decode()
        )
        assert client.post(f"/tangga/{rung.pk}/", {"text": "x"}).status_code == 403
        assert client.post(f"/tangga/{rung.pk}/kesampingkan/", {"reason": "x"}).status_code == 403


def test_the_platform_and_the_hub_see_a_step_only_once_it_is_issued(
    world: SmallWorld, rung: LadderRung, approver: Client, browse: Browse
) -> None:
    platform = browse(make_person(world.platforms["lapakraya"], Role.RESPONDER))
    hub = browse(make_person(world.association, Role.ANALYST))
    for client in (platform, hub):
        assert client.get(f"/tangga/{rung.pk}/").status_code == 404
    approver.post(f"/tangga/{rung.pk}/", {"text": "Surat."})
    for client in (platform, hub):
        assert "Surat." in client.get(f"/tangga/{rung.pk}/").content.decode()
    stranger = browse(make_person(world.platforms["kioskilat"], Role.RESPONDER))
    assert stranger.get(f"/tangga/{rung.pk}/").status_code == 404
