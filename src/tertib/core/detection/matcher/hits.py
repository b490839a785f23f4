"""What a scan finds: where a form stands in the original texts, and how it had to be read."""

from dataclasses import dataclass, field
from enum import IntFlag
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Ints = npt.NDArray[np.int32]


class How(IntFlag):
    """Ways of reading that a hit needed. Only EXACT, CASE: it stands there openly."""

    EXACT = 1  # letter by letter, as any reader sees it
    CASE = 2  # capitals where the form has small letters, or the reverse
    SEPARATORS = 4  # signs between letters of one word: "b.4.l"
    REPEATS = 8  # a letter more, or a double letter once: "baaal"
    LEET = 16  # a digit or a sign for a letter: "b4l"
    LOOKALIKE = 32  # a letter of another alphabet, font or with a mark: "bаl" with a Cyrillic letter
    HIDDEN = 64  # signs without width between letters
    SPACING = 128  # a term of several words written as one, or one word with spaces in it
    EMOJI = 256  # pictures between letters
    FUZZY = 512  # one edit away; the only way that is no proof of the letters


EXACT_READING = np.uint16(How.EXACT | How.CASE)
"""`how & ~EXACT_READING` is not 0 where something had to be undone."""

WORDS = {
    How.SEPARATORS: ("separator", "separators"),
    How.REPEATS: ("repeated letter", "repeated letters"),
    How.LEET: ("leet", "leet"),
    How.LOOKALIKE: ("look-alike", "look-alikes"),
    How.HIDDEN: ("hidden sign", "hidden signs"),
    How.SPACING: ("changed space", "changed spaces"),
    How.EMOJI: ("emoji", "emoji"),
    How.FUZZY: ("edit", "edits"),
}


@dataclass(frozen=True, slots=True)
class Aligned:
    """One reading of a stretch of text as a form: the ways it needed, and how often each."""

    how: How
    counts: tuple[tuple[How, int], ...] = ()

    @property
    def cost(self) -> int:
        """Steps that were needed; the reading with fewest is the best."""
        return sum(count * (4 if way is How.FUZZY else 1) for way, count in self.counts)


@lru_cache(maxsize=4096)
def aligned(*counts: int) -> Aligned:
    """The reading that needed each way of How, in its order, this often; at least one of them."""
    told = tuple((way, count) for way, count in zip(How, counts, strict=True) if count)
    how = How(0)
    for way, _ in told:
        how |= way
    return Aligned(how, told)


OPEN = Aligned(How.EXACT)
OPEN_IN_OTHER_CASE = Aligned(How.EXACT | How.CASE)


@dataclass(frozen=True)
class Hits:
    """Parallel arrays, ordered by row, start, end and form.

    `form` is the id its Form was given; `start` and `end` are code points in the original text of the row;
    `how` is a mask of How; `distance` counts edits (0 unless FUZZY).
    """

    row: Ints
    form: Ints
    start: Ints
    end: Ints
    how: npt.NDArray[np.uint16]
    distance: npt.NDArray[np.uint8]
    told: tuple[Aligned, ...] = field(repr=False)  # the readings, each once
    which: Ints = field(repr=False)  # the place in `told` of each hit's reading
    names: dict[int, str] = field(repr=False)  # id -> text of the form
    texts: pa.StringArray = field(repr=False)

    def __len__(self) -> int:
        return len(self.row)

    def operations(self, i: int) -> tuple[tuple[How, int], ...]:
        """What hit `i` needed, with counts; empty if it stands there openly."""
        return self.told[int(self.which[i])].counts

    def explain(self, i: int) -> str:
        """What hit `i` needed, in words: `b.4.l -> bal: 2 separators, 1 leet`."""
        name = self.names[int(self.form[i])]
        counts = self.operations(i)
        if not counts:
            return f"{name}: as written"
        steps = ", ".join(f"{count} {WORDS[way][count != 1]}" for way, count in counts)
        written = self.texts[int(self.row[i])].as_py()[int(self.start[i]) : int(self.end[i])]
        return f"{written} -> {name}: {steps}"
