"""A policy changes in a real browser: a draft is read, tested, and published by another person; then taken back."""

from time import monotonic

import pytest

from tests.journeys.walker import Walker

pytestmark = pytest.mark.browser
BUSY_SECONDS = 120  # the worker judges the demo's feeds first
POLICY = "/kebijakan/pakaian-bekas-impor/"


def test_a_draft_goes_its_way_to_being_in_force_and_back(walker: Walker) -> None:
    walker.be("Nadia")
    walker.visit("/kebijakan/")
    walker.visit(POLICY)
    drafts = walker.page.locator('main a[href^="/kebijakan/konsep/"]')
    if drafts.count():
        walker.press('main a[href^="/kebijakan/konsep/"]')
    else:  # this journey was gone before: begin again with what that version said
        walker.press('main a[href*="/versi/"]')
        walker.press('form[action$="konsep-baru/"] button')
    draft = walker.path
    assert "paket-zebra" in walker.text()
    for way in ("istilah/", "istilah/paket-zebra/", "berkas/terms.toml/", "uji/"):
        walker.visit(draft + way)
    walker.visit(f"{POLICY}istilah/?draft={draft.rstrip('/').rpartition('/')[2]}")
    walker.visit(f"{POLICY}istilah/")
    walker.visit(f"{POLICY}istilah/balpres/")
    walker.visit(f"{POLICY}sampel/")
    walker.visit(draft)
    walker.press('form[action$="uji/mulai/"] button')
    end = monotonic() + BUSY_SECONDS
    while not walker.has(".tiles") and monotonic() < end:
        walker.page.wait_for_timeout(500)
        walker.page.goto(f"{walker.address}{draft}uji/")
    walker.look(again=True)
    assert "zebra" in walker.text().lower()

    walker.be("Bagus")
    walker.visit(f"{draft}terbitkan/")
    walker.fill("#id_why", "kata rekaan demo")
    walker.press("main form .btn.primary")
    assert walker.path.startswith(POLICY)
    walker.look(again=True)
    assert "kata rekaan demo" in walker.text()
    walker.seen(".card.next summary").click()
    walker.fill("#id_why", "hanya percobaan")
    walker.press('form[action$="kembalikan/"] button')
    walker.look(again=True)
    version = str(walker.page.locator('main a[href*="/versi/"]').first.get_attribute("href"))
    walker.visit(version)
    assert "hanya percobaan" in walker.text()
