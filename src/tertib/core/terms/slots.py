"""Slot substitution: the same seller's title again, with another word where the removed one stood.

Each find is a pair of titles that an officer can read. The statistic is the number of distinct sellers; by chance a
slot is filled with a word as often as the trade uses it, or as often as unremoved sellers put it into such slots.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy.stats import binom

from tertib.core.terms.adoption import Gram, Unit
from tertib.core.terms.history import LONGEST, History, Sought


@dataclass(frozen=True, slots=True)
class Pair:
    """Titles before and after, as places in the history; `fill` stands where `term` stood."""

    before: int
    after: int
    term: Gram
    fill: Gram


@dataclass(frozen=True, slots=True)
class Slots:
    """Pairs of removed sellers by fill, and how many sellers made any; fills of unremoved sellers, counted."""

    pairs: dict[Gram, dict[int, Pair]]  # fill -> shop -> one pair
    sellers: int
    of_controls: Counter[Gram]
    controls: int


def slots_of(history: History, units: list[Unit]) -> Slots:
    """Compare each seller's titles in its window with its titles before."""
    pairs: dict[Gram, dict[int, Pair]] = defaultdict(dict)
    of_controls: Counter[Gram] = Counter()
    sellers, controls = set(), set()
    old = Sought(history.old)
    for unit in units:
        own = history.old_of.get(unit.shop)
        found = _pairs(history, unit, Sought(own) if own else old)
        for pair in found:
            if unit.treated:
                sellers.add(unit.shop)
                pairs[pair.fill].setdefault(unit.shop, pair)
        if found and not unit.treated:
            controls.add(unit.shop)
            of_controls.update({pair.fill for pair in found})
    return Slots(pairs=dict(pairs), sellers=len(sellers), of_controls=of_controls, controls=len(controls))


def _pairs(history: History, unit: Unit, old: Sought) -> list[Pair]:
    frames: dict[tuple[Gram, Gram], tuple[int, Gram]] = {}
    for place in unit.past:
        words = history.words[place]
        for at, term in old.within(words):
            frames.setdefault((words[:at], words[at + len(term) :]), (place, term))
    if not frames:
        return []
    found = []
    for place in unit.present:
        words = history.words[place]
        if old.within(words):
            continue
        for size in range(1, LONGEST + 1):
            for low in range(len(words) - size + 1):
                rest = (words[:low], words[low + size :])
                if sum(map(len, rest)) >= 2 and rest in frames:
                    before, term = frames[rest]
                    found.append(Pair(before=before, after=place, term=term, fill=words[low : low + size]))
    return found


def slot_p(fill: Gram, slots: Slots, *, share: float) -> float:
    """The chance that so many sellers fill their slot with this word; `share` is its share in the trade's words."""
    sellers = len(slots.pairs.get(fill, ()))
    return slot_tails(fill, slots, share=share)[sellers] if sellers else 1.0


def slot_tails(fill: Gram, slots: Slots, *, share: float) -> tuple[float, ...]:
    """The chance that 0, 1, ... of the sellers who filled a slot at all filled it with this word."""
    by_controls = (slots.of_controls[fill] + 0.5) / (slots.controls + 1) if slots.controls >= 30 else 0.0
    chance = max(share, by_controls if slots.of_controls[fill] else 0.0, 1e-7)
    return _tails(slots.sellers, min(1.0, chance))


@lru_cache(maxsize=10_000)
def _tails(sellers: int, chance: float) -> tuple[float, ...]:
    return (1.0, *binom.sf(np.arange(sellers), sellers, chance).tolist())
