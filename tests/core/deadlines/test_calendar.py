"""Working days, days off and the three zones."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from tertib.core.deadlines.calendar import end_of_day, load_calendar, local_day
from tertib.errors import BadInput
from tertib.vocabulary import LegalZone

CALENDAR = load_calendar()


def test_the_shipped_table_knows_five_years() -> None:
    assert CALENDAR.years == {2023, 2024, 2025, 2026, 2027}
    assert CALENDAR.digest.startswith("sha256:")


def test_2026_has_seventeen_holidays_and_eight_days_of_collective_leave() -> None:
    kinds = [off.kind for off in CALENDAR.days_off.values() if off.day.year == 2026]
    assert (kinds.count("holiday"), kinds.count("collective_leave")) == (17, 8)


def test_every_day_off_names_its_source() -> None:
    assert all(off.source and off.name for off in CALENDAR.days_off.values())


def test_only_the_year_without_a_decree_is_provisional() -> None:
    assert {off.day.year for off in CALENDAR.days_off.values() if off.provisional} == {2027}


def test_a_year_that_the_table_does_not_know_is_provisional() -> None:
    assert CALENDAR.is_provisional(date(2031, 5, 6))
    assert not CALENDAR.is_provisional(date(2026, 5, 6))


@pytest.mark.parametrize(
    ("day", "working"),
    [
        (date(2026, 11, 24), True),
        (date(2026, 11, 28), False),  # Saturday
        (date(2026, 11, 29), False),  # Sunday
        (date(2026, 8, 17), False),  # Independence Day, a Monday
        (date(2026, 12, 24), False),  # collective leave
    ],
)
def test_weekends_holidays_and_collective_leave_are_no_working_days(day: date, working: bool) -> None:
    assert CALENDAR.is_working_day(day) is working


def test_the_first_working_day_after_lebaran_2026_skips_the_whole_week() -> None:
    # Tuesday 17 March; 18-20 off, 21-22 the feast on a weekend, 23-24 collective leave
    assert CALENDAR.working_day_after(date(2026, 3, 17), count=1) == date(2026, 3, 25)


def test_seventeen_hours_utc_is_midnight_in_jakarta() -> None:
    before, after = datetime(2026, 11, 24, 16, 59, 59, tzinfo=UTC), datetime(2026, 11, 24, 17, tzinfo=UTC)
    assert local_day(before, zone=LegalZone.WIB) == date(2026, 11, 24)
    assert local_day(after, zone=LegalZone.WIB) == date(2026, 11, 25)


@pytest.mark.parametrize(("zone", "hour"), [(LegalZone.WIB, 17), (LegalZone.WITA, 16), (LegalZone.WIT, 15)])
def test_a_day_ends_at_its_own_hour_in_each_zone(zone: LegalZone, hour: int) -> None:
    assert end_of_day(date(2026, 12, 31), zone=zone) == datetime(2026, 12, 31, hour, tzinfo=UTC)


@pytest.mark.parametrize("zone", list(LegalZone))
def test_no_zone_has_summer_time(zone: LegalZone) -> None:
    ends = {end_of_day(date(2026, month, 1), zone=zone).hour for month in range(1, 13)}
    assert len(ends) == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[[decree]]\nyear = 2026\ndays = ["17 August"]\n', "does not start with a day"),
        ('[[decree]]\nyear = 2025\ndays = ["2026-08-17 x"]\n', "move it to its own year"),
        ('[[decree]]\nyear = 2026\ndays = ["2026-08-17 x", "2026-08-17 y"]\n', "stands twice"),
        ("[[decree\n", "valid TOML"),
    ],
)
def test_a_mistake_in_the_table_is_told_with_its_mend(text: str, said: str, tmp_path: Path) -> None:
    table = tmp_path / "holidays.toml"
    table.write_text(text, encoding="utf-8")
    with pytest.raises(BadInput, match=said):
        load_calendar(table)
