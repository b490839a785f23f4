"""When a term has stopped working: nobody writes it any more, or who still does sells lawful goods."""

from dataclasses import dataclass
from enum import StrEnum
from math import exp, sqrt

LATELY_DAYS, BEFORE_DAYS = (
    30,
    90,
)  # the days that are looked at, and those before them that they are held against
CHANCE = 0.05  # of no find at all in LATELY_DAYS, at the rate of the days before
LEAST_DECIDED = 10
LAWFUL = 0.6  # share of the decided that was lawful, at the least that the number of decisions allows (Wilson, 95 %)
_Z = 1.959964


class Stopped(StrEnum):
    """Why a term does not work any more."""

    SILENT = "silent"
    LAWFUL = "lawful"


@dataclass(frozen=True, slots=True)
class Finds:
    """Findings that a term spoke in: in the BEFORE_DAYS before the last LATELY_DAYS, in these, and of these decided and
    decided lawful."""

    before: int = 0
    lately: int = 0
    decided: int = 0
    lawful: int = 0


def stopped(finds: Finds) -> Stopped | None:
    """Why the term has stopped working; None while it works, or while too little is known.

    >>> stopped(Finds(before=9)), stopped(Finds(before=8)), stopped(Finds(before=40, lately=1))
    (<Stopped.SILENT: 'silent'>, None, None)
    >>> stopped(Finds(before=40, lately=30, decided=20, lawful=18))
    <Stopped.LAWFUL: 'lawful'>
    """
    if not finds.lately and exp(-finds.before * LATELY_DAYS / BEFORE_DAYS) <= CHANCE:
        return Stopped.SILENT
    if finds.decided >= LEAST_DECIDED and _at_least(finds.lawful, finds.decided) >= LAWFUL:
        return Stopped.LAWFUL
    return None


def _at_least(hits: int, n: int) -> float:
    """The lower end of Wilson's interval of a share (E. B. Wilson, J. Am. Stat. Assoc. 22 (1927) 209)."""
    share = hits / n
    middle = share + _Z * _Z / (2 * n)
    half = _Z * sqrt(share * (1 - share) / n + _Z * _Z / (4 * n * n))
    return (middle - half) / (1 + _Z * _Z / n)
