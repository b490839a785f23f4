"""The review desk in the browser: the queue, one screen, decisions at once, blind second readings, files."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from tertib.queries.types import Case, Finding, Order, Party, Person, Review
from tertib.vocabulary import Band, PartyKind
from tertib.vocabulary import ReviewOutcome as R
from tests.factories import NOW, make_party
from tests.found import found_at, reasons_in

pytestmark = pytest.mark.django_db

Browse = Callable[[Person], Client]
YES = {"q-goods": "yes", "q-used": "yes", "q-imported": "yes", "q-bulk": "unknown"}
HOSTILE = 'Jaket <script>alert(1)</script>\u202eevil\u202c "bal\u200bpres" \x1f\u2066'


@pytest.fixture(autouse=True)
def _desk(invented_platforms: None, settings: Settings) -> None:
    settings.TERTIB_CLOCK = "tests.portal.small_world.standing_clock"
    settings.TERTIB_SECOND_READING_SHARE = 0.0


@pytest.fixture
def lapakraya() -> Party:
    return make_party("lapakraya", PartyKind.PLATFORM)


def page(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, answer
    return b"".join(answer).decode()  # a file comes in pieces


def decide(client: Client, finding: Finding, outcome: R, **more: str) -> Any:
    return client.post(f"/temuan/{finding.key}/", {**YES, "outcome": outcome.value, **more})


def order_of(text: str, *findings: Finding) -> list[int]:
    """In what order the page names the findings."""
    places = [text.index(finding.key) for finding in findings]
    return sorted(range(len(findings)), key=places.__getitem__)


# ---------------------------------------------------------------- the queue


def test_the_strongest_stands_first_and_by_clock_the_oldest(analyst: Client, lapakraya: Party) -> None:
    look = found_at(lapakraya, 1, band=Band.LOOK, score=0.8, found_at=NOW - timedelta(days=2))
    weak = found_at(lapakraya, 2, score=0.6, found_at=NOW - timedelta(days=1))
    strong = found_at(lapakraya, 3, score=0.9)
    assert order_of(page(analyst, "/temuan/"), strong, weak, look) == [0, 1, 2]
    assert order_of(page(analyst, "/temuan/?order=clock"), look, weak, strong) == [0, 1, 2]


def test_an_empty_desk_says_where_findings_come_from(analyst: Client) -> None:
    text = page(analyst, "/temuan/")
    assert "No finding waits for a decision" in text
    for desk in ("second", "differ", "asked", "decided"):
        assert 'class="empty"' in page(analyst, f"/temuan/?desk={desk}")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("shop=toko-dua", {2}),
        ("platform=pasarkita", {3}),
        ("band=look", {4}),
        ("word=kemeja", {5}),
        ("word=terms.other", {6}),
        ("policy=minyakita-het", {7}),
        ("policy=tidak-ada&band=none&desk=x&order=y", {1, 2, 3, 4, 5, 6}),
    ],
)
def test_the_queue_is_narrowed(analyst: Client, lapakraya: Party, query: str, expected: set[int]) -> None:
    made = {
        1: found_at(lapakraya, 1),
        2: found_at(lapakraya, 2, offer={"shop": "toko-dua"}),
        3: found_at(lapakraya, 3, offer={"platform": "pasarkita"}),
        4: found_at(lapakraya, 4, band=Band.LOOK),
        5: found_at(lapakraya, 5, title="Kemeja flanel uniqlo"),
        6: found_at(lapakraya, 6, reasons=[{**reasons_in("Jaket x")[0], "signal": "terms.other"}]),
        7: found_at(lapakraya, 7, policy="minyakita-het"),
    }
    if "band=none" in query:
        query = query.replace("&band=none", "")
    text = page(analyst, f"/temuan/?{query}")
    assert {number for number, one in made.items() if one.key in text} == expected


def test_what_was_drawn_by_chance_is_among_the_others_and_says_so_only_after_the_decision(
    analyst: Client, lapakraya: Party
) -> None:
    found_at(lapakraya, 1)
    drawn = found_at(lapakraya, 2, band=Band.NONE, drawn=True, title="Kaos polos baru")
    gone = found_at(lapakraya, 3, band=Band.NONE, waiting=False)
    text = page(analyst, "/temuan/")
    assert drawn.key in text
    assert gone.key not in text
    for before in (text, page(analyst, f"/temuan/{drawn.key}/"), page(analyst, "/temuan/unduh.csv")):
        assert "drawn by chance" not in before
        assert "Nothing found" not in before
    decide(analyst, drawn, R.LAWFUL)
    after = page(analyst, f"/temuan/{drawn.key}/")
    assert "drawn by chance" in after
    assert "Nothing found" in after
    assert drawn.key in page(analyst, "/temuan/?desk=decided&drawn=1")


# ---------------------------------------------------------------- one screen


def test_one_screen_shows_evidence_counter_evidence_and_what_the_words_mean(
    analyst: Client, lapakraya: Party
) -> None:
    for number in range(2, 8):
        found_at(lapakraya, number, offer={"price_minor": 150_000_00})
    found = found_at(lapakraya)
    text = page(analyst, f"/temuan/{found.key}/")
    assert re.search(r'Jaket <mark class="for" title="[^"]+">balpres</mark> import', text)
    assert "sold many times: no single piece" in text
    assert 'class="bar"' in text
    assert "50.0 %" in text
    assert "Rp150,000" in text
    assert "Other listings of this shop" in text
    for question in ("Are the goods used?", "Do the goods come from abroad?"):
        assert question in text
    assert text.count('data-key="') == 4
    assert 'accesskey="4"' in text


def test_a_disguise_is_explained(analyst: Client, lapakraya: Party) -> None:
    title = "Jaket b.4.l.p.r.e.s import"
    reason = {**reasons_in(title)[0], "signal": "disguise.balpres"}
    found = found_at(lapakraya, title=title, reasons=[reason])
    text = page(analyst, f"/temuan/{found.key}/")
    assert "read as “bal pres”" in text
    assert "signs between the letters" in text


def test_hostile_titles_are_only_text(analyst: Client, lapakraya: Party) -> None:
    fields = {"shop": HOSTILE, "description": HOSTILE * 3, "category": HOSTILE, "condition": HOSTILE[:100]}
    links = {"url": "javascript:alert(1)", "image": "javascript:alert(2)", "place": HOSTILE}
    found = found_at(lapakraya, title=HOSTILE, offer={**fields, **links, "title": HOSTILE})
    found_at(lapakraya, 2, offer={**fields, "title": HOSTILE})
    for address in ("/temuan/", f"/temuan/{found.key}/", f"/temuan/{found.key}/serupa/"):
        text = page(analyst, address)
        assert "<script>alert" not in text
        assert 'href="javascript' not in text
        assert "\u202e" not in text
        assert "\u2066" not in text
        assert "\x1f" not in text
        assert "U+202E" in text
        assert "<img" not in text


def test_a_span_beyond_the_text_marks_nothing(analyst: Client, lapakraya: Party) -> None:
    reasons = [{**reasons_in("Jaket x")[0], "start": 3, "end": 4_000}]
    assert "<mark" not in page(analyst, f"/temuan/{found_at(lapakraya, reasons=reasons).key}/")


def test_after_a_decision_the_next_finding_opens_and_the_last_can_be_undone(
    analyst: Client, lapakraya: Party
) -> None:
    first, second = found_at(lapakraya, 1, score=0.9), found_at(lapakraya, 2, score=0.8)
    answer = decide(analyst, first, R.CONFIRMED)
    assert answer.status_code == 302
    assert answer.headers["location"].startswith(f"/temuan/{second.key}/?")
    text = page(analyst, answer.headers["location"])
    assert "Undo" in text
    review = Review.objects.get()
    analyst.post(f"/temuan/{first.key}/batal/", {"review": review.pk})
    first.refresh_from_db()
    assert (first.outcome, first.waiting) == (None, True)
    assert Case.objects.get().outcome == "withdrawn"


def test_sent_twice_it_has_one_effect(analyst: Client, lapakraya: Party) -> None:
    found = found_at(lapakraya)
    for _ in "12":
        assert decide(analyst, found, R.CONFIRMED).status_code == 302
    assert (Review.objects.count(), Case.objects.count()) == (1, 1)
    review = Review.objects.get()
    for _ in "12":
        assert analyst.post(f"/temuan/{found.key}/batal/", {"review": review.pk}).status_code == 302
    assert Review.objects.count() == 2


def test_a_confirmation_without_its_answers_says_which_lack(analyst: Client, lapakraya: Party) -> None:
    found = found_at(lapakraya)
    answer = decide(analyst, found, R.CONFIRMED, **{"q-imported": "unknown"})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "To confirm, answer yes to each of: “Imported?”" in text
    assert not Review.objects.exists()
    assert analyst.post(f"/temuan/{found.key}/", {}).status_code == 422


def test_the_seller_is_asked_with_a_text_in_both_languages(analyst: Client, lapakraya: Party) -> None:
    found = found_at(lapakraya)
    answer = decide(analyst, found, R.CANNOT_TELL, **{"q-imported": "unknown"})
    text = page(analyst, answer.headers["location"])
    assert "Kepada penjual" in text
    assert "To the seller" in text
    assert "Apakah barangnya berasal dari luar negeri?" in text
    assert found.key in page(analyst, "/temuan/?desk=asked")
    assert decide(analyst, found, R.LAWFUL).status_code == 302  # the seller answered


def test_a_link_is_asked_for_where_the_feed_gave_none(analyst: Client, lapakraya: Party) -> None:
    found = found_at(lapakraya, offer={"url": ""})
    assert 'name="link"' in page(analyst, f"/temuan/{found.key}/")
    assert decide(analyst, found, R.CONFIRMED).status_code == 422
    assert decide(analyst, found, R.CONFIRMED, link="https://lapakraya.localhost/i.5.9").status_code == 302
    assert Case.objects.get().listing.key == "lapakraya:5.9"


def test_a_list_of_confirmed_findings_gets_its_letter(analyst: Client, lapakraya: Party) -> None:
    decide(analyst, found_at(lapakraya), R.CONFIRMED)
    order = Order.objects.get()
    assert f"/temuan/surat/{order.key}/" in page(analyst, "/temuan/")
    assert analyst.post(f"/temuan/surat/{order.key}/", {"number": "", "day": ""}).status_code == 422
    said = {"number": "7/X/2026", "day": "2026-11-20"}
    for _ in "12":
        assert analyst.post(f"/temuan/surat/{order.key}/", said).status_code == 302
    order.refresh_from_db()
    assert order.letter_number == "7/X/2026"
    page(analyst, f"/perintah/{order.key}/")
    page(analyst, f"/kasus/{Case.objects.get().key}/")
