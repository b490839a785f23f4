"""Build the ordinary words that are no disguise of another: hashes of a word list and of tokens that many listings share.

    python tools/ordinary_words.py [FILE.csv.gz:COLUMN ...]

Needs the dependency group `fold` (wordfreq: only here). Words: the small Indonesian and English lists of wordfreq (see
NOTICE), the goods and trade words of `tools/ordinary_words.txt`, and every token of letters that at least SEEN titles
of the files share. Only hashes are shipped. A deployment adds the tokens of its own traffic with `Ordinary.with_words`.
"""

import csv
import gzip
import re
import sys
from collections import Counter
from importlib.util import find_spec
from pathlib import Path

import msgpack
import numpy as np

from tertib.core.detection.matcher.ordinary import LONGEST, WORDS, Ordinary

OWN = Path(__file__).with_suffix(".txt")
SEEN = 20  # titles: a spelling that so many sellers share hides nothing
RAREST = 750  # hundredths of a power of ten: once in thirty million words; rarer ones are often misspelt
_WORD = re.compile(r"[a-z]+")


def main() -> int:
    """Write the hashes; print how many."""
    words = {
        word for line in OWN.read_text(encoding="utf-8").splitlines() for word in line.split("#")[0].split()
    }
    for language in ("id", "en"):
        words |= _listed(language)
    words |= {token for token, count in _tokens(sys.argv[1:]).items() if count >= SEEN}
    kept = sorted(word for word in words if _WORD.fullmatch(word) and 2 <= len(word) <= LONGEST)
    ordinary = Ordinary.of_words(kept)
    np.savez_compressed(WORDS, hashes=ordinary.hashes)
    print(len(ordinary.hashes))
    return 0


def _listed(language: str) -> set[str]:
    """Words of a list of wordfreq: after a header, the words of each hundredth of a power of ten."""
    found = find_spec("wordfreq")
    if found is None or found.origin is None:
        raise SystemExit("wordfreq is not installed: install the dependency group `fold`")
    with gzip.open(Path(found.origin).parent / "data" / f"small_{language}.msgpack.gz") as packed:
        return {word for words in msgpack.load(packed, raw=False)[1 : RAREST + 1] for word in words}


def _tokens(files: list[str]) -> Counter[str]:
    """In how many distinct titles each token stands."""
    seen: Counter[str] = Counter()
    for name in files:
        path, _, column = name.partition(":")
        with gzip.open(path, "rt", encoding="utf-8", newline="") as rows:
            for title in sorted({row[column].lower() for row in csv.DictReader(rows)}):
                seen.update(set(_WORD.findall(title)))
    return seen


if __name__ == "__main__":
    sys.exit(main())
