"""The brake: it holds what chance does not explain, and nothing on few decisions."""

import doctest

from hypothesis import given
from hypothesis import strategies as st

from tertib.core.detection.rules import brake
from tertib.core.detection.rules.brake import LEAST, Record, must_brake


def test_examples_hold() -> None:
    assert doctest.testmod(brake).failed == 0


@given(decided=st.integers(0, LEAST - 1), former=st.integers(0, 300))
def test_few_decisions_never_brake_however_bad(decided: int, former: int) -> None:
    assert not must_brake(Record(decided, decided), Record(former, 0))


@given(decided=st.integers(LEAST, 3000), share=st.floats(0, 0.1))
def test_a_version_at_or_below_the_floor_is_never_braked(decided: int, share: float) -> None:
    assert not must_brake(Record(decided, int(decided * share)), Record(1000, 0))


@given(decided=st.integers(LEAST, 400), wrong=st.integers(0, 400), former=st.integers(LEAST, 400))
def test_more_reversals_never_release_the_brake(decided: int, wrong: int, former: int) -> None:
    wrong = min(wrong, decided)
    if must_brake(Record(decided, wrong), Record(former, former // 10)) and wrong < decided:
        assert must_brake(Record(decided, wrong + 1), Record(former, former // 10))


def test_a_jump_brakes_and_an_equal_share_does_not() -> None:
    assert must_brake(Record(40, 20), Record(400, 20))
    assert not must_brake(Record(40, 20), Record(400, 200))
    assert not must_brake(Record(20, 5), Record(200, 10))  # 25% of twenty may be chance


def test_without_a_measure_from_before_the_floor_is_the_measure() -> None:
    assert must_brake(Record(20, 10), Record(3, 0))
    assert not must_brake(Record(20, 4), Record(0, 0))


def test_a_long_record_is_judged_in_a_moment() -> None:
    assert must_brake(Record(100_000, 30_000), Record(100_000, 10_000))
