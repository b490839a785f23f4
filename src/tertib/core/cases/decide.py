"""Decide what an event means for a case: the new state and what must follow. Performs nothing."""

from dataclasses import dataclass, replace
from datetime import datetime

from tertib.core.cases import events as e
from tertib.core.cases import intents as i
from tertib.core.cases.lifecycle import SETTLED, targets
from tertib.core.verification.risk import AFTER_NOTICE
from tertib.errors import MoveNotAllowed
from tertib.vocabulary import CannotExecute, CaseOutcome, CaseState, PauseReason, ReplyKind, Verdict


@dataclass(frozen=True, slots=True)
class Case:
    """What a decision needs to know of a case. Times are aware, UTC; null means "not yet"."""

    state: CaseState
    outcome: CaseOutcome | None = None
    verdict: Verdict | None = None
    seen_up_at: datetime | None = None  # a case that we never saw up is never counted as taken down
    sent_at: datetime | None = None  # when its latest notice left
    held_from: CaseState | None = None  # where it goes when the hold ends
    last_reply: ReplyKind | None = None
    answer_due: datetime | None = None
    clock_paused: bool = False
    claimed_at: datetime | None = None
    down_at: datetime | None = None
    returns: int = 0  # how many times it came back after a verified takedown


@dataclass(frozen=True, slots=True)
class Decision:
    """The case as it is now, and what must follow."""

    case: Case
    intents: tuple[i.Intent, ...] = ()


def decide(case: Case, event: e.Event, *, now: datetime) -> Decision:
    """What `event` means for `case`.

    - A first look that finds it gone sends nothing; when two looks agree, the case closes as already gone.
    - Down counts only if we saw it up before; else it was already gone, whatever was claimed.
    - "Acted" is a claim: it stops the clock and asks for a look, it never makes a case down.
    - A justified "cannot execute" pauses the clock; a refusal and a claim stop it.
    - Still up and cannot tell end nothing.
    - Up after down is a return: the case goes on with its history.

    Raises MoveNotAllowed if the lifecycle has no such move.
    """
    allowed = targets(case.state, type(event))
    if allowed is None:
        raise MoveNotAllowed(f"A case that is {case.state} cannot take '{e.EVENT_KINDS[type(event)]}'.")
    decision = _decide(case, event, now)
    if decision.case.state not in allowed:
        raise MoveNotAllowed(
            f"'{e.EVENT_KINDS[type(event)]}' cannot lead from {case.state} to {decision.case.state}."
        )
    return decision


def _decide(case: Case, event: e.Event, now: datetime) -> Decision:
    match event:
        case e.Opened():
            return Decision(case, (i.LookAt(now),))
        case e.Joined():
            return _joined(case, now)
        case e.Seen():
            return _seen(case, event, now)
        case e.NoticeSent():
            return _sent(case, event, now)
        case e.Replied():
            return _replied(case, event, now)
        case e.AnswerDueRanOut() if case.state is CaseState.NOTIFIED and not case.clock_paused:
            return Decision(replace(case, state=CaseState.OVERDUE), (i.LookAt(now), i.ConsiderLadder()))
        case e.ClockPaused() if _owes_an_answer(case) and not _is_late(case, now):
            return Decision(replace(case, clock_paused=True), (i.PauseAnswerClock(event.reason),))
        case e.ClockResumed() if case.clock_paused:
            return _resumed(case, event.reason, event.answer_due)
        case e.HoldPlaced():
            return _held(case, event, now)
        case e.HoldEnded() if case.state is CaseState.HELD:
            return _freed(case, event, now)
        case e.Withdrawn():
            return _close(case, CaseOutcome.WITHDRAWN)
        case e.Closed():
            return _close(case, event.outcome)
        case e.Reopened():
            return Decision(replace(case, state=CaseState.OPEN, outcome=None), (i.LookAt(now),))
        case e.Reversed():
            return Decision(replace(case, state=CaseState.RESTORED), (i.LookAt(now),))
        case _:  # kept in the history, changes nothing
            return Decision(case)


def _owes_an_answer(case: Case) -> bool:
    """Whether an answer clock runs or stands still, also behind a hold."""
    return CaseState.NOTIFIED in (case.state, case.held_from)


def _is_late(case: Case, now: datetime) -> bool:
    """Whether the answer's time has come, though the worker may not have said so yet. A paused clock is never late."""
    return not case.clock_paused and case.answer_due is not None and now >= case.answer_due


def _resumed(case: Case, reason: PauseReason, due: datetime | None) -> Decision:
    """Take one reason away; the clock goes on only with the last."""
    going = replace(case, clock_paused=False, answer_due=due) if due is not None else case
    return Decision(going, (i.ResumeAnswerClock(reason, due),))


def _held(case: Case, event: e.HoldPlaced, now: datetime) -> Decision:
    """Wait. What is late already stays late, whenever the hold ends."""
    back_to = case.held_from or case.state
    hold: tuple[i.Intent, ...] = (i.StartHoldClock(event.until),)
    if back_to is CaseState.NOTIFIED and _is_late(case, now):
        return Decision(replace(case, state=CaseState.HELD, held_from=CaseState.OVERDUE), hold)
    held = replace(case, state=CaseState.HELD, held_from=back_to)
    if back_to is not CaseState.NOTIFIED:
        return Decision(held, hold)
    return Decision(replace(held, clock_paused=True), (i.PauseAnswerClock(PauseReason.HELD), *hold))


def _freed(case: Case, event: e.HoldEnded, now: datetime) -> Decision:
    """Go on where it stood; a clock goes on unless something else still holds it."""
    back = _resumed(case, PauseReason.HELD, event.answer_due)
    freed = replace(back.case, state=case.held_from or CaseState.OPEN, held_from=None)
    if freed.state is not CaseState.NOTIFIED:
        freed = replace(freed, clock_paused=False)
    return Decision(freed, (i.StopHoldClock(), i.LookAt(now), *back.intents))


def _joined(case: Case, now: datetime) -> Decision:
    """A named again case that was closed because it was gone or taken back is looked at anew."""
    if case.state is CaseState.CLOSED and case.outcome in (CaseOutcome.ALREADY_GONE, CaseOutcome.WITHDRAWN):
        return Decision(replace(case, state=CaseState.OPEN, outcome=None, verdict=None), (i.LookAt(now),))
    return Decision(case)


def _seen(case: Case, event: e.Seen, now: datetime) -> Decision:
    seen = replace(case, verdict=event.verdict)
    if event.verdict in (Verdict.UP, Verdict.CHANGED) and case.seen_up_at is None:
        seen = replace(seen, seen_up_at=now)
    plan: tuple[i.Intent, ...] = (i.StopLooking() if event.next_look is None else i.LookAt(event.next_look),)
    if case.state in (CaseState.CLOSED, CaseState.RESTORED, CaseState.HELD):
        return Decision(seen, plan)
    if event.verdict is Verdict.UP and case.state is CaseState.DOWN:
        return Decision(replace(seen, state=CaseState.RETURNED, returns=case.returns + 1), plan)
    if event.verdict is not Verdict.DOWN or case.state is CaseState.DOWN:
        return Decision(seen, plan)
    if case.seen_up_at is None or case.state is CaseState.OPEN:
        closed = replace(seen, state=CaseState.CLOSED, outcome=CaseOutcome.ALREADY_GONE, clock_paused=False)
        return Decision(closed, (i.StopAnswerClock(), i.StopLooking()))
    return Decision(
        replace(seen, state=CaseState.DOWN, down_at=now, clock_paused=False), (i.StopAnswerClock(), *plan)
    )


def _sent(case: Case, event: e.NoticeSent, now: datetime) -> Decision:
    if case.state in SETTLED:
        return Decision(replace(case, sent_at=now))
    asked = replace(case, sent_at=now, answer_due=event.answer_due, last_reply=None)
    started = i.StartAnswerClock(event.answer_due)
    if case.state is CaseState.HELD:  # the hold came while the letter was under way: its time has not begun
        waiting = replace(asked, held_from=CaseState.NOTIFIED, clock_paused=True)
        return Decision(waiting, (started, i.PauseAnswerClock(PauseReason.HELD)))
    return Decision(
        replace(asked, state=CaseState.NOTIFIED, clock_paused=False), (started, i.LookAt(now + AFTER_NOTICE))
    )


def _replied(case: Case, event: e.Replied, now: datetime) -> Decision:
    answered = replace(case, last_reply=event.kind)
    if case.state is CaseState.HELD and case.held_from is not None:  # it counts, and shows when the hold ends
        behind = _replied(replace(case, state=case.held_from), event, now)
        return Decision(
            replace(behind.case, state=CaseState.HELD, held_from=behind.case.state), behind.intents
        )
    if case.state in SETTLED or case.state is CaseState.OPEN:
        return Decision(answered)
    match event.kind:
        case ReplyKind.ACTED:
            claimed = replace(answered, state=CaseState.CLAIMED, claimed_at=now, clock_paused=False)
            return Decision(claimed, (i.StopAnswerClock(), i.LookAt(now)))
        case ReplyKind.REFUSED:
            refused = replace(answered, state=CaseState.REFUSED, clock_paused=False)
            return Decision(refused, (i.StopAnswerClock(),))
        case ReplyKind.CANNOT_EXECUTE if case.state is CaseState.NOTIFIED and not _is_late(case, now):
            looks: tuple[i.Intent, ...] = (i.LookAt(now),) if event.why is CannotExecute.NOT_FOUND else ()
            return Decision(
                replace(answered, clock_paused=True), (i.PauseAnswerClock(PauseReason.CANNOT_EXECUTE), *looks)
            )
        case _:  # a question back: the clock runs on, the requester answers
            return Decision(answered)


def _close(case: Case, outcome: CaseOutcome) -> Decision:
    closed = replace(case, state=CaseState.CLOSED, outcome=outcome, held_from=None, clock_paused=False)
    return Decision(closed, (i.StopAnswerClock(), i.StopHoldClock(), i.StopLooking()))
