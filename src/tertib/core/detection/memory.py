"""What was taken down before, as far as a scan may know it: shops with removals, and hashes of removed images."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt


def _none() -> npt.NDArray[np.uint64]:
    return np.zeros(0, dtype=np.uint64)


@dataclass(frozen=True, slots=True)
class Memory:
    """`removals` counts confirmed removals by `platform:shop` (lower case); `images` are 64-bit pHashes of them."""

    removals: Mapping[str, int] = field(default_factory=dict)
    images: npt.NDArray[np.uint64] = field(default_factory=_none)


NOTHING = Memory()
