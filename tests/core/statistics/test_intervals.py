"""Intervals: ends known only to lie between two looks, held to a published curve and to a truth that is known."""

import math
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tertib.core.statistics.intervals import ends_between, lasting, turnbull
from tertib.core.statistics.survival import kaplan_meier
from tertib.errors import BadInput

# Finkelstein and Wolfe (1985), as in Klein and Moeschberger (2003), table 1.18: months to the retraction of a breast
# after radiotherapy, seen at visits only.
ENDED = (
    "0-7 0-8 0-5 4-11 5-12 5-11 6-10 7-16 7-14 11-15 11-18 17-25 17-25 19-35 18-26 25-37 26-40 27-34 "
    "36-44 36-48 37-44"
)
LASTING = "15 17 18 22 24 24 32 33 34 36 36 37 37 37 38 40 45 46 46 46 46 46 46 46 46"
LAST_THERE = [float(one.split("-")[0]) for one in ENDED.split()] + [float(one) for one in LASTING.split()]
FIRST_OVER = [float(one.split("-")[1]) for one in ENDED.split()] + [math.inf] * len(LASTING.split())


def test_the_curve_of_the_breast_trial_is_the_published_one() -> None:
    """Klein and Moeschberger, table 5.2."""
    curve = turnbull(LAST_THERE, FIRST_OVER)
    assert curve.n == 46
    shares = {4: 1.0, 6: 0.954, 7: 0.920, 11: 0.832, 24: 0.761, 33: 0.668, 38: 0.586, 40: 0.466}
    assert {month: round(curve.share_at(month).value or 0, 3) for month in shares} == shares


def test_the_likelihood_of_turnbulls_curve_is_not_beaten_by_its_neighbours() -> None:
    """Gentleman and Geyer (1994): the gradient is 0 where there is chance and not above it elsewhere."""
    low, high = np.array(LAST_THERE), np.array(FIRST_OVER)
    curve = turnbull(low, high)
    steps = -np.diff(np.concatenate(([1.0], curve.share)))
    holds = (low[:, None] < curve.hours) & (curve.hours <= high[:, None])
    mass = holds @ steps
    gradient = (holds / mass[:, None]).sum(axis=0)
    assert gradient[steps > 1e-6] == pytest.approx(46, abs=1e-4)
    assert (gradient <= 46 + 1e-4).all()


def test_a_curve_without_bands_says_so_and_still_has_quartiles() -> None:
    curve = turnbull(LAST_THERE, FIRST_OVER)
    half = curve.quantile(0.5)
    assert (half.value, half.low, half.high) == (40, None, None)
    assert curve.restricted_mean(36).low is None


WATCHED = st.lists(st.tuples(st.integers(0, 20).map(float), st.booleans()), min_size=1, max_size=30)


@given(WATCHED)
def test_known_ends_make_turnbulls_curve_that_of_kaplan_and_meier(watched: list[tuple[float, bool]]) -> None:
    hours, ended = np.array([one for one, _ in watched]), np.array([one for _, one in watched])
    curve = turnbull(hours, np.where(ended, hours, math.inf), tolerance=1e-14)
    plain = kaplan_meier(hours, ended)
    for moment in plain.hours:
        ours, theirs = curve.share_at(moment).value, plain.share_at(moment).value
        assert ours == pytest.approx(theirs, abs=1e-9)
    assert curve.ended.sum() == plain.ended.sum()


@given(
    st.lists(st.tuples(st.integers(0, 20), st.one_of(st.none(), st.integers(0, 9))), min_size=1, max_size=40),
)
def test_turnbulls_curve_never_rises_and_stays_within_0_to_1(looks: list[tuple[int, int | None]]) -> None:
    low = [float(one) for one, _ in looks]
    high = [math.inf if wait is None else float(one + wait) for one, wait in looks]
    curve = turnbull(low, high)
    assert (np.diff(np.concatenate(([1.0], curve.share))) <= 1e-12).all()
    assert (curve.share >= 0).all()
    assert (np.diff(curve.hours) > 0).all()


def test_ends_lie_halfway_and_open_ones_count_to_their_last_look() -> None:
    assert ends_between([0, 4, 6], [6, 4, math.inf]).tolist() == [3, 4, 6]


def test_ends_between_the_same_looks_are_set_evenly_around_the_middle() -> None:
    assert ends_between([0, 1, 0, 0, 0], [8, 8, 8, 8, 8]).tolist() == [1, 4.5, 3, 5, 7]


@given(
    st.lists(st.tuples(st.integers(0, 3), st.one_of(st.none(), st.integers(0, 3))), max_size=30), st.randoms()
)
def test_ends_stay_between_their_looks_and_no_order_of_rows_matters(
    looks: list[tuple[int, int | None]], chance: Random
) -> None:
    def read(rows: list[tuple[int, int | None]]) -> tuple[list[float], list[float], list[float]]:
        low = [float(one) for one, _ in rows]
        high = [math.inf if wait is None else float(one + wait) for one, wait in rows]
        return low, high, ends_between(low, high).tolist()

    low, high, ends = read(looks)
    assert all(a <= end <= b for a, end, b in zip(low, ends, high, strict=True))
    ended = [(a + b) / 2 for a, b in zip(low, high, strict=True) if b < math.inf]
    set_there = [end for end, b in zip(ends, high, strict=True) if b < math.inf]
    assert sum(set_there) == pytest.approx(sum(ended))  # around the middle
    mixed = chance.sample(looks, len(looks))
    assert sorted(read(mixed)[2]) == sorted(ends)


def test_looks_at_whole_hours_bend_no_curve() -> None:
    """Ends that are all put in the middle of two hours stand several points beside the truth at every odd hour."""
    spans = np.random.default_rng(7).exponential(12.0, 5_000)
    low = np.floor(spans / 2) * 2
    curve = lasting(low, low + 2).curve
    assert curve is not None
    gaps = [abs((curve.share_at(hour).value or 0.0) - float((spans > hour).mean())) for hour in range(48)]
    assert max(gaps) < 0.01
    middles = kaplan_meier(low + 1, np.ones(len(low), dtype=bool))
    assert abs((middles.share_at(1).value or 0.0) - float((spans > 1).mean())) > 0.05


def test_fewer_than_ten_are_suppressed() -> None:
    nine = lasting([1.0] * 9, [2.0] * 9)
    assert nine.is_suppressed and (nine.n, nine.ended) == (9, 9)
    ten = lasting([1.0] * 10, [2.0] * 10)
    assert not ten.is_suppressed


def test_turnbull_stands_beside_where_looks_are_wide_and_only_there() -> None:
    narrow, wide = [(10.0 + n, 11.0 + n) for n in range(20)], [(10.0 + n, 40.0 + n) for n in range(20)]
    close = lasting(*map(list, zip(*narrow, strict=True)))
    assert not close.is_wide and close.mean_gap == 1
    far = lasting(*map(list, zip(*wide, strict=True)))
    assert far.is_wide and far.mean_gap == 30
    nothing = lasting([5.0] * 20, [math.inf] * 20)
    assert not nothing.is_wide and nothing.mean_gap is None
    assert not lasting([1.0] * 9, [9.0] * 9).is_wide


def test_a_simulated_campaign_is_told_within_2_points_and_a_median_of_the_ended_is_not() -> None:
    """40,000 links, median 23.75 h with 8 % that never go; looks as planned; cut off after a week."""
    chance = np.random.default_rng(4)
    n = 40_000
    spans = np.where(chance.random(n) < 0.08, np.inf, chance.lognormal(math.log(20), 1.5, n))
    watched = chance.uniform(0, 7 * 24, n)
    every = np.where(spans < 24, 1.0, np.where(spans < 72, 3.0, 6.0))
    shift = chance.random(n)
    looks_before = np.floor(np.minimum(spans, watched) / every - shift)
    low = np.maximum(0.0, (looks_before + shift) * every)
    high = np.where(spans < np.inf, low + every, np.inf)
    high = np.where(high > watched, np.inf, high)
    told = lasting(low, high)
    assert told.curve is not None
    for hours in (24, 72, 120):
        truth = float((spans > hours).mean())
        assert told.curve.share_at(hours).value == pytest.approx(truth, abs=0.02)
    median = told.curve.quantile(0.5).value
    assert median == pytest.approx(float(np.median(spans)), rel=0.02)
    ended = np.isfinite(high)
    assert float(np.median(low[ended])) < 0.7 * float(np.median(spans))


@pytest.mark.parametrize(
    ("low", "high"),
    [([2.0], [1.0]), ([math.nan], [1.0]), ([-1.0], [1.0]), ([1.0], [math.nan]), ([1.0, 2.0], [3.0])],
)
def test_looks_that_cannot_be_are_refused(low: list[float], high: list[float]) -> None:
    for read in (lasting, ends_between, turnbull):
        with pytest.raises(BadInput):
            read(low, high)


def test_nothing_watched_is_a_curve_that_says_nothing() -> None:
    assert turnbull([], []).share_at(1).value is None
    assert lasting([], []).is_suppressed
