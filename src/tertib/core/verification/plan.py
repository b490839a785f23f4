"""When to look at a listing next: tables of times, and the one function that reads them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile

from tertib.core.verification.risk import USUAL_RATE, WATCH, gap, waiting_gap
from tertib.core.verification.verdict import PAIR_GAP, Look, verdict
from tertib.vocabulary import Verdict

_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)

PATIENCE = 7 * _DAY  # so long after it a pair that began, or a last look in vain, is still completed

# While the listing should be gone and is not: (until this long after the claim or the deadline, look every).
# 40,000 listings on 5 platforms at 1 look/s a platform take 2.2 h a sweep, so 6 h is what manners allow; a host whose
# budget is short is looked at less often (`stretch`).
WHILE_DUE = ((7 * _DAY, 6 * _HOUR), (30 * _DAY, _DAY), (90 * _DAY, 7 * _DAY))

# After the n-th look in a row that counted for nothing: whoever walls us off is not helped by more looks.
BACK_OFF = (1 * _HOUR, 3 * _HOUR, 6 * _HOUR, 12 * _HOUR, 24 * _HOUR, 48 * _HOUR)


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """What of a case sets the times of looks; all times aware. None where there is none yet.

    `return_rate` and `stretch` are those of `core.verification.risk`: how likely this listing comes back, and how
    short its host's budget is. `phase` is `risk.phase_of` the case's number.
    """

    opened_at: datetime
    notified_at: datetime | None = None  # when the latest notice left
    answer_due: datetime | None = None
    claimed_at: datetime | None = None  # of the latest claim
    ended_at: datetime | None = None  # closed: nobody looks any more
    return_rate: float = USUAL_RATE
    stretch: float = 1.0
    phase: float = 0.5


def next_look(watch: Watch, looks: Sequence[Look], *, now: datetime) -> datetime | None:
    """Return when to look next, never before `now`, or None if nobody need look any more.

    The first rule that applies decides:

    - the case has ended: None;
    - no look yet: at once;
    - a claim came or the deadline passed after the last look: at once;
    - *down*: after the gap that the risk of a return asks for (`risk.gap`), last on the day WATCH ends, then None;
    - one gone look of two: PAIR_GAP after it; again PAIR_GAP later while the looks since make no pair with it;
    - claimed or past the deadline and still there: by WHILE_DUE, then None;
    - asked for and not due yet: after a gap that grows with the time since (`risk.waiting_gap`), last at the deadline;
    - not asked for yet: None (the notice will set a look and a deadline).

    A last look that counted for nothing is made up for by BACK_OFF, until WATCH after the opening, the claim
    or the deadline. A deadline to come is always looked at on time.
    """
    past = sorted((look for look in looks if look.at <= now), key=lambda look: look.at)
    if watch.ended_at is not None and watch.ended_at <= now:
        return None
    if not past:
        return now
    last = past[-1].at
    triggers = [each for each in (watch.answer_due, watch.claimed_at) if each is not None and each <= now]
    trigger = max(triggers, default=None)
    if trigger is not None and trigger > last:
        return now
    judged = verdict(past, now=now)
    idle = _looks_in_vain(past, now=now)
    again = last + BACK_OFF[min(idle, len(BACK_OFF)) - 1] if idle else last
    if judged.verdict is Verdict.DOWN and judged.confirmed is not None:
        due = _after_down(watch, judged.confirmed, last=last, again=again if idle else None)
    elif judged.first_gone is not None:
        is_no_pair = not idle and last >= judged.first_gone + PAIR_GAP  # by one network alone, say
        due = last + PAIR_GAP if is_no_pair else max(judged.first_gone + PAIR_GAP, again)
        due = due if due <= max((watch.opened_at, judged.first_gone, *triggers)) + WATCH + PATIENCE else None
    elif trigger is not None and not idle:
        steps = ((until, every * max(watch.stretch, 1.0)) for until, every in WHILE_DUE)
        due = next((last + every for until, every in steps if last + every <= trigger + until), None)
    elif idle:
        due = again if again <= max((watch.opened_at, *triggers)) + WATCH else None
    elif watch.notified_at is not None and watch.answer_due is not None:
        due = last + waiting_gap(last - watch.notified_at, stretch=watch.stretch, phase=watch.phase)
    else:
        due = watch.answer_due
    if watch.answer_due is not None and watch.answer_due > now:
        due = min(due or watch.answer_due, watch.answer_due)
    return None if due is None else max(due, now)


def next_exit(exits: Sequence[str], *, last_by: Mapping[str, datetime]) -> str:
    """Return the exit by which to look next: the one by which this listing was looked at longest ago.

    `last_by` is the time of the latest look by each exit. An exit that was not tried goes first, in the order given; so
    a second look goes another way than the first wherever there is another way.

    >>> next_exit(("jakarta", "singapura"), last_by={})
    'jakarta'
    """
    untried = [name for name in exits if name not in last_by]
    return untried[0] if untried else min(exits, key=lambda name: last_by[name])


def _after_down(
    watch: Watch, confirmed: datetime, *, last: datetime, again: datetime | None
) -> datetime | None:
    """Return the next look at what is down; a gap that would lead past the end of the watch ends with it.

    A look that counted for nothing serves no gap: `again` is when its back-off ends.
    """
    end = confirmed + WATCH
    due = None
    if last < end:
        due = min(last + gap(watch.return_rate, since=last - confirmed, stretch=watch.stretch), end)
    if again is None:
        return due
    if due is None:
        return again if again <= end + PATIENCE else None
    return min(due, again)


def _looks_in_vain(past: Sequence[Look], *, now: datetime) -> int:
    """Count the looks at the end of `past` that counted for nothing."""

    def counts_for_nothing(look: Look) -> bool:
        judged = verdict([look], now=now)
        return judged.verdict is Verdict.CANNOT_TELL and judged.first_gone is None

    return sum(1 for _ in takewhile(counts_for_nothing, reversed(past)))
