"""The sample: what was decided lawful is protected once, and an approver says when it is not lawful after all."""

from pathlib import Path

import pytest
from pytest_django import Settings

from tertib.actions.policies.samples import digest_of, protect, take_out
from tertib.errors import BadInput, NotPermitted
from tertib.store.models import SampleListing
from tertib.vocabulary import ReviewOutcome, Role
from tests.factories import NOW, make_actor, make_feed, make_finding, make_offer
from tests.policy_desk import POLICY, Desk, add_sample, make_desk


@pytest.fixture
def desk(db: None, settings: Settings, tmp_path: Path) -> Desk:
    settings.TERTIB_HOME = tmp_path
    return make_desk()


def test_a_listing_that_was_decided_lawful_is_protected_once(desk: Desk) -> None:
    reviewer = make_actor(desk.office, Role.ANALYST)
    feed = make_feed(desk.office)
    findings = [
        make_finding(
            make_offer(feed, f"lapakraya:{number}", title="Minyakita 1 liter"),
            policy=POLICY,
            outcome=ReviewOutcome.LAWFUL,
        )
        for number in range(2)
    ]
    assert [protect(reviewer, finding, now=NOW) for finding in (*findings, findings[0])] == [
        True,
        False,
        False,
    ]
    sample = SampleListing.objects.get()
    assert (sample.lawful, sample.finding, sample.added_by) == (True, findings[0].key, reviewer.person)
    assert sample.listing["title"] == "Minyakita 1 liter"


def test_what_was_not_decided_lawful_is_not_protected(desk: Desk) -> None:
    finding = make_finding(make_offer(make_feed(desk.office)), policy=POLICY)
    with pytest.raises(BadInput, match="decided lawful"):
        protect(make_actor(desk.office, Role.ANALYST), finding, now=NOW)
    with pytest.raises(NotPermitted):
        protect(desk.editor, finding, now=NOW)


def test_a_listing_that_is_not_lawful_after_all_stays_with_the_reason(desk: Desk) -> None:
    sample = add_sample("Minyakita 1 liter", price=15_500, lawful=True)
    with pytest.raises(NotPermitted):
        take_out(desk.editor, sample, why="x", now=NOW)
    with pytest.raises(BadInput):
        take_out(desk.approver, sample, why=" ", now=NOW)
    for _ in range(2):
        take_out(desk.approver, sample, why="over the price", now=NOW)
    sample.refresh_from_db()
    assert (sample.lawful, sample.why) == (None, "over the price")
    assert sample.taken_out_by == desk.approver.person


def test_two_listings_are_one_by_what_they_say_not_by_how_often_they_sold() -> None:
    said = {"title": "Minyakita 1  Liter", "price_minor": 15_500_00, "sold": 5, "url": "https://x.example/1"}
    assert digest_of(said) == digest_of({"title": "minyakita 1 liter", "price_minor": 15_500_00})
    assert digest_of(said) != digest_of({"title": "minyakita 2 liter", "price_minor": 15_500_00})
