"""The seller-level adoption test: of those who began to use a word, are more just removed than chance allows?

Units are sellers in a window, never listings: what one seller lists hangs together. Treated units are removed
sellers in the days after their removal. Controls are sellers of the same trade who were not removed, in
the same days, and the removed sellers' own past. A unit adopts a word that it uses in its window for the first time.
Under no effect the adopters are spread over units of equal activity by chance: exact, by hypergeometric
counts in each stratum, convolved (stratified Fisher test; Cochran 1954, Mantel and Haenszel 1959).
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from zlib import crc32

import numpy as np
import numpy.typing as npt
from scipy.stats import hypergeom

from tertib.core.terms.history import NEVER, History, Sought, grams_apart

WINDOW_DAYS = 28
LEAST_CONTROLS = 30
STEADY_TITLES, STEADY_SHARE = 2, 0.25
Gram = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unit:
    """One seller in one window: titles of `shop` before are `past`, those in it `present` (places in the history)."""

    shop: int
    treated: bool
    past: range
    present: range

    @property
    def stratum(self) -> int:
        """Activity, in doublings of titles put up in the window; apart, those of whom nothing earlier is known."""
        return min(6, len(self.present).bit_length()) + (0 if len(self.past) else 7)


@dataclass(frozen=True, slots=True)
class Adoption:
    """Who took up a word: places of units, treated and not; and which of them used it all the time."""

    treated: tuple[int, ...]
    controls: tuple[int, ...]
    steady_treated: tuple[int, ...] = ()
    steady_controls: tuple[int, ...] = ()


def units_of(history: History) -> list[Unit]:
    """All units with titles both before and in their window; a control's window is one that a removed seller has."""
    edges = np.searchsorted(history.shop, np.arange(len(history.shops) + 1))
    trade = _of_the_trade(history)
    begins = np.sort(history.removed[history.removed != NEVER])
    units: list[Unit] = []
    pasts: list[Unit] = []
    for shop in range(len(history.shops)):
        low, high = int(edges[shop]), int(edges[shop + 1])
        removed = int(history.removed[shop])
        if removed != NEVER:
            rounds = history.rounds[shop]
            for begin, next_one in zip(rounds, (*rounds[1:], NEVER), strict=True):
                units += _unit(history, shop, low, high, begin, treated=True, until=next_one)
            pasts += (
                unit
                for unit in _unit(history, shop, low, high, removed - WINDOW_DAYS, treated=False)
                if unit.past
            )
        elif trade[shop] and len(begins):
            begin = int(begins[crc32(history.shops[shop].encode()) % len(begins)])
            units += _unit(history, shop, low, high, begin, treated=False)
    controls = sum(not unit.treated for unit in units)
    return units if controls >= LEAST_CONTROLS else units + pasts


def _unit(
    history: History, shop: int, low: int, high: int, begin: int, *, treated: bool, until: int = NEVER
) -> Iterator[Unit]:
    days = history.day[low:high]
    middle = low + int(np.searchsorted(days, begin, side="left"))
    while middle < high and history.day[middle] == begin and history.taken[middle]:
        middle += 1  # what was removed on the day itself; anything else of that day came of it
    end = low + int(np.searchsorted(days, min(begin + WINDOW_DAYS, until), side="right"))
    if middle < end:
        yield Unit(shop=shop, treated=treated, past=range(low, middle), present=range(middle, end))


def _of_the_trade(history: History) -> npt.NDArray[np.bool_]:
    """Shops that ever used a word for which others were removed: all others' ordinary words would look like news."""
    trade = np.zeros(len(history.shops), dtype=np.bool_)
    old = Sought(history.old)
    for place, words in enumerate(history.words):
        shop = history.shop[place]
        if not trade[shop] and old.within(words):
            trade[shop] = True
    return trade


def adoptions(history: History, units: list[Unit]) -> dict[Gram, Adoption]:
    """For every word and phrase that a unit used first in its window: which units did, and which steadily.

    Steadily: in at least STEADY_TITLES titles and STEADY_SHARE of those in the window. A trend is tried once or
    twice; who needs a new word for the same goods uses it again and again. Of whom nothing earlier is known, a word
    is new only if nobody had used it when the first removal came: else all that they write would be news.
    """
    found: tuple[dict[Gram, list[int]], ...] = tuple(defaultdict(list) for _ in range(4))
    phrases = Sought(term for term in history.old if len(term) > 1)
    everybodys = _market_before(history, phrases) if any(not unit.past for unit in units) else frozenset()
    for place, unit in enumerate(units):
        known: set[Gram] = set() if unit.past else set(everybodys)
        for title in unit.past:
            known |= grams_apart(history.words[title], phrases)
        fresh: Counter[Gram] = Counter()
        for title in unit.present:
            fresh.update(grams_apart(history.words[title], phrases))
        side = 0 if unit.treated else 1
        for gram, titles in fresh.items():
            if gram in known:
                continue
            found[side][gram].append(place)
            if titles >= STEADY_TITLES and titles >= STEADY_SHARE * len(unit.present):
                found[2 + side][gram].append(place)
    grams = found[0].keys() | found[1].keys()
    return {gram: Adoption(*(tuple(part.get(gram, ())) for part in found)) for gram in grams}


def _market_before(history: History, phrases: Sought) -> frozenset[Gram]:
    """Every word and phrase that anybody used before the first removal."""
    before = np.flatnonzero(history.day < history.removed.min())
    return frozenset(gram for place in before for gram in grams_apart(history.words[place], phrases))


class AdoptionTest:
    """Exact one-sided p for each word: the chance of at least so many treated adopters."""

    def __init__(self, units: list[Unit]) -> None:
        self._stratum = np.array([unit.stratum for unit in units], dtype=np.int64)
        treated = np.array([unit.treated for unit in units], dtype=np.bool_)
        size = int(self._stratum.max(initial=0)) + 1
        self._units = np.bincount(self._stratum, minlength=size)
        self._treated = np.bincount(self._stratum[treated], minlength=size)
        self._known: dict[tuple[int, ...], tuple[float, ...]] = {}

    def p(self, treated: tuple[int, ...], controls: tuple[int, ...]) -> float:
        """1 where no treated unit adopted."""
        if not treated:
            return 1.0
        return self.tails(treated + controls)[len(treated)]

    def tails(self, adopters: tuple[int, ...]) -> tuple[float, ...]:
        """The p for 0, 1, ... treated among these adopters, given how many of each stratum they are."""
        margins = np.bincount(self._stratum[list(adopters)], minlength=len(self._units))
        return self._tails(tuple(margins.tolist()))

    def _tails(self, margins: tuple[int, ...]) -> tuple[float, ...]:
        known = self._known.get(margins)
        if known is None:
            law = np.ones(1)
            for stratum in np.flatnonzero(margins):
                law = np.convolve(
                    law, _law(int(self._units[stratum]), int(self._treated[stratum]), margins[stratum])
                )
            known = tuple(np.minimum(1.0, np.cumsum(law[::-1])[::-1]).tolist())
            self._known[margins] = known
        return known


@lru_cache(maxsize=100_000)
def _law(units: int, treated: int, adopters: int) -> npt.NDArray[np.float64]:
    """Chance of 0, 1, ... `adopters` treated adopters in one stratum."""
    law: npt.NDArray[np.float64] = hypergeom.pmf(np.arange(adopters + 1), units, treated, adopters)
    return law
