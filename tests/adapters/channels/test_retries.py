from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tertib.adapters.channels import DELAYS, WINDOW, retry_delay


def test_the_delays_are_those_of_the_specification_and_last_three_days_and_more():
    assert [retry_delay(n, jitter=0) for n in range(10)] == list(DELAYS)
    assert timedelta(hours=75) < WINDOW < timedelta(hours=76)


def test_a_receiver_that_is_down_for_seventy_hours_is_still_tried_after_it_is_back():
    assert sum(DELAYS[:-1], timedelta()) < timedelta(hours=70) < WINDOW


@pytest.mark.parametrize("attempt", [10, 11, 10_000])
def test_after_the_tenth_attempt_there_is_no_other(attempt):
    assert retry_delay(attempt, jitter=0.5) is None


@given(st.integers(0, 9), st.floats(0, 1))
def test_jitter_only_adds_and_at_most_a_tenth(attempt, jitter):
    delay = retry_delay(attempt, jitter=jitter)
    assert delay is not None
    assert DELAYS[attempt] <= delay <= DELAYS[attempt] * 1.1


@pytest.mark.parametrize(("attempt", "jitter"), [(-1, 0.0), (1, -0.1), (1, 1.1), (1, float("nan"))])
def test_what_is_out_of_range_is_an_error(attempt, jitter):
    with pytest.raises(ValueError, match="out of range"):
        retry_delay(attempt, jitter=jitter)
