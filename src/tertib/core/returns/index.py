"""Finds, for each title, the removed titles that share its rarest words, joined words or MinHash bands."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tertib.core.returns.titles import NUMBER, Keys, Places, Ragged, Titles

Floats = npt.NDArray[np.float32]

POSTINGS = 2_000  # so many meetings a title are counted, by its rarest keys first; more found no more pairs
NEAREST = 40  # candidates a title that are compared in full
LEAST = 0.06  # share of the weight that a candidate must have in common, in an index of LEARNED rows
MORE_A_DECADE = 0.5  # so much more of it for ten times the rows: the more, the more are alike by chance
LEARNED = 17_290  # rows that the weights were learned on
RAREST = np.log(1 + LEARNED) + 1  # the weight of an unknown word among them
BAND_WEIGHT = 2.0  # a shared band weighs as much as a word of this weight
CHUNK_ROWS = 2_000


@dataclass(frozen=True, slots=True)
class Candidates:
    """`query[i]` may be the same as `listing[i]` (row of the index): by query, then nearest first, then by row."""

    query: Places
    listing: Places
    likeness: Floats


class WordWeights:
    """How much a word tells: log((1 + rows) / (1 + rows that have it)) + 1, for words as keys.

    Scaled so that an unknown word weighs RAREST in an index of any size: what was learned on one holds on another.
    """

    def __init__(self, words: Ragged) -> None:
        """Count the words of the index."""
        self._rows = words.rows
        self._keys, counts = np.unique(words.keys, return_counts=True)
        self._counts = counts.astype(np.int32)

    def counts(self, keys: Keys) -> npt.NDArray[np.int32]:
        """In how many rows each key stands."""
        if not len(self._keys):
            return np.zeros(len(keys), np.int32)
        at = places_of(keys, self._keys)
        return np.where(self._keys[at] == keys, self._counts[at], np.int32(0))

    def of(self, keys: Keys) -> Floats:
        """The weight of each key."""
        scale = RAREST / (np.log(1 + self._rows) + 1)
        weights = (np.log((1 + self._rows) / (1.0 + self.counts(keys))) + 1) * scale
        told: Floats = weights.astype(np.float32)
        return told


class TitleIndex:
    """An inverted index over hashed keys; what it finds depends on the rows alone, not on how queries are cut."""

    def __init__(self, titles: Titles) -> None:
        """Index the rows of the removed."""
        owners, keys, band = _entries(titles)
        order = np.argsort(keys, kind="stable")
        keys, owners, band = keys[order], owners[order], band[order]
        first = (
            np.flatnonzero(np.concatenate([[True], keys[1:] != keys[:-1]])) if len(keys) else np.zeros(0, int)
        )
        self._keys = keys[first]
        self._begins = np.concatenate([first, [len(keys)]]).astype(np.int64)
        self._owners = owners.astype(np.int32)
        self.rows = titles.words.rows
        self._least = LEAST * (1 + MORE_A_DECADE * max(0.0, np.log10(max(self.rows, 1) / LEARNED)))
        sizes = np.diff(self._begins)
        weight = (np.log((1 + self.rows) / (1.0 + sizes)) + 1).astype(np.float32).astype(np.float64)
        squares = np.where(band, 0.0, np.repeat(weight * weight, sizes))
        norm = np.sqrt(np.bincount(owners, squares, minlength=self.rows)).astype(np.float32)
        self._norm = np.maximum(norm, 1e-6)

    def _key_weights(self, keys: Keys, band: npt.NDArray[np.bool_]) -> tuple[Floats, Places, Places]:
        if not len(self._keys):
            zero = np.zeros(len(keys), np.int64)
            return np.ones(len(keys), np.float32), zero, zero
        at = places_of(keys, self._keys)
        known = self._keys[at] == keys
        begins = np.where(known, self._begins[at], 0)
        counts = np.where(known, self._begins[at + 1] - self._begins[at], 0)
        weight = np.log((1 + self.rows) / (1.0 + counts)) + 1
        return np.where(band, BAND_WEIGHT, weight).astype(np.float32), begins, counts

    def nearest(self, titles: Titles, *, own: Places | None = None) -> Candidates:
        """The NEAREST rows of each title. `own[i]` is the row that is title i itself, -1 if none; never given."""
        owners, keys, band = _entries(titles)
        weights, begins, counts = self._key_weights(keys, band)
        squares = np.where(band, 0.0, weights.astype(np.float64) ** 2)
        norms = np.maximum(np.sqrt(np.bincount(owners, squares, minlength=titles.words.rows)), 1e-6)
        order = np.lexsort((keys, counts, owners))
        owners, weights, begins, counts = owners[order], weights[order], begins[order], counts[order]
        met = np.cumsum(counts)
        ends = np.searchsorted(owners, np.arange(titles.words.rows + 1))
        start = np.concatenate([[0], met])[ends[:-1]]
        kept = (counts > 0) & (met - start[owners] <= POSTINGS)
        owners, weights, begins, counts = owners[kept], weights[kept], begins[kept], counts[kept]
        parts = []
        bounds = np.searchsorted(owners, np.arange(0, titles.words.rows + CHUNK_ROWS, CHUNK_ROWS))
        for a, b in zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True):
            parts.append(self._meet(owners[a:b], weights[a:b], begins[a:b], counts[a:b], norms, own))
        return Candidates(
            np.concatenate([part.query for part in parts] or [np.zeros(0, np.int64)]),
            np.concatenate([part.listing for part in parts] or [np.zeros(0, np.int64)]),
            np.concatenate([part.likeness for part in parts] or [np.zeros(0, np.float32)]),
        )

    def _meet(
        self,
        owners: Places,
        weights: Floats,
        begins: Places,
        counts: Places,
        norms: npt.NDArray[np.float64],
        own: Places | None,
    ) -> Candidates:
        total = int(counts.sum())
        at = np.repeat(begins - (np.cumsum(counts) - counts), counts) + np.arange(total)
        pair = (np.repeat(owners, counts) << 32) | self._owners[at]
        gained = np.repeat(weights * weights, counts)
        order = np.argsort(pair, kind="stable")
        pair, gained = pair[order], gained[order]
        first = (
            np.flatnonzero(np.concatenate([[True], pair[1:] != pair[:-1]]))
            if total
            else np.zeros(0, np.int64)
        )
        pair = pair[first]
        shared = np.add.reduceat(gained.astype(np.float64), first) if total else np.zeros(0)
        query, listing = pair >> 32, pair & 0xFFFFFFFF
        likeness = (shared / (norms[query] * self._norm[listing])).astype(np.float32)
        kept = likeness >= self._least
        if own is not None:
            kept &= own[query] != listing
        query, listing, likeness = query[kept], listing[kept], likeness[kept]
        order = np.lexsort((listing, -likeness, query))
        query, listing, likeness = query[order], listing[order], likeness[order]
        kept = rank_in(query) < NEAREST
        return Candidates(query[kept], listing[kept], likeness[kept])


def places_of(keys: Keys, known: Keys) -> Places:
    """The place of each key among the ascending `known` ones, or one beside it; sorted first, so that memory is near."""
    order = np.argsort(keys, kind="stable")
    at = np.empty(len(keys), np.int64)
    at[order] = np.minimum(np.searchsorted(known, keys[order]), len(known) - 1)
    return at


def rank_in(groups: Places) -> Places:
    """Place of each row in its run of equal groups, from 0."""
    if not len(groups):
        return np.zeros(0, np.int64)
    first = np.flatnonzero(np.concatenate([[True], groups[1:] != groups[:-1]]))
    return np.arange(len(groups)) - np.repeat(first, np.diff(np.concatenate([first, [len(groups)]])))


def _entries(titles: Titles) -> tuple[Places, Keys, npt.NDArray[np.bool_]]:
    """Every key of every row, and whether it is a band. A number alone is no key: it brings nothing together."""
    words, joined, bands = titles.words, titles.joined, titles.bands
    telling = (words.keys & NUMBER) == 0
    owners = np.concatenate([words.owners()[telling], joined.owners(), bands.owners()])
    keys = np.concatenate([words.keys[telling], joined.keys, bands.keys])
    band = np.zeros(len(keys), bool)
    band[len(keys) - len(bands.keys) :] = True
    order = np.argsort(owners, kind="stable")
    return owners[order], keys[order], band[order]
