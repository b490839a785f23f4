"""How often to look at what is down: by the risk that it comes back, within what a host is asked for.

A look costs the host and us something, a return that nobody has seen yet costs more with every hour. If listings come
back at `hazard` an hour, looks `gap` hours apart see a return gap/2 hours late on average; the sum of both costs is
least where the gap is sqrt(2 * cost / hazard) (the square-root rule of inspection: Barlow & Proschan 1965; the same
holds for crawling, Cho & Garcia-Molina 2003). So a shop that came back often is looked at often, a listing that has
stayed away for weeks seldom, and where a host's budget is short all gaps grow by the same factor.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from math import log, sqrt
from typing import Final

HOUR: Final = timedelta(hours=1)
DAY: Final = timedelta(days=1)

WATCH: Final = 90 * DAY  # a listing that stays away so long is watched no more
FIRST_DAY: Final = DAY  # in it no gap is longer than LONGEST_AT_FIRST
SHORTEST: Final = HOUR
LONGEST_AT_FIRST: Final = 12 * HOUR
LONGEST: Final = 7 * DAY  # however small the risk, and however short the budget LONGEST_STRETCHED
LONGEST_STRETCHED: Final = 14 * DAY

USUAL_RATE: Final = 0.10  # of what was taken down is back within WATCH, where nothing is known yet
PLATFORM_WEIGHT: Final = 20.0  # removed listings that the usual rate counts for beside a platform's own
SHOP_WEIGHT: Final = 3.0  # and the platform's rate beside a shop's own

# Returns come early: their share by hour t is log(1 + t/EARLY) / log(1 + WATCH/EARLY), half of them in the first
# five days.
EARLY: Final = 6.0  # hours
LOOK_COST: Final = 0.045  # hours of an unseen return that one look is worth

AFTER_NOTICE: Final = HOUR  # the first look once a platform was asked
WAITING_GROWTH: Final = (
    3  # then, until the deadline, a third of the time that passed since: 4/3, 16/9 ... of it
)
LONGEST_WAITING: Final = 12 * HOUR
GOLDEN: Final = 0.6180339887498949

WATCH_SHARE: Final = 0.5  # of a host's pace; first looks, claims and second looks have the rest


@dataclass(frozen=True, slots=True)
class Record:
    """What is known of a platform or a shop: listings of it that were down once, and how many times they came back."""

    removed: int = 0
    returned: int = 0

    def __post_init__(self) -> None:
        if self.removed < 0 or self.returned < 0:
            raise ValueError(f"a record counts from 0: removed {self.removed}, returned {self.returned}")


def return_rate(*, platform: Record, shop: Record) -> float:
    """The expected returns of one listing within WATCH: its shop's record drawn towards its platform's, and that
    towards the usual rate, the more the less is known. More than 1 where listings come back again and again.

    >>> round(return_rate(platform=Record(), shop=Record()), 3)
    0.1
    >>> round(return_rate(platform=Record(1000, 50), shop=Record(4, 4)), 3)
    0.593
    """
    of_platform = _drawn(platform, towards=USUAL_RATE, weight=PLATFORM_WEIGHT)
    return _drawn(shop, towards=of_platform, weight=SHOP_WEIGHT)


def hazard(rate: float, *, since: timedelta) -> float:
    """Expected returns an hour of a listing that has been down for `since`; 0 after WATCH."""
    if since >= WATCH:
        return 0.0
    hours = max(since / HOUR, 0.0)
    return rate / ((hours + EARLY) * log(1 + (WATCH / HOUR) / EARLY))


def gap(
    rate: float,
    *,
    since: timedelta,
    stretch: float = 1.0,
    cost: float = LOOK_COST,
    shortest: timedelta = SHORTEST,
) -> timedelta:
    """How long to wait until the next look at a listing that has been down for `since`.

    `stretch` (at least 1) lengthens all gaps of a host whose budget is short; see `HostPlan`. `cost` is that of one
    look, in hours of an unseen return: who pays less for looks looks more often, though never below `shortest`.
    """
    risk = hazard(rate, since=since)
    wanted = sqrt(2 * cost / risk) * HOUR if risk > 0 else LONGEST
    longest = LONGEST_AT_FIRST if since < FIRST_DAY else LONGEST
    wanted = min(max(wanted, shortest), longest)
    return min(wanted * max(stretch, 1.0), LONGEST_STRETCHED)


def phase_of(number: int) -> float:
    """A share from 0 to 1 for a case's number: any run of numbers is spread evenly (golden ratio; Weyl 1916).

    >>> [round(phase_of(number), 2) for number in (1, 2, 3, 4, 5)]
    [0.62, 0.24, 0.85, 0.47, 0.09]
    """
    return number * GOLDEN % 1.0


def waiting_gap(since: timedelta, *, stretch: float = 1.0, phase: float = 0.5) -> timedelta:
    """How long to wait until the next look at a listing whose takedown was asked for `since` ago and is not due yet.

    Platforms that act at once act within hours, so the gaps begin short and grow with the time that passed: whenever
    it went, it is known to within a half of how long it took, a third on average. `phase` (0 to 1) makes a case's gaps
    half as long to half as long again: if all that were asked for together were looked at together, the takedowns between
    two rounds would all stand halfway between them, and the curve would run in steps beside the truth.

    >>> [waiting_gap(hours * HOUR) / HOUR for hours in (1, 6, 60)]
    [1.0, 2.0, 12.0]
    """
    wanted = min(max(since / WAITING_GROWTH, AFTER_NOTICE), LONGEST_WAITING) * (0.5 + phase)
    return wanted * max(stretch, 1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """What was taken down on one day and is, or was, watched: `watched` of the `removed` are down today."""

    day: date
    removed: int
    returned: int
    watched: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HostPlan:
    """How a platform's looks at what is down, and at what it was asked to take down, fit into its budget.

    `watched` listings are down, `waiting` were asked for and are not due yet; `wanted` and `allowed` are looks an hour.
    """

    record: Record
    watched: int
    waiting: int
    wanted: float
    allowed: float

    @property
    def stretch(self) -> float:
        """The factor by which gaps grow so that the wanted looks become the allowed; 1 where there is room."""
        return max(1.0, self.wanted / self.allowed)


def host_plan(
    days: Iterable[Day],
    waiting: Iterable[tuple[timedelta, int]] = (),
    *,
    today: date,
    looks_per_second: float,
) -> HostPlan:
    """Add up what a platform's listings ask for; WATCH_SHARE of its pace is allowed for them.

    `waiting`: how long ago takedowns were asked for that are not due yet, and how many.
    """
    asked = list(waiting)
    known = list(days)
    record = Record(sum(each.removed for each in known), sum(each.returned for each in known))
    rate = return_rate(platform=record, shop=Record())
    ages = [(max(today - each.day, timedelta()), each.watched) for each in known]
    return HostPlan(
        record=record,
        watched=sum(number for _, number in ages),
        waiting=sum(number for _, number in asked),
        wanted=looks_an_hour(ages, rate=rate) + sum(n / (waiting_gap(since) / HOUR) for since, n in asked),
        allowed=looks_per_second * 3600 * WATCH_SHARE,
    )


def host_plans(
    removed: Iterable[tuple[str, date, int, int, int]],
    waiting: Iterable[tuple[str, timedelta, int]],
    *,
    today: date,
    paces: Mapping[str, float],
) -> dict[str, HostPlan]:
    """The plan of each platform of `paces` (looks a second), from rows that begin with their platform.

    The rest of `removed` is that of Day (day, removed, returned, watched), that of `waiting` as in `host_plan`.
    """
    days: dict[str, list[Day]] = {platform: [] for platform in paces}
    for platform, day, count, returned, watched in removed:
        days[platform].append(Day(day=day, removed=count, returned=returned, watched=watched))
    asked: dict[str, list[tuple[timedelta, int]]] = {platform: [] for platform in paces}
    for platform, since, count in waiting:
        asked[platform].append((since, count))
    return {
        platform: host_plan(days[platform], asked[platform], today=today, looks_per_second=pace)
        for platform, pace in paces.items()
    }


def looks_an_hour(watched: Iterable[tuple[timedelta, int]], *, rate: float) -> float:
    """Looks an hour that listings ask for: (how long they have been down, how many), all at one rate of return."""
    return sum(number / (gap(rate, since=since) / HOUR) for since, number in watched if since < WATCH)


def _drawn(record: Record, *, towards: float, weight: float) -> float:
    return (record.returned + weight * towards) / (record.removed + weight)
