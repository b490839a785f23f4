"""Spells: how long a listing stayed up once asked for, and away once gone, between the looks that tell."""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from tertib.vocabulary import CaseState

_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Turn:
    """A step of a case's history (`core/cases/events.EVENT_KINDS`), and the state after it."""

    kind: str
    state: CaseState
    at: datetime


@dataclass(frozen=True, slots=True)
class Spell:
    """Last seen lasting, and first seen over, in hours since it began; `first_over` is infinite if it is not over."""

    last_there: float
    first_over: float


@dataclass(frozen=True, slots=True)
class Spells:
    """What a case tells. `up`: from the first notice until it was gone; null if no notice left, it was never seen up,
    or it was gone before the notice left (`gone_before`). `away`: from first seen gone until it was back; null if it
    was never verified down."""

    up: Spell | None
    away: Spell | None
    gone_before: bool = False


NOTHING = Spells(None, None)

ENDS = frozenset({"hold_placed", "closed", "withdrawn", "reversed"})
"""From here on what a listing does is not the platform's doing: neither curve follows it any further."""


def spells(turns: Sequence[Turn], *, there: Sequence[datetime], gone: Sequence[datetime]) -> Spells:
    """Read the first spell of each kind from a case's history and its looks, all in order of time.

    `there`, `gone`: valid looks that found the listing on its page, and that did not. Only a verified takedown ends
    the first spell, only a return the second; an open one counts to the last look that told, never to now: nobody
    knows what a page does that nobody could read. A look that cannot tell is in neither list.
    """
    sent = next((turn.at for turn in turns if turn.kind == "notice_sent"), None)
    if sent is None:
        return NOTHING
    later = [turn for turn in turns if turn.at >= sent]
    stop = next((turn.at for turn in later if turn.kind in ENDS), None)
    down = _seen(later, CaseState.DOWN, stop)
    if down is None:
        last = _before(there, stop)
        return NOTHING if last is None else Spells(Spell(_hours(sent, last), math.inf), None)
    last = there[bisect_left(there, down) - 1] if bisect_left(there, down) else None
    if last is None:
        return NOTHING
    first_gone = _next(gone, last) or down
    first_gone = min(first_gone, down)
    away = _away(later, first_gone, down, stop, there, gone)
    if first_gone <= sent:
        return Spells(None, away, gone_before=True)
    return Spells(Spell(_hours(sent, last), _hours(sent, first_gone)), away)


def _away(
    turns: Sequence[Turn],
    first_gone: datetime,
    down: datetime,
    stop: datetime | None,
    there: Sequence[datetime],
    gone: Sequence[datetime],
) -> Spell:
    back = _seen([turn for turn in turns if turn.at > down], CaseState.RETURNED, stop)
    if back is None:
        last = _before(gone, stop) or down
        return Spell(_hours(first_gone, max(last, down)), math.inf)
    last = max(_before(gone, back) or down, down)
    seen_back = min(_next(there, last) or back, back)
    return Spell(_hours(first_gone, last), _hours(first_gone, seen_back))


def _seen(turns: Sequence[Turn], state: CaseState, stop: datetime | None) -> datetime | None:
    """When a look first led to a state; null if it did not before `stop`."""
    at = next((turn.at for turn in turns if turn.kind == "seen" and turn.state is state), None)
    return None if at is None or (stop is not None and stop <= at) else at


def _before(looks: Sequence[datetime], moment: datetime | None) -> datetime | None:
    """The last look up to a moment; of all if there is no moment."""
    place = len(looks) if moment is None else bisect_right(looks, moment)
    return looks[place - 1] if place else None


def _next(looks: Sequence[datetime], moment: datetime) -> datetime | None:
    place = bisect_right(looks, moment)
    return looks[place] if place < len(looks) else None


def _hours(start: datetime, end: datetime) -> float:
    return max(0.0, (end - start) / _HOUR)
