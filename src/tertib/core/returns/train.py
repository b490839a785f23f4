"""Learns the weights of returns from postings whose groups are known, each judged by forests that never saw its group."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from scipy import sparse
from sklearn.ensemble import HistGradientBoostingClassifier

from tertib.core.returns.itself import NONE
from tertib.core.returns.model import Model
from tertib.core.returns.naming import gains, standing
from tertib.core.returns.neighbours import WORTH, company, edges
from tertib.core.returns.run import CONFLICT, Compared, Removed, both_ways
from tertib.core.returns.titles import Places
from tertib.core.returns.trees import Forest

Floats = npt.NDArray[np.float32]

FOLDS = 4
PRECISION = 0.995  # of what is called the same offer, on unseen groups; half a point above what is promised
SETTINGS = {
    "max_iter": 120, "learning_rate": 0.1, "max_leaf_nodes": 31, "max_depth": 7, "min_samples_leaf": 40,
    "l2_regularization": 1.0, "early_stopping": False, "random_state": 0,
}  # fmt: skip
NAMING = {
    "max_iter": 150, "learning_rate": 0.05, "max_leaf_nodes": 15, "max_depth": 5, "min_samples_leaf": 200,
    "l2_regularization": 1.0, "early_stopping": False, "random_state": 0,
}  # fmt: skip
SPLIT_SEED = 20_261_125  # draws which half of the postings is the index that the other half is laid against
UNTAUGHT = Model.untaught()


@dataclass(frozen=True, slots=True)
class Judged:
    """Pairs sorted by query, as forests judged them that saw neither group; all places are rows of the whole.

    `partners[row]` is how many rows of the index, but itself, are in its group; `asked[row]`: it is a query.
    """

    query: Places
    listing: Places
    chance: Floats
    worth: Floats
    same: npt.NDArray[np.bool_]
    numbers_conflict: npt.NDArray[np.bool_]
    partners: Places
    asked: npt.NDArray[np.bool_]

    def where(self, chosen: npt.NDArray[np.bool_]) -> "Judged":
        """Some of the pairs."""
        pairs = ("query", "listing", "chance", "worth", "same", "numbers_conflict")
        return replace(self, **{name: getattr(self, name)[chosen] for name in pairs})


@dataclass(frozen=True, slots=True)
class Learned:
    """Three forests, and the pairs as they were judged without having been seen: in one list, and across two."""

    first: Forest
    second: Forest
    naming: Forest
    judged: Judged
    across: Judged


@dataclass(frozen=True, slots=True)
class Laid:
    """Pairs of a batch with an index, sorted by query, then listing, and what is known of them at the second step."""

    found: Compared
    columns: Floats
    own: Places
    of_query: Places  # the row of the whole of each row of the batch
    of_listing: Places  # and of each row of the index

    @property
    def query(self) -> Places:
        """The queries as rows of the whole."""
        return self.of_query[self.found.query]

    @property
    def listing(self) -> Places:
        """The listings as rows of the whole."""
        return self.of_listing[self.found.listing]


@dataclass(frozen=True, slots=True)
class Folds:
    """A forest of all pairs, and one for each fold that saw no pair with a posting of it."""

    forest: Forest
    without: list[Forest]

    def unseen(self, columns: Floats, fold: Places) -> Floats:
        """The chance of each pair by the forest that did not see the fold of its query."""
        chance = np.zeros(len(columns), np.float32)
        for one, forest in enumerate(self.without):
            chance[fold == one] = forest.chance(columns[fold == one])
        return chance


def train(listings: pa.RecordBatch, group: Places) -> tuple[Model, Learned, Learned]:
    """Learn from LISTING rows and the group of each; gives the model, and what was learned by titles and with hashes."""
    without = listings.set_column(
        listings.schema.get_field_index("image_phash"),
        "image_phash",
        pa.nulls(listings.num_rows, pa.string()),
    )
    text, seen = learn(without, group), learn(listings, group)
    model = Model(
        text=text.first,
        text_company=text.second,
        text_naming=text.naming,
        seen=seen.first,
        seen_company=seen.second,
        seen_naming=seen.naming,
        same_offer=cut_of(text.judged),
        same_offer_seen=cut_of(seen.judged),
    )
    return model, text, seen


def learn(listings: pa.RecordBatch, group: Places) -> Learned:
    """Learn from rows that all have a hash, or none: as one list, and one half laid against the other."""
    fold = group % FOLDS
    rows = listings.num_rows
    index = Removed(listings, model=UNTAUGHT)
    found = index.compare(index.themselves, np.arange(rows))
    low, high = np.minimum(found.query, found.listing), np.maximum(found.query, found.listing)
    pair = np.unique(low * rows + high)
    found = index.measured(index.themselves, pair // rows, pair % rows)
    first = _fit(
        _columns(found), group[found.query] == group[found.listing], fold, found.query, found.listing
    )
    chance = first.unseen(_columns(found), fold[found.query])
    laid = [_in_one_list(index, found, chance), _across(listings, first, fold)]
    query, listing = (np.concatenate([getattr(one, side) for one in laid]) for side in ("query", "listing"))
    same = group[query] == group[listing]
    columns = np.concatenate([one.columns for one in laid])
    second = _fit(columns, same, fold, query, listing)
    chance = second.unseen(columns, fold[query])
    many = len(laid[0].columns)
    mirror = np.searchsorted(query[:many] * rows + listing[:many], listing[:many] * rows + query[:many])
    chance[:many] = both_ways(chance[:many], mirror)
    parts = [slice(0, many), slice(many, len(columns))]
    partners = [_partners(one, group) for one in laid]
    place, weight = [], []
    for one, part, counted in zip(laid, parts, partners, strict=True):
        at = query[part], listing[part], chance[part]
        place.append(standing(*at, inside=one.own[one.found.query] >= 0))
        weight.append(gains(*at, same[part], counted))
    places = np.concatenate(place)
    naming = _fit(places, same, fold, query, listing, weight=np.concatenate(weight), settings=NAMING)
    worth = naming.unseen(places, fold[query])
    worth[:many] = np.minimum(worth[:many], worth[:many][mirror])
    judged = [
        Judged(
            query=query[part],
            listing=listing[part],
            chance=chance[part],
            worth=worth[part],
            same=same[part],
            numbers_conflict=one.found.text[:, CONFLICT] > 0,
            partners=counted,
            asked=np.isin(np.arange(rows), one.of_query),
        )
        for one, part, counted in zip(laid, parts, partners, strict=True)
    ]
    return Learned(first.forest, second.forest, naming.forest, *judged)


def _in_one_list(index: Removed, found: Compared, chance: Floats) -> Laid:
    rows = index.rows
    back = edges(found.query, found.listing, chance, rows=rows).tocoo()
    order = np.lexsort((back.col, back.row))
    query, listing = back.row[order].astype(np.int64), back.col[order].astype(np.int64)
    own = np.arange(rows)
    around = company(query, listing, back.data[order], queries=rows, back=back.tocsr(), own=own)
    both = index.measured(index.themselves, query, listing)
    return Laid(both, _columns(both, around), own, own, own)


def _across(listings: pa.RecordBatch, first: Folds, fold: Places) -> Laid:
    """One half, drawn by chance, as the index; the other as what is looked through."""
    drawn = np.random.default_rng(SPLIT_SEED).permutation(listings.num_rows)
    of_listing, of_query = np.sort(drawn[::2]), np.sort(drawn[1::2])
    index = Removed(listings.take(pa.array(of_listing)), model=UNTAUGHT)
    among = index.compare(index.themselves, np.arange(index.rows))
    known = first.unseen(_columns(among), fold[of_listing[among.query]])
    back = sparse.csr_matrix(
        (known[known >= WORTH], (among.query[known >= WORTH], among.listing[known >= WORTH])),
        shape=(index.rows, index.rows),
        dtype=np.float32,
    )
    batch = index.read(listings.take(pa.array(of_query)))
    own = np.full(len(of_query), NONE)
    found = index.compare(batch, own)
    chance = first.unseen(_columns(found), fold[of_query[found.query]])
    kept = chance >= WORTH
    found = index.measured(batch, found.query[kept], found.listing[kept])
    around = company(found.query, found.listing, chance[kept], queries=len(own), back=back, own=own)
    return Laid(found, _columns(found, around), own, of_query, of_listing)


def _partners(laid: Laid, group: Places) -> Places:
    there = np.bincount(group[laid.of_listing], minlength=int(group.max()) + 1)[group]
    return there - np.isin(np.arange(len(group)), laid.of_listing)


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


def _fit(
    columns: Floats,
    same: npt.NDArray[np.bool_],
    fold: Places,
    query: Places,
    listing: Places,
    *,
    weight: npt.NDArray[np.float64] | None = None,
    settings: Mapping[str, float] = SETTINGS,
) -> Folds:
    """Forests of pairs whose query and listing are rows with these folds."""
    without = []
    for one in range(FOLDS):
        unseen = (fold[query] != one) & (fold[listing] != one)
        without.append(
            grow(columns[unseen], same[unseen], None if weight is None else weight[unseen], settings)
        )
    return Folds(grow(columns, same, weight, settings), without)


def grow(
    columns: Floats,
    same: npt.NDArray[np.bool_],
    weight: npt.NDArray[np.float64] | None = None,
    settings: Mapping[str, float] = SETTINGS,
) -> Forest:
    """Fit boosted trees and keep them as arrays; weights of pairs count by their shares."""
    shares = None if weight is None else weight / weight.mean()
    fitted = HistGradientBoostingClassifier(**settings).fit(columns, same, sample_weight=shares)
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
