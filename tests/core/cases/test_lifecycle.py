"""The life of a case: the table of moves as a state machine, and what each event means."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from tertib.core.cases import events as e
from tertib.core.cases import intents as i
from tertib.core.cases.decide import Case, decide
from tertib.core.cases.lifecycle import MOVES, SETTLED, targets
from tertib.errors import MoveNotAllowed
from tertib.vocabulary import (
    CannotExecute,
    CaseOutcome,
    CaseState,
    PageState,
    PauseReason,
    ReplyKind,
    Verdict,
)

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
DAY = timedelta(days=1)
UP = e.Seen(Verdict.UP, PageState.UP, None)
DOWN = e.Seen(Verdict.DOWN, PageState.GONE_HARD, NOW + DAY)
SENT = e.NoticeSent("N-1", NOW + DAY)
ACTED = e.Replied("N-1", "A-1", ReplyKind.ACTED)

EVENTS = st.one_of(
    st.sampled_from(
        [e.Joined("O-1", "a", 1), e.NoticeApproved("N-1"), SENT, e.NoticeFailed("N-1"), UP, DOWN]
    ),
    st.builds(e.Seen, st.sampled_from(Verdict), st.sampled_from(PageState), st.just(NOW + DAY)),
    st.builds(
        e.Replied,
        st.just("N-1"),
        st.just("A-1"),
        st.sampled_from(ReplyKind),
        st.just(CannotExecute.TECHNICAL),
    ),
    st.sampled_from(
        [
            e.AnswerDueRanOut(NOW),
            e.ClockPaused(PauseReason.CONTACT_DEAD),
            e.ClockResumed(PauseReason.CONTACT_DEAD, NOW + DAY),
            e.HoldPlaced(NOW + DAY, "police"),
            e.HoldEnded(NOW + DAY),
            e.Withdrawn("a"),
            e.Closed(CaseOutcome.LAWFUL, "local goods"),
            e.Reopened("a mistake"),
            e.Reversed("appeal"),
            e.Answered("this one"),
        ]
    ),
)


class CaseLife(RuleBasedStateMachine):
    """Any events in any order: what the table refuses changes nothing, what it takes keeps the promises."""

    def __init__(self) -> None:
        super().__init__()
        self.case = Case(CaseState.OPEN)
        self.now = NOW
        self.clock_runs = False
        self.seen_up = False
        self.sent = False

    @rule(event=EVENTS, hours=st.integers(0, 48))
    def happens(self, event: e.Event, hours: int) -> None:
        self.now += timedelta(hours=hours)
        allowed = targets(self.case.state, type(event))
        before = self.case
        if allowed is None:
            with pytest.raises(MoveNotAllowed):
                decide(self.case, event, now=self.now)
            return
        decision = decide(self.case, event, now=self.now)
        assert decision.case.state in allowed
        self.case = decision.case
        self.sent |= isinstance(event, e.NoticeSent)
        self.seen_up |= isinstance(event, e.Seen) and event.verdict in (Verdict.UP, Verdict.CHANGED)
        for intent in decision.intents:
            if isinstance(intent, i.StartAnswerClock):
                self.clock_runs = True
            if isinstance(intent, i.StopAnswerClock):
                self.clock_runs = False
        if self.case.state is CaseState.DOWN and before.state is not CaseState.DOWN:
            assert isinstance(event, e.Seen)
            assert event.verdict is Verdict.DOWN

    @invariant()
    def down_is_only_what_was_seen_up_before_and_asked_for(self) -> None:
        if self.case.state is CaseState.DOWN:
            assert self.seen_up
            assert self.sent

    @invariant()
    def only_a_closed_case_has_an_outcome(self) -> None:
        assert (self.case.outcome is not None) == (self.case.state is CaseState.CLOSED)

    @invariant()
    def a_settled_case_owes_no_answer(self) -> None:
        if self.case.state in SETTLED:
            assert not self.clock_runs


CaseLife.TestCase.settings = settings(max_examples=200, stateful_step_count=40, deadline=None)
TestCaseLife = CaseLife.TestCase


def test_gone_at_the_first_look_and_again_is_never_ours():
    decision = decide(Case(CaseState.OPEN), DOWN, now=NOW)
    assert (decision.case.state, decision.case.outcome) == (CaseState.CLOSED, CaseOutcome.ALREADY_GONE)


def test_gone_after_a_notice_without_ever_being_seen_up_is_never_ours():
    notified = decide(Case(CaseState.OPEN), SENT, now=NOW).case
    closed = decide(notified, DOWN, now=NOW).case
    assert closed.outcome is CaseOutcome.ALREADY_GONE


def test_a_claim_stops_the_clock_and_asks_for_a_look_and_makes_nothing_down():
    notified = decide(Case(CaseState.OPEN, seen_up_at=NOW), SENT, now=NOW).case
    decision = decide(notified, ACTED, now=NOW + DAY)
    assert decision.case.state is CaseState.CLAIMED
    assert decision.intents == (i.StopAnswerClock(), i.LookAt(NOW + DAY))


def test_said_to_be_done_and_still_up_stays_a_claim():
    claimed = Case(CaseState.CLAIMED, seen_up_at=NOW, claimed_at=NOW)
    assert decide(claimed, UP, now=NOW).case.state is CaseState.CLAIMED


def test_up_again_after_down_is_a_return_and_is_counted():
    down = Case(CaseState.DOWN, seen_up_at=NOW, down_at=NOW)
    returned = decide(down, UP, now=NOW + DAY).case
    assert (returned.state, returned.returns) == (CaseState.RETURNED, 1)


def test_cannot_tell_after_down_changes_nothing():
    down = Case(CaseState.DOWN, seen_up_at=NOW, down_at=NOW, verdict=Verdict.DOWN)
    assert (
        decide(down, e.Seen(Verdict.CANNOT_TELL, PageState.BLOCKED_US, NOW), now=NOW).case.state
        is CaseState.DOWN
    )


def test_what_is_late_is_not_made_punctual_by_saying_that_it_cannot_be_done():
    overdue = Case(CaseState.OVERDUE, seen_up_at=NOW, answer_due=NOW)
    cannot = e.Replied("N-1", "A-1", ReplyKind.CANNOT_EXECUTE, CannotExecute.BAD_LINK)
    assert not decide(overdue, cannot, now=NOW).case.clock_paused


def test_a_held_case_goes_back_to_where_it_stood():
    notified = decide(Case(CaseState.OPEN, seen_up_at=NOW), SENT, now=NOW).case
    held = decide(notified, e.HoldPlaced(NOW + DAY, "police"), now=NOW).case
    freed = decide(held, e.HoldEnded(NOW + 3 * DAY), now=NOW + DAY)
    assert freed.case.state is CaseState.NOTIFIED
    assert freed.case.answer_due == NOW + 3 * DAY


def test_what_is_late_stays_late_even_if_nobody_said_so_yet():
    late = Case(CaseState.NOTIFIED, seen_up_at=NOW, answer_due=NOW)
    cannot = e.Replied("N-1", "A-1", ReplyKind.CANNOT_EXECUTE, CannotExecute.BAD_LINK)
    assert not decide(late, cannot, now=NOW).case.clock_paused
    assert not decide(late, e.ClockPaused(PauseReason.CONTACT_DEAD), now=NOW).case.clock_paused
    held = decide(late, e.HoldPlaced(NOW + DAY, "police"), now=NOW).case
    assert decide(held, e.HoldEnded(None), now=NOW + DAY).case.state is CaseState.OVERDUE


def test_an_answer_behind_a_hold_counts_when_the_hold_ends():
    notified = decide(Case(CaseState.OPEN, seen_up_at=NOW), SENT, now=NOW).case
    held = decide(notified, e.HoldPlaced(NOW + DAY, "police"), now=NOW).case
    claimed = decide(held, ACTED, now=NOW)
    assert claimed.case.state is CaseState.HELD
    assert i.StopAnswerClock() in claimed.intents
    freed = decide(claimed.case, e.HoldEnded(None), now=NOW + DAY).case
    assert (freed.state, freed.claimed_at) == (CaseState.CLAIMED, NOW)


def test_a_hold_that_comes_while_the_letter_is_under_way_keeps_its_time_from_beginning():
    held = decide(Case(CaseState.OPEN, seen_up_at=NOW), e.HoldPlaced(NOW + DAY, "police"), now=NOW).case
    sent = decide(held, SENT, now=NOW)
    assert sent.intents == (i.StartAnswerClock(NOW + DAY), i.PauseAnswerClock(PauseReason.HELD))
    freed = decide(sent.case, e.HoldEnded(NOW + 2 * DAY), now=NOW + DAY).case
    assert (freed.state, freed.answer_due) == (CaseState.NOTIFIED, NOW + 2 * DAY)


def test_a_hold_of_a_case_that_owes_nothing_leaves_no_clock_standing_still():
    returned = Case(CaseState.RETURNED, seen_up_at=NOW, answer_due=NOW, down_at=NOW, returns=1)
    held = decide(returned, e.HoldPlaced(NOW + DAY, "police"), now=NOW).case
    assert not decide(held, e.HoldEnded(None), now=NOW + DAY).case.clock_paused


def test_a_clock_that_stands_still_never_runs_out():
    paused = Case(CaseState.NOTIFIED, answer_due=NOW, clock_paused=True)
    assert decide(paused, e.AnswerDueRanOut(NOW), now=NOW).case.state is CaseState.NOTIFIED


@pytest.mark.parametrize("state", CaseState)
def test_every_state_is_left_or_ended_by_some_event(state: CaseState):
    assert any(start is state for start, _ in MOVES)
