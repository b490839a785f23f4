"""Figures held against truth: which stand there, that a wrong one is seen, and that curves are of the same cases."""

from dataclasses import replace

import pytest

from tertib.commands.simulation.aims import Held, Unit, near
from tertib.commands.simulation.compare import compare
from tertib.commands.simulation.lives import is_gone, turns_of
from tertib.sandbox.campaign.records import Standing
from tests.commands.simulation.conftest import SIZE, Campaign

AIMED = {
    *("down", "claimed_up", "returned", "false_down", "up_24h", "up_72h", "up_168h"),
    *(
        "still_down_7d",
        "still_down_30d",
        "still_down_90d",
        "away_curve",
        "returns_recall",
        "returns_precision",
    ),
    *(
        "words_recall",
        "words_false",
        "words_delay",
        "seller_precision",
        "innocent",
        "prevalence",
        "looks_saved",
    ),
}


def test_every_figure_of_the_issue_is_held_against_the_truth(campaign: Campaign):
    assert {one.key for one in campaign.outcome.held if one.aim} >= AIMED


def test_a_small_campaign_keeps_what_it_is_judged_by(campaign: Campaign):
    assert campaign.outcome.missed == ()
    assert {one.key for one in campaign.outcome.held if one.aim and one.kept is None} >= {
        "prevalence",
        "innocent",
    }


def test_the_curves_are_of_as_many_cases_as_those_shown(campaign: Campaign):
    assert campaign.outcome.true.away.n == campaign.outcome.shown.away.n > 50
    assert abs(campaign.outcome.true.up.n - campaign.outcome.shown.up.n) <= 2


def test_a_takedown_of_a_page_that_was_up_is_seen_as_false(campaign: Campaign):
    file = next(file for file in campaign.office.book.files.values() if file.down_at)
    kept = list(file.down_at)
    listing = campaign.truth.listing(file.id)
    assert is_gone(listing, kept[0])
    file.down_at.append(file.notices[0])  # as if the notice itself had been called a takedown
    try:
        outcome = compare(campaign.office, campaign.truth, campaign.outcome.nothing, days=SIZE.days)
    finally:
        file.down_at[:] = kept
    assert {one.key for one in outcome.missed} >= {"false_down"}


def test_turns_tell_when_a_page_went_and_came_and_no_more(campaign: Campaign):
    listing = replace(
        next(iter(campaign.truth.listings())),
        changes=[(1.0, Standing.SOLD), (2.0, Standing.GONE), (3.0, Standing.SHOP_GONE), (4.0, Standing.UP)],
    )
    assert turns_of(listing) == [(2.0, True), (4.0, False)]


@pytest.mark.parametrize(
    ("shown", "true", "kept"), [(0.50, 0.52, True), (0.50, 0.53, False), (None, 0.5, None), (0.5, None, None)]
)
def test_near_is_within_reach_and_nothing_is_near_to_nothing(
    shown: float | None, true: float | None, kept: bool | None
):
    assert near(shown, true, 0.0200001) is kept


@pytest.mark.parametrize(
    ("unit", "text"),
    [
        (Unit.COUNT, "1,235"),
        (Unit.SHARE, "123456.0%"),
        (Unit.HOURS, "1234.6 h"),
        (Unit.DAYS, "1234.6 d"),
        (Unit.PER_THOUSAND, "1234.56 / 1,000"),
        (Unit.RATIO, "1234.560"),
    ],
)
def test_a_value_is_written_with_its_unit(unit: Unit, text: str):
    held = Held(key="x", id="x", en="x", unit=unit)
    assert held.written(1234.56) == text
    assert held.written(None) == "-"
