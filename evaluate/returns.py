"""The same product again, on labelled postings: mean F1 per posting, and how pure what is called the same offer is."""

import csv
import gzip
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from bench.figures import Figure, Outcome, main_of

from evaluate.ground import DRAWS, SEED, data, read
from tertib.core.returns.decide import NAMED
from tertib.core.returns.model import WEIGHTS
from tertib.core.returns.train import Judged, cut_of, train

FILE = "same_product.csv.gz"
AIMS = {"titles": 0.80, "titles and 64-bit hashes": 0.82}
BASELINES = {"titles": 0.71, "titles and 64-bit hashes": 0.76}
OFFER_AIM = 0.99
KEEP = "--keep"
NOTE = (
    "{rows:,} postings in {groups:,} groups of the open half; the set of a posting counts itself. Each pair is judged "
    "by trees fitted on the other groups (four folds); none is chosen by hand: a pair is named from a worth of 0.5. "
    "Intervals are 95 %, by drawing whole groups. The sealed half decides."
)
PICTURES = (
    "A picture's hash finds the same picture, not the same goods: between views of one garment the 64-bit hash "
    "differs in 30 bits at the median, as between any two pictures."
)

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


def run(words: Sequence[str] = ()) -> Outcome:
    """Judge every posting by trees that saw no posting of its group; `--keep` writes the weights into the project."""
    groups, of = np.unique(labels(), return_inverse=True)
    model, *learned = train(read(FILE), of)
    if KEEP in words:
        model.save(WEIGHTS)
    figures, kept = [], True
    for (what, aim), one, cut in zip(
        AIMS.items(), learned, (model.same_offer, model.same_offer_seen), strict=True
    ):
        f1 = f1_per_posting(one.judged)
        figures.append(
            Figure(
                f"mean F1 per posting, {what}",
                _with_interval(f1, of[one.judged.asked]),
                f"aim {aim}; TF-IDF with a threshold {BASELINES[what]}",
            )
        )
        named = one.across.worth >= NAMED
        figures.append(
            Figure(
                f"mean F1 per posting of one half, laid against the other half, {what}",
                _with_interval(f1_per_posting(one.across), of[one.across.asked]),
                f"of the pairs named, {one.across.same[named].mean():.2f} are right",
            )
        )
        precision, recall = offers(one.judged, of)
        figures.append(
            Figure(
                f"precision of what is called the same offer; its share of all true pairs, {what}",
                f"{precision:.4f}; {recall:.2f}",
                f"aim {OFFER_AIM}; cut {cut:.3f}",
            )
        )
        kept &= bool(f1.mean() >= aim and precision >= OFFER_AIM)
    return Outcome(
        title="The same product again",
        figures=figures,
        kept=kept,
        notes=(NOTE.format(rows=len(of), groups=len(groups)), PICTURES),
    )


def labels() -> list[str]:
    """The group of each posting, in the order of the file."""
    path: Path = data(FILE)
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        return [row["label_group"] for row in csv.DictReader(file)]


def f1_per_posting(judged: Judged) -> Floats:
    """F1 of each query's set, itself among it, where the pairs worth it are named."""
    rows = len(judged.asked)
    named = judged.worth >= NAMED
    said = np.bincount(judged.query[named], minlength=rows)
    right = np.bincount(judged.query[named & judged.same], minlength=rows)
    f1: Floats = 2 * (right + 1) / (said + 1 + judged.partners + 1)
    return f1[judged.asked]


def offers(judged: Judged, group: Ints) -> tuple[float, float]:
    """Precision, and share of all true pairs, of the same offers; each half of the groups by the other's cut."""
    named = np.zeros(len(judged.chance), bool)
    half = group[judged.query] % 2
    for one in range(2):
        other = half != one
        cut = cut_of(judged.where(other))
        named |= (half == one) & (judged.chance >= cut) & ~judged.numbers_conflict
    size = np.bincount(group)
    return float(judged.same[named].mean()), float((named & judged.same).sum() / (size * (size - 1)).sum())


def _with_interval(f1: Floats, group: Ints) -> str:
    low, high = interval(f1, group)
    return f"{f1.mean():.3f} ({low:.3f} to {high:.3f})"


def interval(f1: Floats, group: Ints) -> tuple[float, float]:
    """95 % bootstrap interval of the mean, by drawing whole groups."""
    there, group = np.unique(group, return_inverse=True)
    groups = len(there)
    total, size = np.bincount(group, f1), np.bincount(group)
    draw = np.random.default_rng(SEED)
    means = []
    for _ in range(DRAWS):
        chosen = draw.integers(0, groups, groups)
        means.append(total[chosen].sum() / size[chosen].sum())
    low, high = np.percentile(means, [2.5, 97.5])
    return float(low), float(high)


if __name__ == "__main__":
    sys.exit(main_of(run))
