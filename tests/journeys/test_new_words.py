"""New words in a real browser: another member's file is looked at, taken in, decided, and given away again."""

from datetime import UTC, datetime

import pytest

from tertib.core.terms.exchange import Shared, SharedWord, read_words, write_words
from tests.journeys.walker import Walker

pytestmark = pytest.mark.browser
PAGE = "/kata/bagikan/"
POLICY = "pakaian-bekas-impor"
MADE = datetime(2026, 11, 20, tzinfo=UTC)


def shared(term: str) -> SharedWord:
    return SharedWord(
        term=term,
        kind="word",
        policy=POLICY,
        status=Shared.PUBLISHED,
        first_seen_week="2026-W45",
        sellers=9,
        meaning={"id": "Dari karung yang baru dibuka", "en": "Out of a sack just opened"},
        needs=("clothing",),
        unless=("other_goods",),
        places=("Bandung",),
    )


def test_a_members_word_is_looked_at_taken_in_accepted_and_taken_back(walker: Walker) -> None:
    term = f"molenan {walker.language}"
    file = write_words([shared(term), shared("karungan")], by="Asosiasi Contoh", made_at=MADE)
    walker.be("Nadia")
    walker.visit("/kata/")
    walker.visit("/kata/berhenti/")
    walker.visit(PAGE)
    walker.page.set_input_files(
        "#file", {"name": "kata.json", "mimeType": "application/json", "buffer": file}
    )
    walker.press("main form[enctype] .btn")
    walker.look(again=True)
    assert term in walker.text()
    walker.tab_to('button[value="take"]')
    walker.enter()
    assert walker.path == "/kata/"
    walker.look(again=True)
    walker.press(f'main a:has-text("{term}")')
    word = walker.path
    assert "Asosiasi Contoh" in walker.text()
    walker.press('button[value="accept"]')
    walker.look(again=True)
    walker.press('main a[href^="/kebijakan/konsep/"]')
    assert term.replace(" ", "-") in walker.text()
    walker.visit(PAGE)
    given = read_words(walker.download('a[href$="/berkas/"]').encode())
    assert term in {one.term for one in given.words}
    walker.visit(word)
    walker.press('button[value="reopen"]')
    walker.fill("#reason", "hanya percobaan")
    walker.press('button[value="reject"]')
    walker.visit("/kata/?state=rejected")
    assert term in walker.text()


def test_a_file_that_was_changed_on_its_way_is_refused_in_plain_words(walker: Walker) -> None:
    file = write_words([shared("molenan")], by="Asosiasi Contoh", made_at=MADE)
    walker.be("Nadia")
    walker.visit(PAGE)
    spoilt = file.replace(b"molenan", b"bolenan")
    walker.page.set_input_files(
        "#file", {"name": "kata.json", "mimeType": "application/json", "buffer": spoilt}
    )
    walker.press("main form[enctype] .btn", status=422)
    assert walker.has('[role="alert"]')
