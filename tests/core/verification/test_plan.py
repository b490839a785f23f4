from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tertib.core.verification import Look, Watch, next_look
from tertib.core.verification.plan import BACK_OFF, WHILE_DUE
from tertib.core.verification.risk import WATCH
from tertib.vocabulary import PageState
from tests.core.verification.looks import DAY, HOUR, T0, look

S = PageState


def watch(
    *,
    due: float | None = None,
    claimed: float | None = None,
    ended: float | None = None,
    notified: float | None = None,
    stretch: float = 1.0,
) -> Watch:
    """A case opened at T0; the rest in hours after it."""

    def at(hours: float | None) -> datetime | None:
        return None if hours is None else T0 + hours * HOUR

    return Watch(
        opened_at=T0,
        notified_at=at(notified),
        answer_due=at(due),
        claimed_at=at(claimed),
        ended_at=at(ended),
        stretch=stretch,
    )


def hours_to_next(case: Watch, looks: list[Look], *, now: float) -> float | None:
    """The next look, in hours after T0."""
    found = next_look(case, looks, now=T0 + now * HOUR)
    return None if found is None else (found - T0) / HOUR


def test_the_first_look_is_at_once() -> None:
    assert hours_to_next(watch(), [], now=3) == 3


def test_an_ended_case_is_not_looked_at() -> None:
    assert hours_to_next(watch(ended=2), [], now=2) is None
    assert hours_to_next(watch(ended=2), [], now=1.9) == 1.9


def test_a_listing_that_was_up_is_looked_at_again_at_the_deadline() -> None:
    assert hours_to_next(watch(due=72), [look(0, S.UP)], now=1) == 72
    assert hours_to_next(watch(), [look(0, S.UP)], now=1) is None  # nobody was asked yet


def test_between_notice_and_deadline_looks_come_at_growing_gaps() -> None:
    seen, now, case = [look(0, S.UP)], 2.0, watch(notified=1, due=73)  # the first look after the notice: at 2
    times = []
    while now < 73:
        seen.append(look(now, S.UP))
        found = hours_to_next(case, seen, now=now)
        assert found is not None
        times.append(found)
        now = found
    assert times[:4] == [3, 4, 5, 5 + 4 / 3]
    assert times[-1] == 73
    gaps = [round(after - before, 6) for before, after in pairwise(times)][:-1]
    assert gaps == sorted(gaps)
    assert max(gaps) <= 12


def test_a_short_budget_stretches_these_gaps_too_but_never_past_the_deadline() -> None:
    case = watch(notified=1, due=10, stretch=5)
    assert hours_to_next(case, [look(2, S.UP)], now=2) == 7
    assert hours_to_next(case, [look(7, S.UP)], now=7) == 10


def test_a_claim_calls_for_a_look_at_once() -> None:
    assert hours_to_next(watch(due=72, claimed=5), [look(0, S.UP)], now=5.5) == 5.5


def test_a_deadline_that_passed_calls_for_a_look_at_once() -> None:
    assert hours_to_next(watch(due=72), [look(0, S.UP)], now=72) == 72
    assert hours_to_next(watch(due=72), [look(0, S.UP), look(72, S.UP)], now=72) == 78


def test_a_gone_look_is_followed_by_the_second_of_its_pair() -> None:
    assert hours_to_next(watch(claimed=5), [look(5, S.GONE_HARD)], now=5) == 11
    assert hours_to_next(watch(), [look(0, S.GONE_HARD)], now=0) == 6  # gone at hand-in too


def test_a_pair_is_completed_after_a_wall() -> None:
    looks = [look(5, S.GONE_HARD), look(11, S.BLOCKED_US)]
    assert hours_to_next(watch(claimed=5), looks, now=11) == 12
    looks.append(look(12, S.ERROR))
    assert hours_to_next(watch(claimed=5), looks, now=12) == 15


def test_a_late_look_is_due_now_and_never_before() -> None:
    assert hours_to_next(watch(claimed=5), [look(5, S.GONE_HARD)], now=50) == 50


def test_a_listing_that_is_still_there_is_looked_at_by_the_table() -> None:
    times, looks, now = [], [look(5, S.UP)], 5.0
    while (hours := hours_to_next(watch(claimed=5), looks, now=now)) is not None:
        times.append(hours - 5)
        looks.append(look(hours, S.UP))
        now = hours
    gaps = [later - sooner for sooner, later in zip([0.0, *times], times, strict=False)]
    assert gaps == [6] * 28 + [24] * 23 + [168] * 8
    assert times[-1] <= 90 * 24
    assert [until / DAY for until, _ in WHILE_DUE] == [7, 30, 90]


def test_a_deadline_to_come_is_looked_at_on_time_whatever_the_tables_say() -> None:
    assert hours_to_next(watch(claimed=5, due=8), [look(5, S.UP)], now=5) == 8
    looks = [look(hours, S.BLOCKED_US) for hours in (0, 1, 4, 10)]
    assert hours_to_next(watch(due=12), looks, now=10) == 12


def test_looks_in_vain_come_at_growing_distances() -> None:
    looks = [look(0, S.BLOCKED_US)]
    gaps = []
    for _ in range(8):
        hours = hours_to_next(watch(), looks, now=(looks[-1].at - T0) / HOUR)
        assert hours is not None
        gaps.append(hours - (looks[-1].at - T0) / HOUR)
        looks.append(look(hours, S.BLOCKED_US))
    assert gaps == [1, 3, 6, 12, 24, 48, 48, 48]
    assert len(BACK_OFF) == 6


def test_a_void_look_is_a_look_in_vain_whatever_it_shows() -> None:
    looks = [look(0, S.UP, positive=S.BLOCKED_US)]
    assert hours_to_next(watch(due=72), looks, now=0) == 1


def test_looks_in_vain_end_with_the_watch() -> None:
    days = WATCH / HOUR
    assert hours_to_next(watch(), [look(days - 2, S.ERROR)], now=days - 2) == days - 1
    assert hours_to_next(watch(), [look(days - 0.5, S.ERROR)], now=days - 0.5) is None


def test_after_down_the_looks_thin_out_to_day_90() -> None:
    looks = [look(0, S.GONE_HARD), look(6, S.GONE_HARD)]
    times, now = [6.0], 6.0
    while (hours := hours_to_next(watch(claimed=0), looks, now=now)) is not None:
        times.append(hours)
        looks.append(look(hours, S.GONE_HARD))
        now = hours
    gaps = [later - sooner for sooner, later in pairwise(times)]
    assert times[-1] == 6 + 90 * 24
    assert 1 <= gaps[0] <= 12
    assert gaps[:-1] == sorted(gaps[:-1])  # the last is cut short by the end of the watch
    assert len(gaps) < 90 * 24 / 40


def test_a_shop_that_comes_back_often_is_looked_at_more_often() -> None:
    looks = [look(0, S.GONE_HARD), look(6, S.GONE_HARD), look(48, S.GONE_HARD)]
    usual, likely = watch(), Watch(opened_at=T0, return_rate=0.9)
    first, second = (hours_to_next(case, looks, now=48) for case in (usual, likely))
    assert first is not None
    assert second is not None
    assert 2.5 < (first - 48) / (second - 48) < 3.5  # the square root of nine


def test_a_short_budget_stretches_the_gaps_but_not_the_second_look_of_a_pair() -> None:
    narrow = Watch(opened_at=T0, claimed_at=T0, stretch=3.0)
    assert hours_to_next(narrow, [look(0, S.UP)], now=0) == 18
    assert hours_to_next(narrow, [look(0, S.GONE_HARD)], now=0) == 6
    down = [look(0, S.GONE_HARD), look(6, S.GONE_HARD)]
    wide, tight = hours_to_next(watch(), down, now=6), hours_to_next(narrow, down, now=6)
    assert wide is not None
    assert tight is not None
    assert tight - 6 == pytest.approx(3 * (wide - 6))


def test_a_look_in_vain_after_down_is_made_up_for_early() -> None:
    looks = [look(0, S.GONE_HARD), look(6, S.GONE_HARD), look(6 + 14 * 24, S.BLOCKED_US)]
    assert hours_to_next(watch(), looks, now=6 + 14 * 24) == 6 + 14 * 24 + 1


def test_the_look_of_day_90_is_tried_for_a_week_more() -> None:
    end = 6 + 90 * 24
    down = [look(0, S.GONE_HARD), look(6, S.GONE_HARD)]
    assert hours_to_next(watch(), [*down, look(end, S.ERROR)], now=end) == end + 1
    assert hours_to_next(watch(), [*down, look(end + 7 * 24, S.ERROR)], now=end + 7 * 24) is None
    assert hours_to_next(watch(), [*down, look(end + 1, S.GONE_HARD)], now=end + 1) is None


def test_a_pair_that_began_late_is_still_completed_but_not_for_ever() -> None:
    end = 90 * 24
    looks = [look(end - 1, S.GONE_HARD)]
    assert hours_to_next(watch(), looks, now=end) == end + 5
    assert hours_to_next(watch(), [*looks, look(end + 2_400, S.ERROR)], now=end + 2_400) is None


def test_a_listing_that_came_back_is_looked_at_again_from_its_new_deadline() -> None:
    looks = [look(0, S.UP), look(72, S.GONE_HARD), look(78, S.GONE_HARD), look(500, S.UP)]
    assert hours_to_next(watch(due=572, claimed=72), looks, now=500) == 524
    assert hours_to_next(watch(due=572, claimed=72), looks, now=573) == 573


def test_looks_of_the_future_are_not_counted() -> None:
    assert hours_to_next(watch(), [look(10, S.UP)], now=3) == 3


@given(
    st.lists(
        st.tuples(st.integers(0, 3_000), st.sampled_from(S), st.sampled_from([S.UP, None])), max_size=12
    ),
    st.none() | st.integers(0, 3_000),
    st.none() | st.integers(0, 3_000),
    st.integers(0, 4_000),
)
def test_the_next_look_is_never_in_the_past_nor_far_off(
    seen: list[tuple[int, PageState, PageState | None]], due: int | None, claimed: int | None, now: int
) -> None:
    looks = [look(hours, state, positive=positive) for hours, state, positive in seen]
    found = next_look(watch(due=due, claimed=claimed), looks, now=T0 + now * HOUR)
    if found is not None:
        assert found >= T0 + now * HOUR
        deadline = T0 + (due or 0) * HOUR
        assert found <= max(T0 + now * HOUR + 30 * DAY, deadline)


@pytest.mark.parametrize("table", [BACK_OFF, tuple(until for until, _ in WHILE_DUE)])
def test_every_table_grows(table: tuple[timedelta, ...]) -> None:
    assert list(table) == sorted(set(table))
