"""False-discovery control for exact tests of small counts: what a test could never say does not cost the others.

A word with three adopters cannot reach a p of 0.001, whoever they are; counting it among those that might have by
chance, as Benjamini and Hochberg do, hides words with five. Here each word counts as much as it could reach.
Source: Heyse (2011), A false discovery rate procedure for categorical data; Döhler, Durand and Roquain (2018).
"""

from collections import Counter
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Tails = tuple[float, ...]  # every p that a test may give, with its chance: P(p <= tail) is the tail itself
Floats = npt.NDArray[np.float64]


def discrete_q(p: Floats, reach: Sequence[tuple[Tails, ...]], *, parts: int) -> Floats:
    """The false-discovery rate of each p if all as small are listed: shape (n,).

    `p[i]` is `parts` times the smallest of the tests that `reach[i]` describes (capped at 1): by Bonferroni, the chance
    of p[i] <= x is at most the sum over its tests of the greatest tail that is x / parts or less.
    """
    expected = np.zeros(len(p))
    for tests, count in Counter(reach).items():
        sure = np.zeros(len(p))
        for tails in tests:
            sure += _chance(np.array(tails), p / parts)
        expected += count * np.where(p < 1.0, np.minimum(1.0, sure), 1.0)
    order = np.argsort(p, kind="stable")
    listed = np.empty(len(p))
    listed[order] = np.searchsorted(p[order], p[order], side="right")  # of one p all are listed together
    scaled = (expected / np.maximum(1.0, listed))[order]
    q = np.empty(len(p))
    q[order] = np.minimum(1.0, np.minimum.accumulate(scaled[::-1])[::-1])
    return q


def _chance(tails: Floats, at: Floats) -> Floats:
    """The greatest of the tails that is `at` or less; 0 where there is none."""
    ascending = np.sort(tails)
    place = np.searchsorted(ascending, at * (1 + 1e-9), side="right")
    found: Floats = (
        np.where(place > 0, ascending[np.maximum(place, 1) - 1], 0.0) if len(tails) else np.zeros(len(at))
    )
    return found
