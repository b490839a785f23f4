"""Removals and titles over time, made ready: sellers as numbers, titles as words, and who was told to stop when."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Days = npt.NDArray[np.int64]
NEVER = np.iinfo(np.int64).max
BETWEEN = re.compile(r"[\s/|,;()\[\]{}\"]+")  # signs that stand between words, never inside a disguised one
EDGE = ".-_*+!?:~'#&=<>"
ROUND_DAYS = 7  # between removals of one shop for other words; sooner, and they are one removal
LONGEST = 3  # words of one candidate


@dataclass(frozen=True, slots=True)
class Removals:
    """Listings that were taken down, and the word that told: parallel; `day` is an ordinal day."""

    shop: Sequence[str]
    listing: Sequence[str]
    day: Days
    term: Sequence[str]


@dataclass(frozen=True, slots=True)
class Titles:
    """What sellers called their listings and when: parallel. The same listing later with another title is an edit."""

    shop: Sequence[str]
    listing: Sequence[str]
    day: Days
    title: Sequence[str]


@dataclass(frozen=True, slots=True)
class History:
    """`words[i]` are the words of title i, ordered by shop, then day; `removed` the day of each shop's first removal,
    NEVER if none; `old` the words that told, as tuples of words."""

    shops: tuple[str, ...]
    shop: npt.NDArray[np.int64]
    listing: tuple[str, ...]
    day: Days
    words: tuple[tuple[str, ...], ...]
    taken: npt.NDArray[np.bool_]  # of listings that were removed; of one day, they come first
    removed: Days
    old: frozenset[tuple[str, ...]]
    old_of: dict[int, frozenset[tuple[str, ...]]]  # shop -> the words for which it was removed
    rounds: dict[int, tuple[int, ...]]  # shop -> days on which it was removed for a word that was new then


def words_of(text: str) -> tuple[str, ...]:
    """The words of a title in small letters; signs inside a word stay, for they may hide it.

    >>> words_of("BAL Segel/Import, b.4.l!")
    ('bal', 'segel', 'import', 'b.4.l')
    """
    found = (word.strip(EDGE) for word in BETWEEN.split(text.lower()))
    return tuple(word for word in found if word)


def history_of(removals: Removals, titles: Titles) -> History:
    """Order titles by shop and day, and number the shops in the order of their names."""
    names = tuple(sorted({*titles.shop, *removals.shop}))
    number = {name: place for place, name in enumerate(names)}
    shop = np.array([number[name] for name in titles.shop], dtype=np.int64)
    told = set(zip(removals.shop, removals.listing, strict=True))
    taken = np.array([one in told for one in zip(titles.shop, titles.listing, strict=True)], dtype=np.bool_)
    order = np.lexsort((np.arange(len(shop)), ~taken, titles.day, shop))
    removed = np.full(len(names), NEVER, dtype=np.int64)
    old_of: dict[int, set[tuple[str, ...]]] = {}
    rounds: dict[int, list[int]] = {}
    for day, name, term in sorted(zip(removals.day.tolist(), removals.shop, removals.term, strict=True)):
        place, words = number[name], words_of(term)
        removed[place] = min(removed[place], day)
        days, told_of = rounds.setdefault(place, []), old_of.setdefault(place, set())
        if not days or (words and words not in told_of and day - days[-1] >= ROUND_DAYS):
            days.append(day)
        if words:
            told_of.add(words)
    return History(
        shops=names,
        shop=shop[order],
        listing=tuple(titles.listing[place] for place in order),
        day=np.asarray(titles.day)[order],
        words=tuple(words_of(titles.title[place]) for place in order),
        removed=removed,
        taken=taken[order],
        old=frozenset(term for terms in old_of.values() for term in terms),
        old_of={place: frozenset(terms) for place, terms in old_of.items() if terms},
        rounds={place: tuple(days) for place, days in rounds.items()},
    )


def grams_of(words: tuple[str, ...]) -> set[tuple[str, ...]]:
    """Every run of one to LONGEST words."""
    count = len(words)
    return {words[low : low + size] for size in range(1, LONGEST + 1) for low in range(count - size + 1)}


def grams_apart(words: tuple[str, ...], phrases: "Sought") -> set[tuple[str, ...]]:
    """Every such run that does not touch one of the phrases."""
    return {gram for run in apart(words, phrases) for gram in grams_of(run)}


def apart(words: tuple[str, ...], phrases: "Sought") -> list[tuple[str, ...]]:
    """The runs of words between the phrases: what stands half in a known phrase is no word of its own."""
    runs, low, at = [], 0, 0
    while at < len(words):
        size = max((len(term) for term in phrases.starting(words, at)), default=0)
        if size:
            runs.append(words[low:at])
            low = at + size
        at += size or 1
    return [run for run in (*runs, words[low:]) if run]


def holds(words: tuple[str, ...], term: tuple[str, ...]) -> int:
    """Where a term starts in the words, or -1."""
    size = len(term)
    for low in range(len(words) - size + 1):
        if words[low : low + size] == term:
            return low
    return -1


class Sought:
    """Terms by their first word, so that a title is asked once a word and not once a term."""

    def __init__(self, terms: Iterable[tuple[str, ...]]) -> None:
        self._by_first: dict[str, list[tuple[str, ...]]] = {}
        for term in sorted(terms):
            self._by_first.setdefault(term[0], []).append(term)

    def starting(self, words: tuple[str, ...], place: int) -> list[tuple[str, ...]]:
        """Every term that starts at this place."""
        terms = self._by_first.get(words[place], ())
        return [term for term in terms if words[place : place + len(term)] == term]

    def within(self, words: tuple[str, ...]) -> list[tuple[int, tuple[str, ...]]]:
        """Every term that the words hold, with the place where it first starts."""
        first: dict[tuple[str, ...], int] = {}
        for place, word in enumerate(words):
            for term in self._by_first.get(word, ()):
                if words[place : place + len(term)] == term:
                    first.setdefault(term, place)
        return [(place, term) for term, place in first.items()]
