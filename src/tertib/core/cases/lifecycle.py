"""The table of moves: from which state a case may go to which, and by what event.

`decide.py` is the only reader. Events that are not listed for a state leave the state as it is, if they
are in `KEEPS`; else they are refused with MoveNotAllowed and nothing is saved.
"""

from tertib.core.cases import events as e
from tertib.vocabulary import CaseState as S

MOVES: dict[tuple[S, type], frozenset[S]] = {
    (S.OPEN, e.Opened): frozenset({S.OPEN}),  # the first event of every history
    (S.OPEN, e.Seen): frozenset({S.OPEN, S.CLOSED}),
    (S.OPEN, e.NoticeSent): frozenset({S.NOTIFIED}),
    (S.OPEN, e.HoldPlaced): frozenset({S.HELD}),
    (S.OPEN, e.Withdrawn): frozenset({S.CLOSED}),
    (S.OPEN, e.Closed): frozenset({S.CLOSED}),
    (S.HELD, e.Seen): frozenset({S.HELD}),
    (S.HELD, e.HoldPlaced): frozenset({S.HELD}),
    (S.HELD, e.HoldEnded): frozenset({S.OPEN, S.NOTIFIED, S.OVERDUE, S.CLAIMED, S.RETURNED, S.REFUSED}),
    (S.HELD, e.Withdrawn): frozenset({S.CLOSED}),
    (S.HELD, e.Closed): frozenset({S.CLOSED}),
    (S.NOTIFIED, e.Seen): frozenset({S.NOTIFIED, S.DOWN, S.CLOSED}),
    (S.NOTIFIED, e.Replied): frozenset({S.NOTIFIED, S.CLAIMED, S.REFUSED}),
    (S.NOTIFIED, e.AnswerDueRanOut): frozenset({S.OVERDUE, S.NOTIFIED}),  # paused: nothing is late
    (S.NOTIFIED, e.HoldPlaced): frozenset({S.HELD}),
    (S.NOTIFIED, e.Withdrawn): frozenset({S.CLOSED}),
    (S.NOTIFIED, e.Closed): frozenset({S.CLOSED}),
    (S.OVERDUE, e.Seen): frozenset({S.OVERDUE, S.DOWN, S.CLOSED}),
    (S.OVERDUE, e.Replied): frozenset({S.OVERDUE, S.CLAIMED, S.REFUSED}),
    (S.OVERDUE, e.NoticeSent): frozenset({S.NOTIFIED}),  # asked again: a new duty
    (S.OVERDUE, e.HoldPlaced): frozenset({S.HELD}),
    (S.OVERDUE, e.Withdrawn): frozenset({S.CLOSED}),
    (S.OVERDUE, e.Closed): frozenset({S.CLOSED}),
    (S.CLAIMED, e.Seen): frozenset({S.CLAIMED, S.DOWN, S.CLOSED}),
    (S.CLAIMED, e.Replied): frozenset({S.CLAIMED, S.REFUSED}),
    (S.CLAIMED, e.NoticeSent): frozenset({S.NOTIFIED}),  # "done", they said, and it is up: asked again
    (S.CLAIMED, e.Withdrawn): frozenset({S.CLOSED}),
    (S.CLAIMED, e.Closed): frozenset({S.CLOSED}),
    (S.DOWN, e.Seen): frozenset({S.DOWN, S.RETURNED}),
    (S.DOWN, e.Replied): frozenset({S.DOWN}),
    (S.DOWN, e.Reversed): frozenset({S.RESTORED}),
    (S.REFUSED, e.Seen): frozenset({S.REFUSED, S.DOWN, S.CLOSED}),
    (S.REFUSED, e.Replied): frozenset({S.REFUSED, S.CLAIMED}),
    (S.REFUSED, e.NoticeSent): frozenset({S.NOTIFIED}),
    (S.REFUSED, e.HoldPlaced): frozenset({S.HELD}),
    (S.REFUSED, e.Withdrawn): frozenset({S.CLOSED}),
    (S.REFUSED, e.Closed): frozenset({S.CLOSED}),
    (S.RETURNED, e.Seen): frozenset({S.RETURNED, S.DOWN}),
    (S.RETURNED, e.Replied): frozenset({S.RETURNED, S.CLAIMED, S.REFUSED}),
    (S.RETURNED, e.NoticeSent): frozenset({S.NOTIFIED}),
    (S.RETURNED, e.HoldPlaced): frozenset({S.HELD}),
    (S.RETURNED, e.Withdrawn): frozenset({S.CLOSED}),
    (S.RETURNED, e.Closed): frozenset({S.CLOSED}),
    (S.RESTORED, e.Seen): frozenset({S.RESTORED}),
    (S.RESTORED, e.Replied): frozenset({S.RESTORED}),
    (S.CLOSED, e.Joined): frozenset({S.CLOSED, S.OPEN}),
    (S.CLOSED, e.Reopened): frozenset({S.OPEN}),
    (S.CLOSED, e.Seen): frozenset({S.CLOSED}),
    (S.CLOSED, e.Replied): frozenset({S.CLOSED}),
    (S.CLOSED, e.NoticeSent): frozenset({S.CLOSED}),  # the letter was under way when the case was closed
}

KEEPS: frozenset[type] = frozenset(
    {
        e.Joined,
        e.NoticeApproved,
        e.NoticeFailed,
        e.Answered,
        e.ClockPaused,
        e.ClockResumed,
        e.AnswerDueRanOut,  # a late timer: the case has moved on, nothing is owed any more
        e.HoldEnded,
        e.NoticeSent,  # a delivery that was asked for before a hold or an answer
        e.Replied,
    }
)
"""Events that may come at any state; where MOVES names no move they change nothing but the history."""

SETTLED: frozenset[S] = frozenset({S.DOWN, S.RESTORED, S.CLOSED})
"""States in which nobody owes an answer."""


def targets(state: S, event: type) -> frozenset[S] | None:
    """The states that this event may lead to; None if it may not come now."""
    moves = MOVES.get((state, event))
    if moves is not None:
        return moves
    return frozenset({state}) if event in KEEPS else None
