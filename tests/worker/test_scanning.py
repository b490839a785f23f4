"""What a batch shows is kept and judged: one offer a listing and party, one finding a policy, until a person decides."""

import json

import pytest

from tertib.actions import tables
from tertib.actions.actor import Actor
from tertib.actions.detection.judging import is_drawn
from tertib.actions.feeds import handing_over
from tertib.actions.listings.offers import listings_of, values_of
from tertib.core.detection.run import detect
from tertib.store.detection import words_of
from tertib.store.models import Feed, Finding, FindingWords, Listing, Offer
from tertib.vocabulary import (
    Band,
    BatchState,
    CaseState,
    FeedSource,
    PartyKind,
    ReviewOutcome,
    Role,
)
from tertib.worker.context import Context
from tests.factories import NOW, POLICY, make_actor, make_case, make_order, make_party
from tests.worker.batches import NEW, USED, hand, many, scan, table


def test_every_row_is_judged_and_the_parts_add_up(homebody: Context, clerk: Actor, feed: Feed) -> None:
    batch = scan(homebody, hand(clerk, feed, many(90)))
    assert (batch.state, batch.rows, batch.rows_total, batch.wrong_rows) == (BatchState.DONE, 90, 90, 0)
    assert sum(batch.counts[POLICY].values()) == 90
    assert batch.counts[POLICY][Band.STRONG] == 30
    assert Offer.objects.count() == 90
    found = Finding.objects.select_related("offer").filter(band=Band.STRONG)
    assert {int(one.offer.title.split()[-1]) % 3 for one in found} == {0}
    assert all(one.waiting and one.outcome is None for one in found)


def test_a_reason_points_at_the_words_as_they_are_kept(homebody: Context, clerk: Actor, feed: Feed) -> None:
    scan(homebody, hand(clerk, feed, table((1, f"🔥🔥 {USED}"))))
    finding = Finding.objects.select_related("offer").get()
    told = [one for one in finding.reasons if one["start"] is not None and "@" not in one["signal"]]
    assert told
    for reason in told:
        assert finding.offer.title[reason["start"] : reason["end"]] == reason["text"]


def test_a_finding_is_what_detect_says(homebody: Context, clerk: Actor, feed: Feed) -> None:
    scan(homebody, hand(clerk, feed, table((1, USED))))
    finding = Finding.objects.get()
    row = detect(listings_of([values_of(Offer.objects.get())]), tables.compiled(POLICY))
    assert finding.score == row.column("score")[0].as_py()
    assert finding.answers == dict(row.column("answers")[0].as_py())
    assert finding.policy_reference == row.column("policy")[0].as_py() == tables.policy(POLICY).reference


def test_a_listing_that_comes_again_is_one_offer_and_one_finding(
    homebody: Context, clerk: Actor, feed: Feed
) -> None:
    scan(homebody, hand(clerk, feed, table((1, USED))))
    batch = scan(homebody, hand(clerk, feed, table((1, f"{USED} bal segel"), (2, USED))))
    assert (Offer.objects.count(), Finding.objects.count()) == (2, 2)
    first = Offer.objects.get(identity="lapakraya:5.1")
    assert (first.title, first.batch) == (f"{USED} bal segel", batch)
    assert batch.reading["offers"] == {"listings": 2, "new": 1, "waiting": 1}


def test_of_rows_that_show_one_listing_the_last_stays(homebody: Context, clerk: Actor, feed: Feed) -> None:
    batch = scan(homebody, hand(clerk, feed, table((1, USED), (1, NEW))))
    assert Offer.objects.get().title == NEW
    assert sum(batch.counts[POLICY].values()) == 2
    assert not Finding.objects.filter(band=Band.STRONG).exists()


def test_a_finding_is_searched_by_what_it_says_now(homebody: Context, clerk: Actor, feed: Feed) -> None:
    scan(homebody, hand(clerk, feed, table((1, USED))))
    before = FindingWords.objects.get().words
    assert before.splitlines()[0] == USED.lower()
    scan(homebody, hand(clerk, feed, table((1, f"{USED} Karungan"))))
    finding = Finding.objects.select_related("offer").get()
    assert finding.searched.words == words_of(finding.offer.title, finding.reasons) != before


def test_a_decided_finding_is_not_touched(homebody: Context, clerk: Actor, feed: Feed) -> None:
    scan(homebody, hand(clerk, feed, table((1, USED))))
    Finding.objects.update(outcome=ReviewOutcome.LAWFUL, waiting=False, decided_at=NOW)
    before = Finding.objects.values().get()
    scan(homebody, hand(clerk, feed, table((1, f"{USED} bal segel karungan"))))
    assert Finding.objects.values().get() == before


def test_what_is_found_no_longer_waits_no_longer(homebody: Context, clerk: Actor, feed: Feed) -> None:
    scan(homebody, hand(clerk, feed, table((1, USED))))
    scan(homebody, hand(clerk, feed, table((1, NEW))))
    finding = Finding.objects.get()
    assert (finding.band, finding.waiting) == (Band.NONE, is_drawn("lapakraya:5.1", policy=POLICY))


def test_a_slice_of_what_nothing_points_at_is_drawn_and_always_the_same(
    homebody: Context, clerk: Actor, feed: Feed
) -> None:
    numbers = range(1, 601)
    scan(homebody, hand(clerk, feed, table(*((n, NEW) for n in numbers))))
    drawn = {n for n in numbers if is_drawn(f"lapakraya:5.{n}", policy=POLICY)}
    assert drawn
    found = Finding.objects.filter(drawn=True, band=Band.NONE, waiting=True)
    assert {one.offer.identity for one in found} == {f"lapakraya:5.{n}" for n in drawn}
    assert Finding.objects.count() == len(drawn)


def test_the_case_that_a_listing_has_already_is_joined(homebody: Context, clerk: Actor, feed: Feed) -> None:
    ministry = make_party()
    case = make_case(make_order(ministry), listing="lapakraya:5.1")
    scan(homebody, hand(clerk, feed, table((1, USED), (2, USED))))
    joined = Finding.objects.get(offer__identity="lapakraya:5.1")
    assert (joined.case, joined.offer.listing, joined.waiting) == (case, case.listing, True)
    assert Finding.objects.get(offer__identity="lapakraya:5.2").case is None
    assert Listing.objects.count() == 1


def test_a_shop_whose_listings_were_seen_gone_is_remembered(
    homebody: Context, clerk: Actor, feed: Feed
) -> None:
    ministry = make_party()
    order = make_order(ministry)
    for number in (1, 2):
        make_case(order, listing=f"lapakraya:5.{number}", state=CaseState.DOWN, down_at=NOW)
    make_case(order, listing="lapakraya:5.3", state=CaseState.CLAIMED)  # only said, not seen
    scan(homebody, hand(clerk, feed, table((1, USED), (2, USED), (3, USED))))
    scan(homebody, hand(clerk, feed, table((9, USED))))
    reasons = Finding.objects.get(offer__identity="lapakraya:5.9").reasons
    assert [one["weight"] for one in reasons if one["signal"] == "seller.removals"] == [
        pytest.approx(0.9 * 1.584963, abs=1e-4)
    ]


def test_a_listing_without_a_link_is_kept_under_the_id_of_its_feed(
    homebody: Context, clerk: Actor, feed: Feed
) -> None:
    lines = [{"id": "77", "title": USED}, {"title": USED}, {"title": NEW, "url": "javascript:alert(1)"}]
    data = b"".join(json.dumps(line).encode() + b"\n" for line in lines)
    scan(homebody, hand(clerk, feed, data, name="a.jsonl"))
    names = {offer.identity for offer in Offer.objects.all()}
    assert len(names) == 3
    assert f"{feed.key}:77" in names
    assert all(name.startswith(f"{feed.key}:") for name in names)
    assert set(Offer.objects.values_list("url", flat=True)) == {""}


def test_what_another_party_hands_over_changes_nothing_of_ours(
    homebody: Context, clerk: Actor, feed: Feed
) -> None:
    scan(homebody, hand(clerk, feed, table((1, USED))))
    rival = make_actor(make_party("pasarkita", PartyKind.PLATFORM), Role.RESPONDER)
    other = handing_over.make_feed(
        rival, form=handing_over.FeedForm(name="Katalog", policies=[POLICY]), now=NOW
    )
    scan(homebody, hand(rival, other, table((1, NEW))))
    assert Offer.objects.get(party=feed.party).title == USED
    assert Finding.objects.get(offer__party=feed.party).band == Band.STRONG


def test_a_folder_feed_gets_a_folder_of_its_own(clerk: Actor) -> None:
    made = handing_over.make_feed(
        clerk, form=handing_over.FeedForm(name="Map", source=FeedSource.FOLDER), now=NOW
    )
    assert made.folder == f"lapakraya/{made.key}"
