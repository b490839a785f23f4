"""Build the fold table: what each code point looks like, and how it sounds, in lower-case ASCII letters and digits.

    python tools/fold_table.py [--check]

Needs the dependency group `fold` (anyascii and confusable-homoglyphs: only here, never at run time). Per code point,
the first that answers: a line of `tools/fold_letters.py`; format, mark and control characters are hidden; a digit is
its digit; NFKD without marks; the look-alike of Unicode TR39; anyascii if it gives one letter; an emoji or a symbol
separates; any other letter is a wall that no term crosses. With --check nothing is written: exit code 1 if the
shipped table differs.

The table follows the Unicode data of the Python that builds it, and is shipped, so that every machine folds alike.
"""

import json
import sys
import unicodedata
from pathlib import Path

import anyascii
import confusable_homoglyphs
import numpy as np

from tertib.core.detection.fold.table import (
    DENSE,
    EMOJI,
    HIDDEN,
    I_OR_L,
    OTHER,
    TABLE,
    WIDTH,
    write_table,
)
from tools.fold_letters import LOOKS, SOUNDS

BLANKS = "\u2800\u3164\uffa0\u115f\u1160"
FLAGS = frozenset(map(chr, range(0x1F1E6, 0x1F200)))
PICTURES = ((0x1F000, 0x1FAFF), (0x2600, 0x27BF), (0x2B00, 0x2BFF), (0x2300, 0x23FF), (0x2190, 0x21FF))
DASHES, DOTS, STARS, QUOTES = "−‐‑‒–—―", "·•∙●‧․。｡、⋅・･…", "✱∗⁎＊★☆✦✧", "‘’‚‛“”„ʼʹ′″´`"


def main() -> int:
    """Build, then write or compare."""
    homoglyphs = _homoglyphs()
    look = np.full((DENSE, WIDTH), HIDDEN, dtype=np.uint8)
    sound = np.zeros(DENSE, dtype=np.uint8)
    for point in range(0x80, DENSE):
        letter = chr(point)
        folded = _look(letter, homoglyphs) if not 0xD800 <= point < 0xE000 else bytes([OTHER])
        if len(folded) > len(letter.encode("utf-8", "surrogatepass")):
            folded = b"~"  # it would not fit in the place of its own bytes
        look[point, : len(folded)] = list(folded)
        other = SOUNDS.get(letter) or _sound(letter)
        if other and bytes([ord(other)]) != folded and chr(folded[0] if folded else 0).isalnum():
            sound[point] = ord(other)
    if "--check" in sys.argv:
        kept = np.load(TABLE)
        return 0 if np.array_equal(kept["look"], look) and np.array_equal(kept["sound"], sound) else 1
    print(write_table(look=look, sound=sound, unicode=unicodedata.unidata_version))
    return 0


def _homoglyphs() -> dict[str, str]:
    """Code point -> the ASCII letter or digit that Unicode TR39 holds for alike, directly or over one Latin letter."""
    path = Path(confusable_homoglyphs.__file__).parent / "confusables.json"
    alike = {
        letter: [found["c"] for found in listed if len(found["c"]) == 1]
        for letter, listed in json.loads(path.read_text(encoding="utf-8")).items()
        if len(letter) == 1
    }
    found = {}
    for letter, others in alike.items():
        if letter.isascii():
            continue
        plain = [o for o in others if o.isascii() and o.isalnum()]
        if not plain:
            latin = [o for o in others if unicodedata.name(o, "").startswith("LATIN")]
            read = (LOOKS.get(o) or anyascii.anyascii(o) for o in latin)
            plain = [a.upper() for a in read if len(a) == 1 and a.isalnum()]  # a capital is no upright stroke
        if plain:
            found[letter] = plain[0]
    return found


def _look(letter: str, homoglyphs: dict[str, str]) -> bytes:
    if letter in LOOKS:
        return LOOKS[letter].encode("latin-1")
    category = unicodedata.category(letter)
    if letter in BLANKS or category in ("Zs", "Zl", "Zp"):
        return b" "
    if category in ("Cf", "Mn", "Me", "Cc", "Mc"):
        return b""
    for sign, letters in ((b"-", DASHES), (b".", DOTS), (b"*", STARS), (b"'", QUOTES)):
        if letter in letters:
            return sign
    digit = unicodedata.digit(letter, None)
    if digit is not None:
        return str(digit).encode()
    cased = unicodedata.name(letter, "").startswith("CHEROKEE")  # its small letters are small capitals
    for form in (letter.upper(), letter) if cased else (letter, letter.lower(), letter.upper()):
        folded = _one(form, homoglyphs)
        if folded:
            return folded
    if any(first <= ord(letter) <= last for first, last in PICTURES):
        return bytes([EMOJI])
    return bytes([OTHER]) if category[0] in "LC" else b"~"


def _one(letter: str, homoglyphs: dict[str, str]) -> bytes:
    """The plain letters of one form, or nothing."""
    if len(letter) != 1:
        return b""
    if letter in LOOKS:
        return LOOKS[letter].encode("latin-1")
    bare = "".join(c for c in unicodedata.normalize("NFKD", letter) if unicodedata.category(c) != "Mn")
    inner = "".join(c for c in bare if c.isascii() and c.isalnum())
    if bare.isascii() and inner and (inner == bare or len(inner) == 1):
        return inner.lower().encode()
    if bare.isascii() and len(bare) == 1:
        return bare.encode()  # a full-width sign is its plain one
    for form in (letter, bare):
        alike = LOOKS.get(form) or homoglyphs.get(form)
        if alike == "l" and "SMALL LETTER L" not in unicodedata.name(letter, ""):
            return bytes([I_OR_L])  # an upright stroke: TR39 calls every one of them l
        if alike:
            return alike.lower().encode("latin-1")
    ascii_: str = anyascii.anyascii(letter)
    latin = unicodedata.name(letter, "").startswith("LATIN")
    if ascii_.isalpha() and (len(ascii_) == 1 or (latin and len(ascii_) == 2)):
        return ascii_.lower().encode()
    return b""


def _sound(letter: str) -> str:
    """The letter it is read as, if one letter tells it; letters of flags may be pictures."""
    if letter in FLAGS:
        return chr(EMOJI)
    if unicodedata.category(letter)[0] != "L":
        return ""
    spoken: str = anyascii.anyascii(letter).lower()
    return spoken if len(spoken) == 1 and spoken.isalpha() and spoken.isascii() else ""


if __name__ == "__main__":
    sys.exit(main())
