"""How sellers write: titles of their goods, a word disguised, a title written again, a photo cropped."""

from collections.abc import Callable
from random import Random
from typing import Final

from tertib.sandbox.campaign.words import WORDS

HOMOGLYPHS: Final = str.maketrans("aeio", "аеіо")
LEET: Final = str.maketrans("aeiots", "431075")
WAYS: Final[tuple[Callable[[str], str], ...]] = (
    lambda word: word.translate(HOMOGLYPHS),
    lambda word: word.translate(LEET),
    ".".join,
    " ".join,
    lambda word: "".join(2 * letter if letter in "aeiou" else letter for letter in word),
    "-".join,
)
TAILS: Final = ("ready", "nego", "murah", "siap kirim", "bisa cod")
TAIL: Final = 0.15  # of all titles: sellers of every kind add a word of the market
ORDINARY_USE: Final = 0.15  # of honest titles with a filler: one that circles use as a code


def fill(template: str, draw: Random, *, word: str = "", code: str = "") -> str:
    """A title from a template of campaign.toml."""
    filler = WORDS["hidden_ordinary"] if draw.random() < ORDINARY_USE else WORDS["fillers"]
    tail = f" {draw.choice(TAILS)}" if draw.random() < TAIL else ""
    return " ".join(
        (template + tail)
        .format(
            w=word,
            g=draw.choice(WORDS["garments"]),
            b=draw.choice(WORDS["brands"]),
            c=draw.choice(WORDS["countries"]),
            s=draw.choice(WORDS["sizes"]),
            v=draw.choice(WORDS["colours"]),
            l=draw.choice(WORDS["local_brands"]),
            x=draw.choice(filler),
            k=code or f"{draw.choice('ABCDEHKM')}{draw.randrange(10, 999)}",
        )
        .split()
    )


def disguised(word: str, way: int) -> str:
    """The first part of a word of the trade, hidden; the rest stays in the open.

    >>> disguised("Second Import", 1)
    '53c0nd Import'
    """
    first, _, rest = word.partition(" ")
    return f"{WAYS[way](first.lower())} {rest}".strip()


def tweaked(title: str, draw: Random) -> str:
    """The title as it is written a second time: mostly the same, sometimes with a small word more or one less."""
    mood = draw.random()
    if mood < 0.2:
        return f"{title} {draw.choice(TAILS)}"
    if mood < 0.3:
        words = title.split()
        del words[draw.randrange(len(words) // 2, len(words))]
        return " ".join(words)
    return title


def new_hash(draw: Random) -> int:
    """The 64-bit hash of a photo that nobody took before."""
    return draw.getrandbits(64)


def cropped(photo: int, draw: Random, *, bits: int) -> int:
    """The hash of the same photo, so many bits away: saved again (0 to 2), or cut otherwise (3 to 8)."""
    for bit in draw.sample(range(64), bits):
        photo ^= 1 << bit
    return photo
