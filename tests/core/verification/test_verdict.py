"""The rule of two looks: every pair of states with every state of the controls, then random histories."""

from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tertib.core.verification import Judgement, Look, verdict
from tertib.core.verification.verdict import PAIR_GAP, SESSION_REACH
from tertib.vocabulary import PageState, Verdict
from tests.core.verification.looks import DAY, HOUR, T0, look, session

S = PageState
NOW = T0 + 200 * DAY
GONE = {S.GONE_HARD, S.GONE_SOFT, S.SHOP_GONE}
CHANGED = {S.UP_CHANGED, S.NOT_FOR_SALE, S.HIDDEN}
UNKNOWN = {S.BLOCKED_US, S.LOGIN_WALL, S.APP_ONLY, S.ERROR}
CONTROLS = [
    (S.UP, S.GONE_HARD),
    (S.UP, S.GONE_SOFT),
    (S.UP, S.REDIRECTED),
    (S.UP, S.UP),  # the platform shows something for any id
    (S.UP, S.SHOP_GONE),
    (S.UP, S.BLOCKED_US),
    (S.UP, None),
    (S.GONE_HARD, S.GONE_HARD),  # the platform calls everything gone
    (S.BLOCKED_US, S.GONE_HARD),
    (None, S.GONE_HARD),
    (None, None),
]


def meaning(state: PageState, controls: tuple[PageState | None, PageState | None]) -> str:
    """What one look says, told apart from the code: gone, up, changed or nothing."""
    positive, negative = controls
    if positive is not S.UP or negative not in {S.GONE_HARD, S.GONE_SOFT, S.SHOP_GONE, S.REDIRECTED}:
        return "nothing"
    if state in GONE or (state is S.REDIRECTED and negative is S.REDIRECTED):
        return "gone"
    return "up" if state is S.UP else "changed" if state in CHANGED else "nothing"


def expected_of_pair(first: str, second: str, *, far: bool) -> Verdict:
    if first == second == "gone":
        return Verdict.DOWN if far else Verdict.CANNOT_TELL
    latest = second if second != "nothing" else first
    return {"up": Verdict.UP, "changed": Verdict.CHANGED}.get(latest, Verdict.CANNOT_TELL)


def test_every_state_has_exactly_one_meaning() -> None:
    assert set(S) == GONE | CHANGED | UNKNOWN | {S.UP, S.REDIRECTED}


@pytest.mark.parametrize("controls_1", CONTROLS)
@pytest.mark.parametrize("controls_2", CONTROLS)
def test_two_looks_mean_what_the_table_says(
    controls_1: tuple[PageState | None, PageState | None],
    controls_2: tuple[PageState | None, PageState | None],
) -> None:
    """All 12 x 12 pairs of states, both nearer and as far apart as a pair must be."""
    for state_1, state_2, hours in product(S, S, (5.99, 6, 30)):
        looks = [
            look(0, state_1, positive=controls_1[0], negative=controls_1[1]),
            look(hours, state_2, positive=controls_2[0], negative=controls_2[1]),
        ]
        wanted = expected_of_pair(meaning(state_1, controls_1), meaning(state_2, controls_2), far=hours >= 6)
        assert verdict(looks, now=NOW).verdict is wanted, (state_1, state_2, hours)


@pytest.mark.parametrize("state", S)
@pytest.mark.parametrize("controls", CONTROLS)
def test_one_look_is_never_down(
    state: PageState, controls: tuple[PageState | None, PageState | None]
) -> None:
    judged = verdict([look(0, state, positive=controls[0], negative=controls[1])], now=NOW)
    says = meaning(state, controls)
    assert judged.verdict is expected_of_pair("nothing", says, far=True)
    assert (
        judged.reasons[0]
        == {
            "gone": "one_look_of_two",
            "nothing": "no_look_counts",
            "up": "up",
            "changed": state.lower(),
        }[says]
    )


def test_no_look_is_cannot_tell() -> None:
    assert verdict([], now=NOW) == Judgement(verdict=Verdict.CANNOT_TELL, reasons=("no_look_counts",))


def test_six_hours_to_the_microsecond_are_a_pair_and_one_less_is_none() -> None:
    first, second = look(0, S.GONE_HARD), look(6, S.GONE_SOFT)
    assert verdict([first, second], now=NOW) == Judgement(
        verdict=Verdict.DOWN, reasons=("pair",), first_gone=T0, confirmed=T0 + 6 * HOUR
    )
    sooner = replace(second, at=second.at - timedelta(microseconds=1))
    judged = verdict([first, sooner], now=NOW)
    assert (judged.verdict, judged.reasons) == (Verdict.CANNOT_TELL, ("looks_too_close",))
    assert (judged.first_gone, judged.confirmed) == (T0, None)


def test_many_looks_close_together_are_not_a_pair_but_their_ends_are() -> None:
    looks = [look(hours, S.GONE_HARD) for hours in (0, 2, 4)]
    assert verdict(looks, now=NOW).verdict is Verdict.CANNOT_TELL
    judged = verdict([*looks, look(6.5, S.GONE_HARD), look(40, S.GONE_HARD)], now=NOW)
    assert (judged.first_gone, judged.confirmed) == (T0, T0 + 6.5 * HOUR)


@pytest.mark.parametrize("between", [S.UP, *CHANGED])
def test_a_look_between_that_finds_the_listing_breaks_the_pair(between: PageState) -> None:
    looks = [look(0, S.GONE_HARD), look(3, between), look(6, S.GONE_HARD)]
    judged = verdict(looks, now=NOW)
    assert judged.verdict is Verdict.CANNOT_TELL
    assert (judged.first_gone, judged.last_up) == (T0 + 6 * HOUR, T0 + 3 * HOUR)


@pytest.mark.parametrize("between", [*UNKNOWN, S.REDIRECTED])
def test_a_look_between_that_counts_for_nothing_leaves_the_pair(between: PageState) -> None:
    judged = verdict([look(0, S.GONE_HARD), look(3, between), look(6, S.GONE_HARD)], now=NOW)
    assert (judged.verdict, judged.reasons) == (Verdict.DOWN, ("pair", "unknown:1"))


def test_a_listing_found_again_is_up_whatever_was_before() -> None:
    looks = [look(hours, S.GONE_HARD) for hours in (0, 6, 24, 72)]
    judged = verdict([*looks, look(80, S.UP)], now=NOW)
    assert judged == Judgement(verdict=Verdict.UP, reasons=("up",), last_up=T0 + 80 * HOUR)


def test_a_void_look_that_finds_the_listing_again_does_not_count_either() -> None:
    looks = [look(0, S.GONE_HARD), look(6, S.GONE_HARD), look(9, S.UP, positive=S.BLOCKED_US)]
    judged = verdict(looks, now=NOW)
    assert (judged.verdict, judged.reasons) == (Verdict.DOWN, ("pair", "void:1"))


def test_down_and_then_walled_off_stays_down() -> None:
    looks = [look(0, S.GONE_HARD), look(6, S.GONE_HARD), look(30, S.BLOCKED_US)]
    assert verdict(looks, now=NOW).verdict is Verdict.DOWN


def test_looks_of_the_future_do_not_count() -> None:
    looks = [look(0, S.GONE_HARD), look(6, S.GONE_HARD)]
    assert verdict(looks, now=T0 + 6 * HOUR).verdict is Verdict.DOWN
    assert verdict(looks, now=T0 + 6 * HOUR - timedelta(microseconds=1)).verdict is Verdict.CANNOT_TELL


def test_a_look_without_a_session_is_void() -> None:
    looks = [replace(look(hours, S.GONE_HARD), session=None) for hours in (0, 6)]
    assert verdict(looks, now=NOW).reasons == ("no_look_counts", "void:2")


def test_a_session_of_another_platform_vouches_for_nothing() -> None:
    other = session(platform="pasarkita")
    assert verdict([replace(look(0, S.UP), session=other)], now=NOW).reasons == ("no_look_counts", "void:1")


@pytest.mark.parametrize("sign", [-1, 1])
def test_a_session_vouches_only_for_looks_near_it(sign: int) -> None:
    near = replace(look(0, S.UP), session=session(at=T0 + sign * SESSION_REACH))
    assert verdict([near], now=NOW).verdict is Verdict.UP
    far = replace(look(0, S.UP), session=session(at=T0 + sign * (SESSION_REACH + timedelta(microseconds=1))))
    assert verdict([far], now=NOW).verdict is Verdict.CANNOT_TELL


def test_no_one_session_can_vouch_for_both_looks_of_a_pair() -> None:
    assert 2 * SESSION_REACH < PAIR_GAP


def test_a_redirect_counts_only_if_the_control_went_to_the_same_place() -> None:
    pair = [look(hours, S.REDIRECTED, negative=S.REDIRECTED) for hours in (0, 6)]
    assert verdict(pair, now=NOW).verdict is Verdict.DOWN
    elsewhere = replace(pair[1], observation=replace(pair[1].observation, template="redirect/home"))
    assert verdict([pair[0], elsewhere], now=NOW).reasons == ("one_look_of_two", "unknown:1")


histories = st.lists(
    st.builds(
        look,
        st.integers(0, 60),
        st.sampled_from(S),
        positive=st.sampled_from([S.UP, S.UP, S.UP, S.BLOCKED_US, None]),
        negative=st.sampled_from([S.GONE_HARD, S.GONE_SOFT, S.REDIRECTED, S.UP, None]),
    ),
    max_size=8,
)


def says(one: Look) -> str:
    if one.session is None or one.session.positive is None or one.session.negative is None:
        return "nothing"
    return meaning(one.observation.state, (one.session.positive.state, one.session.negative.state))


@given(histories)
def test_down_always_rests_on_a_pair_that_nothing_contradicts(looks: list[Look]) -> None:
    judged = verdict(looks, now=NOW)
    if judged.verdict is Verdict.DOWN:
        assert judged.first_gone is not None
        assert judged.confirmed is not None
        assert judged.confirmed - judged.first_gone >= PAIR_GAP
        since = [says(each) for each in looks if each.at > judged.first_gone]
        assert "up" not in since
        assert "changed" not in since
        assert "gone" in {says(each) for each in looks if each.at == judged.first_gone}
        assert "gone" in {says(each) for each in looks if each.at == judged.confirmed}


@given(st.data())
def test_looks_at_different_times_mean_the_same_in_any_order(data: st.DataObject) -> None:
    different = list({each.at: each for each in data.draw(histories)}.values())
    shuffled = data.draw(st.permutations(different))
    assert verdict(shuffled, now=NOW) == verdict(different, now=NOW)


@given(histories, st.sampled_from(sorted(UNKNOWN)), st.integers(0, 60))
def test_an_unknown_look_changes_no_verdict(looks: list[Look], state: PageState, hours: int) -> None:
    before, after = verdict(looks, now=NOW), verdict([*looks, look(hours, state)], now=NOW)
    assert replace(before, reasons=()) == replace(after, reasons=())


@given(histories, st.sampled_from(S), st.integers(0, 60))
def test_a_void_look_changes_no_verdict(looks: list[Look], state: PageState, hours: int) -> None:
    void = look(hours, state, positive=S.BLOCKED_US)
    before, after = verdict(looks, now=NOW), verdict([*looks, void], now=NOW)
    assert replace(before, reasons=()) == replace(after, reasons=())


@given(histories)
def test_the_truth_lies_between_the_last_look_up_and_the_first_gone(looks: list[Look]) -> None:
    judged = verdict(looks, now=NOW)
    if judged.first_gone is not None and judged.last_up is not None:
        assert judged.last_up <= judged.first_gone
