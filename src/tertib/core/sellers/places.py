"""Indonesian addresses and names in the one form in which they are compared."""

import re
import tomllib
import unicodedata
from pathlib import Path

from tertib.errors import BadInput

_TABLE = tomllib.loads(Path(__file__).with_name("places.toml").read_text("utf-8"))
WORDS: dict[str, str] = _TABLE["words"]
LEVELS = frozenset(_TABLE["levels"]["drop"])
TITLES = frozenset(
    "bpk bapak ibu sdr sdri tn ny nn h hj drs dr ir kh prof haji hajah bin binti an cv pt ud toko".split()
)
"""What stands before names of people and firms on accounts: one bank writes it, the next does not."""

_RT_RW = re.compile(r"\brt\W*0*(\d+)(?:\W*rw\W*|\W*/\W*)0*(\d+)\b")
_RT = re.compile(r"\b(rt|rw)\W*0*(\d+)\b")
_POSTCODE = re.compile(r"\b[1-9]\d{4}\b(?=\D*$)")
_NUMBER = re.compile(r"\b(?:no|nomor|nmr|nomer)\W*(?=\d)")
_WORD = re.compile(r"[a-z0-9]+")
SHORTEST_WORDS, SHORTEST_CHARS = 3, 10
"""An address below this names a town or a market, not a door."""


def address(text: str) -> str:
    """An address as its words, abbreviations written out, in the order of the alphabet, each once.

    `Jl. Melati No. 5 RT.01/RW 02, Kel. Sukajadi, Kec. Contoh` and `jalan melati 5, rt 1 rw 2 sukajadi contoh` are
    one. The postcode goes: one writes it, the next does not. Words are kept as a set, since people write places
    in any order; the numbers of RT and RW keep their names.

    Raises BadInput, without the value, for a text too short to name a door.
    """
    folded = _folded(text)
    folded = _RT_RW.sub(r" rt\1 rw\2 ", folded)
    folded = _RT.sub(r" \1\2 ", folded)
    folded = _POSTCODE.sub(" ", folded)
    folded = _NUMBER.sub(" ", folded)
    written = " ".join(WORDS.get(word, word) for word in _WORD.findall(folded))
    words = sorted(set(written.split()) - LEVELS)
    if len(words) < SHORTEST_WORDS or sum(map(len, words)) < SHORTEST_CHARS:
        raise BadInput("This is no full address: give street, number and place. The value is not shown here.")
    return " ".join(words)


def name(text: str) -> str:
    """A payee's name as its words in the order of the alphabet, without titles.

    Raises BadInput, without the value, for a text without letters.
    """
    words = [word for word in re.findall(r"[a-z]+", _folded(text)) if word not in TITLES]
    if not words:
        raise BadInput("This is no name: it has no letters. The value is not shown here.")
    return " ".join(sorted(words))


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).lower()
    return "".join(char for char in plain if not unicodedata.combining(char))
