"""Findings are decided in a real browser: one by one, by keys, many at once, taken back, and read a second time."""

import re
from time import monotonic

import pytest
from playwright.sync_api import FilePayload, Locator

from tests.journeys.walker import PHONE, Walker

pytestmark = pytest.mark.browser
DESK = "/temuan/?policy=pakaian-bekas-impor"
BUSY_SECONDS = 120  # the worker judges the demo's feeds first
CONFIRM, LAWFUL, PLATFORM_RULE, ASK = "1", "2", "3", "4"
MOST_READINGS = 25  # one decision in two is read again: the chance that none is, is nil


def test_findings_are_decided_one_by_one_and_taken_back(walker: Walker) -> None:
    _analyst_at_the_desk(walker)
    walker.visit(f"{DESK}&order=clock")
    walker.visit(f"{DESK}&word=tidak-ada-kata-ini")
    assert walker.has("div.empty")
    walker.visit(f"{DESK}&band=strong&word=terms.")
    walker.press('a[rel="next"]')
    first = walker.path
    assert walker.has("h1 mark.for, .facts mark.for")  # the words that speak for it, where they stand
    assert walker.has('section[aria-labelledby="evidence"] .bar')
    assert walker.page.locator("fieldset[data-ask]").count() >= 3

    _decide(walker, CONFIRM, status=422)  # used? imported? each needs its own yes
    assert walker.has('[role="alert"]')
    _answer_all(walker, "y")
    _decide(walker, CONFIRM)
    assert walker.path != first
    walker.press(".note.undo a")
    assert walker.has('a[href^="/kasus/C-"]')
    walker.look(again=True)
    walker.press('form[action$="/batal/"] .btn.danger')
    assert walker.has("fieldset[data-ask]")  # it waits again, and its history stays
    assert walker.page.locator('section[aria-labelledby="history"] li').count() == 2
    walker.look(again=True)

    for key in (LAWFUL, PLATFORM_RULE):
        _decide(walker, key)
        walker.press(".note.undo button")
    _answer_all(walker, "u")
    _decide(walker, ASK)
    assert walker.page.locator('section[aria-labelledby="ask"] textarea').count() == 2
    walker.look(again=True)
    walker.visit(f"{DESK}&desk=asked")
    assert walker.has("main tbody tr")
    walker.visit(f"{DESK}&desk=decided")


def test_the_decision_is_reached_without_scrolling(walker: Walker) -> None:
    _analyst_at_the_desk(walker)
    walker.press('a[rel="next"]')
    first = walker.page.locator("fieldset[data-ask]").first
    jump = walker.page.locator("a[data-jump]")
    if walker.size == PHONE:
        assert not _in_sight(walker, first)  # it stands below the evidence
        assert _in_sight(walker, jump)
        walker.tab_to("a[data-jump]")
        walker.page.keyboard.press("Enter")
        assert _in_sight(walker, first)
    else:
        assert _in_sight(walker, first)
        assert not jump.is_visible()
    if walker.script:
        walker.page.keyboard.press("d")
        assert walker.page.evaluate("document.activeElement.closest('[data-ask]') !== null")


def test_findings_alike_are_decided_at_once_and_taken_back_at_once(walker: Walker) -> None:
    shop = f"gudang-uji-{walker.language}"
    _hand_over_three_of(walker, shop)
    walker.visit(f"{DESK}&shop={shop}")
    walker.press('a[rel="next"]')
    walker.press('a[href$="/serupa/"]')
    assert walker.page.locator('input[name="finding"]').count() == 3
    assert shop in walker.text("table caption")
    _answer_all(walker, "n", by_key=False)
    walker.press(f'[data-key="{LAWFUL}"]')
    assert walker.path.startswith("/temuan/sekaligus/")
    walker.press('form[action$="/batal/"] .btn.danger')
    assert not walker.has('form[action$="/batal/"]')
    walker.look(again=True)
    walker.visit(f"{DESK}&shop={shop}")
    assert walker.page.locator("main tbody tr").count() == 3


def test_a_random_share_is_read_again_by_a_colleague_who_does_not_see_the_decision(walker: Walker) -> None:
    _analyst_at_the_desk(walker)
    walker.press('a[rel="next"]')
    for _ in range(MOST_READINGS):
        _decide(walker, LAWFUL)
        if _waits_for_bagus(walker):
            break
    walker.press('a[rel="next"]')
    assert walker.has('input[name="mode"][value="second"]')
    assert not walker.has('section[aria-labelledby="history"]')  # a reading of one's own
    walker.look(again=True)
    _decide(walker, LAWFUL)
    walker.visit(DESK)
    walker.look(again=True)
    assert re.search(r"\d+ / \d+", walker.text(".tiles"))  # how many agree, of those read twice


def _analyst_at_the_desk(walker: Walker) -> None:
    walker.be("Rani")
    end = monotonic() + BUSY_SECONDS
    walker.page.goto(f"{walker.address}{DESK}")
    while not walker.has("main tbody tr") and monotonic() < end:
        walker.page.wait_for_timeout(500)
        walker.page.goto(f"{walker.address}{DESK}")
    walker.look(again=True)
    assert walker.has("main tbody tr")


def _in_sight(walker: Walker, what: Locator) -> bool:
    box = what.bounding_box()
    return box is not None and box["y"] >= 0 and box["y"] + box["height"] <= walker.size[1]


def _hand_over_three_of(walker: Walker, shop: str) -> None:
    """Upload a file in the office's own feed, look at how it is read, and let it be judged."""
    rows = "".join(
        f"Jaket second import balpres,150000,{shop},http://lapakraya.localhost/jaket-i.77.{ord(shop[-1])}{number}\n"
        for number in range(3)
    )
    walker.be("Rani")
    walker.visit("/umpan/")
    walker.press('main a:has-text("Hasil penelusuran")')
    data = f"nama,harga,toko,tautan\n{rows}".encode()
    file = FilePayload(name=f"{shop}.csv", mimeType="text/csv", buffer=data)
    walker.page.set_input_files('input[type="file"]', file)
    walker.press('form[action$="/kirim/"] button')
    walker.wait('form[action$="/nilai/"]')
    assert shop in walker.text('section[aria-labelledby="first"]')
    walker.press('form[action$="/nilai/"] .btn.primary')
    walker.wait('a[href*="/temuan/?feed="]')


def _waits_for_bagus(walker: Walker) -> bool:
    """Be the colleague if something waits to be read again, else stay the analyst."""
    walker.be("Bagus")
    walker.visit(f"{DESK}&desk=second")
    if walker.has("main tbody tr"):
        return True
    walker.be("Rani")
    walker.page.goto(f"{walker.address}{DESK}")
    walker.press('a[rel="next"]')
    return False


def _decide(walker: Walker, key: str, *, status: int = 200) -> None:
    """By the key where scripts run, else by the button of the same number."""
    if not walker.script:
        walker.press(f'[data-key="{key}"]', status=status)
        return
    walker.page.evaluate("document.activeElement.blur()")
    with walker.page.expect_navigation() as reached:
        walker.page.keyboard.press(key)
    assert reached.value.status == status, walker.path
    walker.look()


def _answer_all(walker: Walker, key: str, *, by_key: bool = True) -> None:
    """Give every question that is open the same answer, by its key where scripts run."""
    value = {"y": "yes", "n": "no", "u": "unknown"}[key]
    questions = walker.page.locator("fieldset[data-ask]")
    for number in range(questions.count()):
        if walker.script and by_key:
            walker.page.keyboard.press(key)
        else:
            questions.nth(number).locator(f'input[value="{value}"]').check()
    assert (
        walker.page.locator(f'fieldset[data-ask] input[value="{value}"]:checked').count() == questions.count()
    )
