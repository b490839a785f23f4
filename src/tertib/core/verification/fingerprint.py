"""Whether a page under the same id still offers the same goods, told by the words of its title."""

import hashlib
import re
import unicodedata

_WORDS = re.compile(r"[^\W_]+")
MAX_WORDS = 24  # longer titles repeat search words; 24 x 6 digits fit in one column
PREFIX = "t1:"  # the version of this method
SAME_SHARE = 0.4  # share of common words (Jaccard) from which two titles name the same goods: a seller who
# swaps half the words of a title to dodge a filter keeps it, other goods under an old id do not


def fingerprint_title(title: str) -> str | None:
    """Return `t1:` and the hashes of the title's different words, or None if it has no words.

    Word order, case, punctuation and width do not matter.

    >>> fingerprint_title("Jaket  BEKAS impor!") == fingerprint_title("impor jaket bekas")
    True
    >>> fingerprint_title(" - ") is None
    True
    """
    words = _WORDS.findall(unicodedata.normalize("NFKC", title[:2_000]).casefold())
    hashes = [hashlib.sha256(word.encode("utf-8", "surrogatepass")).hexdigest()[:6] for word in words]
    kept = list(dict.fromkeys(hashes))[:MAX_WORDS]
    return PREFIX + ".".join(sorted(kept)) if kept else None


def same_goods(first: str, second: str) -> bool:
    """Tell whether two fingerprints share enough words.

    A fingerprint of another version is no ground to call goods changed.
    """
    if not (first.startswith(PREFIX) and second.startswith(PREFIX)):
        return True
    one = set(first.removeprefix(PREFIX).split("."))
    other = set(second.removeprefix(PREFIX).split("."))
    return len(one & other) >= SAME_SHARE * len(one | other)
