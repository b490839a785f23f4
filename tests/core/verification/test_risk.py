from datetime import date, timedelta
from itertools import pairwise
from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tertib.core.verification import risk
from tertib.core.verification.risk import DAY, HOUR, WATCH, Day, Record

RECORDS = st.tuples(st.integers(0, 5000), st.integers(0, 5000)).map(lambda two: Record(*two))
TODAY = date(2026, 11, 24)
AGES = st.integers(0, 89 * 24 * 60).map(lambda minutes: timedelta(minutes=minutes))


def test_the_hazard_comes_to_the_rate_over_the_watch() -> None:
    hours = int(WATCH / HOUR)
    steps = 20  # an hour
    total = sum(risk.hazard(0.3, since=(step + 0.5) / steps * HOUR) / steps for step in range(hours * steps))
    assert total == pytest.approx(0.3, abs=1e-4)
    assert risk.hazard(0.3, since=WATCH) == 0


def test_the_gap_is_what_makes_looks_and_unseen_returns_cost_least() -> None:
    since, rate = 10 * DAY, 0.2
    per_hour = risk.hazard(rate, since=since)

    def cost(hours: float) -> float:
        return risk.LOOK_COST / hours + per_hour * hours / 2

    best = risk.gap(rate, since=since) / HOUR
    assert best == pytest.approx(sqrt(2 * risk.LOOK_COST / per_hour))
    assert cost(best) < min(cost(best * 0.9), cost(best * 1.1))


@given(RECORDS, RECORDS, AGES, st.floats(1, 50))
def test_gaps_stay_between_an_hour_and_two_weeks_and_grow_with_age(
    platform: Record, shop: Record, since: timedelta, stretch: float
) -> None:
    rate = risk.return_rate(platform=platform, shop=shop)
    gap = risk.gap(rate, since=since, stretch=stretch)
    assert risk.SHORTEST <= gap <= risk.LONGEST_STRETCHED
    assert risk.gap(rate, since=since + DAY, stretch=stretch) >= gap
    if since < DAY:
        assert risk.gap(rate, since=since) <= 12 * HOUR


@given(RECORDS, RECORDS, st.integers(1, 50))
def test_more_returns_never_mean_fewer_looks(platform: Record, shop: Record, more: int) -> None:
    before = risk.return_rate(platform=platform, shop=shop)
    after = risk.return_rate(platform=platform, shop=Record(shop.removed, shop.returned + more))
    assert after > before
    assert risk.gap(after, since=DAY) <= risk.gap(before, since=DAY)


def test_a_shop_with_one_return_of_one_is_not_yet_taken_for_certain() -> None:
    platform = Record(1000, 50)
    assert 0.2 < risk.return_rate(platform=platform, shop=Record(1, 1)) < 0.4
    assert risk.return_rate(platform=platform, shop=Record(20, 20)) > 0.8
    assert risk.return_rate(platform=platform, shop=Record(40, 0)) < 0.01


def days_of(number: int) -> list[Day]:
    return [
        Day(day=TODAY - timedelta(days=age), removed=number, returned=number // 10, watched=number)
        for age in range(90)
    ]


def test_stretched_gaps_keep_a_hosts_budget() -> None:
    plan = risk.host_plan(days_of(500), today=TODAY, looks_per_second=0.2)
    rate = risk.return_rate(platform=plan.record, shop=Record())
    assert plan.stretch > 2
    asked = sum(
        each.watched / (risk.gap(rate, since=TODAY - each.day, stretch=plan.stretch) / HOUR)
        for each in days_of(500)
    )
    assert asked == pytest.approx(plan.allowed, rel=0.02)


def test_a_host_with_room_is_not_stretched() -> None:
    plan = risk.host_plan(days_of(10), today=TODAY, looks_per_second=1.0)
    assert (plan.stretch, plan.allowed, plan.watched) == (1.0, 1800, 900)
    assert risk.host_plan([], today=TODAY, looks_per_second=1.0).stretch == 1.0


def test_what_was_asked_for_and_is_not_due_yet_needs_a_part_of_the_budget() -> None:
    plan = risk.host_plan([], [(HOUR, 3600), (60 * HOUR, 1200)], today=TODAY, looks_per_second=1.0)
    assert (plan.waiting, plan.wanted) == (4800, 3700)
    assert plan.stretch == pytest.approx(3700 / 1800)


def test_each_platform_has_its_own_plan() -> None:
    plans = risk.host_plans(
        [("lapak", TODAY, 10, 1, 9), ("pasar", TODAY, 5, 0, 5)],
        [("pasar", HOUR, 7)],
        today=TODAY,
        paces={"lapak": 1.0, "pasar": 0.5, "new": 1.0},
    )
    assert {name: (plan.watched, plan.waiting) for name, plan in plans.items()} == {
        "lapak": (9, 0),
        "pasar": (5, 7),
        "new": (0, 0),
    }
    assert plans["lapak"].record == Record(10, 1)


def test_what_is_watched_no_more_asks_for_no_looks() -> None:
    assert risk.looks_an_hour([(WATCH, 1000), (WATCH + DAY, 10)], rate=0.5) == 0


def test_a_record_below_zero_is_refused() -> None:
    with pytest.raises(ValueError, match="counts from 0"):
        Record(-1, 0)


def test_cases_that_were_asked_for_together_are_not_looked_at_together() -> None:
    """The gaps of forty cases lie evenly between half and half as much again, and are as long as ever on average."""
    for hours in (1, 6, 12, 48):
        since = hours * risk.HOUR
        gaps = sorted(risk.waiting_gap(since, phase=risk.phase_of(number)) for number in range(1, 41))
        usual = risk.waiting_gap(since)
        assert 0.5 * usual <= gaps[0] < gaps[-1] <= 1.5 * usual
        assert max(later - sooner for sooner, later in pairwise(gaps)) < usual / 20
        assert abs(sum(gaps, 0 * risk.HOUR) / 40 - usual) < usual / 50


@given(st.integers(0, 2**63))
def test_a_phase_is_a_share_whatever_the_number(number: int) -> None:
    assert 0 <= risk.phase_of(number) < 1
