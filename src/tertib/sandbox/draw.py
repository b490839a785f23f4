"""Numbers drawn from a seed: the same world every time, without keeping it anywhere."""

from collections.abc import Sequence
from typing import TypeVar

Item = TypeVar("Item")

_MASK = (1 << 64) - 1


def draw(*parts: int) -> int:
    """A 64-bit number that looks random and hangs only on `parts`.

    Source: SplitMix64 (Steele, Lea, Flood 2014), one round per part.
    """
    state = 0
    for part in parts:
        state = (state + part + 0x9E3779B97F4A7C15) & _MASK
        state = ((state ^ (state >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
        state = ((state ^ (state >> 27)) * 0x94D049BB133111EB) & _MASK
        state ^= state >> 31
    return state


def share(number: int) -> float:
    """A drawn number as a share in [0, 1)."""
    return (number >> 11) / (1 << 53)


def pick(items: Sequence[Item], number: int) -> Item:
    """One of `items`; `number` may be any whole number that is not negative."""
    return items[number % len(items)]
