"""Where a finding stands after the decisions on it; which are read twice; how far two readers agree."""

import hashlib
import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tertib.vocabulary import ReviewOutcome

SEED = "second-reading-1"
SHARE = 0.1  # of the decided findings that a second person reads


@dataclass(frozen=True, slots=True)
class Reading:
    """One decision that was not taken back. `second`: made by the second reader, who did not see the first."""

    outcome: ReviewOutcome
    second: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """`outcome` counts; `waiting` for a person; `second_due`: the second reader is to read; `differ`: the readers do
    not agree and a third person decides."""

    outcome: ReviewOutcome | None
    waiting: bool
    second_due: bool
    differ: bool = False


@dataclass(frozen=True, slots=True)
class Agreement:
    """Of `pairs` of first and second readings, the share that agree with its 95 % interval, and Cohen's kappa.

    Null without pairs; kappa also where chance alone explains all (both always say the same one thing).
    """

    pairs: int
    agree: int
    share: float | None
    low: float | None
    high: float | None
    kappa: float | None


def is_drawn(key: str, *, share: float = SHARE, seed: str = SEED) -> bool:
    """Whether the finding with this key is read by a second person: the same answer on every machine, any time."""
    drawn = int.from_bytes(hashlib.sha256(f"{seed}:{key}".encode()).digest()[:8])
    return drawn < share * 2**64


def settle(readings: Sequence[Reading], *, drawn: bool) -> Standing:
    """Where a finding stands after `readings`, in the order in which they were made:

    * nobody read it: it waits
    * it was read: the latest decision counts, and nothing waits
    * it was drawn: the second reader is due, until there was one
    * the second reader says otherwise: the first decision stands and waits for a third
    * a decision after the second reading settles it
    """
    firsts = [place for place, one in enumerate(readings) if not one.second]
    if not firsts:
        return Standing(outcome=None, waiting=True, second_due=False)
    outcome = readings[firsts[-1]].outcome
    after = readings[firsts[-1] + 1 :]
    if after and after[-1].outcome is not outcome:
        return Standing(outcome=outcome, waiting=True, second_due=False, differ=True)
    read_twice = any(one.second for one in readings)
    return Standing(outcome=outcome, waiting=False, second_due=drawn and not read_twice)


def agreement(pairs: Iterable[tuple[ReviewOutcome, ReviewOutcome]]) -> Agreement:
    """How far first and second readers agree.

    The interval is Wilson's; kappa is Cohen's. Sources: E. B. Wilson, J. Am. Stat. Assoc. 22 (1927) 209;
    J. Cohen, Educ. Psychol. Meas. 20 (1960) 37.
    """
    counts = Counter(pairs)
    n = counts.total()
    if not n:
        return Agreement(pairs=0, agree=0, share=None, low=None, high=None, kappa=None)
    agree = sum(count for (first, second), count in counts.items() if first == second)
    share = agree / n
    by_first: Counter[ReviewOutcome] = Counter()
    by_second: Counter[ReviewOutcome] = Counter()
    for (first, second), count in counts.items():
        by_first[first] += count
        by_second[second] += count
    by_chance = sum(by_first[word] * by_second[word] for word in ReviewOutcome) / n**2
    kappa = None if by_chance == 1 else (share - by_chance) / (1 - by_chance)
    low, high = _wilson(agree, n)
    return Agreement(pairs=n, agree=agree, share=share, low=low, high=high, kappa=kappa)


def _wilson(hits: int, n: int, z: float = 1.959964) -> tuple[float, float]:
    share = hits / n
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return max(0.0, middle - half), min(1.0, middle + half)
