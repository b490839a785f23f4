"""Spells: what history and looks tell of how long a listing stayed up, and away."""

import math
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tertib.core.statistics.spells import ENDS, NOTHING, Spell, Turn, spells
from tertib.vocabulary import CaseState as S

START = datetime(2026, 11, 1, 3, 0, tzinfo=UTC)


def at(hours: float) -> datetime:
    return START + timedelta(hours=hours)


SENT = Turn("notice_sent", S.NOTIFIED, at(0))
DOWN = Turn("seen", S.DOWN, at(30))
BACK = Turn("seen", S.RETURNED, at(100))


def test_a_takedown_lies_between_the_last_look_up_and_the_first_gone() -> None:
    told = spells([SENT, DOWN], there=[at(-1), at(18)], gone=[at(24), at(30)])
    assert told.up == Spell(18, 24)
    assert told.away == Spell(6, math.inf)


def test_a_listing_not_seen_since_the_notice_may_have_gone_at_once() -> None:
    assert spells([SENT, DOWN], there=[at(-1)], gone=[at(24), at(30)]).up == Spell(0, 24)


def test_an_open_case_counts_to_the_last_look_that_saw_it_and_not_to_now() -> None:
    assert spells([SENT], there=[at(-1), at(18)], gone=[at(24)]).up == Spell(18, math.inf)
    assert spells([SENT], there=[at(-1)], gone=[]).up == Spell(0, math.inf)


def test_a_platforms_word_ends_nothing() -> None:
    said = Turn("replied", S.CLAIMED, at(2))
    assert spells([SENT, said], there=[at(18)], gone=[]).up == Spell(18, math.inf)


def test_a_gone_look_that_was_followed_by_one_that_found_it_is_no_takedown() -> None:
    assert spells([SENT, DOWN], there=[at(1), at(12)], gone=[at(6), at(24), at(30)]).up == Spell(12, 24)


def test_what_was_gone_before_the_notice_left_is_nobodys_speed() -> None:
    told = spells([SENT, DOWN], there=[at(-12)], gone=[at(-2), at(6)])
    assert (told.up, told.gone_before) == (None, True)


def test_what_was_never_seen_up_or_never_asked_for_tells_nothing() -> None:
    assert spells([SENT, DOWN], there=[], gone=[at(24), at(30)]) == NOTHING
    assert spells([DOWN], there=[at(-1)], gone=[at(24), at(30)]) == NOTHING


def test_a_return_lies_between_the_last_gone_look_and_the_first_that_found_it() -> None:
    told = spells([SENT, DOWN, BACK], there=[at(18), at(100)], gone=[at(24), at(30), at(54)])
    assert told.up == Spell(18, 24)
    assert told.away == Spell(30, 76)


def test_a_second_takedown_changes_neither_spell() -> None:
    again = [Turn("notice_sent", S.NOTIFIED, at(110)), Turn("seen", S.DOWN, at(130))]
    once = spells([SENT, DOWN, BACK], there=[at(18), at(100)], gone=[at(24), at(30)])
    looks = {"there": [at(18), at(100), at(112)], "gone": [at(24), at(30), at(120), at(130)]}
    assert spells([SENT, DOWN, BACK, *again], **looks) == once


@pytest.mark.parametrize("kind", sorted(ENDS))
def test_a_hold_a_closing_or_a_reversal_ends_the_following(kind: str) -> None:
    early = [SENT, Turn(kind, S.CLOSED, at(10)), DOWN]
    assert spells(early, there=[at(6), at(12)], gone=[at(24), at(30)]).up == Spell(6, math.inf)
    late = [SENT, DOWN, Turn(kind, S.RESTORED, at(40)), BACK]
    told = spells(late, there=[at(18), at(100)], gone=[at(24), at(30), at(36), at(54)])
    assert told.away == Spell(12, math.inf)


MOMENTS = st.lists(st.integers(-20, 200).map(at), max_size=12).map(sorted)
TURNS = st.lists(
    st.tuples(st.sampled_from(["notice_sent", "seen", *sorted(ENDS)]), st.sampled_from(list(S)), MOMENTS),
    max_size=8,
).map(
    lambda rows: sorted(
        [Turn(kind, state, one) for kind, state, some in rows for one in some[:1]], key=lambda turn: turn.at
    )
)


@given(TURNS, MOMENTS, MOMENTS)
def test_a_spell_is_over_no_earlier_than_it_was_last_seen_lasting(
    turns: list[Turn], there: list[datetime], gone: list[datetime]
) -> None:
    told = spells(turns, there=there, gone=gone)
    for spell in (told.up, told.away):
        assert spell is None or 0 <= spell.last_there <= spell.first_over
