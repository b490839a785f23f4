"""How a duty's clock starts, stands still, goes on and runs out.

Two times run side by side. The legal time is what the rule gives: working days and holidays of the
zone, stopped while the recipient is not to blame. The wall time is plain hours and is never stopped;
it is what a seller or a buyer lived through. Reasons: `docs/why/0030-deadlines.md`.
"""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from tertib.core.deadlines.calendar import Calendar, end_of_day, local_day
from tertib.errors import BadInput
from tertib.vocabulary import DeadlineUnit, LegalStanding, LegalZone, PauseReason, Urgency


@dataclass(frozen=True, slots=True)
class DeadlineRule:
    """How long a recipient has, and who says so. `source` is printed in every notice."""

    key: str
    urgency: Urgency
    unit: DeadlineUnit
    amount: int
    zone: LegalZone
    standing: LegalStanding
    source: str


@dataclass(frozen=True, slots=True)
class ClockTimes:
    """One running duty. All times are aware and UTC.

    `due_legal` while the clock is paused is what it was at the pause; nothing is late then.
    `remaining_seconds` (hours) and `remaining_days` (days) are set only while it is paused.
    `provisional` says that a day on the way is not decreed yet, so that the due time may move.
    """

    rule: str
    urgency: Urgency
    unit: DeadlineUnit
    amount: int
    zone: LegalZone
    standing: LegalStanding
    source: str
    started_at: datetime
    due_legal: datetime
    due_wall: datetime
    provisional: bool = False
    pauses: frozenset[PauseReason] = frozenset()
    paused_at: datetime | None = None
    remaining_seconds: int | None = None
    remaining_days: int | None = None

    @property
    def is_paused(self) -> bool:
        return bool(self.pauses)


def start(
    rule: DeadlineRule,
    at: datetime,
    *,
    calendar: Calendar,
    zone: LegalZone | None = None,
    paused_for: PauseReason | None = None,
) -> ClockTimes:
    """Start the clock of a duty at the moment the recipient's channel took the notice.

    Hours count from the moment itself. Days count from the next day, in `zone` (or the rule's
    own): the duty ends with the last of them, at midnight. A clock that starts `paused_for` a
    dead contact has its whole time left.
    Raises BadInput if `at` has no zone or the rule gives no time.
    """
    moment = _utc(at)
    if rule.amount < 1:
        raise BadInput(f"deadline {rule.key!r}: amount is {rule.amount}; give at least 1")
    law = zone or rule.zone
    if rule.unit is DeadlineUnit.HOURS:
        due_legal, provisional = moment + timedelta(hours=rule.amount), False
        due_wall = due_legal
    else:
        first = local_day(moment, zone=law)
        last = _day_after(first, rule.unit, count=rule.amount, calendar=calendar)
        due_legal = end_of_day(last, zone=law)
        provisional = _is_provisional(first, last, rule.unit, calendar=calendar)
        due_wall = moment + timedelta(days=rule.amount)
    clock = ClockTimes(
        rule=rule.key,
        urgency=rule.urgency,
        unit=rule.unit,
        amount=rule.amount,
        zone=law,
        standing=rule.standing,
        source=rule.source,
        started_at=moment,
        due_legal=due_legal,
        due_wall=due_wall,
        provisional=provisional,
    )
    return clock if paused_for is None else pause(clock, moment, reason=paused_for, calendar=calendar)


def pause(clock: ClockTimes, at: datetime, *, reason: PauseReason, calendar: Calendar) -> ClockTimes:
    """Stop the legal time for a reason; what is left of it is kept.

    - A clock that has run out stays run out: nobody un-lates a duty by asking afterwards.
    - A second reason joins the first; the clock goes on when the last of them has gone.
    """
    moment = _utc(at)
    if is_late(clock, moment):
        return clock
    if clock.pauses:
        return replace(clock, pauses=clock.pauses | {reason})
    stopped = replace(clock, pauses=frozenset({reason}), paused_at=moment)
    if clock.unit is DeadlineUnit.HOURS:
        left = clock.due_legal - max(moment, clock.started_at)
        return replace(stopped, remaining_seconds=int(left.total_seconds()))
    today = local_day(max(moment, clock.started_at), zone=clock.zone)
    return replace(stopped, remaining_days=_days_left(clock, today, calendar=calendar))


def resume(clock: ClockTimes, at: datetime, *, reason: PauseReason, calendar: Calendar) -> ClockTimes:
    """Take a reason away; with the last one the legal time goes on with what was left."""
    if reason not in clock.pauses:
        return clock
    rest = clock.pauses - {reason}
    if rest:
        return replace(clock, pauses=rest)
    moment = max(_utc(at), clock.paused_at or clock.started_at)
    going = replace(clock, pauses=rest, paused_at=None, remaining_seconds=None, remaining_days=None)
    if clock.remaining_seconds is not None:
        return replace(going, due_legal=moment + timedelta(seconds=clock.remaining_seconds))
    today = local_day(moment, zone=clock.zone)
    last = _day_after(today, clock.unit, count=clock.remaining_days or 0, calendar=calendar)
    return replace(
        going,
        due_legal=end_of_day(last, zone=clock.zone),
        provisional=clock.provisional or _is_provisional(today, last, clock.unit, calendar=calendar),
    )


def is_late(clock: ClockTimes, now: datetime) -> bool:
    """Whether the duty was missed. The hour itself counts as late; a paused clock is never late."""
    return not clock.pauses and _utc(now) >= clock.due_legal


def time_left(clock: ClockTimes, now: datetime) -> timedelta:
    """Plain time until the legal due time; negative when late. Paused: what was left at the pause."""
    return clock.due_legal - (clock.paused_at or _utc(now))


def _day_after(day: date, unit: DeadlineUnit, *, count: int, calendar: Calendar) -> date:
    if unit is DeadlineUnit.CALENDAR_DAYS:
        return day + timedelta(days=count)
    if count == 0:  # stopped on its last day: that day again, or the next on which people work
        return day if calendar.is_working_day(day) else calendar.working_day_after(day, count=1)
    return calendar.working_day_after(day, count=count)


def _days_left(clock: ClockTimes, today: date, *, calendar: Calendar) -> int:
    last = local_day(clock.due_legal - timedelta(microseconds=1), zone=clock.zone)
    if clock.unit is DeadlineUnit.CALENDAR_DAYS:
        return (last - today).days
    return calendar.working_days_between(today, last)


def _is_provisional(first: date, last: date, unit: DeadlineUnit, *, calendar: Calendar) -> bool:
    if unit is not DeadlineUnit.WORKING_DAYS:
        return False
    span = (last - first).days
    return any(calendar.is_provisional(first + timedelta(days=n)) for n in range(span + 1))


def _utc(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise BadInput(
            f"the moment {at.isoformat()} has no zone; give it as UTC, such as 2026-11-24T03:04:05Z"
        )
    return at.astimezone(UTC)
