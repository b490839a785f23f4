"""When a version of a policy is taken back by itself: too many of its findings were reversed, beyond what chance does."""

from dataclasses import dataclass
from math import exp, lgamma, log

LEAST = 20  # decisions on the version; fewer say nothing, and a person sees each of them anyway
FLOOR = 0.10  # share reversed that is never braked: of ten findings, one may be wrong
CHANCE = 0.001  # by chance alone, asked after every decision; see docs/why/0041-policy-brake.md


ONE_OBJECTS = FLOOR / 2  # of the decisions: so much weigh the objections of one marketplace at most


@dataclass(frozen=True, slots=True)
class Record:
    """Of a version's findings, how many were decided, and how many of those decisions were reversed or against it.

    `objections`: of the confirmed ones, how many each marketplace refuses at present, nobody having decided on it.
    """

    decided: int
    reversed: int
    objections: tuple[int, ...] = ()

    @property
    def against(self) -> int:
        """Reversed, and objected to: of one marketplace at most ONE_OBJECTS of the decisions, so that neither one nor
        two together stop a rule by refusing everything.

        >>> Record(100, 4, (90, 3)).against, Record(19, 0, (19,)).against
        (12, 0)
        """
        most = int(self.decided * ONE_OBJECTS)
        return min(self.decided, self.reversed + sum(min(count, most) for count in self.objections))

    @property
    def share(self) -> float:
        """Share against; 0 where nothing was decided."""
        return self.against / self.decided if self.decided else 0.0


def must_brake(live: Record, former: Record) -> bool:
    """Whether the live version goes back to the former one.

    It has at least LEAST decisions, more than FLOOR of them against it (`Record.against`), and a share above the former
    version's that chance alone gives less often than CHANCE: by Fisher's exact test for two proportions, one-sided. A
    former version with fewer than LEAST decisions is no measure; the share is then held against FLOOR itself.

    >>> must_brake(Record(30, 15), Record(200, 6)), must_brake(Record(19, 19), Record(200, 6))
    (True, False)
    """
    if live.decided < LEAST or live.share <= FLOOR:
        return False
    if former.decided < LEAST:
        return _at_least_by_chance(live, FLOOR) < CHANCE
    return live.share > former.share and _fisher(live, former) < CHANCE


def _fisher(live: Record, former: Record) -> float:
    """Chance of as many reversals or more among the live decisions, if both versions were equally good."""
    decided, wrong = live.decided + former.decided, live.against + former.against
    all_ways = _ways(decided, live.decided)
    return sum(
        exp(_ways(wrong, count) + _ways(decided - wrong, live.decided - count) - all_ways)
        for count in range(live.against, min(wrong, live.decided) + 1)
    )


def _at_least_by_chance(record: Record, share: float) -> float:
    """Chance of as many reversals or more, if each decision is reversed with `share`."""
    n = record.decided
    return sum(
        exp(_ways(n, count) + count * log(share) + (n - count) * log(1 - share))
        for count in range(record.against, n + 1)
    )


def _ways(n: int, k: int) -> float:
    """Logarithm of the number of ways to take k of n."""
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)
