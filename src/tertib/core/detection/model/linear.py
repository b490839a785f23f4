"""A small linear model over hashed pieces of words: loading, saving, scoring."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tertib.core.detection.model.hashing import BITS, runs, spread, words
from tertib.errors import PolicyMistake

FIELDS = {"title": 1, "shop": 2}  # field -> the seed of its pieces
FORMAT = 1
AT_A_TIME = 4096  # texts whose pieces fit the processor's cache


@dataclass(frozen=True, slots=True)
class TextModel:
    """Weights by hashed place, for one question; no word can be read out of them.

    `weights` has 2^BITS float32; `bias` is added once a listing. `calibration` maps the summed log-odds
    of the whole finding to a probability: `knots` rising, `shares` rising; linear between them in log-odds, where
    an honest sum of evidence would need no calibration at all.
    """

    question: str
    weights: npt.NDArray[np.float32]
    knots: npt.NDArray[np.float64]
    shares: npt.NDArray[np.float64]

    def score(self, texts: pa.Array, field: str) -> npt.NDArray[np.float64]:
        """Log-odds that the text of each row adds: the sum of its pieces' weights over the root of their number."""
        parts = [self._score(texts[low : low + AT_A_TIME], field) for low in range(0, len(texts), AT_A_TIME)]
        return np.concatenate(parts) if parts else np.zeros(0)

    def _score(self, texts: pa.Array, field: str) -> npt.NDArray[np.float64]:
        laid = spread(texts)
        starts, size, rows = laid.offsets[:-1], len(laid.data), len(texts)
        sums, counts = np.zeros(rows), np.zeros(rows, dtype=np.int64)
        worth, told = np.zeros(size, dtype=np.float32), np.zeros(size, dtype=np.uint8)
        for place, valid in runs(laid, seed=FIELDS[field]):
            np.multiply(self.weights[place], valid, out=worth[: len(place)])
            told[: len(place)] = valid
            worth[len(place) :], told[len(place) :] = 0, 0
            sums += np.add.reduceat(worth, starts, dtype=np.float64)
            counts += np.add.reduceat(told, starts, dtype=np.int64)
        for row, place in words(laid, seed=FIELDS[field]):
            sums += np.bincount(row, weights=self.weights[place], minlength=rows)
            counts += np.bincount(row, minlength=rows)
        means: npt.NDArray[np.float64] = np.round(sums / np.sqrt(np.maximum(counts, 1)), 6)
        return means

    def calibrated(self, log_odds: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Probabilities for summed log-odds."""
        if not len(self.knots):
            return 1 / (1 + np.exp(-np.clip(log_odds, -30, 30)))
        sides = np.log(self.shares) - np.log1p(-self.shares)
        chances: npt.NDArray[np.float64] = 1 / (1 + np.exp(-np.interp(log_odds, self.knots, sides)))
        return chances


def load_model(path: Path) -> TextModel:
    """Read a model file. Raises PolicyMistake if it is none of ours, or of another format."""
    try:
        with np.load(path, allow_pickle=False) as file:
            if int(file["format"]) != FORMAT or len(file["place"]) != len(file["weight"]):
                raise PolicyMistake(
                    f"{path.name}: its format is not {FORMAT}; train it again with tertib train"
                )
            weights = np.zeros(1 << BITS, dtype=np.float32)
            weights[file["place"]] = file["weight"]
            return TextModel(
                question=str(file["question"]), weights=weights, knots=file["knots"], shares=file["shares"]
            )
    except (OSError, ValueError, KeyError, IndexError) as mistake:
        raise PolicyMistake(f"{path.name}: {mistake}; train it again with tertib train") from mistake


def save_model(model: TextModel, path: Path) -> None:
    """Write a model file: only the weights that are not 0. The same model gives the same bytes."""
    place = np.flatnonzero(model.weights).astype(np.int32)
    np.savez_compressed(
        path,
        format=np.int32(FORMAT),
        question=np.array(model.question),
        place=place,
        weight=model.weights[place],
        knots=model.knots,
        shares=model.shares,
    )
