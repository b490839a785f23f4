"""Finds removed listings that are offered again: candidates, a first chance, their company, a second chance.

Who keeps an index over days, adds to it and asks it batch by batch begins with `kept.Index` and `kept.match`.
"""

from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from scipy import sparse

from tertib.core.returns.index import TitleIndex, WordWeights
from tertib.core.returns.itself import NONE, SameRows
from tertib.core.returns.model import Model
from tertib.core.returns.naming import standing
from tertib.core.returns.neighbours import WORTH, company, edges
from tertib.core.returns.pairs import NAMES, Side, measure, side
from tertib.core.returns.pictures import Bits, HashIndex, distances, hashes, turned_distances, views
from tertib.core.returns.titles import Keys, Places, Titles, read_titles
from tertib.core.returns.trees import Forest

Floats = npt.NDArray[np.float32]

SLICE_ROWS = 8_192
LIKENESS, CONFLICT = NAMES.index("cosine"), NAMES.index("numbers_conflict")
PDQ_REACH = 31  # Meta's guidance for a match, of 256 bits
PHASH_REACH = 7  # as exact as the index of 64-bit hashes


@dataclass(frozen=True, slots=True)
class Pairs:
    """`query[i]` (row of the listings) may be `listing[i]` (row of the removed). Sorted by query, then listing.

    `chance` is that of the same product; `worth` is the chance that naming it raises the F1 of its listing's set.
    `phash` and `pdq` are the bits in which the pictures' hashes differ, -1
    where one has none.
    """

    query: Places
    listing: Places
    chance: Floats
    worth: Floats
    phash: npt.NDArray[np.int32]
    pdq: npt.NDArray[np.int32]
    likeness: Floats  # of the titles, 0..1: cosine of their weighted words
    numbers_conflict: npt.NDArray[np.bool_]  # each title has a number that the other lacks


@dataclass(frozen=True, slots=True)
class Compared:
    """Candidates by query, then listing, and what is measured of them.

    `text` float32 [pairs, pairs.NAMES]; `picture` float32 [pairs, 3]: bits between the pictures' hashes (-1: no
    picture), and how many rows of the index have the very same hash, the lesser and the greater.
    """

    query: Places
    listing: Places
    text: Floats
    picture: Floats
    phash: npt.NDArray[np.int32]
    pdq: npt.NDArray[np.int32]

    @property
    def pictured(self) -> npt.NDArray[np.bool_]:
        """Which pairs have hashes on both sides."""
        found: npt.NDArray[np.bool_] = self.picture[:, 0] >= 0
        return found


@dataclass(frozen=True, slots=True)
class Batch:
    """Listings as they are compared."""

    text: Side
    phash: Bits
    has_phash: npt.NDArray[np.bool_]
    pdq: Bits
    has_pdq: npt.NDArray[np.bool_]
    alike: Floats  # rows with the very same phash: of the index, and the row itself
    outside: npt.NDArray[np.int64]  # 1 for a row that is not in the index


class Removed:
    """The removed listings, indexed. What is found for a listing depends on it and on the removed ones alone."""

    def __init__(self, listings: pa.RecordBatch, *, model: Model, titles: Titles | None = None) -> None:
        """Index LISTING rows (title, image_phash and image_pdq are read); `titles` if they were read before."""
        self._model = model
        titles = titles if titles is not None else read_titles(listings.column("title"))
        self._words = WordWeights(titles.words)
        self._joined = WordWeights(titles.joined)
        self._index = TitleIndex(titles)
        text = side(titles, words=self._words, joined=self._joined)
        phash, has_phash = hashes(listings.column("image_phash").to_pylist(), bits=64)
        pdq, has_pdq = hashes(listings.column("image_pdq").to_pylist(), bits=256)
        self._hash_counts = np.unique(_packed(phash[has_phash]), return_counts=True)
        inside = np.zeros(listings.num_rows, np.int64)
        self.themselves = Batch(text, phash, has_phash, pdq, has_pdq, self._alike(phash, has_phash), inside)
        self._itself = SameRows(listings)
        self._phashes = HashIndex(phash, has_phash)
        self._pdqs = HashIndex(pdq, has_pdq)
        self.rows = listings.num_rows

    def match(self, listings: pa.RecordBatch) -> Pairs:
        """Pairs of new listings with removed ones whose chance is WORTH or more.

        A listing that is itself a removed one, by id and title, is judged like one of the list, and is certain of itself.
        """
        own = self._itself.of(listings)
        batch = self.read(listings, own)
        query, listing, chance = self._first(batch, own)
        # each row's own nearest alone: what stands beside a listing in its batch must not change its chance
        near, other, known = self._among(np.unique(listing))
        back = sparse.csr_matrix((known, (near, other)), shape=(self.rows, self.rows), dtype=np.float32)
        found = self._named(*self._second(batch, query, listing, chance, back=back, own=own), own=own)
        return found if (own == NONE).all() else self._with_itself(found, batch, own)

    def match_themselves(self) -> Pairs:
        """Pairs among the removed, each both ways with one chance and worth; never a row with itself."""
        back = edges(*self._among(np.arange(self.rows)), rows=self.rows)
        matrix = back.tocoo()
        order = np.lexsort((matrix.col, matrix.row))
        query, listing = matrix.row[order].astype(np.int64), matrix.col[order].astype(np.int64)
        own = np.arange(self.rows)
        found, chance = self._second(self.themselves, query, listing, matrix.data[order], back=back, own=own)
        mirror = np.searchsorted(query * self.rows + listing, listing * self.rows + query)
        return self._named(found, both_ways(chance, mirror), own=own, mirror=mirror)

    def _with_itself(self, found: Pairs, batch: Batch, own: Places) -> Pairs:
        query = np.flatnonzero(own != NONE)
        same = self.measured(batch, query, own[query])
        sure = np.ones(len(query), np.float32)
        ours = Pairs(
            query, own[query], sure, sure, same.phash, same.pdq, sure, np.zeros(len(query), np.bool_)
        )
        order = np.lexsort(
            (np.concatenate([found.listing, ours.listing]), np.concatenate([found.query, ours.query]))
        )
        return Pairs(
            *(
                np.concatenate([getattr(found, one.name), getattr(ours, one.name)])[order]
                for one in fields(Pairs)
            )
        )

    def _among(self, rows: Places) -> tuple[Places, Places, Floats]:
        """First chances of these rows of the index, ascending, with others of it."""
        queries, listings, chances = (
            [np.zeros(0, np.int64)],
            [np.zeros(0, np.int64)],
            [np.zeros(0, np.float32)],
        )
        for at in range(0, len(rows), SLICE_ROWS):
            own = rows[at : at + SLICE_ROWS]
            query, listing, chance = self._first(_taken(self.themselves, own), own)
            queries.append(own[query])
            listings.append(listing)
            chances.append(chance)
        return np.concatenate(queries), np.concatenate(listings), np.concatenate(chances)

    def read(self, listings: pa.RecordBatch, own: Places | None = None) -> Batch:
        """Listings as they are compared with these; `own[i]` is the row of the index that is row i itself, -1 if none."""
        titles = read_titles(listings.column("title"))
        text = side(titles, words=self._words, joined=self._joined)
        phash, has_phash = hashes(listings.column("image_phash").to_pylist(), bits=64)
        pdq, has_pdq = hashes(listings.column("image_pdq").to_pylist(), bits=256)
        outside = np.ones(len(phash), np.int64) if own is None else (own == NONE).astype(np.int64)
        alike = self._alike(phash, has_phash) + has_phash * outside
        return Batch(text, phash, has_phash, pdq, has_pdq, alike.astype(np.float32), outside)

    def _alike(self, phash: Bits, there: npt.NDArray[np.bool_]) -> Floats:
        known, counts = self._hash_counts
        if not len(known):
            return np.zeros(len(phash), np.float32)
        asked = _packed(phash)
        at = np.minimum(np.searchsorted(known, asked), len(known) - 1)
        return np.where(there & (known[at] == asked), counts[at], 0).astype(np.float32)

    def compare(self, batch: Batch, own: Places) -> Compared:
        """All candidates of a batch, measured; `own[i]` is the row of the index that is row i itself, -1 if none."""
        near = self._index.nearest(batch.text.titles, own=own)
        seen = [
            self._phashes.near(batch.phash, batch.has_phash)[:2],
            *(self._pdqs.near(view, batch.has_pdq)[:2] for view in views(batch.pdq)),
        ]
        pair = [near.query * self.rows + near.listing]
        pair += [(query * self.rows + row)[own[query] != row] for query, row in seen]
        key = np.unique(np.concatenate(pair))
        return self.measured(batch, key // max(self.rows, 1), key % max(self.rows, 1))

    def measured(self, batch: Batch, query: Places, listing: Places) -> Compared:
        """Rows of a batch beside rows of the index."""
        there = self.themselves
        both = batch.has_phash[query] & there.has_phash[listing]
        phash = np.where(both, distances(batch.phash[query], there.phash[listing]), NONE).astype(np.int32)
        both = batch.has_pdq[query] & there.has_pdq[listing]
        pdq = np.full(len(query), NONE, np.int32)
        pdq[both] = turned_distances(batch.pdq[query[both]], there.pdq[listing[both]])
        # nobody has labelled pairs with PDQ: its reach is read as that of the other hash
        distance = np.where((phash == NONE) & (pdq != NONE), pdq * PHASH_REACH // PDQ_REACH, phash)
        one, two = batch.alike[query], there.alike[listing] + batch.outside[query] * (phash == 0)
        picture = np.column_stack([distance, np.minimum(one, two), np.maximum(one, two)]).astype(np.float32)
        text = measure(batch.text, query, there.text, listing)
        return Compared(query, listing, text, picture, phash, pdq)

    def _first(self, batch: Batch, own: Places) -> tuple[Places, Places, Floats]:
        found = self.compare(batch, own)
        chance = first_chance(self._model, found)
        kept = chance >= WORTH
        return found.query[kept], found.listing[kept], chance[kept]

    def _second(
        self,
        batch: Batch,
        query: Places,
        listing: Places,
        chance: Floats,
        *,
        back: sparse.csr_matrix,
        own: Places,
    ) -> tuple[Compared, Floats]:
        found = self.measured(batch, query, listing)
        around = company(query, listing, chance, queries=len(batch.phash), back=back, own=own)
        return found, second_chance(self._model, found, around)

    def _named(self, found: Compared, chance: Floats, *, own: Places, mirror: Places | None = None) -> Pairs:
        place = standing(found.query, found.listing, chance, inside=own[found.query] >= 0)
        worth = worth_of(self._model, found, place)
        return Pairs(
            query=found.query,
            listing=found.listing,
            chance=chance,
            worth=worth if mirror is None else np.minimum(worth, worth[mirror]),  # either list must name it
            phash=found.phash,
            pdq=found.pdq,
            likeness=found.text[:, LIKENESS],
            numbers_conflict=found.text[:, CONFLICT] > 0,
        )


def first_chance(model: Model, found: Compared) -> Floats:
    """Chance of each pair by its titles, and by its pictures where both have one."""
    return _chance(found, model.text, found.text, model.seen)


def second_chance(model: Model, found: Compared, around: Floats) -> Floats:
    """The same, with the company of each pair."""
    return _chance(found, model.text_company, np.hstack([found.text, around]), model.seen_company)


def worth_of(model: Model, found: Compared, place: Floats) -> Floats:
    """The chance that naming each pair is right, weighed by what it does to the set of its listing (naming.gains)."""
    return _by_picture(found, model.text_naming, place, model.seen_naming, place)


def both_ways(value: Floats, mirror: Places) -> Floats:
    """The mean of what was said of each pair and of its mirror."""
    return (value + value[mirror]) / np.float32(2)


def _chance(found: Compared, text: Forest, columns: Floats, seen: Forest) -> Floats:
    return _by_picture(found, text, columns, seen, np.hstack([columns, found.picture]))


def _by_picture(found: Compared, text: Forest, columns: Floats, seen: Forest, with_picture: Floats) -> Floats:
    pictured = found.pictured
    chance = np.zeros(len(columns), np.float32)
    chance[~pictured] = text.chance(columns[~pictured])
    chance[pictured] = seen.chance(with_picture[pictured])
    return chance


def _packed(parts: Bits) -> Keys:
    packed = np.zeros(len(parts), np.uint64)
    for part in range(parts.shape[1]):
        packed = (packed << np.uint64(16)) | parts[:, part].astype(np.uint64)
    return packed


def _taken(batch: Batch, rows: Places) -> Batch:
    """Some rows of a batch."""
    if len(rows) == len(batch.phash):
        return batch
    return Batch(
        batch.text.take(rows),
        batch.phash[rows],
        batch.has_phash[rows],
        batch.pdq[rows],
        batch.has_pdq[rows],
        batch.alike[rows],
        batch.outside[rows],
    )
