"""Measures a pair of titles: what they share, what one has alone, numbers that differ, how the letters run."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from rapidfuzz import fuzz, process
from rapidfuzz.distance import LCSseq

from tertib.core.returns.index import WordWeights
from tertib.core.returns.titles import NUMBER, Keys, Places, Ragged, Titles

Floats = npt.NDArray[np.float32]
Doubles = npt.NDArray[np.floating]

# of a pair's two values, "low" is the lesser and "high" the greater: a pair reads the same both ways
NAMES = (
    "cosine", "shared", "rarest_shared", "words_shared", "numbers_shared", "numbers_conflict", "joined_cosine",
    "ratio", "token_set", "token_sort", "partial", "run",
    "share_low", "share_high", "alone_low", "alone_high", "rarest_low", "rarest_high", "words_alone_low",
    "words_alone_high", "numbers_alone_low", "numbers_alone_high", "pieces_low", "pieces_high",
    "length_low", "length_high",
)  # fmt: skip
CHUNK = 100_000
SHIFT = np.uint64(32)


@dataclass(frozen=True, slots=True)
class Side:
    """Titles with the weight of each of their words and joined words, aligned with the keys."""

    titles: Titles
    words: Floats
    joined: Floats

    def take(self, rows: Places) -> "Side":
        """Some rows, in the order asked."""
        words, joined = self.titles.words, self.titles.joined
        return Side(self.titles.take(rows), self.words[words.at(rows)], self.joined[joined.at(rows)])


def side(titles: Titles, *, words: WordWeights, joined: WordWeights) -> Side:
    """Weigh titles by the index's words."""
    return Side(titles, words.of(titles.words.keys), joined.of(titles.joined.keys))


def measure(first: Side, a: Places, second: Side, b: Places) -> Floats:
    """Measure title a[i] of `first` beside title b[i] of `second`: float32 [pairs, len(NAMES)], in that order."""
    parts = [
        _measure(first, a[at : at + CHUNK], second, b[at : at + CHUNK]) for at in range(0, len(a), CHUNK)
    ]
    return np.concatenate(parts) if parts else np.zeros((0, len(NAMES)), np.float32)


def _measure(first: Side, a: Places, second: Side, b: Places) -> Floats:
    count = len(a)
    one, two = _words(first, a, second, b)
    squares = []
    near_a, near_b = _taken(first.titles.joined, a), _taken(second.titles.joined, b)
    for (pair, _, at), weight in ((near_a, first.joined), (near_b, second.joined)):
        squares.append(_sum(pair, weight[at].astype(np.float64) ** 2, count))
    common = _among(near_a[1], near_b[1])
    near_shared = _sum(near_a[0][common], first.joined[near_a[2]][common].astype(np.float64) ** 2, count)
    piece_a, piece_b = _taken(first.titles.pieces, a, bits=24), _taken(second.titles.pieces, b, bits=24)
    pieces = _sum(piece_a[0], _among(piece_a[1], piece_b[1]) * 1.0, count)
    pieces_a = (first.titles.pieces.ends[a + 1] - first.titles.pieces.ends[a]) * 1.0
    pieces_b = (second.titles.pieces.ends[b + 1] - second.titles.pieces.ends[b]) * 1.0
    texts_a = [first.titles.texts[row] for row in a.tolist()]
    texts_b = [second.titles.texts[row] for row in b.tolist()]
    columns = [
        _share(one["shared_square"], np.sqrt(one["square"] * two["square"])),
        one["shared"],
        one["rarest_shared"],
        one["words_shared"],
        one["numbers_shared"],
        ((one["numbers_alone"] > 0) & (two["numbers_alone"] > 0)) * 1.0,
        _share(near_shared, np.sqrt(squares[0] * squares[1])),
        *(
            process.cpdist(texts_a, texts_b, scorer=scorer, dtype=np.float32)
            for scorer in (fuzz.ratio, fuzz.token_set_ratio, fuzz.token_sort_ratio, fuzz.partial_ratio)
        ),
        process.cpdist(texts_a, texts_b, scorer=LCSseq.normalized_similarity, dtype=np.float32),
    ]
    for x, y in (
        (_share(one["shared"], one["all"]), _share(two["shared"], two["all"])),
        *((one[name], two[name]) for name in ("alone", "rarest", "words_alone", "numbers_alone")),
        (_share(pieces, pieces_a), _share(pieces, pieces_b)),
        (
            np.fromiter(map(len, texts_a), np.float64, count),
            np.fromiter(map(len, texts_b), np.float64, count),
        ),
    ):
        columns += [np.minimum(x, y), np.maximum(x, y)]
    return np.column_stack(columns).astype(np.float32)


def _words(first: Side, a: Places, second: Side, b: Places) -> tuple[dict[str, Doubles], dict[str, Doubles]]:
    """For each side of each pair: sums over its words, over those that both have, and over those it has alone."""
    count = len(a)
    taken = _taken(first.titles.words, a), _taken(second.titles.words, b)
    sides = []
    for (pair, key, at), (_, other, _), all_weights in (
        (taken[0], taken[1], first.words),
        (taken[1], taken[0], second.words),
    ):
        weight = all_weights[at].astype(np.float64)
        shared = _among(key, other)
        number = (key & NUMBER) == 1
        alone = ~shared
        sides.append(
            {
                "square": _sum(pair, weight**2, count),
                "shared_square": _sum(pair[shared], weight[shared] ** 2, count),
                "all": _sum(pair, weight, count),
                "shared": _sum(pair[shared], weight[shared], count),
                "alone": _sum(pair[alone], weight[alone], count),
                "rarest": _greatest(pair[alone], weight[alone], count),
                "rarest_shared": _greatest(pair[shared], weight[shared], count),
                "words_shared": _sum(pair, (shared & ~number) * 1.0, count),
                "words_alone": _sum(pair, (alone & ~number) * 1.0, count),
                "numbers_shared": _sum(pair, (shared & number) * 1.0, count),
                "numbers_alone": _sum(pair, (alone & number) * 1.0, count),
            }
        )
    return sides[0], sides[1]


def _taken(rows: Ragged, chosen: Places, *, bits: int = 32) -> tuple[Places, Keys, Places]:
    """Pair, key and place of each key of the chosen rows. Keys are cut to 32 bits behind the pair: ascending."""
    sizes = rows.ends[chosen + 1] - rows.ends[chosen]
    at = rows.at(chosen)
    pair = np.repeat(np.arange(len(chosen)), sizes)
    key = rows.keys[at].astype(np.uint64)
    if bits == 32:
        key = (key >> np.uint64(33) << np.uint64(1)) | (key & NUMBER)
    return pair, (pair.astype(np.uint64) << SHIFT) | key, at


def _among(keys: Keys, others: Keys) -> npt.NDArray[np.bool_]:
    """Which of the ascending `keys` stand among the ascending `others`."""
    if not len(others):
        return np.zeros(len(keys), bool)
    at = np.minimum(np.searchsorted(others, keys), len(others) - 1)
    found: npt.NDArray[np.bool_] = others[at] == keys
    return found


def _greatest(pair: Places, values: Doubles, count: int) -> Doubles:
    found = np.zeros(count)
    if len(pair):
        first = np.flatnonzero(np.concatenate([[True], pair[1:] != pair[:-1]]))
        found[pair[first]] = np.maximum.reduceat(values, first)
    return found


def _sum(pair: Places, values: Doubles, count: int) -> Doubles:
    total: Doubles = np.bincount(pair, values, minlength=count).astype(np.float64)
    return total


def _share(part: Doubles, whole: Doubles) -> Doubles:
    return part / np.maximum(whole, 1e-9)
