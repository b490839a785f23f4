"""The shipped weights of returns: two chances of a pair and the worth of naming it, with a hash and without."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from tertib.core.returns.trees import Forest

WEIGHTS = Path(__file__).with_name("weights.npz")
FORESTS = ("text", "text_company", "text_naming", "seen", "seen_company", "seen_naming")


@dataclass(frozen=True, slots=True)
class Model:
    """Three forests for titles alone (`text`, `text_company`, `text_naming`), three with hashes; and the cuts.

    `same_offer` and `same_offer_seen` are the chances from which a pair is called the same offer, without and with a
    picture's hash.
    """

    text: Forest
    text_company: Forest
    text_naming: Forest
    seen: Forest
    seen_company: Forest
    seen_naming: Forest
    same_offer: float
    same_offer_seen: float

    def save(self, path: Path) -> None:
        """Write the weights; the same model gives the same bytes."""
        arrays: dict[str, npt.NDArray[np.generic]] = {
            "cuts": np.array([self.same_offer, self.same_offer_seen])
        }
        for name in FORESTS:
            arrays |= getattr(self, name).arrays(name)
        with path.open("wb") as file:
            np.savez_compressed(file, **arrays)  # type: ignore[arg-type]

    @classmethod
    def untaught(cls) -> "Model":
        """A model that knows nothing: every chance is one half. Training measures pairs with it."""
        none = np.zeros((0, 1))
        blank = Forest(
            base=0.0,
            feature=none.astype(np.int16),
            threshold=none.astype(np.float32),
            left=none.astype(np.int16),
            right=none.astype(np.int16),
            missing_left=none.astype(bool),
            value=none.astype(np.float32),
            depth=0,
        )
        return cls(**dict.fromkeys(FORESTS, blank), same_offer=1.0, same_offer_seen=1.0)

    @classmethod
    def load(cls, path: Path) -> "Model":
        """What `save` wrote."""
        with np.load(path, allow_pickle=False) as kept:
            arrays: Mapping[str, npt.NDArray[np.generic]] = dict(kept)
        forests = {name: Forest.from_arrays(dict(arrays), name) for name in FORESTS}
        cuts = arrays["cuts"]
        return cls(**forests, same_offer=float(cuts[0]), same_offer_seen=float(cuts[1]))


@cache
def shipped() -> Model:
    """The model that comes with the program."""
    return Model.load(WEIGHTS)
