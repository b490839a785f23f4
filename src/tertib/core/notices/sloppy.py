"""Days and times as people write them in a table: Indonesian and English, day first."""

import re
from datetime import UTC, datetime, time, timedelta

from tertib.core.deadlines import ZONES
from tertib.vocabulary import LegalZone

MONTHS = {
    **dict.fromkeys(("jan",), 1),
    **dict.fromkeys(("feb", "peb"), 2),
    **dict.fromkeys(("mar",), 3),
    **dict.fromkeys(("apr",), 4),
    **dict.fromkeys(("mei", "may"), 5),
    **dict.fromkeys(("jun",), 6),
    **dict.fromkeys(("jul",), 7),
    **dict.fromkeys(("agu", "ags", "agt", "aug"), 8),
    **dict.fromkeys(("sep",), 9),
    **dict.fromkeys(("okt", "oct"), 10),
    **dict.fromkeys(("nov", "nop"), 11),
    **dict.fromkeys(("des", "dec"), 12),
}
ISO_DAY = re.compile(r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})")
DAY_FIRST = re.compile(r"(?P<day>\d{1,2})[-/. ](?P<month>\d{1,2})[-/. ](?P<year>\d{4}|\d{2})(?!\d)")
NAMED = re.compile(r"(?P<day>\d{1,2})[-/. ]*(?P<name>[a-z]{3})[a-z]*[-/., ]*(?P<year>\d{4}|\d{2})(?!\d)")
HOUR = re.compile(r"(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:[:.](?P<second>\d{2})(?:\.\d+)?)?")
ZONE = re.compile(r"(?P<zone>wib|wita|wit|utc|gmt|z|[+-]\d{2}:?\d{2})\s*\Z")
WEEKDAY = re.compile(r"\A(?:senin|selasa|rabu|kamis|jumat|jum'at|sabtu|minggu|ahad|[a-z]+day)\s*,?\s*")
CENTURY = 2000
LAST_SECOND = time(23, 59, 59)


def read_moment(text: str, *, zone: LegalZone = LegalZone.WIB) -> datetime | None:
    """The moment that a text names, in UTC; None if it names none.

    Day before month, as Indonesians write; a month in words in either language; two-digit years
    are of this century. Without a zone the time is of `zone`. A day without a time means its last
    second: of what the words allow, the latest, so that nobody is said to have acted earlier than they said.

    >>> read_moment("24/11/2026 10.05").isoformat()
    '2026-11-24T03:05:00+00:00'
    >>> read_moment("Selasa, 24 November 2026 pukul 10:05 WITA").isoformat()
    '2026-11-24T02:05:00+00:00'
    >>> read_moment("11/24/2026") is None
    True
    """
    left = WEEKDAY.sub("", " ".join(text.lower().split()))
    found = ISO_DAY.match(left) or DAY_FIRST.match(left) or NAMED.match(left)
    if found is None:
        return None
    parts = found.groupdict()
    month = MONTHS.get(parts["name"], 0) if "name" in parts else int(parts["month"])
    year = int(parts["year"]) + (CENTURY if len(parts["year"]) == 2 else 0)
    rest = left[found.end() :].lstrip(" t,")
    rest = re.sub(r"\A(?:pukul|jam|at|pk\.?)\s*", "", rest)
    try:
        day = datetime(year, month, int(parts["day"]), tzinfo=UTC)
        return _at(day, rest, zone=zone)
    except ValueError:
        return None


def _at(day: datetime, rest: str, *, zone: LegalZone) -> datetime | None:
    zone_found = ZONE.search(rest)
    clock_text = rest[: zone_found.start()].strip() if zone_found else rest.strip()
    local = datetime.combine(day.date(), LAST_SECOND)
    if clock_text:
        hour = HOUR.fullmatch(clock_text)
        if hour is None:
            return None
        local = local.replace(
            hour=int(hour["hour"]), minute=int(hour["minute"]), second=int(hour["second"] or 0)
        )
    named = zone_found["zone"] if zone_found else zone.value.lower()
    if named.upper() in LegalZone.__members__:
        return local.replace(tzinfo=ZONES[LegalZone(named.upper())]).astimezone(UTC)
    if named in ("utc", "gmt", "z"):
        return local.replace(tzinfo=UTC)
    minutes = int(named[1:3]) * 60 + int(named[-2:])
    return local.replace(tzinfo=UTC) - timedelta(minutes=minutes if named[0] == "+" else -minutes)
