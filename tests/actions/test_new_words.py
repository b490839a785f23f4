"""New words: found once, accepted into a draft as a proposal, rejected with a reason, and taken back."""

import tomllib
from datetime import date, timedelta

import pyarrow as pa
import pytest

from tertib.actions import tables
from tertib.actions.listings.offers import save_offers, seen_in
from tertib.actions.policies.drafts import start_draft
from tertib.actions.terms import new_words
from tertib.core.detection.listing import LISTING
from tertib.errors import BadInput, Conflict, NotFound, NotPermitted
from tertib.store.models import Offer, OfferTitle, Outbox, PolicyVersion, WordCandidate
from tertib.vocabulary import Errand, PartyKind, PolicyState, Role, WordState
from tests.factories import NOW, POLICY, make_actor, make_batch, make_feed, make_offer, make_party, make_word
from tests.market import market
from tests.policy_desk import Desk, make_desk

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def desk() -> Desk:
    return make_desk()


def terms(draft: PolicyVersion) -> dict[str, dict[str, object]]:
    draft.refresh_from_db()
    return {one["key"]: one for one in tomllib.loads(draft.files["terms.toml"])["term"]}


def show(feed_title: str, offer: Offer) -> None:
    """The offer's feed shows it once more, under this title."""
    row = {"row": 1, "listing_id": offer.identity.partition(":")[2], "title": feed_title}
    batch = pa.RecordBatch.from_pylist([row], schema=LISTING)
    seen = seen_in(batch, offer.feed, platforms=tables.platforms())
    save_offers(seen, batch=make_batch(offer.feed), now=NOW + DAY)


def test_a_title_that_changed_is_kept_with_the_one_before() -> None:
    feed = make_feed(make_party("lapakraya", PartyKind.PLATFORM))
    offer = make_offer(feed, f"{feed.key}:7", title="Jaket thrift")
    show("Jaket thrift", offer)
    assert not OfferTitle.objects.exists()
    show("Jaket molenan", offer)
    show("Jaket molenan", offer)
    show("Jaket bal", offer)
    kept = list(OfferTitle.objects.order_by("pk").values_list("title", flat=True))
    assert kept == ["Jaket thrift", "Jaket molenan", "Jaket bal"]


def test_a_word_that_removed_sellers_took_up_is_kept_once_and_a_decision_stays(desk: Desk) -> None:
    market("molenan")
    assert new_words.find_words(POLICY, now=NOW) >= 1
    found = WordCandidate.objects.get(term="molenan")
    assert (found.sellers, found.state, found.found_at) == (8, WordState.WAITING, NOW)
    assert found.q is not None
    assert found.q <= 0.1
    assert found.first_seen < date(2026, 11, 24)
    new_words.reject(desk.editor, found, reason="nama toko", now=NOW)
    assert new_words.find_words(POLICY, now=NOW + DAY) == 0
    found.refresh_from_db()
    assert (found.state, found.found_at) == (WordState.REJECTED, NOW)


def test_a_policy_without_removals_finds_nothing() -> None:
    assert new_words.find_words(POLICY, now=NOW) == 0


def test_what_an_authority_feeds_itself_is_not_read() -> None:
    feed = market("molenan")
    Offer.objects.update(party=make_party("badan-lain"))
    feed.refresh_from_db()
    assert new_words.find_words(POLICY, now=NOW) == 0


def test_an_accepted_word_stands_in_the_persons_draft_as_a_proposal_with_its_pairs(desk: Desk) -> None:
    draft = start_draft(desk.editor, POLICY, now=NOW)
    word = new_words.accept(desk.editor, make_word(), now=NOW)
    assert (word.state, word.draft, word.decided_by) == (WordState.ACCEPTED, draft, desk.editing)
    term = terms(draft)["molenan"]
    assert (term["status"], term["words"], term["valid_from"]) == ("candidate", ["molenan"], NOW.date())
    assert term["source"] == "Jaket thrift M -> Jaket molenan M"
    revision = draft.revision
    new_words.accept(desk.editor, word, now=NOW)
    draft.refresh_from_db()
    assert draft.revision == revision


def test_two_words_of_one_key_stand_beside_each_other(desk: Desk) -> None:
    new_words.accept(desk.editor, make_word("tas kapal"), now=NOW)
    second = new_words.accept(desk.editor, make_word("tas-kapal"), now=NOW)
    assert second.draft is not None
    assert {"tas-kapal", second.term_key} <= set(terms(second.draft))
    assert second.term_key != "tas-kapal"


def test_a_word_that_the_draft_has_already_is_not_written_twice(desk: Desk) -> None:
    with pytest.raises(BadInput, match="already"):
        new_words.accept(desk.editor, make_word("karungan"), now=NOW)


def test_an_acceptance_that_is_taken_back_leaves_the_open_draft(desk: Desk) -> None:
    word = new_words.accept(desk.editor, make_word(), now=NOW)
    draft = word.draft
    assert draft is not None
    back = new_words.reopen(desk.approver, word, now=NOW)
    assert (back.state, back.draft, back.decided_at) == (WordState.WAITING, None, None)
    assert "molenan" not in terms(draft)


def test_an_acceptance_in_a_published_version_is_not_taken_back(desk: Desk) -> None:
    word = new_words.accept(desk.editor, make_word(), now=NOW)
    assert word.draft is not None
    PolicyVersion.objects.filter(pk=word.draft.pk).update(state=PolicyState.LIVE)
    with pytest.raises(Conflict, match="published"):
        new_words.reopen(desk.editor, word, now=NOW)


def test_a_rejection_needs_a_reason_and_is_taken_back_by_its_own_office_only(desk: Desk) -> None:
    with pytest.raises(BadInput, match="sentence"):
        new_words.reject(desk.editor, make_word("a1"), reason=" ", now=NOW)
    word = new_words.reject(desk.editor, make_word(), reason="ukuran", now=NOW)
    with pytest.raises(Conflict):
        new_words.accept(desk.approver, word, now=NOW)
    with pytest.raises(NotPermitted):
        new_words.reopen(make_desk("badan-lain").editor, word, now=NOW)
    assert new_words.reopen(desk.editor, word, now=NOW).state == WordState.WAITING


def test_only_who_writes_policies_decides_and_asks(desk: Desk) -> None:
    analyst = make_actor(desk.office, Role.ANALYST)
    word = make_word()
    for act in (
        lambda: new_words.accept(analyst, word, now=NOW),
        lambda: new_words.reject(analyst, word, reason="x", now=NOW),
        lambda: new_words.ask(analyst, POLICY, now=NOW),
    ):
        with pytest.raises(NotPermitted):
            act()
    with pytest.raises(NotFound):
        new_words.ask(desk.editor, "tidak-ada", now=NOW)


def test_a_watched_policy_is_searched_once_a_night(desk: Desk) -> None:
    make_feed(desk.office)
    assert new_words.ask_nightly(now=NOW) == 1
    assert new_words.ask_nightly(now=NOW + DAY) == 0, "the first is still to be done"
    Outbox.objects.filter(errand=Errand.WORDS).update(done_at=NOW)
    assert new_words.ask_nightly(now=NOW + DAY / 2) == 0
    assert new_words.ask_nightly(now=NOW + DAY) == 1
