"""Lay many stretches of text on their forms at once; what needs a closer look than whole arrays give goes to `align`."""

import unicodedata
from collections import Counter
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tertib.core.detection.fold import Folded
from tertib.core.detection.fold.table import I_OR_L
from tertib.core.detection.fold.thinned import Places
from tertib.core.detection.matcher.align import CONTEXT, DOUBLE_MAY_GO, Stretch, align, bounded, judge
from tertib.core.detection.matcher.candidates import Bools, Candidates
from tertib.core.detection.matcher.hits import OPEN, OPEN_IN_OTHER_CASE, Aligned, How, aligned
from tertib.core.detection.matcher.letters import STANDS, gone_table
from tertib.core.detection.matcher.lexicon import Lexicon
from tertib.core.detection.matcher.ordinary import hash_words

Bytes = npt.NDArray[np.uint8]

_WAYS = (How.REPEATS, How.LEET, How.LOOKALIKE, How.HIDDEN, How.SPACING)
_BITS, _MOST = 9, 511  # of each way's count where several are packed into one number
_LOWER = np.frombuffer(bytes(range(256)).lower(), np.uint8)
_UPPER = np.array([chr(byte).isascii() and chr(byte).isupper() for byte in range(256)])
_ALPHA = np.array([chr(byte).isascii() and chr(byte).isalpha() for byte in range(256)])
_ALNUM = np.array([chr(byte).isascii() and chr(byte).isalnum() for byte in range(256)])
_WIDTH = np.array([1 + (byte >= 0xC0) + (byte >= 0xE0) + (byte >= 0xF0) for byte in range(256)], np.int64)
_STANDS = np.zeros((256, 256), np.bool_)  # [letter of a form, small letter or sign of a text]
for _letter, _signs in STANDS.items():
    _STANDS[ord(_letter), [ord(sign) for sign in _signs]] = True


def align_many(
    found: Candidates, folded: Folded, lexicon: Lexicon, *, reading: tuple[bytes, bytes]
) -> tuple[Bools, list[Aligned]]:
    """Which candidates `align` reads as their form, and the reading of each of these, in their order."""
    if not len(found):
        return np.zeros(0, np.bool_), []
    laid = _Laid.of(found, folded, lexicon, reading=reading)
    closer = np.flatnonzero(laid.maybe & laid.closer)
    good = laid.maybe & ~laid.closer & ~_ordinary(laid, lexicon)
    readings: list[Aligned | None] = [None] * len(found)
    for place, one in zip(np.flatnonzero(good).tolist(), _readings(laid, good), strict=True):
        readings[place] = one
    for place in closer.tolist():
        readings[place] = _alone(laid, place, lexicon, reading=reading)
    good[closer] = [readings[place] is not None for place in closer.tolist()]
    return good, [one for one in readings if one is not None]


@dataclass(frozen=True, slots=True)
class _Laid:
    """Candidates letter by letter. `counts` int64 [len(_WAYS), candidates]; `raw` and `strange` are of all bytes."""

    found: Candidates
    folded: Folded
    maybe: Bools  # every letter stands for the form's, as far as can be said here
    closer: Bools  # signs between letters, digits for letters, letters around it; or hard
    hard: Bools  # which letter of a run a letter stands for cannot be said here
    its_letters: Bools  # the form's own, nothing in their place
    capitals: Bools
    counts: Places
    raw: Bytes
    begins: Places
    strange: Bools
    hidden: Places
    gaps: Places  # int64 [candidates + 1]: where the gaps of each begin in `expected`
    expected: Bools  # whether the form has a space there

    @classmethod
    def of(
        cls, found: Candidates, folded: Folded, lexicon: Lexicon, *, reading: tuple[bytes, bytes]
    ) -> "_Laid":
        runs, count = lexicon.runs, len(found)
        sizes = found.last - found.first + 1
        begins = np.cumsum(sizes) - sizes
        of = np.repeat(np.arange(count), sizes)
        spots = np.repeat(found.first - begins, sizes) + np.arange(len(of))
        view = np.frombuffer(folded.plain, np.uint8)
        raw = view[spots]
        strange, hidden = _strangers(folded, spots, of, count)
        kept = ~np.frombuffer(gone_table(reading), np.bool_)[raw]
        at = np.flatnonzero(kept)
        owner, letter = of[at], raw[at]
        classes = np.frombuffer(reading[0], np.uint8)[letter]
        first = np.concatenate([[True], owner[1:] != owner[:-1]])
        fresh = first | np.concatenate([[True], classes[1:] != classes[:-1]])
        run = np.cumsum(fresh) - 1
        of_form = runs.first[found.form][owner] + run - run[first][owner]
        fits = np.bincount(owner[fresh], minlength=count) == runs.count[found.form]
        of_form = np.where(fits[owner], of_form, 0)
        starts = np.flatnonzero(fresh)
        within = np.arange(len(owner)) - starts[run]
        wanted = runs.text[runs.begin[of_form] + np.minimum(within, runs.length[of_form] - 1)]
        low = _LOWER[letter]
        heads = np.flatnonzero(first)
        drawn = _drawn(letter, wanted, heads)
        lengths, asked = np.diff(np.append(starts, len(owner))), runs.length[of_form[starts]]
        several = runs.several[of_form[starts]]
        short = lengths < asked
        short &= several | (runs.letters[found.form][owner[starts]] < DOUBLE_MAY_GO)
        # a longer run of several letters can be read in more ways than one
        hard = _any(owner, drawn & runs.several[of_form], count) | _any(
            owner[starts], several & (lengths > asked), count
        )
        maybe = fits & (hard | np.logical_and.reduceat(_STANDS[wanted, low] | drawn, heads))
        maybe &= ~_any(owner[starts], short, count)
        other = (low != wanted) & ~strange[at]
        alike = _ALPHA[low] | (low == I_OR_L)
        gaps, expected = _gaps(kept, run, of_form, of, lexicon, count)
        met = np.add.reduceat(np.append(expected, False).astype(np.int64), gaps[:-1]) * (gaps[1:] > gaps[:-1])
        leet = np.bincount(owner, other & ~alike, count)
        around = lexicon.whole_word[found.form] & (
            _ALNUM[view[np.maximum(found.first - 1, 0)]] & (found.first > 0) | _ALNUM[view[found.last + 1]]
        )
        return cls(
            found=found,
            folded=folded,
            maybe=maybe,
            closer=hard | (gaps[1:] - gaps[:-1] > met) | (leet > 0) | around,
            hard=hard,
            its_letters=np.logical_and.reduceat(low == wanted, heads),
            capitals=np.logical_or.reduceat(_UPPER[raw], begins),
            counts=np.stack(
                [
                    np.bincount(owner[starts], np.abs(lengths - asked), count).astype(np.int64),
                    leet.astype(np.int64),
                    np.bincount(owner, strange[at] | (other & alike), count).astype(np.int64),
                    hidden,
                    np.maximum(runs.spaces[found.form] - met, 0),
                ]
            ),
            raw=raw,
            begins=begins,
            strange=strange,
            hidden=hidden,
            gaps=gaps,
            expected=expected,
        )


def _drawn(letter: Bytes, wanted: Bytes, heads: Places) -> Bools:
    """Letters that are drawn like the wanted one, as `align` says it; `heads` are the candidates' first letters."""
    small = _ALPHA[letter] & ~_UPPER[letter]
    capitals = np.logical_or.reduceat(_UPPER[letter], heads)
    others = np.logical_or.reduceat(small & (letter != ord("l")), heads)
    sizes = np.diff(np.append(heads, len(letter)))
    like_l = (letter == ord("I")) & (wanted == ord("l")) & np.repeat(capitals & others, sizes)
    like_i = (letter == ord("l")) & (wanted == ord("i")) & np.repeat(capitals & ~others, sizes)
    found: Bools = like_l | like_i
    return found


def _any(owner: Places, those: Bools, count: int) -> Bools:
    """Which of `count` owners have one of `those`."""
    found = np.zeros(count, np.bool_)
    found[owner[those]] = True
    return found


def _gaps(
    kept: Bools, run: Places, of_form: Places, of: Places, lexicon: Lexicon, count: int
) -> tuple[Places, Bools]:
    """Where the gaps of each candidate begin, and of each gap whether the form has a space there."""
    opens = np.flatnonzero(~kept[1:] & kept[:-1]) + 1
    before = np.cumsum(kept)[opens] - 1
    runs = lexicon.runs
    across = run[before] != run[before + 1]
    expected: Bools = np.where(across, runs.gap[of_form[before]], runs.inner[of_form[before]])
    return np.searchsorted(of[opens], np.arange(count + 1)), expected


def _strangers(folded: Folded, spots: Places, of: Places, count: int) -> tuple[Bools, Places]:
    """Which bytes were no ASCII or carried a mark; and, of each candidate, how many signs without width it holds."""
    strange, hidden = np.zeros(len(spots), np.bool_), np.zeros(count, np.int64)
    if folded.joined is folded.plain:
        return strange, hidden
    at = folded.bytes_at(spots)
    lead = np.frombuffer(folded.joined, np.uint8)[at]
    strange = lead >= 0x80
    same = np.append(of[1:] == of[:-1], False)
    after = np.where(same, np.append(at[1:], 0), at)
    for place in np.flatnonzero(after - at > _WIDTH[lead]).tolist():  # something stood behind the letter
        shown = folded.joined[at[place] : after[place]].decode(errors="replace")
        marks = [unicodedata.category(c) for c in shown[1:]]
        hidden[of[place]] += marks.count("Cf")
        mended = shown[:1] in ("&", "\\")  # an entity or an escape stood for the letter
        strange[place] |= "Mn" in marks or "Me" in marks or mended
    return strange, hidden


def _ordinary(laid: _Laid, lexicon: Lexicon) -> Bools:
    """Ordinary words, changed by repeats or by a space that is missing."""
    repeats, *_, spacing = laid.counts
    asked: Bools = laid.maybe & ((repeats > 0) | ((spacing > 0) & ~laid.its_letters))
    asked &= np.logical_and.reduceat(_ALPHA[laid.raw], laid.begins)
    chosen = np.flatnonzero(asked)
    starts = laid.begins[chosen]
    ends = starts + (laid.found.last - laid.found.first + 1)[chosen]
    asked[chosen] = lexicon.ordinary.among(hash_words(_LOWER[laid.raw].tobytes(), starts, ends))
    return asked


def _readings(laid: _Laid, good: Bools) -> list[Aligned]:
    """The reading of each good candidate; the same counts are the same object."""
    packed = laid.capitals[good].astype(np.int64)
    for counts in np.minimum(laid.counts[:, good], _MOST):
        packed = packed << _BITS | counts
    kinds, which = np.unique(packed, return_inverse=True)
    told = [_reading(kind) for kind in kinds.tolist()]
    return [told[place] for place in which.tolist()]


def _reading(packed: int) -> Aligned:
    counts = {way: packed >> _BITS * place & _MOST for place, way in enumerate(reversed(_WAYS))}
    if not any(counts.values()):
        return OPEN_IN_OTHER_CASE if packed >> _BITS * len(_WAYS) else OPEN
    return aligned(*(counts.get(way, 0) for way in How))


def _alone(laid: _Laid, place: int, lexicon: Lexicon, *, reading: tuple[bytes, bytes]) -> Aligned | None:
    """One candidate by itself."""
    first, last = int(laid.found.first[place]), int(laid.found.last[place])
    begin, plain = int(laid.begins[place]), laid.folded.plain
    strange = laid.strange[begin : begin + last - first + 1]
    stretch = Stretch(
        text=plain[first : last + 1].decode("latin-1"),
        before=plain[max(0, first - CONTEXT) : first].decode("latin-1"),
        after=plain[last + 1 : last + 1 + CONTEXT].decode("latin-1"),
        strange=tuple(strange.tolist()) if strange.any() else None,
        hidden=int(laid.hidden[place]),
    )
    shape = lexicon.shapes[laid.found.form[place]]
    if laid.hard[place]:
        return align(shape, stretch, lexicon.ordinary, reading=reading)
    if not bounded(shape, stretch):
        return None
    repeats, leet, alike, _, _ = laid.counts[:, place].tolist()
    counts = Counter({How.REPEATS: repeats, How.LEET: leet, How.LOOKALIKE: alike})
    expected = laid.expected[laid.gaps[place] : laid.gaps[place + 1]].tolist()
    return judge(shape, stretch, counts, expected, lexicon.ordinary, reading=reading)
