"""Write a term as sellers do who do not want it found: seventeen disguises, for tests, evaluation and the sandbox."""

import random
import zlib
from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum

VOWELS = "aeiou"
_HOMOGLYPHS = {
    "a": "аα", "b": "Ьв", "c": "сϲ", "d": "ԁ", "e": "еє", "g": "ɡ", "h": "һн", "i": "іι", "j": "ј", "k": "кκ",
    "l": "ⅼӏ", "m": "мⅿ", "n": "ոп", "o": "оο", "p": "рρ", "q": "ԛ", "r": "гᴦ", "s": "ѕꜱ", "t": "тτ", "u": "υս",
    "v": "ѵν", "w": "ԝω", "x": "хχ", "y": "уγ", "z": "ᴢ",
}  # fmt: skip
_ACCENTS = "\u0301\u0300\u0302\u0308\u0323\u0336\u0332"
_LEET = {"a": "4@", "e": "3", "i": "1!", "o": "0", "s": "5$", "t": "7", "b": "8", "g": "9", "l": "1"}
_SEPARATORS = ".-_*"
_EMOJI = "🔥✨👕💥⭐❤"
_HIDDEN = "\u200b\u200c\u200d\u2060\u00ad\ufeff"
_ALPHABETS = (0x1D41A, 0x1D44E, 0x1D482, 0x1D4EA, 0x1D51E, 0x1D552, 0x1D5BA, 0x1D5EE, 0x1D68A)
_NEIGHBOURS = {
    "q": "wa", "w": "qes", "e": "wrd", "r": "etf", "t": "ryg", "y": "tuh", "u": "yij", "i": "uok", "o": "ipl", "p": "ol",
    "a": "qsz", "s": "adw", "d": "sfe", "f": "dgr", "g": "fht", "h": "gjy", "j": "hku", "k": "jli", "l": "kop",
    "z": "xas", "x": "zcs", "c": "xvd", "v": "cbf", "b": "vng", "n": "bmh", "m": "njk",
}  # fmt: skip


class Disguise(StrEnum):
    """Kinds of disguise. The first fourteen change how letters are written, the last three change letters."""

    HOMOGLYPH = "homoglyph"
    ACCENT = "accent"
    FULLWIDTH = "fullwidth"
    MATH = "math"
    ZERO_WIDTH = "zero_width"
    LEET = "leet"
    LEET_SEPARATOR = "leet_separator"
    HOMOGLYPH_REPEAT = "homoglyph_repeat"
    SEPARATORS = "separators"
    ONE_SEPARATOR = "one_separator"
    SPACES = "spaces"
    NO_SPACE = "no_space"
    EMOJI = "emoji"
    REPEATS = "repeats"
    SWAPPED = "swapped"
    TYPO = "typo"
    DROPPED_VOWEL = "dropped_vowel"


EDITS = frozenset({Disguise.SWAPPED, Disguise.TYPO, Disguise.DROPPED_VOWEL})
"""These change letters; a reader guesses what is meant. All others are encodings: the letters are still there."""


def disguise(term: str, kind: Disguise, *, seed: int) -> str | None:
    """The term in that disguise, or None if it cannot be worn ("no space" by a single word).

    The same term, kind and seed give the same text, on every machine.

    >>> disguise("bal segel", Disguise.NO_SPACE, seed=1)
    'balsegel'
    """
    rng = random.Random(zlib.crc32(f"{kind}/{seed}/{term}".encode()))
    worn = _WAYS[kind](term, rng)
    return worn if worn != term else None


def combined(term: str, kinds: Sequence[Disguise], *, seed: int) -> str | None:
    """The term with several disguises, one over the other; None if one of them cannot be worn."""
    worn: str | None = term
    for place, kind in enumerate(kinds):
        worn = None if worn is None else disguise(worn, kind, seed=seed + place)
    return worn


def disguises(term: str, *, seed: int) -> Iterator[tuple[Disguise, str]]:
    """Every disguise that the term can wear, once each, in the order of the kinds."""
    for kind in Disguise:
        worn = disguise(term, kind, seed=seed)
        if worn is not None:
            yield kind, worn


def _places(term: str, rng: random.Random, *, of: Callable[[str], bool], share: float) -> set[int]:
    """Some letters of the term, at least one if there is any."""
    able = [place for place, c in enumerate(term) if of(c)]
    return {p for p in able if rng.random() < share} or ({rng.choice(able)} if able else set())


def _mapped(term: str, rng: random.Random, table: dict[str, str], share: float) -> str:
    chosen = _places(term, rng, of=lambda c: c.lower() in table, share=share)
    return "".join(rng.choice(table[c.lower()]) if place in chosen else c for place, c in enumerate(term))


def _homoglyph(term: str, rng: random.Random) -> str:
    return _mapped(term, rng, _HOMOGLYPHS, 0.5)


def _leet(term: str, rng: random.Random) -> str:
    return _mapped(term, rng, _LEET, 0.6)


def _accent(term: str, rng: random.Random) -> str:
    chosen = _places(term, rng, of=str.isalpha, share=0.5)
    return "".join(c + rng.choice(_ACCENTS) if place in chosen else c for place, c in enumerate(term))


def _fullwidth(term: str, rng: random.Random) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in term)


def _math(term: str, rng: random.Random) -> str:
    first = rng.choice(_ALPHABETS)
    # The italic h of the plain alphabet stands elsewhere in Unicode.
    letters = {c: chr(first + ord(c) - ord("a")) for c in _HOMOGLYPHS | {"f": ""}}
    letters["h"] = "ℎ" if first == 0x1D44E else letters["h"]
    return "".join(letters.get(c.lower(), c) for c in term)


def _between(term: str, places: set[int], sign: Callable[[], str]) -> str:
    return "".join(c + (sign() if place in places else "") for place, c in enumerate(term))


def _inner(term: str) -> list[int]:
    """Places after which a letter follows a letter."""
    return [place for place in range(len(term) - 1) if term[place].isalnum() and term[place + 1].isalnum()]


def _zero_width(term: str, rng: random.Random) -> str:
    inner = _inner(term)
    chosen = {place for place in inner if rng.random() < 0.5} or set(inner[:1])
    return _between(term, chosen, lambda: rng.choice(_HIDDEN))


def _separators(term: str, rng: random.Random) -> str:
    sign = rng.choice(_SEPARATORS)
    return _between(term, set(_inner(term)), lambda: sign)


def _one_separator(term: str, rng: random.Random) -> str:
    inner = _inner(term)
    return _between(term, {rng.choice(inner)} if inner else set(), lambda: rng.choice(_SEPARATORS))


def _spaces(term: str, rng: random.Random) -> str:
    return _between(term, set(_inner(term)), lambda: " ")


def _no_space(term: str, rng: random.Random) -> str:
    return term.replace(" ", "").replace("-", "")


def _emoji(term: str, rng: random.Random) -> str:
    inner = _inner(term)
    return _between(term, {rng.choice(inner)} if inner else set(), lambda: rng.choice(_EMOJI))


def _repeats(term: str, rng: random.Random) -> str:
    chosen = _places(term, rng, of=str.isalpha, share=0.3)
    return "".join(c * rng.randint(2, 4) if place in chosen else c for place, c in enumerate(term))


def _swapped(term: str, rng: random.Random) -> str:
    able = [place for place in _inner(term) if term[place] != term[place + 1]]
    if not able:
        return term
    place = rng.choice(able)
    return term[:place] + term[place + 1] + term[place] + term[place + 2 :]


def _typo(term: str, rng: random.Random) -> str:
    able = [place for place, c in enumerate(term) if c.lower() in _NEIGHBOURS]
    if not able:
        return term
    place = rng.choice(able)
    near = rng.choice(_NEIGHBOURS[term[place].lower()])
    return term[:place] + rng.choice((near, near + term[place], "")) + term[place + 1 :]


def _dropped_vowel(term: str, rng: random.Random) -> str:
    able = [place for place, c in enumerate(term) if c in VOWELS and place]
    if not able:
        return term
    place = rng.choice(able)
    return term[:place] + term[place + 1 :]


_WAYS: dict[Disguise, Callable[[str, random.Random], str]] = {
    Disguise.HOMOGLYPH: _homoglyph,
    Disguise.ACCENT: _accent,
    Disguise.FULLWIDTH: _fullwidth,
    Disguise.MATH: _math,
    Disguise.ZERO_WIDTH: _zero_width,
    Disguise.LEET: _leet,
    Disguise.LEET_SEPARATOR: lambda term, rng: _separators(_leet(term, rng), rng),
    Disguise.HOMOGLYPH_REPEAT: lambda term, rng: _homoglyph(_repeats(term, rng), rng),
    Disguise.SEPARATORS: _separators,
    Disguise.ONE_SEPARATOR: _one_separator,
    Disguise.SPACES: _spaces,
    Disguise.NO_SPACE: _no_space,
    Disguise.EMOJI: _emoji,
    Disguise.REPEATS: _repeats,
    Disguise.SWAPPED: _swapped,
    Disguise.TYPO: _typo,
    Disguise.DROPPED_VOWEL: _dropped_vowel,
}
