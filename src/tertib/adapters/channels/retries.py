"""When a delivery that failed is tried again."""

from datetime import timedelta
from typing import Final

# The example of the Standard Webhooks specification 1.0.0, "Retries": 75.6 hours in all, so that a receiver
# that is down over a weekend misses nothing. The first is the delivery itself.
DELAYS: Final = (
    timedelta(0),
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
WINDOW: Final = sum(DELAYS, timedelta())
JITTER: Final = 0.1  # at most this share is added, so that a thousand failed together do not return together


def retry_delay(attempt: int, *, jitter: float) -> timedelta | None:
    """How long after the failure of `attempt` attempts the next is due; None if there is none left.

    `attempt` counts attempts already made; 0 gives the first one's delay, which is none. `jitter` is a
    number from 0 to 1 that the caller draws.

    >>> retry_delay(1, jitter=0), retry_delay(2, jitter=1), retry_delay(10, jitter=0.5)
    (datetime.timedelta(seconds=5), datetime.timedelta(seconds=330), None)

    Raises ValueError if `attempt` is negative or `jitter` is no such number.
    """
    if attempt < 0 or not 0 <= jitter <= 1:
        raise ValueError(f"attempt {attempt} or jitter {jitter} is out of range")
    if attempt >= len(DELAYS):
        return None
    return DELAYS[attempt] * (1 + JITTER * jitter)
