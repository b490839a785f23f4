"""Ordinary words of Indonesian and English marketplaces, as hashes: words that are never a disguise of another."""

from collections.abc import Iterable, Set
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Self

import numpy as np
import numpy.typing as npt

WORDS = Path(__file__).with_name("ordinary.npz")
LONGEST = 24  # letters; what is longer is no ordinary word
_WORD_BYTES = 8
_MIX = (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9)
_FULL = (1 << 64) - 1

Hashes = npt.NDArray[np.uint64]


def hash_word(word: bytes) -> int:
    """64-bit hash of a word of at most LONGEST bytes; `hash_words` gives the same for many."""
    mixed = len(word)
    for place, factor in enumerate(_MIX):
        part = int.from_bytes(word[place * _WORD_BYTES : (place + 1) * _WORD_BYTES], "little")
        mixed = ((mixed ^ part) * factor) & _FULL
        mixed ^= mixed >> 29
    return mixed


def hash_words(buffer: bytes, starts: npt.NDArray[np.int64], ends: npt.NDArray[np.int64]) -> Hashes:
    """Hashes of the words `buffer[start:end]`; those longer than LONGEST bytes are hashed by their beginning."""
    size = len(buffer)
    padded = np.frombuffer(buffer + bytes(LONGEST + _WORD_BYTES), dtype=np.uint8)
    eight = np.lib.stride_tricks.as_strided(
        padded[:_WORD_BYTES].view("<u8"), shape=(size + LONGEST,), strides=(1,)
    )
    lengths = ends - starts
    mixed = lengths.astype(np.uint64)
    for place, factor in enumerate(_MIX):
        part = (
            eight[starts + place * _WORD_BYTES]
            & _MASKS[np.clip(lengths - place * _WORD_BYTES, 0, _WORD_BYTES)]
        )
        mixed = (mixed ^ part) * np.uint64(factor)
        mixed ^= mixed >> np.uint64(29)
    return mixed


_MASKS = np.array([(1 << (8 * n)) - 1 for n in range(_WORD_BYTES + 1)], dtype=np.uint64)


@dataclass(frozen=True, eq=False)
class Ordinary:
    """A set of words by their hashes, ascending. A deployment may add words of its own traffic."""

    hashes: Hashes
    _known: frozenset[int] = field(repr=False)
    _table: Hashes = field(repr=False)  # open addressing; 0 is an empty place

    @classmethod
    def of(cls, hashes: Hashes) -> Self:
        """From hashes, in any order."""
        kept = np.unique(hashes)
        known = kept.tolist()
        bits = max(10, (4 * len(known)).bit_length())
        table = [0] * (1 << bits)
        for one in known:
            place = one >> (64 - bits)
            while table[place]:
                place = (place + 1) % len(table)
            table[place] = one
        return cls(hashes=kept, _known=frozenset(known), _table=np.array(table, dtype=np.uint64))

    @classmethod
    def of_words(cls, words: Iterable[str]) -> Self:
        """From words in small letters."""
        return cls.of(np.array([hash_word(word.encode()) for word in words], dtype=np.uint64))

    def with_words(self, words: Set[str]) -> Self:
        """The same set with more words."""
        return self.of(np.concatenate([self.hashes, self.of_words(words).hashes]))

    def __contains__(self, word: str) -> bool:
        return hash_word(word.encode("latin-1")) in self._known

    def among(self, hashes: Hashes) -> npt.NDArray[np.bool_]:
        """Which of the hashes are in the set."""
        size = len(self._table)
        place = (hashes >> np.uint64(65 - size.bit_length())).astype(np.int64)
        seen = self._table[place]
        known: npt.NDArray[np.bool_] = seen == hashes
        open_ = np.flatnonzero((seen != 0) & ~known)
        while len(open_):
            place[open_] = (place[open_] + 1) % size
            seen = self._table[place[open_]]
            known[open_] = seen == hashes[open_]
            open_ = open_[(seen != 0) & (seen != hashes[open_])]
        return known


@cache
def ordinary_words() -> Ordinary:
    """The shipped words."""
    with np.load(WORDS) as kept:
        return Ordinary.of(kept["hashes"])
