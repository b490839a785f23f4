"""Looks by several networks: with two or more exits, one network alone never makes a listing down."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tertib.core.verification import Look, Watch, next_look, verdict
from tertib.core.verification.controls import STATUS_API
from tertib.core.verification.verdict import PAIR_GAP
from tertib.vocabulary import PageState, Verdict
from tests.core.verification.looks import DAY, HOUR, T0, look

S = PageState
NOW = T0 + 200 * DAY


def gone(hours: float, by: str, *, exits: int = 2) -> Look:
    return look(hours, S.GONE_HARD, by=by, exits=exits)


@pytest.mark.parametrize(
    ("looks", "reason", "confirmed"),
    [
        ([gone(0, "jakarta"), gone(6, "singapura")], "pair", 6),
        ([gone(0, "jakarta"), gone(6, "jakarta")], "one_network", None),
        ([gone(0, "jakarta"), gone(5, "singapura")], "looks_too_close", None),
        ([gone(0, "jakarta"), gone(3, "singapura"), gone(6, "jakarta")], "one_network", None),
        ([gone(0, "jakarta"), gone(3, "singapura"), gone(9, "jakarta")], "pair", 9),
        ([gone(0, "jakarta"), gone(6, "jakarta"), gone(7, "singapura")], "pair", 7),
        ([gone(0, "jakarta", exits=1), gone(6, "jakarta", exits=1)], "pair", 6),  # the only one there is
        (
            [gone(0, "jakarta", exits=1), gone(6, "jakarta", exits=2)],
            "one_network",
            None,
        ),  # another came since
        ([gone(0, "jakarta", exits=2), gone(6, "jakarta", exits=1)], "pair", 6),  # the other was given up
        ([gone(0, STATUS_API, exits=1), gone(30, STATUS_API, exits=1)], "status_api_alone", None),
        ([gone(0, STATUS_API, exits=1), gone(6, "direct", exits=1)], "pair", 6),
        ([gone(0, "jakarta"), gone(6, STATUS_API)], "pair", 6),
    ],
)
def test_a_pair_needs_two_networks_where_there_are_two(
    looks: list[Look], reason: str, confirmed: float | None
) -> None:
    judged = verdict(looks, now=NOW)
    assert judged.reasons == (reason,)
    assert judged.verdict is (Verdict.CANNOT_TELL if confirmed is None else Verdict.DOWN)
    assert judged.confirmed == (None if confirmed is None else T0 + confirmed * HOUR)


def test_a_wall_at_one_exit_alone_does_not_make_the_other_enough() -> None:
    looks = [gone(0, "jakarta"), look(6, S.BLOCKED_US, by="singapura", exits=2), gone(12, "jakarta")]
    assert verdict(looks, now=NOW).reasons == ("one_network", "unknown:1")


def test_what_one_network_alone_saw_gone_is_looked_at_again_but_not_at_once() -> None:
    looks = [gone(0, "jakarta"), gone(6, "jakarta")]
    due = next_look(Watch(opened_at=T0, claimed_at=T0), looks, now=T0 + 6 * HOUR)
    assert due == T0 + 6 * HOUR + PAIR_GAP


histories = st.lists(
    st.builds(
        look,
        st.integers(0, 60),
        st.sampled_from([S.GONE_HARD, S.GONE_SOFT, S.SHOP_GONE, S.UP, S.BLOCKED_US]),
        by=st.sampled_from(["jakarta", "singapura", STATUS_API]),
        exits=st.sampled_from([2, 3]),
    ),
    max_size=9,
)


@given(histories)
def test_with_two_exits_down_always_rests_on_two_networks(looks: list[Look]) -> None:
    judged = verdict(looks, now=NOW)
    if judged.verdict is Verdict.DOWN:
        assert judged.first_gone is not None
        since = [each for each in looks if each.at >= judged.first_gone]
        seen = {
            each.session.exit
            for each in since
            if each.session and each.observation.state not in {S.UP, S.BLOCKED_US}
        }
        assert len(seen) >= 2


@given(histories)
def test_no_history_is_looked_at_again_at_once_for_ever(looks: list[Look]) -> None:
    if looks:
        last = max(each.at for each in looks)
        due = next_look(Watch(opened_at=T0), looks, now=last)
        assert due is None or due >= last + timedelta(minutes=30)
