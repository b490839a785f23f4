"""Training: what the rules leave open, learned from labelled listings in seconds, tested forward in time."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from scipy.optimize import minimize
from scipy.sparse import csr_matrix
from sklearn.isotonic import IsotonicRegression

from tertib.core.detection.model.hashing import BITS, pieces_of
from tertib.core.detection.model.linear import FIELDS, TextModel

Floats = npt.NDArray[np.float64]
PENALTIES = (1.0, 3.0, 10.0, 30.0)
FOLDS = 5
LEAST_ROWS = 3  # a piece that fewer listings have says more of one seller than of the goods
SMALLEST = 1e-3  # weights below this are left out of the file
LEAST_OF_EACH = 20  # labelled listings of each answer; fewer cannot be tested


@dataclass(frozen=True, slots=True)
class Labelled:
    """Labelled listings: `rules` is the log-odds that the rules alone give; `label` 1 or 0; `shop` groups rows of
    one seller, which never stand on both sides of a test; `day` is an ordinal day, or 0 where unknown."""

    listings: pa.RecordBatch
    rules: Floats
    label: Floats
    shop: npt.NDArray[np.int64]
    day: npt.NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.label)


@dataclass(frozen=True, slots=True)
class Trained:
    """A model, the penalty that was chosen, and log-odds of each row from models that had not seen its shop."""

    model: TextModel
    penalty: float
    unseen: Floats


def train(data: Labelled, *, question: str, penalties: tuple[float, ...] = PENALTIES) -> Trained:
    """Fit weights beside the rules' log-odds, choose the penalty by unseen shops, and calibrate on them.

    Deterministic. Takes a second for 20,000 listings.
    """
    pieces = _matrix(data.listings)
    tried = {penalty: _unseen(pieces, data, penalty) for penalty in penalties}
    penalty = min(tried, key=lambda one: (round(log_loss(tried[one], data.label), 6), -one))
    unseen = tried[penalty]
    weights = np.zeros(1 << BITS, dtype=np.float32)
    fitted = np.round(_fit(pieces, data.rules, data.label, penalty), 4)
    keep = np.abs(fitted) >= SMALLEST
    weights[np.flatnonzero(keep)] = fitted[keep]
    knots, shares = calibrate(unseen, data.label)
    return Trained(
        model=TextModel(question=question, weights=weights, knots=knots, shares=shares),
        penalty=penalty,
        unseen=unseen,
    )


def calibrate(log_odds: Floats, label: Floats) -> tuple[Floats, Floats]:
    """Isotonic calibration as knots and shares, strictly rising so that order is kept (Zadrozny and Elkan, 2002).

    Each block of the isotonic fit becomes one knot at its mean log-odds; its share is pulled a little
    to the logistic curve, by as much as two listings would, so that a few labels do not make certainties.
    """
    order = np.argsort(log_odds, kind="stable")
    x, y = log_odds[order], label[order]
    fitted = IsotonicRegression(y_min=0.0, y_max=1.0).fit_transform(x, y)
    starts = np.flatnonzero(np.concatenate(([True], np.diff(fitted) > 1e-12)))
    sizes = np.diff(np.concatenate((starts, [len(x)])))
    knots = np.add.reduceat(x, starts) / sizes
    plain = 1 / (1 + np.exp(-np.clip(knots, -30, 30)))
    shares = (fitted[starts] * sizes + 2 * plain) / (sizes + 2)
    shares = np.maximum.accumulate(shares) + np.arange(len(shares)) * 1e-9
    knots = np.concatenate(
        ([knots[0] - 10], knots, [knots[-1] + 10])
    )  # beyond what was seen, as the sum says
    shares = np.concatenate(([shares[0] * 1e-3], shares, [1 - (1 - shares[-1]) * 1e-3]))
    return np.round(knots, 6), np.round(np.clip(shares, 1e-9, 1 - 1e-9), 9)


def log_loss(log_odds: Floats, label: Floats) -> float:
    """Mean negative log-likelihood in nats."""
    return float(np.mean(np.logaddexp(0.0, np.where(label > 0.5, -log_odds, log_odds))))


def _matrix(listings: pa.RecordBatch) -> csr_matrix:
    """rows x 2^BITS: each piece's share in its field, as TextModel.score weighs it; rare pieces are empty."""
    whole = csr_matrix((listings.num_rows, 1 << BITS))
    for field, seed in FIELDS.items():
        pieces = pieces_of(listings.column(field), seed=seed)
        counts = np.maximum(np.bincount(pieces.row, minlength=listings.num_rows), 1)
        values = 1 / np.sqrt(counts[pieces.row])
        whole = whole + csr_matrix((values, (pieces.row, pieces.place)), shape=whole.shape)
    seen = np.bincount(whole.indices, minlength=whole.shape[1])
    whole.data[seen[whole.indices] < LEAST_ROWS] = 0.0
    whole.eliminate_zeros()
    return whole


def _fit(pieces: csr_matrix, rules: Floats, label: Floats, penalty: float) -> Floats:
    used = np.flatnonzero(np.bincount(pieces.indices, minlength=pieces.shape[1]))
    small = pieces[:, used]
    sign = np.where(label > 0.5, 1.0, -1.0)

    def loss(weights: Floats) -> tuple[float, Floats]:
        margin = sign * (rules + small @ weights)
        slope = -sign / (1 + np.exp(np.clip(margin, -30, 30)))
        value = np.logaddexp(0.0, -margin).sum() + penalty / 2 * weights @ weights
        return float(value), small.T @ slope + penalty * weights

    found = minimize(loss, np.zeros(len(used)), jac=True, method="L-BFGS-B", options={"maxiter": 200})
    weights = np.zeros(pieces.shape[1])
    weights[used] = found.x
    return weights


def _unseen(pieces: csr_matrix, data: Labelled, penalty: float) -> Floats:
    """Log-odds of every row by a model fitted on the shops of the other folds."""
    fold = (data.shop.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15) >> np.uint64(40)) % np.uint64(FOLDS)
    found = np.array(data.rules, dtype=np.float64)
    for number in range(FOLDS):
        mine = fold == number
        if mine.any() and not mine.all():
            weights = _fit(pieces[~mine], data.rules[~mine], data.label[~mine], penalty)
            found[mine] += pieces[mine] @ weights
    return found
