"""Hours of a campaign as moments: the campaign begins on a fixed day, so that two runs are alike."""

from datetime import UTC, datetime, timedelta
from typing import Final

START: Final = datetime(2026, 1, 5, tzinfo=UTC)  # a Monday
HOUR: Final = timedelta(hours=1)
WORK: Final = range(2, 10)  # 09:00 to 17:00 in Jakarta, in UTC


def moment(hour: float) -> datetime:
    """The moment of an hour of the campaign; aware, UTC."""
    return START + hour * HOUR


def hour_of(at: datetime) -> float:
    """The reverse of `moment`."""
    return (at - START) / HOUR
