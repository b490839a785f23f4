"""Which step of a policy's ladder a platform's record calls for. It proposes; a person issues."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from tertib.core.deadlines import end_of_day, local_day
from tertib.core.policies import Policy, Rung
from tertib.vocabulary import ContactHealth, LadderMeasure, LadderWait, LegalZone


@dataclass(frozen=True, slots=True)
class DutyCount:
    """Notices whose legal due time fell in a window, and those of them that went past it unanswered.

    A notice whose clock stands still, or never started because the contact is dead, is in neither.
    """

    ended: int
    overdue: int

    @property
    def share(self) -> float:
        """Overdue of ended, 0 when none ended."""
        return self.overdue / self.ended if self.ended else 0.0


@dataclass(frozen=True, slots=True)
class RungIssued:
    """A rung that a person let out and nobody took back, as the platform's channel took it."""

    rung: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PlatformRecord:
    """What counts for the ladder of one platform under one policy.

    `duties` by window in days, for every window of `windows(policy)`; `overdue_now` are notices
    overdue at this moment; `proposed` are rung keys that wait for a person; `dismissed` the last
    time a person said no, by rung key.
    """

    platform: str
    contact_health: ContactHealth
    duties: Mapping[int, DutyCount]
    overdue_now: int
    issued: tuple[RungIssued, ...] = ()
    proposed: frozenset[str] = frozenset()
    dismissed: Mapping[str, datetime] | None = None


@dataclass(frozen=True, slots=True)
class RungProposal:
    """A rung that the record calls for. `turn` of `rung.times`; `earlier` is what was issued before."""

    platform: str
    rung: Rung
    turn: int
    count: DutyCount
    earlier: tuple[RungIssued, ...]


@dataclass(frozen=True, slots=True)
class LadderStanding:
    """Where a platform stands. `rung` is the next one and `wait` why it is not due; null: it is due.

    `rung` is null only when the ladder has ended. `until` is the end of a period that runs.
    """

    rung: Rung | None
    turn: int
    wait: LadderWait | None
    until: datetime | None = None


def proposals(record: PlatformRecord, policy: Policy, *, now: datetime) -> list[RungProposal]:
    """The rungs that a person may now issue: none, or the very next one."""
    stands = ladder_standing(record, policy, now=now)
    if stands.rung is None or stands.wait is not None:
        return []
    count = record.duties[stands.rung.window_days]
    return [RungProposal(record.platform, stands.rung, stands.turn, count, record.issued)]


def ladder_standing(record: PlatformRecord, policy: Policy, *, now: datetime) -> LadderStanding:
    """Where a platform stands on the ladder, and why no rung is due if none is.

    - No rung is skipped: the next one is the last issued again, until it was issued `times`
      times, and then the one after it.
    - A rung's period must be over before anything follows.
    - Whoever has nothing overdue now gets nothing, whatever the share was.
    - A dead contact blocks every rung.
    - The next rung's own measure must be reached, with enough cases.
    - A rung that waits for a person is not proposed twice; one that a person dismissed not again
      within its own period.
    """
    rung, turn = _next(record.issued, policy.rungs)
    if rung is None:
        return LadderStanding(None, 0, LadderWait.LADDER_ENDED)
    until = _running_until(record.issued, policy.rungs, now=now)
    refused = (record.dismissed or {}).get(rung.key)
    if record.contact_health is ContactHealth.DEAD:
        return LadderStanding(rung, turn, LadderWait.CONTACT_DEAD)
    if until is not None:
        return LadderStanding(rung, turn, LadderWait.PERIOD_RUNS, until)
    if record.overdue_now == 0:
        return LadderStanding(rung, turn, LadderWait.NOTHING_OVERDUE)
    if rung.key in record.proposed:
        return LadderStanding(rung, turn, LadderWait.PROPOSED_ALREADY)
    if refused is not None and now < period_end(rung, refused):
        return LadderStanding(rung, turn, LadderWait.DISMISSED, period_end(rung, refused))
    if not _is_reached(rung, record.duties.get(rung.window_days, DutyCount(0, 0))):
        return LadderStanding(rung, turn, LadderWait.BELOW_MEASURE)
    return LadderStanding(rung, turn, None)


def period_end(rung: Rung, issued_at: datetime) -> datetime:
    """When the platform's time is over: the end of the last calendar day in Jakarta, in UTC."""
    last = local_day(issued_at, zone=LegalZone.WIB) + timedelta(days=rung.period_days)
    return end_of_day(last, zone=LegalZone.WIB)


def windows(policy: Policy) -> frozenset[int]:
    """The windows, in days, for which `PlatformRecord.duties` is counted."""
    return frozenset(rung.window_days for rung in policy.rungs)


def _next(issued: tuple[RungIssued, ...], rungs: tuple[Rung, ...]) -> tuple[Rung | None, int]:
    for rung in rungs:
        times = sum(one.rung == rung.key for one in issued)
        if times < rung.times:
            return rung, times + 1
    return None, 0


def _running_until(
    issued: tuple[RungIssued, ...], rungs: tuple[Rung, ...], *, now: datetime
) -> datetime | None:
    by_key = {rung.key: rung for rung in rungs}
    ends = [period_end(by_key[one.rung], one.at) for one in issued if one.rung in by_key]
    running = [end for end in ends if now < end]
    return max(running, default=None)


def _is_reached(rung: Rung, count: DutyCount) -> bool:
    if count.overdue < rung.at_least_cases:
        return False
    match rung.measure:
        case LadderMeasure.OVERDUE_CASES:
            return count.overdue >= rung.at_least
        case LadderMeasure.OVERDUE_SHARE:
            return count.overdue >= rung.at_least * count.ended
