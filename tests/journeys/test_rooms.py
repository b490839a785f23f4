"""Everybody's pages in a real browser: each way in the head of each person's page opens, in both languages."""

import pytest

from tests.journeys.system import System
from tests.journeys.visitor import Visitor
from tests.journeys.walker import Walker

pytestmark = pytest.mark.browser

PEOPLE = (
    "Bagus",
    "Dewi",
    "Arman",
    "Yusuf",
    "Tiara",
)  # an approver, the hub, police, the operator, a responder


@pytest.mark.parametrize("name", PEOPLE)
def test_every_way_of_a_person_opens(name: str, walker: Walker) -> None:
    walker.be(name)
    ways = [str(way.get_attribute("href")) for way in walker.page.locator("nav.ways a").all()]
    assert len(ways) >= 2
    for way in ways:
        walker.visit(way)


def test_anybody_reports_a_link_and_learns_what_became_of_it(walker: Walker, system: System) -> None:
    walker.visit("/lapor/")
    walker.fill("#id_links", f"http://lapakraya.localhost:{system.ports.sandbox}/i.1000311.10000077003")
    walker.press("main form .btn.primary")
    assert "R-" in walker.text()
    walker.visit("/lapor/R-0123456789AB/", status=404)
    walker.visit("/akun/login/")


def test_a_page_that_is_not_there_or_not_for_this_person_is_plain(walker: Walker) -> None:
    walker.be("Tiara")
    walker.visit("/tidak/ada/", status=404)
    walker.visit("/perintah/", status=403)


def test_a_stranger_finds_no_door_but_his_own(system: System) -> None:
    stranger = Visitor(system.address)
    for path in ("/perintah/", "/kasus/", "/tugas/", "/pengiriman/", "/angka/"):
        assert stranger.get(path).path.startswith("/akun/login/")
