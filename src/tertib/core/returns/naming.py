"""Where a pair stands among all pairs of its listing: what the choice of the pairs to be named is made by."""

import numpy as np
import numpy.typing as npt

from tertib.core.returns.index import rank_in
from tertib.core.returns.titles import Places

Floats = npt.NDArray[np.float32]

LEVELS = (0.1, 0.3, 0.5, 0.7, 0.9)  # pairs of the listing above them are counted
TOP = 5  # greatest chances of the listing
PARTS = 1_000_000  # chances are added up as whole millionths: the same sum, however a batch was cut
NAMES = (
    "chance", "inside", "rank", "nearer", "farther", "best", "to_best", "before", "behind", "second_behind",
    "third_behind", "total", "nearer_mean", *(f"above_{level}" for level in LEVELS), *(f"top_{n}" for n in range(TOP)),
)  # fmt: skip


def standing(query: Places, listing: Places, chance: Floats, *, inside: npt.NDArray[np.bool_]) -> Floats:
    """Measure pairs in any order by the chances of their query: float32 [pairs, len(NAMES)].

    `inside`: the query is a row of the index itself, so that it does not stand alone in its own goods.
    """
    if not len(query):
        return np.zeros((0, len(NAMES)), np.float32)
    order = np.lexsort((listing, -chance, query))
    asked, sorted_chance = query[order], chance[order]
    rank = rank_in(asked)
    first = np.flatnonzero(rank == 0)
    size = np.diff(np.concatenate([first, [len(asked)]]))
    parts = np.rint(sorted_chance.astype(np.float64) * PARTS).astype(np.int64)
    run = np.cumsum(parts) - parts
    nearer = run - np.repeat(run[first], size)
    total = np.repeat(np.add.reduceat(parts, first), size)
    best = np.repeat(sorted_chance[first], size)

    def at(place: npt.NDArray[np.int64]) -> Floats:
        """The chance at a place of the same query's list: 1 before its first, 0 behind its last."""
        within = (place >= 0) & (place < np.repeat(size, size))
        value = sorted_chance[np.where(within, np.repeat(first, size) + place, 0)]
        found: Floats = np.where(within, value, (place < 0).astype(np.float32))
        return found

    columns: list[npt.NDArray[np.generic]] = [
        sorted_chance, inside[order], rank, nearer / PARTS, (total - nearer - parts) / PARTS, best,
        sorted_chance / np.maximum(best, np.float32(1e-3)), at(rank - 1), at(rank + 1), at(rank + 2), at(rank + 3),
        total / PARTS, nearer / PARTS / np.maximum(rank, 1),
    ]  # fmt: skip
    columns += [np.repeat(np.add.reduceat((sorted_chance > level) * 1, first), size) for level in LEVELS]
    columns += [at(np.full(len(asked), place)) for place in range(TOP)]
    told = np.empty((len(asked), len(NAMES)), np.float32)
    told[order] = np.column_stack(columns)
    return told


def gains(
    query: Places, listing: Places, chance: Floats, same: npt.NDArray[np.bool_], partners: Places
) -> npt.NDArray[np.float64]:
    """What naming a pair does to the F1 of its query's set, if all nearer pairs are named: its weight in training.

    `partners[q]` is how many rows of the index are the same as q. The set counts q itself. Naming a right one gains
    (2 - F) / (named + right answers), a wrong one loses F / (named + right answers), F being that of the nearer ones.
    """
    order = np.lexsort((listing, -chance, query))
    rank = rank_in(query[order])
    first = np.flatnonzero(rank == 0)
    size = np.diff(np.concatenate([first, [len(order)]]))
    right = same[order].astype(np.int64)
    run = np.cumsum(right) - right
    before = run - np.repeat(run[first], size)
    answers = partners[query[order]] + 1
    f1 = 2 * (before + 1) / (rank + 1 + answers)
    told = np.empty(len(order))
    told[order] = np.where(right > 0, 2 - f1, f1) / (rank + 2 + answers)
    return told
