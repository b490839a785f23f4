"""Standings: every case has one place in the chart, and "down" there is what the figures call down."""

import itertools

from tertib.core.statistics import STANDINGS, CaseCounts, standing
from tertib.core.statistics.measures import CONDITIONS
from tertib.vocabulary import CaseState, ReplyKind, Verdict

EVERY = [
    CaseCounts(
        state=state,
        outcome=None,
        was_sent=was_sent,
        last_reply=reply,
        verdict=verdict,
        ever_down=ever_down,
        returned=returned,
        n=1,
    )
    for state, reply, verdict, (was_sent, ever_down, returned) in itertools.product(
        CaseState,
        (None, *ReplyKind),
        (None, *Verdict),
        ((False, False, False), (True, False, False), (True, True, False), (True, True, True)),
    )
]


def test_every_case_has_a_place_and_every_place_has_cases() -> None:
    assert {standing(row) for row in EVERY} == set(STANDINGS)


def test_down_in_the_chart_is_down_in_the_figures() -> None:
    assert all((standing(row) == "down") == CONDITIONS["down"](row) for row in EVERY)


def test_what_returned_is_still_up_or_changed() -> None:
    back = [row for row in EVERY if standing(row) == "returned"]
    assert back
    assert all(row.returned and row.verdict in (Verdict.UP, Verdict.CHANGED) for row in back)


def test_nobody_was_asked_for_what_waits() -> None:
    assert all(not row.was_sent for row in EVERY if standing(row) == "waiting")
