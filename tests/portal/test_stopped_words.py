"""Words that stopped working: who is listed and why, retired through a draft, kept after all."""

import html
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from tertib.queries.policies.desk import read
from tertib.store.models import Feed, PolicyVersion
from tertib.vocabulary import PartyKind, ReviewOutcome, TermStatus
from tests.factories import NOW, POLICY, make_feed, make_finding, make_offer, make_party
from tests.policy_desk import Desk, make_desk

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
TERM = "balpres"
PAGE = "/kata/berhenti/"


@pytest.fixture
def feed() -> Feed:
    return make_feed(make_party("asosiasi-contoh", PartyKind.ASSOCIATION))


def find(
    feed: Feed, number: int, *, days: int, outcome: ReviewOutcome | None = None, term: str = TERM
) -> None:
    """A finding of `days` ago in which the term spoke."""
    reasons = [{"signal": f"terms.{term}@title", "text": "balpres", "weight": 3.0}]
    make_finding(
        make_offer(feed, f"lapakraya:{number}"),
        found_at=NOW - days * DAY,
        reasons=reasons,
        outcome=outcome,
        waiting=outcome is None,
    )


def text(client: Client) -> str:
    answer = client.get(PAGE)
    assert answer.status_code == 200
    return " ".join(html.unescape(answer.content.decode()).split())


def status(draft: PolicyVersion) -> TermStatus:
    draft.refresh_from_db()
    return next(term.status for term in read(draft).rules.terms if term.key == TERM)


def test_without_findings_no_word_is_called_silent(editor: Client) -> None:
    assert "Every word still works" in text(editor)


def test_a_word_that_found_often_and_finds_nothing_any_more_is_listed_until_it_finds_again(
    editor: Client, feed: Feed
) -> None:
    for number in range(9):
        find(feed, number, days=40 + number)
    page = text(editor)
    assert f">{TERM}</a>" in page
    assert "nothing lately" in page
    find(feed, 99, days=2)
    assert f">{TERM}</a>" not in text(editor)


def test_a_word_whose_finds_are_nearly_always_lawful_is_listed(editor: Client, feed: Feed) -> None:
    for number in range(12):
        find(feed, number, days=3, outcome=ReviewOutcome.LAWFUL if number else ReviewOutcome.CONFIRMED)
    page = text(editor)
    assert "nearly always lawful" in page
    assert "11 of 12" in page


def test_finds_in_another_authoritys_own_feed_are_not_told(editor: Client) -> None:
    other = make_feed(make_party("badan-lain"))
    for number in range(12):
        find(other, number, days=60)
    assert "Every word still works" in text(editor)


def test_a_word_is_retired_in_a_draft_and_kept_after_all(editor: Client, feed: Feed) -> None:
    for number in range(12):
        find(feed, number, days=60)
    editor.post(PAGE, {"act": "retire", "policy": POLICY, "key": TERM})
    draft = PolicyVersion.objects.get(policy=POLICY)
    assert status(draft) is TermStatus.EXPIRED
    assert draft.version in text(editor)
    revision = draft.revision
    editor.post(PAGE, {"act": "retire", "policy": POLICY, "key": TERM})
    draft.refresh_from_db()
    assert draft.revision == revision
    editor.post(PAGE, {"act": "keep", "draft": draft.pk, "key": TERM})
    assert status(draft) is TermStatus.ACTIVE
    assert "Retire in a draft" in text(editor)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"act": "retire", "policy": POLICY, "key": "tidak-ada"}, "no such term"),
        ({"act": "retire", "policy": "tidak-ada", "key": TERM}, "no such policy"),
        ({"act": "keep", "draft": "x", "key": TERM}, "incomplete"),
        ({"act": "keep", "draft": "999", "key": TERM}, "no such draft"),
        ({}, "Choose"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is_written(
    editor: Client, said: dict[str, str], told: str
) -> None:
    answer = editor.post(PAGE, said, follow=True)
    assert told in html.unescape(answer.content.decode())
    assert not PolicyVersion.objects.filter(revision__gt=0).exists()


def test_another_offices_draft_is_not_written(desk: Desk, browse: Callable[..., Client], feed: Feed) -> None:
    for number in range(12):
        find(feed, number, days=60)
    browse(desk.editing).post(PAGE, {"act": "retire", "policy": POLICY, "key": TERM})
    draft = PolicyVersion.objects.get(policy=POLICY)
    stranger = browse(make_desk("badan-contoh").editing)
    assert draft.version not in text(stranger)
    stranger.post(PAGE, {"act": "keep", "draft": draft.pk, "key": TERM})
    assert status(draft) is TermStatus.EXPIRED
