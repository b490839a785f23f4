"""New offers are laid beside what was taken down: each pair once, four kinds of relation, and nothing decides itself."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from tertib.actions.returns import matching
from tertib.store.models import Case, Feed, Offer, Party, Return
from tertib.vocabulary import CaseState, ReturnKind, ReturnRelation, Verdict
from tertib.worker.context import Context
from tertib.worker.returning import match_next
from tests.factories import NOW, POLICY, make_case, make_feed, make_offer, make_order, make_party
from tests.removed import GOODS, old_offer, removed_case

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def no_shelf() -> None:
    matching.forget()


@pytest.fixture
def feed(db: None) -> Feed:
    return make_feed(make_party("asosiasi"))


def again(feed: Feed, number: int = 900, **fields: Any) -> Offer:
    shown = {"title": GOODS, "shop": "toko-satu", "platform": "lapakraya", "first_seen_at": NOW + 3 * DAY}
    return make_offer(feed, f"lapakraya:5.{number}", **{**shown, "last_seen_at": NOW + 3 * DAY, **fields})


def match(offers: list[Offer], at: datetime = NOW + 3 * DAY) -> int:
    return matching.match_offers(offers, matching.shelf_of(POLICY), policy=POLICY, now=at)


@pytest.mark.parametrize(
    ("fields", "relation"),
    [
        ({}, ReturnRelation.SAME_SHOP),
        ({"shop": "gudang-baru"}, ReturnRelation.OTHER_SHOP),
        ({"shop": "toko-satu", "platform": "sandangku"}, ReturnRelation.OTHER_PLATFORM),
    ],
)
def test_the_same_goods_offered_again_are_found_wherever_they_stand(
    feed: Feed, fields: dict[str, Any], relation: ReturnRelation
) -> None:
    case = removed_case(feed)
    assert match([again(feed, **fields)]) == 1
    found = Return.objects.get()
    assert (found.case, found.relation) == (case, relation)
    assert found.kind in (ReturnKind.SAME_OFFER, ReturnKind.SAME_PRODUCT)
    assert found.score > 0.5
    assert found.waiting
    assert found.outcome is None
    assert found.old_offer == old_offer(case)


def test_its_own_number_shown_again_is_the_same_listing(feed: Feed) -> None:
    case = removed_case(feed)
    offer = old_offer(case)
    offer.last_seen_at = NOW + 3 * DAY
    offer.save()
    assert match([offer]) == 1
    found = Return.objects.get()
    assert (found.relation, found.score, found.reasons[0]) == (ReturnRelation.SAME_LISTING, 1.0, "id:same")


def test_what_stood_before_the_removal_was_asked_for_did_not_come_back(feed: Feed) -> None:
    removed_case(feed)
    assert match([again(feed, first_seen_at=NOW - 3 * DAY)]) == 0


def test_goods_of_another_kind_are_left_alone(feed: Feed) -> None:
    removed_case(feed)
    assert match([again(feed, title="Panci presto aluminium 8 liter garansi resmi")]) == 0


def test_each_pair_is_kept_once_and_a_decision_stays(feed: Feed) -> None:
    removed_case(feed)
    offer = again(feed)
    assert [match([offer]), match([offer])] == [1, 0]
    Return.objects.update(outcome="not_same", waiting=False, score=0.5)
    assert match([offer]) == 0
    assert Return.objects.get().score == 0.5


def test_an_index_is_built_anew_when_more_was_removed(feed: Feed) -> None:
    first = matching.shelf_of(POLICY)
    assert matching.shelf_of(POLICY) is first
    removed_case(feed)
    assert len(matching.shelf_of(POLICY).rows) == 1


def test_what_was_removed_since_is_added_and_what_was_undone_is_taken_out(feed: Feed) -> None:
    first = removed_case(feed, 1)
    shelf = matching.shelf_of(POLICY)
    removed_case(feed, 2, down_at=NOW + timedelta(hours=1))
    grown = matching.shelf_of(POLICY)
    matching.forget()
    at_once = matching.shelf_of(POLICY)
    assert shelf.index is not None and grown.index is not None and at_once.index is not None
    assert [row.case for row in grown.rows][:1] == [first.pk]  # rows that were indexed keep their places
    assert {row.case for row in grown.rows} == {row.case for row in at_once.rows}
    offer = again(feed)

    def told(shelf: matching.Shelf) -> set[tuple[int, str, float]]:
        Return.objects.all().delete()
        matching.match_offers([offer], shelf, policy=POLICY, now=NOW + 3 * DAY)
        return set(Return.objects.values_list("case", "kind", "score"))

    assert told(grown) == told(at_once) != set()
    Case.objects.filter(pk=first.pk).update(state=CaseState.RESTORED)
    left = matching.shelf_of(POLICY)
    assert first.pk not in {row.case for row in left.rows}
    assert left.index is not None and left.index.rows == 1


def test_an_index_that_was_slow_to_build_lives_a_while(feed: Feed, monkeypatch: pytest.MonkeyPatch) -> None:
    moment = 0.0
    monkeypatch.setattr(matching, "monotonic", lambda: moment)
    slow = replace(matching.shelf_of(POLICY), built=(moment, 3.0))
    monkeypatch.setitem(matching._shelves, POLICY, slow)
    removed_case(feed)
    moment = 3.0 * matching.LIVES - 1
    assert matching.shelf_of(POLICY) is slow
    moment += 2
    assert len(matching.shelf_of(POLICY).rows) == 1


def test_a_listing_said_to_be_done_counts_as_removed_and_one_restored_does_not(feed: Feed) -> None:
    removed_case(feed, 1, state=CaseState.CLAIMED, down_at=None, claimed_at=NOW)
    removed_case(feed, 2, state=CaseState.RESTORED)
    assert len(matching.shelf_of(POLICY).rows) == 1


def test_the_worker_lays_latest_offers_beside_what_was_removed_since(homebody: Context, feed: Feed) -> None:
    at = homebody.clock()
    case = removed_case(feed, sent_at=at - 2 * DAY, down_at=at - DAY)
    offer = again(feed, first_seen_at=at - DAY, last_seen_at=at)
    assert matching.ask_again(now=at) == 1
    assert match_next(homebody) == 1
    assert Return.objects.get().offer == offer
    assert matching.ask_again(now=at + DAY) == 0  # nothing more was removed
    Case.objects.filter(pk=case.pk).update(down_at=at)
    assert matching.ask_again(now=at) == 0  # not again within the hour
    assert matching.ask_again(now=at + DAY) == 1
    assert match_next(homebody) == 0  # due a day later


def test_without_a_feed_what_our_looks_saw_is_compared(feed: Feed) -> None:
    authority: Party = make_party("kementerian-perniagaan-contoh")
    case = make_case(
        make_order(authority), state=CaseState.DOWN, down_at=NOW, sent_at=NOW - DAY, verdict=Verdict.DOWN
    )
    case.listing.first_seen_title = GOODS
    case.listing.save()
    assert match([again(feed)]) == 1
    assert Return.objects.get().old_offer is None
