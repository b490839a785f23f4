"""How long things last when some have not ended yet: the Kaplan-Meier curve with bands, quartiles and means."""

import math
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tertib.errors import BadInput

LEVEL = 0.95  # of every band that we show
SMALLEST = 10  # cases; a curve of fewer says more of chance than of whom it is about

Hours = NDArray[np.float64]
Shares = NDArray[np.float64]
Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number with its band. `value` null: the curve does not tell. A null bound: the band is open there."""

    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """A share that falls in steps: 1 before `hours[0]`, `share[i]` from `hours[i]` until the next.

    `hours` (k,) strictly rising: moments at which something ended. `at_risk` (k,): still under watch just before
    it. `ended` (k,). `low`, `high` (k,): the pointwise band, NaN where the method gives none. `n`: all that were
    watched, ended or not. `until`: the last moment at which anything was still under watch; later, a curve that has
    not reached 0 says nothing.
    """

    hours: Hours
    at_risk: Counts
    ended: Counts
    share: Shares
    low: Shares
    high: Shares
    n: int
    until: float

    def share_at(self, hours: float) -> Estimate:
        """The share that lasts longer than `hours`; null past `until`, unless nothing is left."""
        place = int(np.searchsorted(self.hours, hours, side="right")) - 1
        left = 1.0 if place < 0 else float(self.share[place])
        if self.n == 0 or (hours > self.until and left > 0):
            return Estimate(None, None, None)
        if place < 0:
            return Estimate(1.0, 1.0, 1.0)
        return Estimate(left, _told(self.low[place]), _told(self.high[place]))

    def quantile(self, part: float) -> Estimate:
        """Hours after which `part` (0..1) has ended: the first step at or below 1 - `part`.

        Null where the curve does not get there; so is a bound where its band does not.
        Source: Brookmeyer and Crowley (1982), with the bands of the curve.
        """
        if not 0 < part < 1:
            raise BadInput(f"A quantile lies between 0 and 1, not at {part}.")
        left = 1 - part
        return Estimate(
            _first(self.hours, self.share, left),
            _first(self.hours, self.low, left),
            _first(self.hours, self.high, left),
        )

    def restricted_mean(self, limit: float) -> Estimate:
        """Mean hours, each counted up to `limit`: the area under the curve, with a band by Greenwood's sum.

        Null if watching ended before `limit` with something left. Source: Klein and Moeschberger (2003), 4.5.
        """
        if self.share_at(limit).value is None:
            return Estimate(None, None, None)
        inside = self.hours < limit
        edges = np.concatenate(([0.0], self.hours[inside], [limit]))
        areas = np.concatenate(([1.0], self.share[inside])) * np.diff(edges)
        mean = float(areas.sum())
        if inside.any() and np.isnan(self.low[inside]).any():
            return Estimate(mean, None, None)
        rest = areas[::-1].cumsum()[::-1][1:]  # area from each step to the limit
        variance = float((rest**2 * _greenwood_terms(self.at_risk[inside], self.ended[inside])).sum())
        reach = _z(LEVEL) * math.sqrt(variance)
        return Estimate(mean, max(0.0, mean - reach), min(limit, mean + reach))


def kaplan_meier(hours: ArrayLike, ended: ArrayLike, *, level: float = LEVEL) -> Curve:
    """The curve of things watched for `hours` (n,), of which `ended` (n,) bool say whether they ended then.

    What has not ended counts until then and no longer; at one moment, endings come before it. The band is
    Greenwood's on the scale log(-log S), so that it stays within 0..1; at S = 0, where that scale ends, it goes from 0
    to the last upper bound. `n` = 0 gives a curve without steps.

    Raises BadInput for hours that are negative or not finite, arrays of different length, or a level outside 0..1.
    Source: Kaplan and Meier (1958); Kalbfleisch and Prentice (1980), 1.3, for the band.

    >>> curve = kaplan_meier([2, 3, 3, 5], [True, True, False, False])
    >>> curve.share.tolist()
    [0.75, 0.5]
    >>> curve.quantile(0.5).value, curve.quantile(0.75).value
    (3.0, None)
    """
    spans, over = np.asarray(hours, dtype=np.float64), np.asarray(ended, dtype=np.bool_)
    if spans.ndim != 1 or spans.shape != over.shape:
        raise BadInput(f"Hours and endings must pair: {spans.shape} and {over.shape}.")
    if not np.isfinite(spans).all() or (spans < 0).any():
        raise BadInput("Hours watched are finite and not below 0; an end that is not known is no ending.")
    moments, counts = np.unique(spans[over], return_counts=True)
    at_risk = len(spans) - np.searchsorted(np.sort(spans), moments, side="left")
    share: Shares = np.cumprod(1 - counts / at_risk, dtype=np.float64)
    low, high = _band(share, np.cumsum(_greenwood_terms(at_risk, counts)), level=level)
    return Curve(
        hours=moments,
        at_risk=at_risk.astype(np.int64),
        ended=counts.astype(np.int64),
        share=share,
        low=low,
        high=high,
        n=len(spans),
        until=float(spans.max(initial=0.0)),
    )


def _greenwood_terms(at_risk: Counts, ended: Counts) -> Shares:
    """d / (n (n - d)) of each step; 0 where all that were left ended, where the share itself is 0."""
    left = at_risk - ended
    terms = np.zeros(len(ended))
    np.divide(ended, at_risk * left.astype(np.float64), out=terms, where=left > 0)
    return terms


def _band(share: Shares, variance: Shares, *, level: float) -> tuple[Shares, Shares]:
    z = _z(level)
    low, high = np.zeros(len(share)), np.ones(len(share))
    inside = (share > 0) & (share < 1)
    depth = np.log(share[inside])
    reach = z * np.sqrt(variance[inside]) / np.abs(depth)
    low[inside] = np.exp(depth * np.exp(reach))
    high[inside] = np.exp(depth * np.exp(-reach))
    if len(share) and share[-1] == 0:
        high[-1] = high[-2] if len(share) > 1 else 1.0
    return low, high


def _z(level: float) -> float:
    if not 0 < level < 1:
        raise BadInput(f"The level of a band lies between 0 and 1, not at {level}.")
    return NormalDist().inv_cdf((1 + level) / 2)


SLACK = 1e-12  # a product of exact fractions ends a few bits beside one half


def _first(hours: Hours, shares: Shares, left: float) -> float | None:
    """The first moment at which a share is `left` or less."""
    reached = np.flatnonzero(shares <= left + SLACK)
    return float(hours[reached[0]]) if len(reached) else None


def _told(bound: np.float64) -> float | None:
    return None if np.isnan(bound) else float(bound)
