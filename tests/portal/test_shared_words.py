"""Words shared between members: given as a file, looked at before they are taken in, never published by themselves."""

import html
from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tertib.actions.terms import new_words
from tertib.core.terms.exchange import Shared, SharedWord, read_words, write_words
from tertib.queries.policies.desk import read
from tertib.store.models import PolicyVersion, WordCandidate
from tertib.vocabulary import PolicyState, WordState
from tests.factories import NOW, POLICY, make_word
from tests.policy_desk import Desk

pytestmark = pytest.mark.django_db
PAGE = "/kata/bagikan/"
MADE = datetime(2026, 11, 20, tzinfo=UTC)


def word(term: str = "kelambatan", **fields: object) -> SharedWord:
    told: dict[str, object] = {
        "term": term,
        "kind": "word",
        "policy": POLICY,
        "status": Shared.PUBLISHED,
        "first_seen_week": "2026-W45",
        "sellers": 9,
        "meaning": {"id": "Dari karung", "en": "Out of a sack"},
        "needs": ("clothing",),
        "places": ("Bandung",),
    }
    return SharedWord(**{**told, **fields})  # type: ignore[arg-type]


def theirs(*words: SharedWord) -> bytes:
    return write_words(words or [word()], by="Asosiasi Contoh", made_at=MADE)


def hand_in(client: Client, content: bytes) -> str:
    answer = client.post(PAGE, {"file": SimpleUploadedFile("kata.json", content)})
    return " ".join(html.unescape(answer.content.decode()).split())


def test_accepted_words_are_given_without_shops_and_titles(desk: Desk, editor: Client) -> None:
    new_words.accept(desk.editor, make_word(sellers=8), needs=["clothing"], place="Cianjur", now=NOW)
    new_words.accept(desk.editor, make_word("kode 7b", kind="code", sellers=2), now=NOW)
    make_word("menunggu")
    answer = editor.get(f"{PAGE}berkas/")
    assert answer["Content-Disposition"].startswith("attachment")
    assert b"thrift M" not in answer.content  # no title of the pairs
    given = {one.term: one for one in read_words(answer.content).words}
    assert set(given) == {"molenan", "kode 7b"}
    assert (given["molenan"].sellers, given["kode 7b"].sellers) == (8, None)
    assert (given["molenan"].needs, given["molenan"].places) == (("clothing",), ("Cianjur",))
    assert given["molenan"].status == Shared.ACCEPTED
    PolicyVersion.objects.update(state=PolicyState.RETIRED)
    again = read_words(editor.get(f"{PAGE}berkas/").content)
    assert {one.status for one in again.words} == {Shared.PUBLISHED}


def test_a_word_that_may_lead_to_a_person_is_not_given(desk: Desk, editor: Client) -> None:
    new_words.accept(desk.editor, make_word("wa 0812 3456 789"), now=NOW)
    assert read_words(editor.get(f"{PAGE}berkas/").content).words == ()


def test_a_file_is_shown_word_by_word_and_nothing_is_kept_yet(editor: Client) -> None:
    make_word("molenan")
    page = hand_in(editor, theirs(word(), word("molenan"), word("karungan"), word("x1", policy="lain")))
    assert "Words of Asosiasi Contoh" in page
    assert "1 word is new here" in page
    assert page.count("Known already") == 2  # a candidate, and a word of the policy
    assert "No such policy here" in page
    assert WordCandidate.objects.count() == 1


def test_new_words_are_taken_in_once_and_wait(editor: Client) -> None:
    content = theirs()
    for _ in range(2):
        editor.post(PAGE, {"act": "take", "content": content.decode()})
    kept = WordCandidate.objects.get()
    assert (kept.term, kept.state, kept.shared_by, kept.sellers, kept.q) == (
        *("kelambatan", WordState.WAITING, "Asosiasi Contoh", 9),
        None,
    )
    page = html.unescape(editor.get(f"/kata/{kept.pk}/").content.decode())
    assert "Out of a sack" in page
    assert "no proof" in page
    assert "shared by Asosiasi Contoh" in html.unescape(editor.get("/kata/").content.decode())


def test_what_was_told_goes_into_the_draft_that_a_person_accepts_it_into(editor: Client) -> None:
    editor.post(PAGE, {"act": "take", "content": theirs().decode()})
    kept = WordCandidate.objects.get()
    page = editor.get(f"/kata/{kept.pk}/").content.decode()
    assert 'name="needs" value="clothing" checked' in page
    assert 'name="place" value="Bandung" checked' in page
    editor.post(f"/kata/{kept.pk}/", {"act": "accept", "needs": "clothing"})
    kept.refresh_from_db()
    assert kept.draft is not None
    (term,) = [one for one in read(kept.draft).rules.terms if one.key == kept.term_key]
    assert (term.meaning.en, term.source, term.needs) == ("Out of a sack", "Asosiasi Contoh", ("clothing",))


def test_a_search_leaves_a_shared_word_as_it_is(desk: Desk, editor: Client) -> None:
    editor.post(PAGE, {"act": "take", "content": theirs().decode()})
    kept = WordCandidate.objects.get()
    new_words.reject(desk.editor, kept, reason="nama toko", now=NOW)
    editor.post(PAGE, {"act": "take", "content": theirs().decode()})
    kept.refresh_from_db()
    assert kept.state == WordState.REJECTED


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"\x89PNG", "not JSON"),
        (b"{}", "no file of words"),
        (theirs().replace(b"kelambatan", b"ketumbaran"), "changed on its way"),
        (b"x" * 600_000, "500 kB"),
    ],
)
def test_a_file_that_cannot_be_trusted_is_refused_in_plain_words(
    editor: Client, content: bytes, told: str
) -> None:
    answer = editor.post(PAGE, {"file": SimpleUploadedFile("kata.json", content)})
    assert answer.status_code == 422
    assert told in html.unescape(answer.content.decode())
    assert editor.post(PAGE, {"act": "take", "content": content.decode("latin-1")}).status_code == 422
    assert not WordCandidate.objects.exists()


def test_nothing_chosen_is_said(editor: Client) -> None:
    assert "Choose the file" in html.unescape(editor.post(PAGE).content.decode())


def test_a_word_with_a_mistake_is_named_and_the_others_are_taken(editor: Client) -> None:
    page = hand_in(editor, theirs(word("satu"), word("toko@contoh.example")))
    assert "Word 2: " in page
    assert "1 word is new here" in page
