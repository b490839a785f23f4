"""Clocks: when a duty is due, what stops it, and when it is late."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tertib.core.deadlines import DeadlineRule, is_late, load_calendar, pause, resume, start, time_left
from tertib.errors import BadInput
from tertib.vocabulary import DeadlineUnit, LegalStanding, LegalZone, PauseReason, Urgency

CALENDAR = load_calendar()
TUESDAY = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)  # 10:00 in Jakarta
CANNOT = PauseReason.CANNOT_EXECUTE


def rule(unit: DeadlineUnit, amount: int, zone: LegalZone = LegalZone.WIB) -> DeadlineRule:
    return DeadlineRule(
        key=f"{amount}_{unit}",
        urgency=Urgency.NORMAL,
        unit=unit,
        amount=amount,
        zone=zone,
        standing=LegalStanding.PROPOSED,
        source="test",
    )


HOURS_24 = rule(DeadlineUnit.HOURS, 24)
HOURS_4 = rule(DeadlineUnit.HOURS, 4)
DAYS_14 = rule(DeadlineUnit.CALENDAR_DAYS, 14)
WORKING_2 = rule(DeadlineUnit.WORKING_DAYS, 2)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_hours_run_from_the_moment_itself() -> None:
    clock = start(HOURS_24, TUESDAY, calendar=CALENDAR)
    assert clock.due_legal == clock.due_wall == TUESDAY + timedelta(hours=24)


def test_the_hour_itself_counts_as_late() -> None:
    clock = start(HOURS_24, TUESDAY, calendar=CALENDAR)
    assert not is_late(clock, clock.due_legal - timedelta(microseconds=1))
    assert is_late(clock, clock.due_legal)


@pytest.mark.parametrize(
    ("begun", "deadline", "due"),
    [
        ("2026-11-24T03:00", WORKING_2, "2026-11-26T17:00"),  # Tuesday -> end of Thursday in Jakarta
        ("2026-11-26T03:00", WORKING_2, "2026-11-30T17:00"),  # Thursday -> over the weekend to Monday
        ("2026-11-24T17:00", WORKING_2, "2026-11-27T17:00"),  # midnight in Jakarta: Wednesday does not count
        ("2026-11-24T16:59", WORKING_2, "2026-11-26T17:00"),  # a minute earlier is still Tuesday
        ("2026-03-16T03:00", WORKING_2, "2026-03-25T17:00"),  # Lebaran: 17 March, then 25 March
        ("2026-12-30T03:00", WORKING_2, "2027-01-04T17:00"),  # 31 December, then Monday 4 January
        ("2026-12-23T03:00", WORKING_2, "2026-12-29T17:00"),  # leave, Christmas, weekend
        ("2026-11-24T03:00", DAYS_14, "2026-12-08T17:00"),  # a warning's 14 days end with the 8th
        ("2026-12-20T03:00", DAYS_14, "2027-01-03T17:00"),  # over the end of the year
        ("2024-02-15T03:00", DAYS_14, "2024-02-29T17:00"),  # leap day
        ("2026-01-31T18:00", DAYS_14, "2026-02-15T17:00"),  # 1 February in Jakarta already
        ("2026-12-31T16:30", HOURS_4, "2026-12-31T20:30"),
    ],
)
def test_the_due_time_is_the_one_of_the_law(begun: str, deadline: DeadlineRule, due: str) -> None:
    assert start(deadline, at(begun), calendar=CALENDAR).due_legal == at(due)


@pytest.mark.parametrize(
    ("zone", "due"),
    [
        (LegalZone.WIB, "2026-11-26T17:00"),
        (LegalZone.WITA, "2026-11-26T16:00"),
        (LegalZone.WIT, "2026-11-26T15:00"),
    ],
)
def test_a_days_deadline_ends_with_the_day_of_its_zone(zone: LegalZone, due: str) -> None:
    assert start(WORKING_2, TUESDAY, calendar=CALENDAR, zone=zone).due_legal == at(due)


def test_half_past_three_in_the_afternoon_utc_is_tomorrow_in_jayapura() -> None:
    moment = at("2026-11-24T15:30")  # Wednesday 00:30 in Jayapura, Tuesday 22:30 in Jakarta
    east = start(WORKING_2, moment, calendar=CALENDAR, zone=LegalZone.WIT)
    west = start(WORKING_2, moment, calendar=CALENDAR, zone=LegalZone.WIB)
    assert (east.due_legal, west.due_legal) == (at("2026-11-27T15:00"), at("2026-11-26T17:00"))


def test_wall_time_keeps_plain_days_beside_working_days() -> None:
    clock = start(WORKING_2, at("2026-03-16T03:00"), calendar=CALENDAR)
    assert clock.due_wall == at("2026-03-18T03:00")
    assert clock.due_legal == at("2026-03-25T17:00")


def test_a_clock_over_a_day_without_a_decree_says_so() -> None:
    assert start(WORKING_2, at("2026-12-30T03:00"), calendar=CALENDAR).provisional
    assert not start(WORKING_2, TUESDAY, calendar=CALENDAR).provisional
    assert not start(HOURS_24, at("2026-12-31T03:00"), calendar=CALENDAR).provisional


def test_a_pause_keeps_the_remaining_hours() -> None:
    clock = start(HOURS_24, TUESDAY, calendar=CALENDAR)
    stopped = pause(clock, TUESDAY + timedelta(hours=10), reason=CANNOT, calendar=CALENDAR)
    going = resume(stopped, TUESDAY + timedelta(hours=100), reason=CANNOT, calendar=CALENDAR)
    assert going.due_legal == TUESDAY + timedelta(hours=114)
    assert going.due_wall == TUESDAY + timedelta(hours=24)  # wall time is never stopped


def test_a_pause_keeps_the_remaining_working_days() -> None:
    clock = start(rule(DeadlineUnit.WORKING_DAYS, 5), TUESDAY, calendar=CALENDAR)  # ends Tuesday 1 December
    stopped = pause(clock, at("2026-11-26T03:00"), reason=CANNOT, calendar=CALENDAR)  # 3 left: Fri, Mon, Tue
    assert stopped.remaining_days == 3
    assert resume(stopped, at("2026-12-07T03:00"), reason=CANNOT, calendar=CALENDAR).due_legal == at(
        "2026-12-10T17:00"
    )


def test_a_clock_stopped_on_its_last_day_gets_a_whole_day_again() -> None:
    clock = start(WORKING_2, TUESDAY, calendar=CALENDAR)
    stopped = pause(clock, at("2026-11-26T03:00"), reason=CANNOT, calendar=CALENDAR)
    sunday = at("2026-11-29T03:00")
    assert resume(stopped, sunday, reason=CANNOT, calendar=CALENDAR).due_legal == at("2026-11-30T17:00")


def test_a_paused_clock_is_never_late() -> None:
    stopped = pause(start(HOURS_4, TUESDAY, calendar=CALENDAR), TUESDAY, reason=CANNOT, calendar=CALENDAR)
    assert not is_late(stopped, TUESDAY + timedelta(days=400))
    assert time_left(stopped, TUESDAY + timedelta(days=400)) == timedelta(hours=4)


def test_a_clock_that_has_run_out_cannot_be_stopped() -> None:
    clock = start(HOURS_4, TUESDAY, calendar=CALENDAR)
    assert pause(clock, clock.due_legal, reason=CANNOT, calendar=CALENDAR) == clock


def test_no_clock_runs_against_a_dead_mailbox() -> None:
    dead = PauseReason.CONTACT_DEAD
    clock = start(HOURS_24, TUESDAY, calendar=CALENDAR, paused_for=dead)
    assert clock.is_paused
    assert clock.remaining_seconds == 24 * 3600
    later = TUESDAY + timedelta(days=9)
    assert resume(clock, later, reason=dead, calendar=CALENDAR).due_legal == later + timedelta(hours=24)


def test_a_clock_with_two_reasons_goes_on_only_when_both_have_gone() -> None:
    clock = start(HOURS_24, TUESDAY, calendar=CALENDAR, paused_for=PauseReason.HELD)
    both = pause(clock, TUESDAY + timedelta(hours=1), reason=CANNOT, calendar=CALENDAR)
    one = resume(both, TUESDAY + timedelta(hours=2), reason=PauseReason.HELD, calendar=CALENDAR)
    assert one.is_paused
    none = resume(one, TUESDAY + timedelta(hours=3), reason=CANNOT, calendar=CALENDAR)
    assert none.due_legal == TUESDAY + timedelta(hours=27)


def test_taking_away_a_reason_that_does_not_stand_changes_nothing() -> None:
    clock = start(HOURS_24, TUESDAY, calendar=CALENDAR)
    assert resume(clock, TUESDAY, reason=CANNOT, calendar=CALENDAR) == clock


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(BadInput, match="has no zone"):
        start(HOURS_24, TUESDAY.replace(tzinfo=None), calendar=CALENDAR)


def test_a_rule_without_time_is_refused() -> None:
    with pytest.raises(BadInput, match="at least 1"):
        start(rule(DeadlineUnit.HOURS, 0), TUESDAY, calendar=CALENDAR)


moments = st.timedeltas(timedelta(0), timedelta(days=1795)).map(
    lambda passed: at("2023-01-01T00:00") + passed
)
rules = st.builds(rule, st.sampled_from(DeadlineUnit), st.integers(1, 30), st.sampled_from(LegalZone))
waits = st.timedeltas(timedelta(0), timedelta(days=60))


@given(rules, moments, waits)
def test_a_later_start_is_never_due_earlier(deadline: DeadlineRule, begun: datetime, wait: timedelta) -> None:
    early = start(deadline, begun, calendar=CALENDAR)
    late = start(deadline, begun + wait, calendar=CALENDAR)
    assert early.due_legal <= late.due_legal


@given(rules, moments)
def test_legal_time_is_never_shorter_than_plain_time(deadline: DeadlineRule, begun: datetime) -> None:
    clock = start(deadline, begun, calendar=CALENDAR)
    assert begun < clock.due_wall <= clock.due_legal


@given(rules, moments, waits, waits)
def test_a_pause_never_shortens_a_duty(
    deadline: DeadlineRule, begun: datetime, until_pause: timedelta, length: timedelta
) -> None:
    clock = start(deadline, begun, calendar=CALENDAR)
    stopped_at = begun + until_pause
    stopped = pause(clock, stopped_at, reason=CANNOT, calendar=CALENDAR)
    going = resume(stopped, stopped_at + length, reason=CANNOT, calendar=CALENDAR)
    assert going.due_legal >= clock.due_legal - timedelta(seconds=1)  # hours are kept to the second
    assert going.due_wall == clock.due_wall


@given(rules, moments, waits)
def test_a_pause_of_no_length_changes_nothing(
    deadline: DeadlineRule, begun: datetime, until_pause: timedelta
) -> None:
    clock = start(deadline, begun.replace(microsecond=0), calendar=CALENDAR)
    moment = (begun + until_pause).replace(microsecond=0)
    stopped = pause(clock, moment, reason=CANNOT, calendar=CALENDAR)
    assert resume(stopped, moment, reason=CANNOT, calendar=CALENDAR) == clock
