"""Save what decisions ask of clocks: start, stop, pause and go on, many at once."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from tertib.actions.tables import calendar
from tertib.core.cases import intents as i
from tertib.core.deadlines import ClockTimes, pause, resume
from tertib.store.bulk import insert_rows, update_rows
from tertib.store.models import Case, Clock
from tertib.vocabulary import ClockKind, DeadlineUnit, LegalStanding, LegalZone, PauseReason, Urgency

COLUMNS = (
    "case_id",
    "kind",
    "started_at",
    "due_at",
    "wall_due_at",
    "rule",
    "source",
    "times",
    "paused_at",
    "stopped_at",
    "ran_out_at",
)

Asked = tuple[Case, i.Intent, ClockTimes | None]


def save(asked: Sequence[Asked], *, now: datetime) -> None:
    """Apply the clock intents in order; a later one of a case and kind replaces an earlier one."""
    stop: dict[ClockKind, set[int]] = {ClockKind.ANSWER: set(), ClockKind.HOLD: set()}
    start: dict[tuple[int, ClockKind], tuple[Any, ...]] = {}
    paused: dict[int, PauseReason] = {}
    resumed: dict[int, PauseReason] = {}
    for case, intent, times in asked:
        match intent:
            case i.StartAnswerClock():
                stop[ClockKind.ANSWER].add(case.pk)
                start[case.pk, ClockKind.ANSWER] = _row(case.pk, ClockKind.ANSWER, intent.due, times, now)
            case i.StopAnswerClock():
                stop[ClockKind.ANSWER].add(case.pk)
                start.pop((case.pk, ClockKind.ANSWER), None)
            case i.PauseAnswerClock():
                paused[case.pk] = intent.reason
            case i.ResumeAnswerClock():
                resumed[case.pk] = intent.reason
            case i.StartHoldClock():
                stop[ClockKind.HOLD].add(case.pk)
                start[case.pk, ClockKind.HOLD] = _row(case.pk, ClockKind.HOLD, intent.until, None, now)
            case i.StopHoldClock():
                stop[ClockKind.HOLD].add(case.pk)
                start.pop((case.pk, ClockKind.HOLD), None)
    late = Clock.objects.filter(stopped_at=None, ran_out_at=None, paused_at=None, due_at__lte=now)
    if stop[ClockKind.ANSWER]:  # however late the worker is: an answer after the due time is late
        late.filter(kind=ClockKind.ANSWER, case__in=stop[ClockKind.ANSWER]).update(ran_out_at=now)
    for kind, ids in stop.items():
        if ids:
            Clock.objects.filter(stopped_at=None, kind=kind, case__in=ids).update(stopped_at=now)
    insert_rows(Clock, COLUMNS, start.values())
    _set(running_answer_clocks(paused), {pk: (True, reason) for pk, reason in paused.items()}, now)
    _set(running_answer_clocks(resumed), {pk: (False, reason) for pk, reason in resumed.items()}, now)


def running_answer_clocks(case_ids: Iterable[int]) -> list[Clock]:
    """The answer clocks of these cases that run or stand still; not those that ran out or were stopped."""
    ids = list(case_ids)
    if not ids:
        return []
    return list(Clock.objects.filter(kind=ClockKind.ANSWER, stopped_at=None, ran_out_at=None, case__in=ids))


def due_after_resume(clock: Clock, *, reason: PauseReason, now: datetime) -> datetime | None:
    """When the answer would be due if this reason were taken away; None if another one still holds the clock."""
    times = resume(read_times(clock), now, reason=reason, calendar=calendar())
    return None if times.is_paused else times.due_legal


def read_times(clock: Clock) -> ClockTimes:
    """The stored clock as `core.deadlines` reckons with it."""
    kept = dict(clock.times)
    return ClockTimes(
        rule=kept["rule"],
        urgency=Urgency(kept["urgency"]),
        unit=DeadlineUnit(kept["unit"]),
        amount=kept["amount"],
        zone=LegalZone(kept["zone"]),
        standing=LegalStanding(kept["standing"]),
        source=kept["source"],
        started_at=datetime.fromisoformat(kept["started_at"]),
        due_legal=datetime.fromisoformat(kept["due_legal"]),
        due_wall=datetime.fromisoformat(kept["due_wall"]),
        provisional=kept["provisional"],
        pauses=frozenset(PauseReason(reason) for reason in kept["pauses"]),
        paused_at=datetime.fromisoformat(kept["paused_at"]) if kept["paused_at"] else None,
        remaining_seconds=kept["remaining_seconds"],
        remaining_days=kept["remaining_days"],
    )


def _set(clocks: Sequence[Clock], asked: dict[int, tuple[bool, PauseReason]], now: datetime) -> None:
    rows = []
    for clock in clocks:
        to_pause, reason = asked[clock.case_id]
        act = pause if to_pause else resume
        times = act(read_times(clock), now, reason=reason, calendar=calendar())
        rows.append((times.due_legal, times.paused_at, _plain(times), clock.pk))
    update_rows(Clock, ("due_at", "paused_at", "times"), rows)


def _row(
    case_id: int, kind: ClockKind, due: datetime, times: ClockTimes | None, now: datetime
) -> tuple[Any, ...]:
    if times is None:
        return (case_id, kind, now, due, due, str(kind), "", {}, None, None, None)
    kept = _plain(replace(times, due_legal=due))
    return (
        case_id,
        kind,
        now,
        due,
        times.due_wall,
        times.rule,
        times.source,
        kept,
        times.paused_at,
        None,
        None,
    )


def _plain(times: ClockTimes) -> dict[str, Any]:
    kept = asdict(times)
    for name in ("started_at", "due_legal", "due_wall", "paused_at"):
        kept[name] = kept[name].isoformat() if kept[name] else None
    kept["pauses"] = sorted(str(reason) for reason in times.pauses)
    return {name: str(value) if hasattr(value, "name") else value for name, value in kept.items()}
