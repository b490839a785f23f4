"""Used clothing on labelled listings: precision, recall, F1, average precision, by what tells it."""

import csv
import sys
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from bench.figures import Figure, Outcome, main_of
from sklearn.metrics import average_precision_score, precision_recall_curve

from evaluate.ground import Floats, data, findings, interval, policy, read
from tertib.core.detection.model.train import Labelled, train
from tertib.core.detection.run import log_odds

FILE = "jackets_labelled.csv"
WORDS = "image"  # takes the label's column, so that no signal can read it
F1_AIM, RECALL_AIM = 0.90, 0.80

NOTE = (
    "{used} used and {new} new listings of the open half; the unclear ones are left out. Intervals are 95 %, by "
    "drawing whole sellers. The text model was fitted on other sellers than those it is measured on; the weights of "
    "the rules were set on this half, so the sealed half decides."
)

Ints = npt.NDArray[np.int64]


def run(words: Sequence[str] = ()) -> Outcome:
    """Measure on the open half. The text model is measured on sellers that it had not seen."""
    listings = read(FILE, {WORDS: "condition"})
    with data(FILE).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    known = np.array([row["condition"] != "unclear" for row in rows])
    label = np.array([row["condition"] == "used" for row in rows])[known].astype(float)
    basis = np.array([row["basis"] for row in rows])[known]
    shops = [row["shop"] for row, keep in zip(rows, known, strict=True) if keep]
    chance, unseen = _chances(listings, known, label, shops)
    found = chance >= 0.5
    bands = np.array([row["band"] in ("strong", "look") for row in findings(listings)])[known]
    f1, recall = _f1(found, label), _recall_at(unseen, label, 0.95)
    figures = [
        Figure(
            "used clothing, F1", _with(f1, lambda rows: _f1(found[rows], label[rows]), shops), f"aim {F1_AIM}"
        ),
        Figure(
            "recall at precision 0.95",
            _with(recall, lambda rows: _recall_at(unseen[rows], label[rows], 0.95), shops),
            f"aim {RECALL_AIM}; words of the title alone 0.36, with shop words 0.63",
        ),
        Figure(
            "average precision",
            _with(
                float(average_precision_score(label, unseen)),
                lambda rows: float(average_precision_score(label[rows], unseen[rows])),
                shops,
            ),
            "a plain linear model reaches F1 0.81; two readers against each other 0.95",
        ),
        Figure(
            "precision; recall of what is shown to a person",
            f"{_precision(bands, label):.3f}; {_recall(bands, label):.3f}",
        ),
    ]
    for kind in ("title", "shop", "pattern"):
        mine = basis == kind
        figures.append(
            Figure(f"found, where the {kind} tells it", f"{int((found & mine).sum())} of {int(mine.sum())}")
        )
    return Outcome(
        title="Used clothing on labelled listings",
        figures=figures,
        kept=f1 >= F1_AIM and recall >= RECALL_AIM,
        notes=[NOTE.format(used=int(label.sum()), new=int((1 - label).sum()))],
    )


def _chances(
    listings: pa.RecordBatch, known: npt.NDArray[np.bool_], label: Floats, shops: list[str]
) -> tuple[Floats, Floats]:
    """Calibrated chance, and log-odds, of each known row; the text's part from models of other sellers."""
    compiled = policy()
    chosen = listings.filter(pa.array(known))
    numbers = {shop: place for place, shop in enumerate(sorted(set(shops)))}
    labelled = Labelled(
        listings=chosen,
        rules=log_odds(chosen, compiled, question="used", learned=False),
        label=label,
        shop=np.array([numbers[shop] for shop in shops]),
        day=np.zeros(len(label), dtype=np.int64),
    )
    trained = train(labelled, question="used")
    return trained.model.calibrated(trained.unseen), trained.unseen


def _precision(found: npt.NDArray[np.bool_], label: Floats) -> float:
    return float(label[found].mean()) if found.any() else float("nan")


def _recall(found: npt.NDArray[np.bool_], label: Floats) -> float:
    return float(found[label > 0.5].mean()) if label.any() else float("nan")


def _f1(found: npt.NDArray[np.bool_], label: Floats) -> float:
    precision, recall = _precision(found, label), _recall(found, label)
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _recall_at(scores: Floats, label: Floats, precision: float) -> float:
    precisions, recalls, _ = precision_recall_curve(label, scores)
    return float(recalls[precisions >= precision].max())


def _with(value: float, measure: Callable[[Ints], float], shops: list[str]) -> str:
    low, high = interval(measure, shops)
    return f"{value:.3f} ({low:.2f} to {high:.2f})"


if __name__ == "__main__":
    sys.exit(main_of(run))
