"""Find text that was spoilt on its way, where there is only one reading: mojibake, escaped bytes, HTML entities."""

import html
import re
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

# Windows-1252 shows these for the bytes 0x80-0x9f; the five bytes without a sign come through as themselves.
_SIGNS = "€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ"
_FOLLOW = rf"[\u0080-\u00bf{_SIGNS}]"
_SPOILT = re.compile(
    rf"[\u00c2-\u00df]{_FOLLOW}|[\u00e0-\u00ef]{_FOLLOW}{{2}}|[\u00f0-\u00f4]{_FOLLOW}{{3}}"
    r"|(?:\\x[89a-f][0-9a-f])+"
    r"|&(?:#[0-9]{2,7}|#[xX][0-9a-fA-F]{2,6}|amp|quot|apos|nbsp|lt|gt|shy|zwnj|zwj);"
)


def suspects(joined: bytes) -> npt.NDArray[np.int64]:
    """Bytes of UTF-8 texts near which something may have to be repaired; ascending, few."""
    found = []
    if b"&" in joined:
        at = _places(joined, ord("&"))
        closed = np.logical_or.reduce([_byte(joined, at + n) == ord(";") for n in (3, 4, 5)])
        found.append(at[closed | (_byte(joined, at + 1) == ord("#"))])
    if b"\\" in joined:
        at = _places(joined, ord("\\"))
        found.append(at[_byte(joined, at + 1) == ord("x")])
    if b"\xc3" in joined:  # U+00C2 to U+00F4, then something that is no plain letter
        at = _places(joined, 0xC3)
        second = _byte(joined, at + 1)
        found.append(at[(second >= 0x82) & (second <= 0xB4) & (_byte(joined, at + 2) >= 0xC2)])
    return np.sort(np.concatenate(found)) if found else np.empty(0, dtype=np.int64)


def _places(joined: bytes, byte: int) -> npt.NDArray[np.int64]:
    return np.flatnonzero(np.frombuffer(joined, dtype=np.uint8) == byte)


def _byte(joined: bytes, places: npt.NDArray[np.int64]) -> npt.NDArray[np.uint8]:
    """The bytes there; 0 behind the end."""
    view = np.frombuffer(joined, dtype=np.uint8)
    found: npt.NDArray[np.uint8] = np.where(places < len(view), view[np.minimum(places, len(view) - 1)], 0)
    return found


def repairs(text: str) -> Iterator[tuple[int, int, str]]:
    """Places of `text` (code points, start and end) and the one code point or few that were meant there.

    Only what decodes without a doubt is given: a stretch that is valid UTF-8 once more, or a closed entity.

    >>> list(repairs("Nescaf\\u00c3\\u00a9 &amp; kopi"))
    [(6, 8, 'é'), (9, 14, '&')]
    """
    for found in _SPOILT.finditer(text):
        meant = _meant(found[0])
        if meant is not None:
            yield found.start(), found.end(), meant


def _meant(spoilt: str) -> str | None:
    if spoilt.startswith("&"):
        meant = html.unescape(spoilt)
        return meant if meant != spoilt else None
    if spoilt.startswith("\\"):
        raw = bytes.fromhex(spoilt.replace("\\x", ""))
    else:
        raw = b"".join(c.encode("cp1252") if c in _SIGNS else c.encode("latin-1") for c in spoilt)
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return None
