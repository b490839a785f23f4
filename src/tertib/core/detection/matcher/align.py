"""Lay a stretch of text on a form, letter by letter: is it this word in disguise, or other words that only look so?"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from tertib.core.detection.matcher.hits import OPEN, OPEN_IN_OTHER_CASE, Aligned, How, aligned
from tertib.core.detection.matcher.letters import EMOJI_SIGN, SKELETON, STANDS, STROKE_SIGN, SYMBOLS
from tertib.core.detection.matcher.lexicon import Shape
from tertib.core.detection.matcher.ordinary import Ordinary

CONTEXT = 24
"""Bytes of folded text before and after that decide on boundaries."""

UNITS = frozenset(
    [
        *"rb ribu k jt juta usd cm mm m km yd yds inc mtr meter kg g gr grm gram oz lb lbs lbr ons ml l lt ltr".split(),
        *"pcs pc pk pck pak set lsn kod dus btr tab cap sdk x ply in ft s st nd rd th thn bln hr jam".split(),
        *"cc w v a ah mah hz hp rpm psi gb tb mb d p pr y watt hari".split(),
    ]
)
"""Letters after a number that make it a number with its unit."""
_NUMBER_UNIT = re.compile(r"(\d+)([a-z]{0,3})")
DOUBLE_MAY_GO = 5  # letters of a form from which "balpres" is read as "ballpres"
_JOINT = 3  # letters of a form that may touch a number: "1bal", but never "50rb"
_CAMEL = 4  # letters of a form that may begin with a capital in the midst: "BajuBekas"
_PLAIN_SIGNS = re.compile(r"[\s,/&+:;()\[\]'\"-]")  # these stand between ordinary words too
_QUOTES = re.compile(r"['\"]")
_MIXED = re.compile(r"[a-z][0-9]|[0-9][a-z]")
_DOTTED = re.compile(r"(?:[A-Z]\.)+[A-Z]")
_WAYS = tuple(How)
_HYPHEN_WORD = 4  # letters of ordinary words that a hyphen joins


@dataclass(frozen=True, slots=True)
class Stretch:
    """A candidate with its surroundings, all folded; `strange` marks letters that were no ASCII in the original."""

    text: str
    before: str
    after: str
    strange: tuple[bool, ...] | None = None
    hidden: int = 0  # signs without width inside


def align(
    shape: Shape, stretch: Stretch, ordinary: Ordinary, *, reading: tuple[bytes, bytes] = SKELETON
) -> Aligned | None:
    """The reading of `stretch` as the form, or None. It is none

    * if a letter is another letter, or a digit stands for a letter in a number with its unit ("50rb", "30s")
    * if a double letter of a short form stands once
    * if it is part of a longer word, or of a longer sequence of single letters
    * if separators or spaces stand between ordinary words
    * if it is an ordinary word itself, changed only by repeats or spaces
    """
    if not bounded(shape, stretch):
        return None
    read = _letters(shape, stretch, reading)
    if read is None:
        return None
    counts, ends = read
    return judge(
        shape, stretch, counts, _expected(shape, stretch.text, ends, reading), ordinary, reading=reading
    )


def judge(
    shape: Shape,
    stretch: Stretch,
    counts: Counter[How],
    expected: Sequence[bool],
    ordinary: Ordinary,
    *,
    reading: tuple[bytes, bytes] = SKELETON,
) -> Aligned | None:
    """The reading, or None, of a bounded stretch whose letters stand for the form's.

    `counts` are the steps that its letters need. `expected` tells of each gap in it whether the form has a space there.
    """
    gaps = _gaps(shape, stretch.text, expected, reading)
    if counts[How.LEET] and not _leet_allowed(shape, stretch):
        return None
    if gaps.strange and not _gaps_allowed(shape, stretch, gaps, ordinary):
        return None
    dotted = shape.letters <= 3 and _DOTTED.fullmatch(stretch.text)  # an abbreviation is no disguise: U.S.A
    for sign in () if dotted else gaps.strange:
        way = How.EMOJI if EMOJI_SIGN in sign else How.SPACING if sign.isspace() else How.SEPARATORS
        counts[way] += 1
    counts[How.SPACING] += gaps.missing
    counts[How.HIDDEN] += stretch.hidden
    if (counts[How.REPEATS] or counts[How.SPACING]) and _is_ordinary(shape, stretch, ordinary):
        return None
    if not any(counts.values()):
        return OPEN_IN_OTHER_CASE if stretch.text.lower() != stretch.text else OPEN
    return aligned(*map(counts.__getitem__, _WAYS))


def _letters(
    shape: Shape, stretch: Stretch, reading: tuple[bytes, bytes]
) -> tuple[Counter[How], list[int]] | None:
    """Steps that the letters need, and where each run of the form ends in the text."""
    table, gone = reading
    written = stretch.text.encode("latin-1")
    classes = written.translate(table, gone)
    letters = written.translate(None, gone).decode("latin-1")
    places: Sequence[int] = range(len(written))
    if len(letters) < len(written):
        places = [place for place, byte in enumerate(written) if byte not in gone]
    lows = letters.lower()
    drawn = _drawn(letters)
    counts: Counter[How] = Counter()
    at, ends = 0, []
    for run, _ in shape.runs:
        of_class = table[ord(run[0])]
        begin = at
        states = {-1}
        while at < len(classes) and classes[at] == of_class:
            c, low = letters[at], lows[at]
            states = {0} if low == run else _step(states, run, c, drawn=drawn)
            if not states:
                return None
            if stretch.strange is not None and stretch.strange[places[at]]:
                counts[How.LOOKALIKE] += 1
            elif low not in run:
                counts[How.LOOKALIKE if low.isalpha() or low == STROKE_SIGN else How.LEET] += 1
            at += 1
        if at == begin:
            return None
        whole = len(run) - 1 in states
        if not whole and not (len(set(run)) == 1 and shape.letters >= DOUBLE_MAY_GO):
            return None
        counts[How.REPEATS] += abs(at - begin - len(run))
        ends.append(places[at - 1])
    return (counts, ends) if at == len(classes) else None


def _drawn(letters: str) -> frozenset[tuple[str, str]]:
    """What is drawn alike here: a capital I like a small l among small letters, a small l like a capital I where all
    other letters are capitals. "Balls" is not "balis"."""
    if letters.lower() == letters or letters.upper() == letters:
        return frozenset()
    others = letters.replace("l", "")
    return frozenset({("l", "i")} if others.upper() == others else {("I", "l")})


def _step(states: set[int], run: str, c: str, *, drawn: frozenset[tuple[str, str]]) -> set[int]:
    """Letters of the run that `c` may be, after those in `states`; none is passed over."""
    low = c.lower()
    after = set()
    for state in states:
        for letter in (state, state + 1):
            if 0 <= letter < len(run) and _stands(c, low, run[letter], drawn=drawn):
                after.add(letter)
    return after


def _stands(c: str, low: str, letter: str, *, drawn: frozenset[tuple[str, str]]) -> bool:
    return low in STANDS.get(letter, ()) or (c, letter) in drawn


@dataclass(frozen=True, slots=True)
class _Gaps:
    strange: tuple[str, ...]  # separators where the form has none
    sides: tuple[tuple[str, str], ...]  # the words left and right of each
    missing: int  # spaces of the form that the text has not
    pieces: tuple[str, ...]


@lru_cache
def _gap_pattern(gone: bytes) -> re.Pattern[str]:
    return re.compile(f"[{re.escape(gone.decode('latin-1'))}]+")


def _expected(shape: Shape, text: str, ends: list[int], reading: tuple[bytes, bytes]) -> list[bool]:
    """Of each gap, whether the form has a space there; `ends` are the last letters of its runs."""
    expected = []
    for gap in _gap_pattern(reading[1]).finditer(text):
        before, after = bisect_left(ends, gap.start()), bisect_left(ends, gap.end())
        # a gap inside a run begins before the run's last letter, a gap behind it after that letter
        of_run = before - (before > 0 and ends[before - 1] == gap.start() - 1)
        expected.append(shape.runs[of_run][1] if of_run != after else of_run in shape.inner_gaps)
    return expected


def _gaps(shape: Shape, text: str, expected: Sequence[bool], reading: tuple[bytes, bytes]) -> _Gaps:
    pattern = _gap_pattern(reading[1])
    pieces, signs = pattern.split(text.lower()), pattern.findall(text)
    strange = [place for place, there in enumerate(expected) if not there]
    return _Gaps(
        strange=tuple(signs[place] for place in strange),
        sides=tuple((pieces[place], pieces[place + 1]) for place in strange),
        missing=max(0, shape.flat.count(" ") - sum(expected)),
        pieces=tuple(pieces),
    )


def bounded(shape: Shape, stretch: Stretch) -> bool:
    """Boundaries in the midst of a token: a number before or after, a capital after small letters."""
    if not shape.form.whole_word:
        return True
    text, before, after = stretch.text, stretch.before, stretch.after
    if before and before[-1].isalnum():
        number = re.search(r"(?:^|[^0-9A-Za-z])\d+$", before)
        camel = before[-1].islower() and text[0].isupper() and shape.letters >= _CAMEL
        if not (camel or (number and shape.letters >= _JOINT and text.replace(" ", "").isalpha())):
            return False
    if after and after[0].isalnum():
        number = re.match(r"\d+(?:$|[^0-9A-Za-z])", after)
        camel = after[0].isupper() and text[-1].islower() and shape.letters >= _CAMEL
        if not (camel or (number and shape.letters >= _JOINT and text.replace(" ", "").isalpha())):
            return False
    return True


def _leet_allowed(shape: Shape, stretch: Stretch) -> bool:
    """Enough letters are left, and no token is a number or a number with its unit."""
    true = sum(c.isalpha() or c in SYMBOLS for c in stretch.text)
    if true < (2 if shape.letters <= 4 else 1):
        return False
    around = re.split(r"[^0-9A-Za-z]", stretch.before)[-1], re.split(r"[^0-9A-Za-z]", stretch.after)[0]
    whole = around[0] + stretch.text + around[1]
    tokens = re.findall(rf"[0-9A-Za-z{re.escape(SYMBOLS)}]+", whole.lower())
    if stretch.hidden or (stretch.strange is not None and any(stretch.strange)):
        return True  # nobody writes a number with hidden signs or foreign letters
    own = shape.flat.split()
    numbers = [_number_with_unit(token, shape) and len(token) > 1 and token not in own for token in tokens]
    if (
        any(numbers) and len(own) > 1
    ):  # another word of the phrase shows that digits are letters here: "3x k0r34"
        return any(_MIXED.search(token) for n, token in zip(numbers, tokens, strict=True) if not n)
    return not any(numbers)


def _number_with_unit(token: str, shape: Shape) -> bool:
    """A number, with at most three letters after it. Letters that are no unit may belong to a word: "8al", "84ju"."""
    found = _NUMBER_UNIT.fullmatch(token)
    if found is None:
        return False
    number, unit = found.groups()
    return len(unit) < 2 or unit in UNITS or (len(number) > 1 and shape.letters <= 4)


def _gaps_allowed(shape: Shape, stretch: Stretch, gaps: _Gaps, ordinary: Ordinary) -> bool:
    if all(len(set(piece)) == 1 for piece in gaps.pieces):  # spelt out
        return shape.letters >= 3 and not _spelling_goes_on(stretch, gaps.strange[0])
    return all(
        _gap_allowed(shape, sign, sides, ordinary)
        for sign, sides in zip(gaps.strange, gaps.sides, strict=True)
    )


def _gap_allowed(shape: Shape, sign: str, sides: tuple[str, str], ordinary: Ordinary) -> bool:
    """A picture or an odd sign hides whatever it parts; spaces and signs of lists may stand between other words."""
    if EMOJI_SIGN in sign or not _PLAIN_SIGNS.search(sign):
        return True
    words = [len(side) > 1 and side in ordinary for side in sides]
    if any(c.isspace() for c in sign):
        long = any(word and len(side) > 2 for word, side in zip(words, sides, strict=True))
        return shape.letters > 4 and not (all(words) or long or (shape.letters < 6 and any(words)))
    if sign == "-":
        return not all(len(side) >= _HYPHEN_WORD - (shape.letters < 7) and side in ordinary for side in sides)
    return not (any(words) if _QUOTES.search(sign) else all(words))


def _spelling_goes_on(stretch: Stretch, sign: str) -> bool:
    """Single letters go on before or after, with the same sign between them: this is part of a longer word."""
    cut = re.escape(sign)
    return bool(
        re.search(rf"(?:^|[^0-9A-Za-z])[A-Za-z]{cut}$", stretch.before)
        or re.match(rf"{cut}[A-Za-z](?:$|[^0-9A-Za-z])", stretch.after)
    )


def _is_ordinary(shape: Shape, stretch: Stretch, ordinary: Ordinary) -> bool:
    token = stretch.text.lower()
    return token.isascii() and token.isalpha() and token != shape.joined and token in ordinary
