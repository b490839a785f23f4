"""How long things last when each end is known only to lie between two looks: ends set between them, Turnbull's curve."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from tertib.core.statistics.survival import SMALLEST, Counts, Curve, Hours, Shares, kaplan_meier
from tertib.errors import BadInput

WIDE_PART = 0.25  # of the median; wider looks bend a curve of ends set between them, so that Turnbull's stands beside it
TOLERANCE = 1e-10  # largest change of a probability in one round
MOST_ROUNDS = 20_000


@dataclass(frozen=True, slots=True, eq=False)
class Lasting:
    """What is said of one group. `curve` null: suppressed, fewer than SMALLEST were watched.

    `mean_gap`: hours between the two looks around an end, null if nothing ended.
    """

    n: int
    ended: int
    curve: Curve | None
    mean_gap: float | None

    @property
    def is_suppressed(self) -> bool:
        return self.curve is None

    @property
    def is_wide(self) -> bool:
        """Whether looks are so far apart that `turnbull` should stand beside: `mean_gap` is wider than WIDE_PART of
        the median, or something ended between looks and the curve has no median."""
        if self.curve is None or not self.mean_gap:
            return False
        half = self.curve.quantile(0.5).value
        return half is None or self.mean_gap > WIDE_PART * half


def lasting(last_there: ArrayLike, first_over: ArrayLike, *, smallest: int = SMALLEST) -> Lasting:
    """The curve of things last seen lasting at `last_there` (n,) hours and first seen over at `first_over` (n,) hours.

    `first_over` is infinite for what has not ended: it counts until `last_there`. Else the end is set by `ends_between`.

    Raises BadInput as `turnbull`.
    """
    low, high = _checked(last_there, first_over)
    over = np.isfinite(high)
    n, ended = len(low), int(over.sum())
    gap = float((high[over] - low[over]).mean()) if ended else None
    curve = kaplan_meier(ends_between(low, high), over) if n >= smallest else None
    return Lasting(n, ended, curve, gap)


def ends_between(last_there: ArrayLike, first_over: ArrayLike) -> Hours:
    """Where each end is set, shape (n,): halfway between its two looks; `last_there` where nothing has ended.

    Those that share both looks are set evenly between them, around the middle: m of them at (k + 1/2) / m of the way.
    All in the middle would make a step there that no listing took, half of them at the hour that is asked for.

    Raises BadInput as `turnbull`.

    >>> ends_between([0, 0, 4, 6], [8, 8, 6, float("inf")]).tolist()
    [2.0, 6.0, 5.0, 6.0]
    """
    low, high = _checked(last_there, first_over)
    ends = low.copy()
    over = np.flatnonzero(np.isfinite(high))
    if not len(over):
        return ends
    ordered = over[np.lexsort((high[over], low[over]))]
    from_, to = low[ordered], high[ordered]
    starts = np.flatnonzero(np.concatenate(([True], (np.diff(from_) != 0) | (np.diff(to) != 0))))
    sharing = np.diff(starts, append=len(ordered))
    place = np.arange(len(ordered)) - np.repeat(starts, sharing)
    ends[ordered] = from_ + (to - from_) * (place + 0.5) / np.repeat(sharing, sharing)
    return ends


def turnbull(
    last_there: ArrayLike,
    first_over: ArrayLike,
    *,
    tolerance: float = TOLERANCE,
    most_rounds: int = MOST_ROUNDS,
) -> Curve:
    """The likeliest curve when each end lies in (last_there, first_over], or at it where both are one moment.

    By self-consistency (EM) over the innermost intervals; within one of them the data do not say when, so the step
    stands at its right end. `low` and `high` are NaN: Greenwood's sum holds for known ends only. `at_risk` counts what
    may still last just before a step, `ended` what is known to have ended by it and not by the step before.
    One round costs a pass over the data, whatever the number of intervals.

    Raises BadInput for negative or missing hours, or an end before the last look that saw it lasting.
    Source: Turnbull (1976), JRSS B 38.
    """
    low, high = _checked(last_there, first_over)
    if not len(low):
        return kaplan_meier([], [])
    left, right, from_, to = _innermost(low, high)
    pairs, weights = np.unique(np.stack((from_, to)), axis=1, return_counts=True)
    chance = _self_consistent(
        pairs[0], pairs[1], weights, len(left), tolerance=tolerance, most_rounds=most_rounds
    )
    known = np.isfinite(right)
    hours, steps = right[known], chance[known]
    share = np.clip(1 - np.cumsum(steps), 0.0, 1.0)
    if known.all():
        share[-1] = 0.0
    by_now = np.searchsorted(np.sort(high), hours, side="right")
    nothing = np.full(len(hours), np.nan)
    return Curve(
        hours=hours,
        at_risk=_still_there(low, high, hours),
        ended=np.diff(by_now, prepend=0).astype(np.int64),
        share=share,
        low=nothing,
        high=nothing,
        n=len(low),
        until=float(max(low.max(), high[np.isfinite(high)].max(initial=0.0))),
    )


def _checked(last_there: ArrayLike, first_over: ArrayLike) -> tuple[Hours, Hours]:
    low, high = np.asarray(last_there, dtype=np.float64), np.asarray(first_over, dtype=np.float64)
    if low.ndim != 1 or low.shape != high.shape:
        raise BadInput(f"Last looks and first looks must pair: {low.shape} and {high.shape}.")
    if not np.isfinite(low).all() or (low < 0).any() or np.isnan(high).any():
        raise BadInput("Hours of a last look are finite and not below 0; only an end may be infinite.")
    if (high < low).any():
        place = int(np.flatnonzero(high < low)[0])
        raise BadInput(f"Row {place}: over at {high[place]} h, but seen lasting later, at {low[place]} h.")
    return low, high


def _innermost(low: Hours, high: Hours) -> tuple[Hours, Hours, Counts, Counts]:
    """Intervals that can carry an end: (left, right] where no other bound lies between.

    Returns their ends (m,), and for each thing the first and the last interval that its own holds (n,). At one
    moment, the left end of a known moment comes first, then right ends, then open left ends.
    """
    rank_of_left = np.where(low == high, -1, 1)
    values = np.concatenate((low, high))
    ranks = np.concatenate((rank_of_left, np.zeros(len(high), dtype=np.int64)))
    is_left = np.concatenate((np.ones(len(low), dtype=np.bool_), np.zeros(len(high), dtype=np.bool_)))
    order = np.lexsort((ranks, values))
    kinds = is_left[order]
    starts = np.flatnonzero(kinds[:-1] & ~kinds[1:])
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    first = np.searchsorted(starts, place[: len(low)], side="left")
    last = np.searchsorted(starts, place[len(low) :], side="left") - 1
    ordered = values[order]
    return ordered[starts], ordered[starts + 1], first, last


def _self_consistent(
    from_: Counts, to: Counts, weights: Counts, size: int, *, tolerance: float, most_rounds: int
) -> Shares:
    chance = np.full(size, 1 / size)
    total = weights.sum()
    for _ in range(most_rounds):
        below = np.concatenate(([0.0], np.cumsum(chance)))
        pull = weights / np.maximum(below[to + 1] - below[from_], np.finfo(np.float64).tiny)
        change = np.bincount(from_, pull, size + 1) - np.bincount(to + 1, pull, size + 1)
        better = chance * np.cumsum(change)[:size] / total
        better /= better.sum()
        moved = float(np.abs(better - chance).max())
        chance = better
        if moved < tolerance:
            break
    return chance


def _still_there(low: Hours, high: Hours, hours: Hours) -> Counts:
    """How many were seen lasting, or may have been, just before each moment."""
    reach = np.sort(np.where(np.isfinite(high), high, low))
    return (len(reach) - np.searchsorted(reach, hours, side="left")).astype(np.int64)
