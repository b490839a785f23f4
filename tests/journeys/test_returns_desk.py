"""What came back, in a real browser: copies of listings that were verified down reach a feed, and a person decides.

Platforms took listings down and our looks verified it; then the same titles are offered by another shop.
"""

from collections import Counter
from typing import Any

import pytest
from playwright.sync_api import FilePayload

from tests.journeys.system import System
from tests.journeys.walker import Walker

pytestmark = pytest.mark.browser

READERS = ("id", "en")
BUSY_SECONDS = 120  # the worker judges the demo's feeds first
COPIES = 3  # of one listing, by one shop: decided at once
DESK = "/kembali/"
CONFIRM, NOT_SAME, CANNOT_TELL = "1", "2", "3"


@pytest.fixture(scope="module")
def system(lived: System) -> System:
    return lived


def _gone(system: System) -> list[str]:
    """Titles of listings that are verified down, in the order of their cases."""
    found = system.rows(
        "SELECT l.first_seen_title FROM store_case c JOIN store_listing l ON l.id = c.listing_id"
        " WHERE c.state = 'down' AND l.first_seen_title <> '' ORDER BY c.id"
    )
    return [str(title) for (title,) in found]


def test_an_offer_that_came_back_is_decided_and_taken_back(walker: Walker, system: System) -> None:
    place = READERS.index(walker.language)
    shop = f"bangkit-{walker.language}"
    gone = _gone(system)[2 * place : 2 * place + 2]
    _hand_over(walker, shop, [gone[0]] * COPIES + [gone[1]])
    system.wait("pairs", lambda: len(_pairs(system, shop)) > COPIES, seconds=BUSY_SECONDS)
    walker.visit(DESK)
    walker.press(f'main tr:has-text("{shop}") a.quiet-link')
    pair = walker.path
    assert walker.has('section[aria-labelledby="sides"]')
    assert walker.page.locator('section[aria-labelledby="changed"] li').count() > 0
    _decide(walker, CONFIRM)
    walker.visit(pair.partition("?")[0])
    walker.look(again=True)
    assert walker.has('.decision a[href^="/kasus/C-"]')  # a case of its own, on the way of every other
    walker.press('form[action$="/batal/"] .btn.danger')
    assert walker.has("[data-decide]")  # it waits again, and its history stays
    assert walker.page.locator('section[aria-labelledby="history"] li').count() == 2
    _decide(walker, CANNOT_TELL)
    walker.visit(f"{DESK}?desk=decided")
    walker.visit(f"{DESK}?relation=same_listing")


def test_offers_of_one_shop_beside_one_removed_listing_are_decided_at_once(
    walker: Walker, system: System
) -> None:
    shop = f"bangkit-{walker.language}"
    walker.be("Rani")
    walker.visit(DESK)
    waiting = [(case, key) for key, case, outcome in _pairs(system, shop) if outcome is None]
    cases = Counter(case for case, _ in waiting)
    keys = [key for case, key in waiting if cases[case] > 1]
    assert len(keys) >= 2
    walker.visit(f"{DESK}{keys[0]}/serupa/")
    assert walker.page.locator('input[name="pair"]:checked').count() >= 2
    walker.press(f'[data-key="{NOT_SAME}"]')
    assert walker.path.startswith(f"{DESK}sekaligus/")
    walker.press('form[action$="/batal/"] .btn.danger')
    assert not walker.has('form[action$="/batal/"] .btn.danger')
    walker.look(again=True)
    walker.visit(DESK)
    assert keys[0] in walker.download('a[href^="/kembali/unduh.csv"]')


def _pairs(system: System, shop: str) -> list[tuple[Any, ...]]:
    """Key, case and outcome of every pair of the shop's offers."""
    return system.rows(
        "SELECT r.key, r.case_id, r.outcome FROM store_return r JOIN store_offer o ON o.id = r.offer_id"
        f" WHERE o.shop = '{shop}' ORDER BY r.case_id, r.id"
    )


def _hand_over(walker: Walker, shop: str, titles: list[str]) -> None:
    """Upload a file in the office's own feed, look at how it is read, and let it be judged."""
    rows = "".join(
        f'"{title}",150000,{shop},http://lapakraya.localhost/jaket-i.78.{ord(shop[-1])}{number}\n'
        for number, title in enumerate(titles)
    )
    walker.be("Rani")
    walker.visit("/umpan/")
    walker.press('main a:has-text("Hasil penelusuran")')
    file = FilePayload(
        name=f"{shop}.csv", mimeType="text/csv", buffer=f"nama,harga,toko,tautan\n{rows}".encode()
    )
    walker.page.set_input_files('input[type="file"]', file)
    walker.press('form[action$="/kirim/"] button')
    walker.wait('form[action$="/nilai/"]')
    walker.press('form[action$="/nilai/"] .btn.primary')


def _decide(walker: Walker, key: str) -> None:
    """By the key where scripts run, else by the button of the same number."""
    if not walker.script:
        walker.press(f'[data-key="{key}"]')
        return
    walker.page.evaluate("document.activeElement.blur()")
    with walker.page.expect_navigation() as reached:
        walker.page.keyboard.press(key)
    assert reached.value.status == 200, walker.path
    walker.look()
