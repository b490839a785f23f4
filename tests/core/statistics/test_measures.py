"""Figures of takedown: what each counts, and that parts add up."""

from datetime import UTC, datetime
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tertib.core.statistics import DEFINITIONS, CaseCounts, count_figures, gap
from tertib.errors import FiguresDoNotReconcile
from tertib.vocabulary import CaseOutcome, CaseState, ReplyKind, Verdict

AS_OF = datetime(2026, 11, 24, 12, tzinfo=UTC)


def row(n: int = 1, **changed: Any) -> CaseCounts:
    values: dict[str, Any] = {
        "state": CaseState.OPEN,
        "outcome": None,
        "was_sent": False,
        "last_reply": None,
        "verdict": None,
        "ever_down": False,
        "returned": False,
    }
    return CaseCounts(n=n, **(values | changed))


GONE = row(7, state=CaseState.CLOSED, outcome=CaseOutcome.ALREADY_GONE, verdict=Verdict.DOWN)
DOWN = row(
    50,
    state=CaseState.DOWN,
    was_sent=True,
    last_reply=ReplyKind.ACTED,
    verdict=Verdict.DOWN,
    ever_down=True,
)
LIES = row(9, state=CaseState.CLAIMED, was_sent=True, last_reply=ReplyKind.ACTED, verdict=Verdict.UP)
WALLED = row(
    4, state=CaseState.CLAIMED, was_sent=True, last_reply=ReplyKind.ACTED, verdict=Verdict.CANNOT_TELL
)
SILENT = row(11, state=CaseState.OVERDUE, was_sent=True, verdict=Verdict.UP)


def test_no_cases_give_figures_of_zero() -> None:
    figures = count_figures([], as_of=AS_OF)
    assert {item.count for item in figures.items} == {0}
    assert figures.as_of == AS_OF


def test_gone_at_hand_in_is_never_counted_as_down() -> None:
    figures = count_figures([GONE], as_of=AS_OF)
    assert (figures.count("already_gone"), figures.count("down"), figures.count("sent")) == (7, 0, 0)


def test_gone_after_a_notice_but_never_seen_up_is_not_down_either() -> None:
    unseen = row(
        3, state=CaseState.CLOSED, outcome=CaseOutcome.ALREADY_GONE, was_sent=True, verdict=Verdict.DOWN
    )
    figures = count_figures([unseen], as_of=AS_OF)
    assert (figures.count("gone_not_ours"), figures.count("down")) == (3, 0)


def test_the_gap_between_said_and_seen_is_a_number() -> None:
    figures = count_figures([DOWN, LIES, WALLED, SILENT], as_of=AS_OF)
    assert figures.count("claimed") == 63
    assert figures.count("claimed_up") == 9
    assert figures.count("claimed_unconfirmed") == 4
    assert gap(figures) == 13


def test_what_was_down_and_came_back_is_not_held_against_the_word_before_it() -> None:
    back = row(
        2,
        state=CaseState.RETURNED,
        was_sent=True,
        last_reply=ReplyKind.ACTED,
        verdict=Verdict.UP,
        ever_down=True,
        returned=True,
    )
    said_again = row(
        3,
        state=CaseState.CLAIMED,
        was_sent=True,
        last_reply=ReplyKind.ACTED,
        verdict=Verdict.UP,
        ever_down=True,
        returned=True,
    )
    figures = count_figures([back, said_again], as_of=AS_OF)
    assert (figures.count("claimed_returned"), figures.count("claimed_up"), gap(figures)) == (2, 3, 3)


def test_a_page_that_cannot_be_read_counts_in_neither_direction() -> None:
    figures = count_figures([WALLED], as_of=AS_OF)
    assert (figures.count("cannot_tell"), figures.count("down"), figures.count("up")) == (4, 0, 0)


def test_what_came_back_leaves_down_and_stays_in_ever_down() -> None:
    back = row(
        2,
        state=CaseState.RETURNED,
        was_sent=True,
        last_reply=ReplyKind.ACTED,
        verdict=Verdict.UP,
        ever_down=True,
        returned=True,
    )
    figures = count_figures([DOWN, back], as_of=AS_OF)
    assert figures.count("ever_down") == 52
    assert figures.count("down") == 50
    assert figures.count("down_no_more") == 2
    assert figures.count("returned") == 2


def test_what_was_restored_on_appeal_is_not_down_though_the_page_still_is() -> None:
    restored = row(1, state=CaseState.RESTORED, was_sent=True, verdict=Verdict.DOWN, ever_down=True)
    figures = count_figures([restored], as_of=AS_OF)
    assert (figures.count("sent_restored"), figures.count("down")) == (1, 0)


def test_a_case_held_after_its_notice_stays_in_sent() -> None:
    figures = count_figures(
        [row(1, state=CaseState.HELD, was_sent=True), row(2, state=CaseState.HELD)], as_of=AS_OF
    )
    assert (figures.count("sent"), figures.count("held")) == (1, 2)


def test_every_figure_has_unit_name_and_meaning_in_both_languages() -> None:
    for item in count_figures([], as_of=AS_OF).items:
        assert item.unit == "case"
        assert item.name.id != item.name.en
        assert item.definition.id.endswith(".")
        assert item.definition.en.endswith(".")
    assert {item.key for item in count_figures([], as_of=AS_OF).items} == set(DEFINITIONS)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (row(1, ever_down=True), "though nobody was asked"),
        (row(1, was_sent=True, returned=True), "never down"),
        (row(1, last_reply=ReplyKind.ACTED), "answered though nobody was asked"),
        (row(-1), "below zero"),
    ],
)
def test_rows_that_contradict_themselves_are_not_published(wrong: CaseCounts, said: str) -> None:
    with pytest.raises(FiguresDoNotReconcile, match=said):
        count_figures([DOWN, wrong], as_of=AS_OF)


ALL_ROWS = [
    row(1, state=state, outcome=outcome, was_sent=True, last_reply=reply, verdict=verdict, ever_down=down)
    for state, outcome, reply, verdict, down in product(
        CaseState, [None, *CaseOutcome], [None, *ReplyKind], [None, *Verdict], [False, True]
    )
] + [
    row(1, state=state, outcome=outcome, verdict=verdict)
    for state, outcome, verdict in product(CaseState, [None, *CaseOutcome], [None, *Verdict])
]


@pytest.mark.parametrize("state", CaseState)
def test_every_kind_of_case_is_in_one_part_of_each_total(state: CaseState) -> None:
    for one in (one for one in ALL_ROWS if one.state is state):
        assert count_figures([one], as_of=AS_OF).count("found") == 1


@given(st.lists(st.tuples(st.sampled_from(ALL_ROWS), st.integers(0, 10**5)), max_size=12))
def test_whatever_the_cases_parts_add_up_and_nothing_unseen_is_down(
    picked: list[tuple[CaseCounts, int]],
) -> None:
    rows = [
        CaseCounts(
            state=one.state,
            outcome=one.outcome,
            was_sent=one.was_sent,
            last_reply=one.last_reply,
            verdict=one.verdict,
            ever_down=one.ever_down,
            returned=one.returned,
            n=n,
        )
        for one, n in picked
    ]
    figures = count_figures(rows, as_of=AS_OF)
    assert figures.count("found") == sum(one.n for one in rows)
    assert figures.count("down") <= sum(one.n for one in rows if one.verdict is Verdict.DOWN and one.was_sent)
    assert 0 <= gap(figures) <= figures.count("claimed")
