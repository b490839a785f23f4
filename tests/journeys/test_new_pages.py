"""What is measured and who did what, in a real browser: statements, curves, looks planned by platform, and the trail.

Days have passed when they are looked at: platforms have said what they did, and looks have seen it.
"""

import pytest

from tests.journeys.system import System
from tests.journeys.walker import Walker

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def system(lived: System) -> System:
    return lived


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
