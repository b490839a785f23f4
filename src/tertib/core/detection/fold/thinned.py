"""The way back into a buffer from which some bytes were taken out, kept as what is gone, which is little."""

from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

Places = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Thinned:
    """`gone` int64, ascending: places in the whole buffer; `_shift` tells how many of those that stay lie before each."""

    gone: Places
    _shift: Places

    @classmethod
    def of(cls, gone: Places) -> Self:
        """What is left when the bytes at `gone` are taken out."""
        return cls(gone, gone - np.arange(len(gone)))

    def back(self, spots: Places) -> Places:
        """The place in the whole buffer of each byte that stayed; its length for the one behind the last.

        >>> Thinned.of(np.array([0, 3])).back(np.arange(4))  # "-ab-c" became "abc"
        array([1, 2, 4, 5])
        """
        found: Places = spots + np.searchsorted(self._shift, spots, side="right")
        return found

    def forth(self, places: Places) -> Places:
        """Where each byte of the whole buffer is now; of one that is gone, the next that stayed."""
        found: Places = places - np.searchsorted(self.gone, places)
        return found
