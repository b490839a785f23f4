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
    removed: Days
    old: frozenset[tuple[str, ...]]
    old_of: dict[int, frozenset[tuple[str, ...]]]  # shop -> the words for which it was removed


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
    order = np.lexsort((np.arange(len(shop)), titles.day, shop))
    removed = np.full(len(names), NEVER, dtype=np.int64)
    old_of: dict[int, set[tuple[str, ...]]] = {}
    for name, day, term in zip(removals.shop, removals.day.tolist(), removals.term, strict=True):
        removed[number[name]] = min(removed[number[name]], day)
        if words := words_of(term):
            old_of.setdefault(number[name], set()).add(words)
    return History(
        shops=names,
        shop=shop[order],
        listing=tuple(titles.listing[place] for place in order),
        day=np.asarray(titles.day)[order],
        words=tuple(words_of(titles.title[place]) for place in order),
        removed=removed,
        old=frozenset(term for terms in old_of.values() for term in terms),
        old_of={place: frozenset(terms) for place, terms in old_of.items()},
    )


def grams_of(words: tuple[str, ...]) -> set[tuple[str, ...]]:
    """Every run of one to LONGEST words."""
    count = len(words)
    return {words[low : low + size] for size in range(1, LONGEST + 1) for low in range(count - size + 1)}


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

    def within(self, words: tuple[str, ...]) -> list[tuple[int, tuple[str, ...]]]:
        """Every term that the words hold, with the place where it first starts."""
        first: dict[tuple[str, ...], int] = {}
        for place, word in enumerate(words):
            for term in self._by_first.get(word, ()):
                if words[place : place + len(term)] == term:
                    first.setdefault(term, place)
        return [(place, term) for term, place in first.items()]
