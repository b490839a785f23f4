"""How a host is asked for pages: its pace, the pause it wants, and whether its platform let us look in writing."""

from collections.abc import Iterable
from datetime import timedelta

from tertib.actions import tables
from tertib.adapters.fetch import PAUSE_STATUSES, LaneLimits, retry_after_seconds
from tertib.core.verification.page import Page, PageError

LONGEST_AWAY = timedelta(days=1)  # no host is left alone for longer because it says so
LONGEST_PAUSE_SECONDS = 5.0  # a host that asks for a longer one gets it, and its looks come back later
IN_FLIGHT = 64  # requests at one host at a time, where its pace allows so many


def limits_of(lanes: Iterable[str]) -> dict[str, LaneLimits]:
    """The pace of every host of these platforms."""
    limits: dict[str, LaneLimits] = {}
    for lane in lanes:
        if lane not in tables.platforms():
            continue
        platform = tables.platforms()[lane]
        limit = LaneLimits(
            per_second=platform.looks_per_second,
            in_flight=max(1, min(IN_FLIGHT, int(platform.looks_per_second / 4))),
            longest_pause_seconds=LONGEST_PAUSE_SECONDS,
        )
        limits |= {host.partition(":")[0]: limit for host in platform.hosts}
    return limits


def wants_away(page: Page) -> timedelta | None:
    """How long the host wants to be left alone, zero if it did not say how long; None if it wants no pause."""
    asked = retry_after_seconds(page.headers)
    if page.error is PageError.PAUSED or (page.status in PAUSE_STATUSES and asked is not None):
        return timedelta(seconds=min(asked or 0.0, LONGEST_AWAY.total_seconds()))
    return None


def hosts_without_robots() -> frozenset[str]:
    """The hosts of the platforms that allowed our looks in writing."""
    allowed = [platform for platform in tables.platforms() if platform.robots_permission is not None]
    return frozenset(host.partition(":")[0] for platform in allowed for host in platform.hosts)
