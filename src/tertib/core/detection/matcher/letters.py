"""Which bytes of folded text are letters, which may stand for one, and which only separate."""

import string

import numpy as np
import numpy.typing as npt

from tertib.core.detection.fold.table import EMOJI, I_OR_L, OTHER
from tertib.core.detection.fold.texts import WALL
from tertib.core.detection.fold.thinned import Places

LETTERS = string.ascii_lowercase
SYMBOLS = "@$!|"  # signs that are written for letters; between words they are signs and nothing else
_KIN = ("il1!|" + chr(I_OR_L), "o0", "e3", "a4@", "s5$", "t7", "b8", "g96", "z2")
"""Signs that are written for one another; the first of each line names the class."""

STANDS: dict[str, frozenset[str]] = {
    letter: frozenset(
        letter + next((kin.translate({ord(c): None for c in LETTERS}) for kin in _KIN if letter in kin), "")
    )
    for letter in LETTERS
}
"""Letter -> what may be written for it: itself and the digits and signs of its class, never another letter."""
STANDS |= {digit: frozenset(digit) for digit in string.digits} | {sign: frozenset(sign) for sign in SYMBOLS}

_CLASS_OF = {ord(sign): ord(kin[0]) for kin in _KIN for sign in kin}


def _class_table(*, symbols: bool) -> tuple[bytes, bytes]:
    """For `bytes.translate`: byte -> class, and the bytes that vanish because they only separate."""
    table, gone = bytearray(range(256)), bytearray()
    for byte in range(256):
        sign = chr(byte).lower()
        known = sign.isascii() and (
            sign.isalnum() or byte in (I_OR_L, OTHER) or (symbols and sign in SYMBOLS)
        )
        if known:
            table[byte] = _CLASS_OF.get(ord(sign), ord(sign))
        elif byte != WALL:
            gone.append(byte)
    return bytes(table), bytes(gone)


SKELETON = _class_table(symbols=True)
WITHOUT_SYMBOLS = _class_table(symbols=False)
"""The second reading: a sign between letters only separates them."""

# Kinds of byte, for boundaries.
APART, SMALL, CAPITAL, DIGIT = 0, 1, 2, 3


def _kind(byte: int) -> int:
    sign = chr(byte)
    if sign in string.digits:
        return DIGIT
    if sign in string.ascii_uppercase:
        return CAPITAL
    return SMALL if sign in LETTERS or byte in (I_OR_L, OTHER) else APART


KINDS = bytes(map(_kind, range(256)))
"""Byte -> kind. A sign that may stand for a letter separates words all the same: "bal!" ends with its l."""

_KINDS = np.frombuffer(KINDS, dtype=np.uint8)


def kinds_at(view: npt.NDArray[np.uint8], spots: Places) -> npt.NDArray[np.uint8]:
    """The kinds of the bytes at `spots`; APART before the first and behind the last. A row ends with a WALL: APART."""
    found: npt.NDArray[np.uint8] = _KINDS[view[np.where(spots < len(view), spots, -1)]]
    return found


_FLAT = bytearray(range(256)).lower()
for _byte in range(256):
    if KINDS[_byte] == APART and chr(_byte) not in SYMBOLS:
        _FLAT[_byte] = ord(" ")
FLAT = bytes(_FLAT)
"""Byte -> small letter, or a space for whatever separates (a WALL too)."""

NON_WORD = bytes(byte for byte in range(256) if KINDS[byte] == APART)
EMOJI_SIGN, STROKE_SIGN = chr(EMOJI), chr(I_OR_L)


def gone_table(table: tuple[bytes, bytes]) -> bytes:
    """Byte -> 1 if it vanishes from the skeleton."""
    return bytes(byte in table[1] for byte in range(256))


def skeleton(text: str) -> str:
    """Classes of the letters, separators gone, runs squeezed.

    >>> skeleton("Ball Press")
    'baipres'
    """
    table, gone = SKELETON
    classes = text.encode("latin-1").translate(table, gone).decode("latin-1")
    return "".join(c for place, c in enumerate(classes) if place == 0 or c != classes[place - 1])
