"""Where a form may stand: one pass of the automaton over all rows, then whole arrays of hits at a time."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import chain

import numpy as np
import numpy.typing as npt

from tertib.core.detection.fold.texts import Folded
from tertib.core.detection.fold.thinned import Places, Thinned
from tertib.core.detection.matcher.letters import APART, CAPITAL, DIGIT, FLAT, SMALL, gone_table, kinds_at
from tertib.core.detection.matcher.lexicon import Lexicon, Patterns

Bools = npt.NDArray[np.bool_]

_LONGEST_RUN = 32  # letters of a run in which a boundary is looked for


@dataclass(frozen=True, slots=True)
class Candidates:
    """Parallel arrays: the form's place in the lexicon, and its first and last byte in the folded text.

    Where a letter stands several times at an end, a boundary may follow the first as well as the last of them:
    `first` and `last` take the fewest, `wide_first` and `wide_last` all.
    """

    form: Places
    first: Places
    last: Places
    wide_first: Places
    wide_last: Places

    def where(self, chosen: Bools) -> "Candidates":
        return Candidates(*(getattr(self, name)[chosen] for name in self.__slots__))

    def widened(self) -> "Candidates":
        """The same with all letters of the runs at their ends."""
        return Candidates(self.form, self.wide_first, self.wide_last, self.wide_first, self.wide_last)

    def __len__(self) -> int:
        return len(self.form)


NONE = Candidates(*(np.zeros(0, dtype=np.int64),) * 5)


def _found(patterns: Patterns, buffer: bytes) -> tuple[Places, Places, Places]:
    """Pattern, start and end of every match, overlapping ones too."""
    if patterns.automaton is None or not buffer:
        return (np.zeros(0, dtype=np.int64),) * 3
    matches = patterns.automaton.find_matches_as_indexes(buffer, overlapping=True)
    flat = np.fromiter(chain.from_iterable(matches), dtype=np.int64, count=3 * len(matches))
    return flat[0::3], flat[1::3], flat[2::3]


def _each_form(patterns: Patterns, pattern: Places) -> tuple[Places, Places]:
    """Forms of the matched patterns, and for each the match that it comes from."""
    counts = patterns.first[pattern + 1] - patterns.first[pattern]
    match = np.repeat(np.arange(len(pattern)), counts)
    if len(match) == len(pattern):  # every pattern has one form: the usual case
        return patterns.forms[patterns.first[pattern]], match
    within = np.arange(len(match)) - np.repeat(np.cumsum(counts) - counts, counts)
    return patterns.forms[patterns.first[pattern][match] + within], match


def in_disguise(folded: Folded, lexicon: Lexicon, *, reading: tuple[bytes, bytes]) -> Candidates:
    """Forms whose skeleton stands in the text between boundaries of words. `reading`: classes, and what vanishes.

    A boundary is where letters begin or end; also between a number and letters, and before a capital after a small
    letter. Forms that need not be whole words need one of the two, and long ones neither.
    """
    plain = folded.plain
    classes = np.frombuffer(plain.translate(*reading), dtype=np.uint8)
    if not len(classes):
        return NONE
    same = np.empty(len(classes), dtype=np.bool_)
    same[0] = False
    np.equal(classes[1:], classes[:-1], out=same[1:])
    pattern, start, end = _found(lexicon.skeletons, classes[~same].tobytes())
    if not len(pattern):
        return NONE
    runs = _Runs(same, Thinned.of(np.flatnonzero(same)))
    letters = Thinned.of(np.flatnonzero(np.frombuffer(plain.translate(gone_table(reading)), dtype=np.bool_)))
    view = np.frombuffer(plain, dtype=np.uint8)
    last, wide_last, closes = _ends(view, letters, *runs.of(end - 1), _closes)
    near = np.flatnonzero(closes | ~lexicon.whole_skeletons[pattern])
    pattern, start, last, wide_last = pattern[near], start[near], last[near], wide_last[near]
    closes = closes[near]
    wide_first, first, opens = _ends(view, letters, *runs.of(start), _opens)
    form, match = _each_form(lexicon.skeletons, pattern)
    opened, closed = opens[match], closes[match]
    keep = np.where(lexicon.whole_word[form], opened & closed, opened | closed | lexicon.anywhere[form])
    return Candidates(form, first[match], last[match], wide_first[match], wide_last[match]).where(keep)


@dataclass(frozen=True, slots=True)
class _Runs:
    """Letters of one class in a row: `same` marks each that follows its like, `thinned` is the text without them."""

    same: Bools
    thinned: Thinned

    def of(self, place: Places) -> tuple[Places, Places]:
        """The first and the last letter of runs."""
        begin = self.thinned.back(place)
        last = begin.copy()
        more = np.flatnonzero(self.same[np.minimum(begin + 1, len(self.same) - 1)])
        last[more] = self.thinned.back(place[more] + 1) - 1
        return begin, last


def _ends(
    view: npt.NDArray[np.uint8],
    letters: Thinned,
    low: Places,
    high: Places,
    bounds: Callable[[npt.NDArray[np.uint8], Places], Bools],
) -> tuple[Places, Places, Bools]:
    """Of a run, letters `low` to `high`: the first and the last at a boundary, and whether there is one."""
    early = letters.back(low)
    late = early.copy()
    more = np.flatnonzero(high > low)
    late[more] = letters.back(high[more])
    at_early, at_late = bounds(view, early), bounds(view, late)
    some = at_early | at_late
    first, last = np.where(at_early, early, late), np.where(at_late, late, early)
    inner = np.flatnonzero(~(at_early & at_late) & (high - low > 1))
    for step in range(1, min(_LONGEST_RUN, int((high - low)[inner].max(initial=0)))):
        inner = inner[(high - low)[inner] > step]
        middle = letters.back(low[inner] + step)
        there = bounds(view, middle)
        first[inner] = np.where(there & ~(some[inner] & (first[inner] < middle)), middle, first[inner])
        last[inner] = np.where(there & ~(some[inner] & (last[inner] > middle)), middle, last[inner])
        some[inner] |= there
    return first, last, some


def _opens(view: npt.NDArray[np.uint8], spot: Places) -> Bools:
    before, here = kinds_at(view, spot - 1), kinds_at(view, spot)
    letter = (here == SMALL) | (here == CAPITAL)
    opened: Bools = (before == APART) | ((before == DIGIT) & letter) | ((before == SMALL) & (here == CAPITAL))
    return opened


def _closes(view: npt.NDArray[np.uint8], spot: Places) -> Bools:
    here, after = kinds_at(view, spot), kinds_at(view, spot + 1)
    letter = (here == SMALL) | (here == CAPITAL)
    closed: Bools = (after == APART) | ((after == DIGIT) & letter) | ((here == SMALL) & (after == CAPITAL))
    return closed


def as_written(folded: Folded, lexicon: Lexicon) -> Candidates:
    """Plain forms where they stand, with any separators around them and between their words."""
    patterns = lexicon.as_written
    if patterns.automaton is None:
        return NONE
    flat = np.frombuffer(b" " + folded.plain.translate(FLAT), dtype=np.uint8)  # one byte further than `plain`
    space = flat == ord(" ")
    gone = np.flatnonzero(space[1:] & space[:-1]) + 1  # few: spaces after a space
    buffer = np.delete(flat, gone) if len(gone) else flat
    pattern, start, end = _found(patterns, buffer.tobytes())
    if not len(pattern):
        return NONE
    before = gone - np.arange(len(gone))  # how much of the buffer stands before each
    form, match = _each_form(patterns, pattern)
    whole = lexicon.whole_word[form].astype(np.int64)  # their patterns hold a sign before and one after
    start, end = start[match] + whole, end[match] - whole
    first = start + np.searchsorted(before, start, "right") - 1
    last = end - 1 + np.searchsorted(before, end - 1, "right") - 1
    if not whole.all():
        view = np.frombuffer(folded.plain, dtype=np.uint8)
        outside = (kinds_at(view, first - 1) == APART) | (kinds_at(view, last + 1) == APART)
        whole = whole.astype(np.bool_) | outside
    keep = whole.astype(np.bool_) & (folded.rows_at(first) == folded.rows_at(last))
    return Candidates(form, first, last, first, last).where(keep)


def stand_openly(found: Candidates, folded: Folded, lexicon: Lexicon) -> tuple[Bools, Bools]:
    """Which candidates any reader sees letter by letter between boundaries of words; and which of them have capitals.

    Only the usual case is told here; what needs a closer look is left to the alignment.
    """
    text, offset, length = lexicon.flat_text
    size = length[found.form]
    openly = found.last - found.first + 1 == size
    at = folded.bytes_at(found.first)
    if folded.thinned is not None:
        openly &= folded.bytes_at(found.last) - at + 1 == size
    view = np.frombuffer(folded.plain, dtype=np.uint8)
    whole = lexicon.whole_word[found.form]
    apart = (kinds_at(view, found.first - 1) == APART) & (kinds_at(view, found.last + 1) == APART)
    openly &= apart | ~whole
    capitals = np.zeros(len(found), dtype=np.bool_)
    chosen = np.flatnonzero(openly)
    if len(chosen):
        sizes = size[chosen]
        begins = np.cumsum(sizes) - sizes
        steps = np.arange(int(sizes.sum())) - np.repeat(begins, sizes)
        seen = np.frombuffer(folded.joined, dtype=np.uint8)[np.repeat(at[chosen], sizes) + steps]
        wanted = text[np.repeat(offset[found.form[chosen]], sizes) + steps]
        upper = (seen >= ord("A")) & (seen <= ord("Z"))
        small = np.where(upper, seen | 0x20, seen)
        openly[chosen] = np.logical_and.reduceat(small == wanted, begins)
        capitals[chosen] = np.logical_or.reduceat(upper, begins)
    return openly, capitals & openly
