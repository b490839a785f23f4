"""Letters of the ladder on the platform's side: what was issued to it, and nothing of others."""

from collections.abc import Callable

import pytest
from django.test import Client

from tertib.queries.types import LadderRung
from tertib.vocabulary import Role
from tests.factories import make_person
from tests.portal.small_world import SmallWorld

pytestmark = pytest.mark.django_db
Browse = Callable[..., Client]


@pytest.fixture
def rung(world: SmallWorld, browse: Browse) -> LadderRung:
    """A warning to one platform, as an approver issued it."""
    world.see(*(world.name("lapakraya", number) for number in range(30)))
    world.ask()
    world.wait(24 * 8)
    assert world.propose() == 1
    return LadderRung.objects.get()


def issue(world: SmallWorld, browse: Browse, rung: LadderRung) -> None:
    browse(world.approver_person).post(f"/tangga/{rung.pk}/", {"text": "Yth. LapakRaya,\n\nIni <teguran>."})


@pytest.fixture
def responder(world: SmallWorld, browse: Browse) -> Client:
    return browse(make_person(world.platforms["lapakraya"], Role.RESPONDER))


def test_a_proposal_is_no_letter(rung: LadderRung, responder: Client) -> None:
    assert "No letter was issued to your office" in responder.get("/tugas/surat/").content.decode()
    assert responder.get(f"/tugas/surat/{rung.pk}/").status_code == 404


def test_the_letter_is_read_as_it_left_with_what_to_do_next(
    world: SmallWorld, browse: Browse, rung: LadderRung, responder: Client
) -> None:
    issue(world, browse, rung)
    listed = responder.get("/tugas/surat/").content.decode()
    assert f'href="/tugas/surat/{rung.pk}/"' in listed
    assert "Kementerian Perniagaan Contoh" in listed
    page = responder.get(f"/tugas/surat/{rung.pk}/").content.decode()
    assert "Ini &lt;teguran&gt;." in page
    assert 'href="/tugas/?state=overdue"' in page
    assert world.approver_person.name not in page
    assert 'href="/tugas/surat/"' in responder.get("/tugas/").content.decode()


def test_another_platform_and_an_authority_find_no_letter_here(
    world: SmallWorld, browse: Browse, rung: LadderRung
) -> None:
    issue(world, browse, rung)
    other = browse(make_person(world.platforms["kioskilat"], Role.RESPONDER))
    assert other.get(f"/tugas/surat/{rung.pk}/").status_code == 404
    assert f"/tugas/surat/{rung.pk}/" not in other.get("/tugas/surat/").content.decode()
    assert browse(world.approver_person).get("/tugas/surat/").status_code == 403
