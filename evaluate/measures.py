"""Measures of an answer against labels: precision, recall, F1, recall at a precision, and a figure with its interval."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from sklearn.metrics import precision_recall_curve

from evaluate.ground import Floats, interval

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]


def precision(found: Bools, label: Floats) -> float:
    """Share of what was found that is so; NaN where nothing was found."""
    return float(label[found].mean()) if found.any() else float("nan")


def recall(found: Bools, label: Floats) -> float:
    """Share of what is so that was found; NaN where nothing is so."""
    return float(found[label > 0.5].mean()) if label.any() else float("nan")


def f1(found: Bools, label: Floats) -> float:
    """Twice the hits over all that was found and all that is so; 0 where there is neither."""
    told = found.sum() + label.sum()
    return float(2 * label[found].sum() / told) if told else 0.0


def recall_at(scores: Floats, label: Floats, least: float) -> float:
    """The highest recall among thresholds whose precision is at least `least`; the threshold is chosen on these rows."""
    precisions, recalls, _ = precision_recall_curve(label, scores)
    return float(recalls[precisions >= least].max())


def threshold_at(scores: Floats, label: Floats, least: float) -> float:
    """The score from which on precision is at least `least` at the highest recall, to be used on other rows."""
    precisions, _, thresholds = precision_recall_curve(label, scores)
    good = np.flatnonzero(precisions[:-1] >= least)
    return float(thresholds[good[0]]) if len(good) else float("inf")


def with_interval(value: float, measure: Callable[[Ints], float], shops: list[str]) -> str:
    """A value with its 95 % interval, drawn by whole sellers."""
    low, high = interval(measure, shops)
    return f"{value:.3f} ({low:.2f} to {high:.2f})"
