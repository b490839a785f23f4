"""Boosted trees as plain arrays: what training leaves behind, read without the library that trained them."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Forest:
    """`base` plus a value from each tree is the log-odds.

    All arrays but `base` are [trees, nodes]; node 0 is the root. `feature` int16 (-1: a leaf), `threshold` float32
    (at most: left), `left` and `right` int16, `missing_left` bool, `value` float32.
    """

    base: float
    feature: npt.NDArray[np.int16]
    threshold: Floats
    left: npt.NDArray[np.int16]
    right: npt.NDArray[np.int16]
    missing_left: npt.NDArray[np.bool_]
    value: Floats
    depth: int

    def chance(self, rows: Floats) -> Floats:
        """Chance of each row of float32 [rows, features]; NaN is a missing value. Trees are added in their order."""
        odds = np.full(len(rows), self.base)
        place = np.arange(len(rows))
        for tree in range(len(self.feature)):
            feature, threshold = self.feature[tree], self.threshold[tree]
            node = np.zeros(len(rows), np.int16)
            for _ in range(self.depth):
                asked = feature[node]
                value = rows[place, np.maximum(asked, 0)]
                goes_left = (value <= threshold[node]) | (np.isnan(value) & self.missing_left[tree][node])
                following = np.where(goes_left, self.left[tree][node], self.right[tree][node])
                node = np.where(asked < 0, node, following)
            odds += self.value[tree][node]
        chance: Floats = (1.0 / (1.0 + np.exp(-odds))).astype(np.float32)
        return chance

    def arrays(self, name: str) -> dict[str, npt.NDArray[np.generic]]:
        """The forest as named arrays, to be kept in one file beside others."""
        found: dict[str, npt.NDArray[np.generic]] = {
            f"{name}.{part}": getattr(self, part)
            for part in ("feature", "threshold", "left", "right", "missing_left", "value")
        }
        return {**found, f"{name}.base": np.array(self.base), f"{name}.depth": np.array(self.depth)}

    @classmethod
    def from_arrays(cls, arrays: dict[str, npt.NDArray[np.generic]], name: str) -> "Forest":
        """What `arrays` gave."""
        parts = {
            part: arrays[f"{name}.{part}"]
            for part in ("feature", "threshold", "left", "right", "missing_left", "value")
        }
        return cls(base=float(arrays[f"{name}.base"]), depth=int(arrays[f"{name}.depth"]), **parts)  # type: ignore[arg-type]
