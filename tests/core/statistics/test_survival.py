"""Survival: curves of published trials to the printed digit, and an independent library to 1e-9."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from tertib.core.statistics.survival import Curve, kaplan_meier
from tertib.errors import BadInput


def read(text: str) -> tuple[list[float], list[bool]]:
    """Times as textbooks print them: `10+` is still under watch at 10."""
    words = text.split()
    return [float(word.rstrip("+")) for word in words], [not word.endswith("+") for word in words]


# Freireich and others (1963): weeks in remission of acute leukaemia, 6-MP and placebo.
SIX_MP = "6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+"
PLACEBO = "1 1 2 2 3 4 4 5 5 8 8 8 8 11 11 12 12 15 17 22 23"
# Miller (1981): weeks in remission of acute myelogenous leukaemia, maintained and not.
MAINTAINED = "9 13 13+ 18 23 28+ 31 34 45+ 48 161+"
NOT_MAINTAINED = "5 5 8 8 12 16+ 23 27 30 33 43 45"
# Kaplan and Meier (1958): their own example in months.
OF_1958 = "0.8 1.0+ 2.7+ 3.1 5.4 7.0+ 9.2 12.1+"
SETS = (SIX_MP, PLACEBO, MAINTAINED, NOT_MAINTAINED, OF_1958)


@pytest.mark.parametrize(
    ("text", "shares"),
    [
        (
            SIX_MP,
            {6: 0.8571, 7: 0.8067, 10: 0.7529, 13: 0.6902, 16: 0.6275, 22: 0.5378, 23: 0.4482},
        ),
        (PLACEBO, {1: 0.9048, 2: 0.8095, 3: 0.7619, 4: 0.6667, 5: 0.5714, 8: 0.3810, 11: 0.2857, 23: 0.0}),
        (MAINTAINED, {9: 0.909, 13: 0.818, 18: 0.716, 23: 0.614, 31: 0.491, 34: 0.368, 48: 0.184}),
        (NOT_MAINTAINED, {5: 0.8333, 8: 0.6667, 12: 0.5833, 23: 0.4861, 27: 0.3889, 33: 0.1944, 45: 0.0}),
        (OF_1958, {0.8: 0.875, 3.1: 0.7, 5.4: 0.525, 9.2: 0.2625}),
    ],
)
def test_curves_are_those_that_were_published(text: str, shares: dict[float, float]) -> None:
    curve = kaplan_meier(*read(text))
    digits = 3 if text == MAINTAINED else 4
    assert {hours: round(curve.share_at(hours).value or 0.0, digits) for hours in shares} == shares


def test_the_band_of_the_leukaemia_trial_is_the_published_one() -> None:
    curve = kaplan_meier(*read(SIX_MP))
    assert np.round(curve.low, 4).tolist() == [0.6197, 0.5631, 0.5032, 0.4316, 0.3675, 0.2678, 0.1881]
    assert np.round(curve.high, 4).tolist() == [0.9516, 0.9228, 0.8894, 0.8491, 0.8049, 0.7468, 0.6801]
    assert curve.at_risk.tolist() == [21, 17, 15, 12, 11, 7, 6]
    assert curve.ended.tolist() == [3, 1, 1, 1, 1, 1, 1]


@pytest.mark.parametrize(
    ("text", "median"), [(SIX_MP, 23), (PLACEBO, 8), (MAINTAINED, 31), (NOT_MAINTAINED, 23), (OF_1958, 9.2)]
)
def test_medians_are_those_that_were_published(text: str, median: float) -> None:
    assert kaplan_meier(*read(text)).quantile(0.5).value == median


def test_a_quartile_that_the_curve_does_not_reach_is_null() -> None:
    curve = kaplan_meier(*read(SIX_MP))
    assert curve.quantile(0.25).value == 13
    assert curve.quantile(0.75).value is None
    half = curve.quantile(0.5)
    assert (half.low, half.high) == (13, None)


def test_a_share_past_the_last_one_watched_is_null_unless_nothing_is_left() -> None:
    assert kaplan_meier(*read(SIX_MP)).share_at(35.1).value is None
    assert kaplan_meier(*read(SIX_MP)).share_at(34.9).value == pytest.approx(0.4482, abs=5e-5)
    assert kaplan_meier(*read(PLACEBO)).share_at(900).value == 0


def test_the_mean_of_what_all_ended_is_their_mean_and_of_less_watching_is_null() -> None:
    hours, _ = read(PLACEBO)
    curve = kaplan_meier(*read(PLACEBO))
    mean = curve.restricted_mean(23)
    assert mean.value == pytest.approx(np.mean(hours), abs=1e-12)
    assert mean.high is not None and mean.low is not None
    assert (mean.high - mean.low) / 2 / 1.959963984540054 == pytest.approx(
        np.std(hours) / math.sqrt(21), abs=1e-12
    )
    assert kaplan_meier(*read(SIX_MP)).restricted_mean(35).value == pytest.approx(23.2874, abs=5e-5)
    assert kaplan_meier(*read(SIX_MP)).restricted_mean(36).value is None


def test_nothing_watched_is_a_curve_that_says_nothing() -> None:
    curve = kaplan_meier([], [])
    assert (curve.n, curve.share_at(0).value, curve.quantile(0.5).value) == (0, None, None)
    assert curve.restricted_mean(720).value is None


@pytest.mark.parametrize(
    ("hours", "ended"),
    [([-1.0], [True]), ([math.nan], [True]), ([math.inf], [False]), ([1.0, 2.0], [True])],
)
def test_hours_that_cannot_be_are_refused(hours: list[float], ended: list[bool]) -> None:
    with pytest.raises(BadInput):
        kaplan_meier(hours, ended)


@pytest.mark.parametrize("part", [0.0, 1.0, 1.5])
def test_a_quantile_outside_the_curve_is_refused(part: float) -> None:
    with pytest.raises(BadInput):
        kaplan_meier([1.0], [True]).quantile(part)


def test_a_level_outside_is_refused() -> None:
    with pytest.raises(BadInput):
        kaplan_meier([1.0], [True], level=1.0)


WATCHED = st.lists(st.tuples(st.integers(0, 40).map(lambda n: n / 4), st.booleans()), min_size=1, max_size=60)


def agrees(curve: Curve, hours: list[float], ended: list[bool]) -> None:
    """Hold a curve, its band and its steps to scipy's."""
    known = stats.CensoredData.right_censored(hours, [not one for one in ended])
    theirs = stats.ecdf(known).sf
    band = theirs.confidence_interval(method="log-log")
    places = np.searchsorted(theirs.quantiles, curve.hours)
    np.testing.assert_array_equal(theirs.quantiles[places], curve.hours)
    np.testing.assert_allclose(curve.share, theirs.probabilities[places], atol=1e-9, rtol=0)
    for ours, other in ((curve.low, band.low), (curve.high, band.high)):
        told = np.isfinite(other.probabilities[places]) & (curve.share > 1e-9) & (curve.share < 1)
        np.testing.assert_allclose(ours[told], other.probabilities[places][told], atol=1e-9, rtol=0)


@pytest.mark.parametrize("text", SETS)
@pytest.mark.filterwarnings("ignore:(invalid value|divide by zero|The confidence interval):RuntimeWarning")
def test_published_sets_agree_with_an_independent_library(text: str) -> None:
    agrees(kaplan_meier(*read(text)), *read(text))


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@given(WATCHED)
def test_any_set_agrees_with_an_independent_library(watched: list[tuple[float, bool]]) -> None:
    hours, ended = [one for one, _ in watched], [one for _, one in watched]
    agrees(kaplan_meier(hours, ended), hours, ended)


@given(WATCHED)
def test_a_curve_never_rises_and_stays_within_its_band_and_0_to_1(watched: list[tuple[float, bool]]) -> None:
    curve = kaplan_meier([one for one, _ in watched], [one for _, one in watched])
    assert (np.diff(np.concatenate(([1.0], curve.share))) <= 0).all()
    assert (curve.share >= 0).all()
    assert (curve.low <= curve.share + 1e-12).all() and (curve.share <= curve.high + 1e-12).all()
    assert (curve.low >= 0).all() and (curve.high <= 1).all()
    assert curve.ended.sum() == sum(one for _, one in watched)


@given(st.lists(st.integers(0, 40).map(lambda n: n / 4), min_size=1, max_size=60))
def test_with_all_ended_the_curve_is_the_share_that_lasts_longer(hours: list[float]) -> None:
    curve = kaplan_meier(hours, [True] * len(hours))
    for moment in {0.0, *hours, 99.0}:
        longer = sum(one > moment for one in hours) / len(hours)
        assert curve.share_at(moment).value == pytest.approx(longer, abs=1e-12)


@given(WATCHED, st.floats(0.05, 0.95))
def test_a_later_quantile_is_never_earlier(watched: list[tuple[float, bool]], part: float) -> None:
    curve = kaplan_meier([one for one, _ in watched], [one for _, one in watched])
    early, late = curve.quantile(part / 2).value, curve.quantile(part).value
    assert late is None or (early is not None and early <= late)
