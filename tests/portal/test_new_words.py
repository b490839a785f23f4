"""The desk of new words: the queue, one word with its pairs and what it would hit, and a person's decision."""

import html
from collections.abc import Callable

import pytest
from django.test import Client

from tertib.queries.policies.desk import read as read_version_of
from tertib.store.models import Outbox, WordCandidate
from tertib.vocabulary import Errand, PartyKind, ReviewOutcome, Role, WordState
from tests.factories import (
    NOW,
    POLICY,
    make_feed,
    make_finding,
    make_offer,
    make_party,
    make_person,
    make_word,
)
from tests.policy_desk import Desk, make_desk

pytestmark = pytest.mark.django_db
Browse = Callable[..., Client]


@pytest.fixture
def desk() -> Desk:
    return make_desk()


@pytest.fixture
def editor(desk: Desk, browse: Browse) -> Client:
    return browse(desk.editing)


def of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.content.decode()[:2000]
    return html.unescape(answer.content.decode())


def test_an_empty_queue_says_when_words_come(editor: Client) -> None:
    assert "No word stands here" in of(editor, "/kata/")


def test_the_queue_shows_the_most_telling_first(editor: Client) -> None:
    make_word("kelambatan", q=0.09)
    make_word("molenan", q=0.00001)
    page = of(editor, "/kata/")
    assert page.index("molenan") < page.index("kelambatan")
    assert "< 0.0001" in page
    assert "/kata/" in of(editor, "/kebijakan/")


def test_a_press_asks_for_a_search(editor: Client) -> None:
    assert editor.post("/kata/", {"policy": POLICY}).status_code == 302
    asked = Outbox.objects.get(errand=Errand.WORDS)
    assert asked.payload == {"policy": POLICY}
    assert "about to be searched" in editor.get("/kata/").content.decode()
    Outbox.objects.filter(pk=asked.pk).update(done_at=NOW)
    page = editor.get("/kata/").content.decode()
    assert "last searched" in page and f'value="{POLICY}" selected' in page
    assert editor.post("/kata/", {"policy": "tidak-ada"}).status_code == 302
    assert Outbox.objects.filter(errand=Errand.WORDS).count() == 1


def test_a_word_shows_its_pairs_and_what_it_would_hit(editor: Client) -> None:
    feed = make_feed(make_party("asosiasi-contoh", PartyKind.ASSOCIATION))
    lawful = make_offer(feed, "lapakraya:1", title="Tas molenan, beras", shop="satu", place="Cianjur")
    make_finding(lawful, outcome=ReviewOutcome.LAWFUL, waiting=False)
    make_offer(feed, "lapakraya:2", title="Jaket MOLENAN/import", shop="dua")
    make_offer(feed, "lapakraya:3", title="Jaket semolenan", shop="tiga")
    page = of(editor, f"/kata/{make_word().pk}/")
    assert "Jaket thrift M" in page
    assert "Jaket molenan M" in page
    assert "2 listings, 2 shops" in " ".join(page.split())
    assert "Cianjur" in page
    assert "semolenan" not in page
    assert "Lawful" in page


def test_what_another_authority_feeds_itself_is_not_among_the_hits(editor: Client) -> None:
    make_offer(make_feed(make_party("badan-lain")), "lapakraya:9", title="Jaket molenan rahasia")
    assert "rahasia" not in of(editor, f"/kata/{make_word().pk}/")


def told_apart(editor: Client) -> WordCandidate:
    """A word beside oil in what was confirmed, and beside none of it in what was found lawful."""
    feed = make_feed(make_party("asosiasi-contoh", PartyKind.ASSOCIATION))
    for number in range(16):
        confirmed = number < 8
        offer = make_offer(
            feed,
            f"lapakraya:{number}",
            title=f"molenan {'jaket' if confirmed else 'keripik'} {number}",
            shop=f"toko{number}",
            place="Cianjur" if confirmed else "Medan",
        )
        outcome = ReviewOutcome.CONFIRMED if confirmed else ReviewOutcome.LAWFUL
        make_finding(offer, outcome=outcome, waiting=False)
    return make_word()


def test_company_and_place_are_proposed_and_go_into_the_draft_as_ticked(editor: Client) -> None:
    word = told_apart(editor)
    page = " ".join(of(editor, f"/kata/{word.pk}/").split())
    assert "8 of 8" in page
    assert 'name="needs" value="clothing" checked' in page
    assert "Weighs more in Cianjur: 8 of 8" in page
    editor.post(f"/kata/{word.pk}/", {"act": "accept", "needs": "clothing", "place": "Cianjur"})
    word.refresh_from_db()
    assert word.draft is not None
    (term,) = [one for one in read_version_of(word.draft).rules.terms if one.key == word.term_key]
    assert (term.needs, term.unless, term.places, term.place_weight) == (("clothing",), (), ("Cianjur",), 0.5)


def test_a_group_that_the_draft_does_not_have_is_refused_in_plain_words(editor: Client) -> None:
    word = make_word()
    answer = editor.post(f"/kata/{word.pk}/", {"act": "accept", "needs": "tidak-ada"})
    assert answer.status_code == 422
    assert "no group of words" in html.unescape(answer.content.decode())
    word.refresh_from_db()
    assert word.state == WordState.WAITING


def test_a_word_is_accepted_and_taken_back(editor: Client) -> None:
    word = make_word()
    answer = editor.post(f"/kata/{word.pk}/", {"act": "accept"}, follow=True)
    assert "Open the draft" in answer.content.decode()
    word.refresh_from_db()
    assert word.state == WordState.ACCEPTED
    editor.post(f"/kata/{word.pk}/", {"act": "reopen"})
    assert WordCandidate.objects.get().state == WordState.WAITING


def test_a_word_is_rejected_with_a_reason_only(editor: Client) -> None:
    word = make_word()
    assert editor.post(f"/kata/{word.pk}/", {"act": "reject"}).status_code == 422
    assert editor.post(f"/kata/{word.pk}/", {"act": "what"}).status_code == 422
    editor.post(f"/kata/{word.pk}/", {"act": "reject", "reason": "nama kota"})
    assert "nama kota" in of(editor, f"/kata/{word.pk}/")
    assert "molenan" in of(editor, "/kata/?state=rejected")


def test_another_office_sees_the_decision_but_no_name_and_no_draft(
    desk: Desk, editor: Client, browse: Browse
) -> None:
    word = make_word()
    editor.post(f"/kata/{word.pk}/", {"act": "accept"})
    other = browse(make_person(make_party("badan-lain"), Role.POLICY_EDITOR))
    page = of(other, f"/kata/{word.pk}/")
    assert desk.office.name in page
    assert desk.editing.name not in page
    assert "Open the draft" not in page
    assert other.post(f"/kata/{word.pk}/", {"act": "reopen"}).status_code == 422
    assert other.get("/kata/999999/").status_code == 404


def test_the_page_reads_in_indonesian(desk: Desk, one_factor: None) -> None:
    client = Client(headers={"accept-language": "id"})
    client.force_login(desk.editing)
    assert "Yang akan terkena" in of(client, f"/kata/{make_word().pk}/")
