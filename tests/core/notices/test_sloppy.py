"""Days and times as people write them."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tertib.core.notices.sloppy import read_moment
from tertib.vocabulary import LegalZone


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("24/11/2026 10:05", "2026-11-24T03:05:00"),
        ("24-11-2026 10.05", "2026-11-24T03:05:00"),
        ("24.11.2026 10:05:30", "2026-11-24T03:05:30"),
        ("4/1/26 7:05", "2026-01-04T00:05:00"),
        ("24 November 2026", "2026-11-24T16:59:59"),  # a day alone: its last second in Jakarta
        ("24 nov 2026 pukul 10.05 WIB", "2026-11-24T03:05:00"),
        ("Selasa, 24 Nopember 2026 jam 10.05 WITA", "2026-11-24T02:05:00"),
        ("Jumat 1 Mei 2026 10:05 WIT", "2026-05-01T01:05:00"),
        ("5 Agustus 2026, 10:05", "2026-08-05T03:05:00"),
        ("Tuesday, 24 Nov 2026 10:05", "2026-11-24T03:05:00"),
        ("2026-11-24", "2026-11-24T16:59:59"),
        ("2026-11-24T03:05:00Z", "2026-11-24T03:05:00"),
        ("2026-11-24 10:05:00+07:00", "2026-11-24T03:05:00"),
        ("2026/11/24 10:05", "2026-11-24T03:05:00"),
        ("24-Des-2026", "2026-12-24T16:59:59"),
        ("  24 / 11 / 2026 ", None),
        ("11/24/2026", None),  # month first is not guessed
        ("31/02/2026", None),
        ("24/11/2026 25:00", None),
        ("24/11/2026 pagi", None),
        ("kemarin", None),
        ("", None),
    ],
)
def test_a_day_is_read_as_it_is_meant_or_not_at_all(text: str, moment: str | None) -> None:
    wanted = datetime.fromisoformat(moment).replace(tzinfo=UTC) if moment else None
    assert read_moment(text) == wanted


def test_a_time_without_a_zone_is_of_the_platform_s_zone() -> None:
    assert read_moment("24/11/2026 10:05", zone=LegalZone.WIT) == datetime(2026, 11, 24, 1, 5, tzinfo=UTC)


@given(
    st.text(max_size=60) | st.from_regex(r"\d{1,4}[-/. ]\d{1,3}[-/. ]\d{1,5}[ T]?[\d:.]{0,9} ?[a-zA-Z+]{0,5}")
)
def test_whatever_is_written_nothing_breaks(text: str) -> None:
    moment = read_moment(text)
    assert moment is None or moment.tzinfo is UTC
