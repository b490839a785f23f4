"""What is measured and who did what, in a real browser: statements, curves, looks planned by platform, and the trail.

Days have passed when they are looked at: platforms have said what they did, and looks have seen it.
"""

from collections.abc import Iterator

import pytest

from tests.journeys.acts import approve_all, hand_in
from tests.journeys.lists import small_list
from tests.journeys.system import System, running_system
from tests.journeys.walker import Walker

pytestmark = pytest.mark.browser

SPEED = 14_400.0  # four hours a second
ROWS = 80
UNSEEN = "verdict IS NULL OR (state = 'open' AND page_state IN ('GONE_HARD', 'GONE_SOFT', 'SHOP_GONE'))"
VERIFIED = 8  # cases that somebody said to be done and looks saw gone: then every page has something to tell


@pytest.fixture(scope="module")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    """A list of links that was approved and, in part, answered; nobody works on it while one looks."""
    with running_system(tmp_path_factory.mktemp("measured") / "home", speed=SPEED) as running:
        order = hand_in(
            running, small_list(ROWS, port=running.ports.sandbox), letter="B-72/PKTN-CONTOH/XI/2026"
        )
        running.wait(
            "every case to be seen", lambda: of_cases(running, "TRUE") and not of_cases(running, UNSEEN)
        )
        approve_all(running, order=order)
        running.wait(
            "claims that looks verified",
            lambda: of_cases(running, "claimed_at IS NOT NULL AND down_at IS NOT NULL") >= VERIFIED,
        )
        running.stop("sandbox", "looks", "desk")
        yield running


def of_cases(system: System, rule: str) -> int:
    [(count,)] = system.rows(f"SELECT count(*) FROM store_case WHERE {rule}")
    return int(count)


def test_an_approver_reads_statements_beside_looks(walker: Walker) -> None:
    walker.be("Bagus")
    walker.visit("/angka/pernyataan/")
    assert walker.has("main table tbody tr")


def test_an_approver_reads_how_long_listings_stay(walker: Walker) -> None:
    walker.be("Bagus")
    walker.visit("/angka/lama/")
    assert walker.has("main svg")


def test_the_operator_reads_the_looks_that_are_planned_on_each_platform(walker: Walker) -> None:
    walker.be("Yusuf")
    walker.visit("/antrean/")
    assert walker.has("#looks tbody tr")


def test_the_operator_reads_who_did_what(walker: Walker) -> None:
    walker.be("Yusuf")
    walker.visit("/orang/jejak/")
    assert walker.has("main tbody tr")
