"""Learns the weights of returns from postings whose groups are known, each judged by forests that never saw its group."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from sklearn.ensemble import HistGradientBoostingClassifier

from tertib.core.returns.model import Model
from tertib.core.returns.neighbours import company, edges
from tertib.core.returns.run import Compared, Removed
from tertib.core.returns.titles import Places
from tertib.core.returns.trees import Forest

Floats = npt.NDArray[np.float32]

FOLDS = 4
PRECISION = 0.995  # of what is called the same offer, on unseen groups; half a point above what is promised
SETTINGS = {
    "max_iter": 120, "learning_rate": 0.1, "max_leaf_nodes": 31, "max_depth": 7, "min_samples_leaf": 40,
    "l2_regularization": 1.0, "early_stopping": False, "random_state": 0,
}  # fmt: skip
UNTAUGHT = Model.untaught()


@dataclass(frozen=True, slots=True)
class Judged:
    """Pairs both ways, sorted by query, with chances from forests that saw neither group."""

    query: Places
    listing: Places
    chance: Floats
    same: npt.NDArray[np.bool_]
    numbers_conflict: npt.NDArray[np.bool_]

    def where(self, chosen: npt.NDArray[np.bool_]) -> "Judged":
        """Some of the pairs."""
        return Judged(
            self.query[chosen],
            self.listing[chosen],
            self.chance[chosen],
            self.same[chosen],
            self.numbers_conflict[chosen],
        )


@dataclass(frozen=True, slots=True)
class Learned:
    """Two forests, and the pairs as they were judged without having been seen."""

    first: Forest
    second: Forest
    judged: Judged


def train(listings: pa.RecordBatch, group: npt.NDArray[np.int64]) -> tuple[Model, Judged, Judged]:
    """Learn from LISTING rows and the group of each; gives the model, and the pairs judged by titles and with hashes."""
    without = listings.set_column(
        listings.schema.get_field_index("image_phash"),
        "image_phash",
        pa.nulls(listings.num_rows, pa.string()),
    )
    text, seen = learn(without, group), learn(listings, group)
    model = Model(
        text=text.first,
        text_company=text.second,
        seen=seen.first,
        seen_company=seen.second,
        same_offer=cut_of(text.judged),
        same_offer_seen=cut_of(seen.judged),
    )
    return model, text.judged, seen.judged


def learn(listings: pa.RecordBatch, group: npt.NDArray[np.int64]) -> Learned:
    """Learn from rows that all have a hash, or none."""
    index = Removed(listings, model=UNTAUGHT)
    rows = listings.num_rows
    found = index.compare(index.themselves, np.arange(rows))
    low, high = np.minimum(found.query, found.listing), np.maximum(found.query, found.listing)
    pair = np.unique(low * rows + high)
    found = index.measured(index.themselves, pair // rows, pair % rows)
    columns = _columns(found)
    same = group[found.query] == group[found.listing]
    fold = group % FOLDS
    first, chance = _judge(columns, same, fold[found.query], fold[found.listing])
    back = edges(found.query, found.listing, chance, rows=rows).tocoo()
    order = np.lexsort((back.col, back.row))
    query, listing = back.row[order].astype(np.int64), back.col[order].astype(np.int64)
    chance = back.data[order]
    found = index.measured(index.themselves, query, listing)
    around = company(query, listing, chance, queries=rows, back=back.tocsr(), own=np.arange(rows))
    columns = _columns(found, around)
    same = group[query] == group[listing]
    second, chance = _judge(columns, same, fold[query], fold[listing])
    mirror = np.searchsorted(query * rows + listing, listing * rows + query)
    chance = (chance + chance[mirror]) / np.float32(2)
    return Learned(first, second, Judged(query, listing, chance, same, found.text[:, 5] > 0))


def cut_of(judged: Judged) -> float:
    """The chance from which PRECISION of the pairs without a conflict of numbers are the same."""
    open_to = ~judged.numbers_conflict
    chance, same = judged.chance[open_to], judged.same[open_to]
    order = np.argsort(-chance, kind="stable")
    precision = np.cumsum(same[order]) / np.arange(1, len(order) + 1)
    good = np.flatnonzero(precision >= PRECISION)
    return float(chance[order][good[-1]]) if len(good) else 1.0


def _columns(found: Compared, around: Floats | None = None) -> Floats:
    columns = [found.text] if around is None else [found.text, around]
    return np.hstack([*columns, found.picture] if found.pictured.all() else columns)


def _judge(columns: Floats, same: npt.NDArray[np.bool_], one: Places, two: Places) -> tuple[Forest, Floats]:
    """A forest of all pairs, and each pair's chance from one of the other folds; `one` and `two` are its folds."""
    chance = np.zeros(len(columns), np.float32)
    for fold in range(FOLDS):
        unseen = (one != fold) & (two != fold)
        asked = one == fold
        chance[asked] = grow(columns[unseen], same[unseen]).chance(columns[asked])
    return grow(columns, same), chance


def grow(columns: Floats, same: npt.NDArray[np.bool_]) -> Forest:
    """Fit boosted trees and keep them as arrays."""
    fitted = HistGradientBoostingClassifier(**SETTINGS).fit(columns, same)
    trees = [stage[0].nodes for stage in fitted._predictors]  # there is no public way to the nodes
    width = max(len(tree) for tree in trees)

    def table(name: str, kind: type, empty: float) -> npt.NDArray[np.generic]:
        made: npt.NDArray[np.generic] = np.full((len(trees), width), empty, kind)
        for place, tree in enumerate(trees):
            made[place, : len(tree)] = tree[name]
        return made

    leaf = table("is_leaf", np.bool_, 1).astype(bool)
    return Forest(
        base=float(np.ravel(fitted._baseline_prediction)[0]),
        feature=np.where(leaf, -1, table("feature_idx", np.int64, 0)).astype(np.int16),
        threshold=table("num_threshold", np.float64, 0.0).astype(np.float32),
        left=table("left", np.int64, 0).astype(np.int16),
        right=table("right", np.int64, 0).astype(np.int16),
        missing_left=table("missing_go_to_left", np.bool_, 0).astype(bool),
        value=table("value", np.float64, 0.0).astype(np.float32),
        depth=max(int(tree["depth"].max()) for tree in trees),
    )
