"""The working days of Indonesian law, read from `holidays.toml`, and its three zones."""

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from tertib.errors import BadInput
from tertib.vocabulary import LegalZone

SHIPPED_HOLIDAYS = Path(__file__).with_name("holidays.toml")

ZONES: Mapping[LegalZone, ZoneInfo] = {
    LegalZone.WIB: ZoneInfo("Asia/Jakarta"),
    LegalZone.WITA: ZoneInfo("Asia/Makassar"),
    LegalZone.WIT: ZoneInfo("Asia/Jayapura"),
}

SATURDAY = 5  # date.weekday(); Saturday and Sunday are no working days in the ministries
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DayOff:
    """A day on which nobody is bound to work, and the decree that says so."""

    day: date
    name: str
    kind: str  # "holiday" or "collective_leave"
    source: str
    provisional: bool


@dataclass(frozen=True, slots=True)
class Calendar:
    """Days off by date, the years that the table knows, and the digest of the table."""

    days_off: Mapping[date, DayOff]
    years: frozenset[int]
    digest: str

    def is_working_day(self, day: date) -> bool:
        """Whether the day counts. Collective leave does not: a deadline is never shortened by it."""
        return day.weekday() < SATURDAY and day not in self.days_off

    def is_provisional(self, day: date) -> bool:
        """Whether a decree may still move this day: not yet decreed, or its year is not in the table."""
        off = self.days_off.get(day)
        return day.year not in self.years or (off is not None and off.provisional)

    def working_day_after(self, day: date, *, count: int) -> date:
        """The `count`-th working day after `day` (which does not count itself); `count` >= 1."""
        found, at = 0, day
        while found < count:
            at += ONE_DAY
            found += self.is_working_day(at)
        return at

    def working_days_between(self, day: date, until: date) -> int:
        """How many working days lie after `day` up to and with `until`; 0 when `until` is not later."""
        span = (until - day).days
        return sum(self.is_working_day(day + timedelta(days=n)) for n in range(1, span + 1))


def load_calendar(path: Path = SHIPPED_HOLIDAYS) -> Calendar:
    """Read a table of days off.

    Raises BadInput naming the decree and the mend, if a day cannot be read, lies in another
    year than its block, or is named twice.
    """
    raw = path.read_bytes()
    try:
        table = tomllib.loads(raw.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as mistake:
        raise BadInput(
            f"{path.name}: {mistake}; mend the file so that it is valid TOML in UTF-8"
        ) from mistake
    days: dict[date, DayOff] = {}
    for decree in table.get("decree", []):
        for off in _days_of(decree, file=path.name):
            if off.day in days:
                raise BadInput(f"{path.name}: {off.day} stands twice; keep one of the two lines")
            days[off.day] = off
    years = frozenset(off.day.year for off in days.values())
    return Calendar(days_off=days, years=years, digest=f"sha256:{hashlib.sha256(raw).hexdigest()}")


def local_day(at: datetime, *, zone: LegalZone) -> date:
    """The legal day of a moment: 17:00 UTC is already tomorrow in Jakarta."""
    return at.astimezone(ZONES[zone]).date()


def end_of_day(day: date, *, zone: LegalZone) -> datetime:
    """The first moment that is no longer this day in the zone, in UTC."""
    return datetime.combine(day + ONE_DAY, time.min, tzinfo=ZONES[zone]).astimezone(UTC)


def _days_of(decree: Mapping[str, Any], *, file: str) -> list[DayOff]:
    found: list[DayOff] = []
    for line in decree.get("days", []):
        text, _, name = str(line).partition(" ")
        try:
            day = date.fromisoformat(text)
        except ValueError as mistake:
            raise BadInput(f"{file}: {line!r} does not start with a day such as 2026-08-17") from mistake
        if day.year != decree.get("year"):
            raise BadInput(
                f"{file}: {line!r} stands under year {decree.get('year')}; move it to its own year"
            )
        found.append(
            DayOff(
                day=day,
                name=name,
                kind=str(decree.get("kind", "holiday")),
                source=str(decree.get("source", "")),
                provisional=bool(decree.get("provisional", False)),
            )
        )
    return found
