"""Geometry of step curves that templates draw as SVG: the share that lasts, its band, and days under it."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.formats import number_format

from tertib.portal.shown.charts import BOTTOM, HEIGHT, LEFT, RIGHT, TOP, WIDTH, Tick
from tertib.queries.statistics.survival import Curve

SPANS_DAYS = (3, 7, 30, 90)  # lengths of the axis; the shortest that holds the curve is taken
MARKS = {3: (0, 1, 2, 3), 7: (0, 1, 2, 3, 4, 5, 6, 7), 30: (0, 5, 10, 15, 20, 25, 30), 90: (0, 7, 30, 60, 90)}
FINEST = 0.5  # units of the drawing; steps closer than this are drawn as one


@dataclass(frozen=True, slots=True)
class StepChart:
    """A drawing of WIDTH x HEIGHT units: paths of the curve, its band and Turnbull's curve (empty: not drawn)."""

    curve: str
    band: str
    turnbull: str
    scale: tuple[tuple[str, str], ...]  # (height, percent)
    days: tuple[Tick, ...]
    left: int = LEFT
    right: int = WIDTH - RIGHT
    width: int = WIDTH
    height: int = HEIGHT
    text_y: int = HEIGHT - 8


def step_chart(curve: Curve, turnbull: Curve | None = None, *, most_days: int) -> StepChart:
    """Draw a curve as far as it was followed, up to `most_days` (one of SPANS_DAYS)."""
    days = next((span for span in SPANS_DAYS if span * 24 >= curve.until and span <= most_days), most_days)
    last = min(curve.until, days * 24.0)
    low = list(_steps(curve.hours.tolist(), curve.low.tolist(), last, days))
    high = list(_steps(curve.hours.tolist(), curve.high.tolist(), last, days))
    return StepChart(
        curve=_path(list(_steps(curve.hours.tolist(), curve.share.tolist(), last, days))),
        band=f"{_path(high)} {_path(low[::-1]).replace('M', 'L', 1)} Z",
        turnbull=(
            _path(list(_steps(turnbull.hours.tolist(), turnbull.share.tolist(), last, days)))
            if turnbull is not None
            else ""
        ),
        scale=tuple((f"{_y(part / 4):.1f}", f"{part * 25} %") for part in range(5)),
        days=tuple(Tick(f"{_x(mark * 24, days):.1f}", number_format(mark)) for mark in MARKS[days]),
    )


def _steps(
    hours: Sequence[float], shares: Sequence[float], last: float, days: int
) -> Iterator[tuple[float, float]]:
    """Corners of the steps from 1 on the left to `last`, no finer than the eye can see."""
    x, y = _x(0.0, days), _y(1.0)
    yield x, y
    for hour, share in zip(hours, shares, strict=True):
        if hour > last:
            break
        there = _x(hour, days)
        if there - x >= FINEST:
            yield there, y
            x = there
        if not math.isnan(share):
            y = _y(share)
            yield x, y
    yield _x(last, days), y


def _path(corners: Sequence[tuple[float, float]]) -> str:
    drawn = dict.fromkeys(f"{x:.1f},{y:.1f}" for x, y in corners)
    return "M" + " L".join(drawn)


def _x(hour: float, days: int) -> float:
    return LEFT + (WIDTH - LEFT - RIGHT) * hour / (days * 24)


def _y(share: float) -> float:
    return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * share
