"""The fold table: for each code point of Unicode, the plain letters it looks like and the letter it sounds like."""

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

TABLE = Path(__file__).with_name("fold.npz")
VERSION = "1"
"""Of the rules in `tools/fold_table.py`; the digest tells the data."""

DENSE = 0x32000
"""Code points below this have a row of their own; above lie tags (hidden), private use and unassigned (walls)."""
WIDTH = 4
"""Most bytes that one code point folds to; never more than its own bytes in UTF-8."""

OTHER = 0x01  # a letter that looks like no Latin one: a wall that no term crosses
EMOJI = 0x02  # a picture: separates
I_OR_L = 0x04  # an upright stroke: i, l or capital I
HIDDEN = 0xFF  # nothing to see: format characters, marks; also the unused rest of a code point's bytes

_TAGS = (0xE0000, 0xE1000)


@dataclass(frozen=True, slots=True, eq=False)
class FoldTable:
    """`look` uint8 [DENSE, WIDTH]: lower-case ASCII or one of the signs above, filled up with HIDDEN.

    `sound` uint8 [DENSE]: the letter that the code point is read as, where its look is another; else 0.
    """

    look: npt.NDArray[np.uint8]
    sound: npt.NDArray[np.uint8]
    digest: str
    unicode: str

    def looks(self, points: npt.NDArray[np.int32]) -> npt.NDArray[np.uint8]:
        """Folds of code points: uint8 [n, WIDTH]."""
        high = points >= DENSE
        folded = self.look[np.where(high, 0, points)]
        if high.any():
            tags = (points >= _TAGS[0]) & (points < _TAGS[1])
            folded[high] = HIDDEN
            folded[high & ~tags, 0] = OTHER
        return folded

    def sounds(self, points: npt.NDArray[np.int32]) -> npt.NDArray[np.uint8]:
        """Second readings of code points; 0 where there is none."""
        return np.where(points >= DENSE, np.uint8(0), self.sound[np.where(points >= DENSE, 0, points)])


@cache
def fold_table() -> FoldTable:
    """The shipped table."""
    with np.load(TABLE) as kept:
        look, sound = kept["look"], kept["sound"]
        return FoldTable(look=look, sound=sound, digest=_digest(look, sound), unicode=str(kept["unicode"]))


def write_table(*, look: npt.NDArray[np.uint8], sound: npt.NDArray[np.uint8], unicode: str) -> str:
    """Put a built table in the place of the shipped one; its digest."""
    np.savez_compressed(TABLE, look=look, sound=sound, unicode=np.array(unicode))
    return _digest(look, sound)


def _digest(look: npt.NDArray[np.uint8], sound: npt.NDArray[np.uint8]) -> str:
    return hashlib.sha256(VERSION.encode() + look.tobytes() + sound.tobytes()).hexdigest()
