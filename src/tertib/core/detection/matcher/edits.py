"""Words one edit away from a form: found by deletion neighbourhoods, for tokens that are no ordinary words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from rapidfuzz.distance import OSA

from tertib.core.detection.fold.texts import Folded
from tertib.core.detection.fold.thinned import Places
from tertib.core.detection.matcher.letters import KINDS
from tertib.core.detection.matcher.ordinary import LONGEST, Ordinary, hash_words

SHORTEST_ALONE = 4  # letters of a form of one word; the caller asks for company below five
SHORTEST_IN_PHRASE = 3  # letters of a word whose neighbours in the form must stand as well
PHRASE = 7  # letters of a form of several words
_CONSONANTS = 4  # that are left when more than one vowel is gone: "blprs"
_FIRST_MAY_CHANGE = 7  # letters from which the first may be any other
_FIRST_MAY_GO = 6
_SLIPS = frozenset(
    frozenset(pair)
    for pair in (
        "qw we er rt ty yu ui io op as sd df fg gh hj jk kl zx xc cv vb bn nm qa ws ed rf tg yh uj ik ol "
        "az sx dc fv gb hn jm bp td kg kc kq fv fp vw sz cs ck jy jz iy uw"
    ).split()
)
"""Letters that are neighbours on the keyboard or sound alike."""
_SHORT = 5  # letters of a word that has too many neighbours for any other edit than a slip


@dataclass(frozen=True, slots=True)
class Meaning:
    """The word that a token most likely is. `likely`: near enough to count without the rest of a phrase."""

    word: str
    distance: int
    likely: bool


_VOWELS = str.maketrans("", "", "aeiou")


class Edits:
    """Words that forms are made of, and what may be written for them: decided once for each distinct token."""

    def __init__(self, words: Iterable[str], *, ordinary: Ordinary) -> None:
        """`words` in small letters; the order does not matter."""
        self._words = frozenset(words)
        self._near: dict[str, list[str]] = {}
        self._bare: dict[str, list[str]] = {}
        for word in sorted(self._words):
            for rest in _deletions(word):
                self._near.setdefault(rest, []).append(word)
            bare = word.translate(_VOWELS)
            if len(bare) >= _CONSONANTS:
                self._bare.setdefault(bare, []).append(word)
        self._ordinary = ordinary
        self.meant = lru_cache(maxsize=1 << 17)(self._meant)

    def _meant(self, token: str) -> Meaning | None:
        """The word that an unknown token most likely is, and the edits between; the nearest, then the longest."""
        if token in self._words or not token.isalpha():
            return None
        found = set()
        for rest in _deletions(token):
            for word in self._near.get(rest, ()):
                if OSA.distance(token, word, score_cutoff=1) == 1:
                    found.add((1, not _is_likely(token, word), -len(word), word))
        for word in self._bare.get(token.translate(_VOWELS), ()):
            gone = len(word) - len(token)
            if gone > 0 and _is_within(token, word):
                found.add((gone, False, -len(word), word))
        if not found:
            return None
        distance, unlikely, _, word = min(found)
        return Meaning(word, distance, likely=not unlikely)

    def tokens(self, folded: Folded) -> tuple[Places, Places, Sequence[Meaning]]:
        """First byte, end and meaning of every token that is one edit away from a word, in the order of the text."""
        letter = np.frombuffer(folded.plain.translate(KINDS), dtype=np.uint8) > 0
        edges = np.flatnonzero(letter[1:] != letter[:-1]) + 1
        if len(letter) and letter[0]:
            edges = np.concatenate([np.zeros(1, dtype=edges.dtype), edges])
        starts, ends = edges[0::2], edges[1::2]  # the last byte is a wall, so every token ends
        sizes = ends - starts
        usable = (sizes >= SHORTEST_IN_PHRASE) & (sizes <= LONGEST)
        starts, ends = starts[usable], ends[usable]
        hashes = hash_words(folded.lower, starts, ends)
        strange = ~self._ordinary.among(hashes)
        starts, ends = starts[strange], ends[strange]
        _, first, which = np.unique(hashes[strange], return_index=True, return_inverse=True)
        lower = folded.lower
        distinct = [
            self.meant(lower[a:b].decode("latin-1"))
            for a, b in zip(starts[first].tolist(), ends[first].tolist(), strict=True)
        ]
        known = np.array([one is not None for one in distinct], dtype=np.bool_)
        chosen = np.flatnonzero(known[which]) if len(known) else np.zeros(0, dtype=np.int64)
        meanings = [meant for place in which[chosen].tolist() if (meant := distinct[place]) is not None]
        return starts[chosen], ends[chosen], meanings


def words_of(flat: str, letters: int) -> set[str]:
    """Words of a form in which an edit is looked for: one word, or the words of a phrase and all as one."""
    words = flat.split()
    if len(words) == 1:
        return set(words) if letters >= SHORTEST_ALONE and flat.isalpha() else set()
    if letters < PHRASE:
        return set()
    return {word for word in [*words, "".join(words)] if len(word) >= SHORTEST_IN_PHRASE and word.isalpha()}


def _deletions(word: str) -> set[str]:
    return {word, *(word[:place] + word[place + 1 :] for place in range(len(word)))}


def _is_likely(token: str, word: str) -> bool:
    """A short word is misspelt only by a slip: swapped or neighbouring letters, a letter twice, a vowel left out."""
    if not _first_fits(token, word):
        return False
    if len(word) > _SHORT or sorted(token) == sorted(word):
        return True
    place = next(
        (n for n, (a, b) in enumerate(zip(token, word, strict=False)) if a != b), min(len(token), len(word))
    )
    if len(token) == len(word):
        return frozenset((token[place], word[place])) in _SLIPS
    if len(token) < len(word):
        return len(token) >= SHORTEST_ALONE and word[place] in "aeiou"
    near = [c for c in (token[place - 1 : place], token[place + 1 : place + 2]) if c]
    return any(frozenset((token[place], c)) in _SLIPS for c in near)


def _first_fits(token: str, word: str) -> bool:
    """The first letter is kept, or changed as a slip of the finger or the ear would."""
    if token[0] == word[0] or token[:2] == word[1::-1]:
        return True
    if len(token) != len(word):
        return len(word) >= _FIRST_MAY_GO
    return len(word) >= _FIRST_MAY_CHANGE or frozenset((token[0], word[0])) in _SLIPS


def _is_within(token: str, word: str) -> bool:
    """The token is the word with letters left out; given equal consonants, only vowels can be."""
    rest = iter(word)
    return all(c in rest for c in token)
