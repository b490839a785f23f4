"""Measures a pair by its company: who else is near either title, and whether they are near each other too."""

import numpy as np
import numpy.typing as npt
from scipy import sparse

from tertib.core.returns.index import rank_in
from tertib.core.returns.titles import Places

Floats = npt.NDArray[np.float32]

NAMES = (
    "chance", "rank", "rank_back", "best_other", "best_other_back", "others", "others_back", "through",
    "through_share", "through_share_back", "strong_between", "strong", "strong_back", "strong_share", "to_best",
    "to_best_back", "near", "near_back", "against", "against_back",
    "inside",
)  # fmt: skip
WORTH = 0.02  # a first chance below this is no edge
STRONG = 0.4
CHUNK = 50_000


def company(
    query: Places,
    listing: Places,
    chance: Floats,
    *,
    queries: int,
    back: sparse.csr_matrix,
    own: Places,
) -> Floats:
    """Measure pairs `query[i]`, `listing[i]` (row of the index), sorted by query: float32 [pairs, len(NAMES)].

    `chance` is the first chance of each pair, WORTH or more. `back[b]` holds the first chances between row b of the
    index and others of it. `own[q]` is the row that is query q itself, -1 if it is none.
    """
    there = sparse.csr_matrix((chance, (query, listing)), shape=(queries, back.shape[1]), dtype=np.float32)
    best, second, total, near, strong = _rows(there)
    best_b, second_b, total_b, near_b, strong_b = _rows(back)
    itself = own[query] >= 0  # then the query stands among the listing's own neighbours
    rank = _ranks(query, listing, chance)
    rank_back = _rank_back(listing, chance, back)
    other = np.where(rank == 0, second[query], best[query])
    other_back = np.where(itself & (rank_back == 0), second_b[listing], best_b[listing])
    others = total[query] - chance
    others_back = total_b[listing] - np.where(itself, chance, 0)
    through = _product(there, back, query, listing)
    sharp = there.copy()
    sharp.data = (sharp.data > STRONG).astype(np.float32)
    sharp_back = back.copy()
    sharp_back.data = (sharp_back.data > STRONG).astype(np.float32)
    between = _product(sharp, sharp_back, query, listing)
    strong_of, strong_back = strong[query], strong_b[listing] + np.where(itself, 0, chance > STRONG)
    columns: list[npt.NDArray[np.generic]] = [
        chance, rank, rank_back, other, other_back, others, others_back, through,
        through / (others + 0.1), through / (others_back + 0.1), between, strong_of, strong_back,
        between / np.maximum(1, np.minimum(strong_of, strong_back)),
        chance / np.maximum(best[query], 1e-3), chance / np.maximum(np.maximum(best_b[listing], chance), 1e-3),
        near[query], near_b[listing] + np.where(itself, 0, 1),
        others - through, others_back - through, itself,
    ]  # fmt: skip
    return np.column_stack(columns).astype(np.float32)


def edges(a: Places, b: Places, chance: Floats, *, rows: int) -> sparse.csr_matrix:
    """First chances between rows of the index, both ways: of two that were said for a pair, one is kept."""
    kept = chance >= WORTH
    low, high = np.minimum(a, b)[kept], np.maximum(a, b)[kept]
    pair, at = np.unique(low * rows + high, return_index=True)
    low, high, value = pair // rows, pair % rows, chance[kept][at]
    return sparse.csr_matrix(
        (np.concatenate([value, value]), (np.concatenate([low, high]), np.concatenate([high, low]))),
        shape=(rows, rows),
        dtype=np.float32,
    )


def _rows(matrix: sparse.csr_matrix) -> tuple[Floats, Floats, Floats, Floats, Floats]:
    """Of each row: the greatest, the second, the sum, the number of values, the number of strong ones."""
    count = matrix.shape[0]
    row = np.repeat(np.arange(count), np.diff(matrix.indptr))
    order = np.lexsort((-matrix.data, row))
    place, value = rank_in(row), matrix.data[order]
    best, second = np.zeros(count, np.float32), np.zeros(count, np.float32)
    best[row[place == 0]] = value[place == 0]
    second[row[place == 1]] = value[place == 1]
    total = np.bincount(row, matrix.data, minlength=count)
    near = np.bincount(row, minlength=count)
    strong = np.bincount(row, matrix.data > STRONG, minlength=count)
    return best, second, total.astype(np.float32), near.astype(np.float32), strong.astype(np.float32)


def _ranks(group: Places, tie: Places, chance: Floats) -> Places:
    order = np.lexsort((tie, -chance, group))
    rank = np.empty(len(group), np.int64)
    rank[order] = rank_in(group[order])
    return rank


def _rank_back(listing: Places, chance: Floats, back: sparse.csr_matrix) -> Places:
    """How many of the listing's own neighbours are nearer to it than the query."""
    row = np.repeat(np.arange(back.shape[0]), np.diff(back.indptr))
    order = np.lexsort((-back.data, row))
    # chances lie in 0..1: a row's neighbours stand between 2 * row and 2 * row + 1, nearest first
    sorted_keys = row[order] * 2.0 + (1.0 - back.data[order].astype(np.float64))
    nearer: Places = (
        np.searchsorted(sorted_keys, listing * 2.0 + (1.0 - chance.astype(np.float64))) - back.indptr[listing]
    )
    return nearer


def _product(there: sparse.csr_matrix, back: sparse.csr_matrix, query: Places, listing: Places) -> Floats:
    """For each pair the sum over third listings of how near they are to either."""
    found = np.zeros(len(query), np.float32)
    for at in range(0, len(query), CHUNK):
        a, b = query[at : at + CHUNK], listing[at : at + CHUNK]
        found[at : at + CHUNK] = np.asarray(there[a].multiply(back[b]).sum(axis=1)).ravel()
    return found
