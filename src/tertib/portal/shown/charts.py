"""Geometry of the charts that templates draw as SVG: bars of days on a round scale, coloured by the stylesheet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tertib.portal.shown.dates import short_date

WIDTH, HEIGHT = 900, 240  # units of the drawing; it fits the width it gets
LEFT, RIGHT, TOP, BOTTOM = 64, 6, 14, 30
STEPS = (1, 2, 5, 10)


@dataclass(frozen=True, slots=True)
class Box:
    """One rectangle; numbers are text with a point, whatever the reader's language."""

    x: str
    y: str
    width: str
    height: str
    tone: str
    title: str


@dataclass(frozen=True, slots=True)
class Tick:
    """A line of the scale or a day under it."""

    at: str
    text: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing of WIDTH x HEIGHT units: boxes, scale lines (height, value), days."""

    boxes: tuple[Box, ...]
    scale: tuple[tuple[str, int], ...]
    days: tuple[Tick, ...]
    left: int = LEFT
    right: int = WIDTH - RIGHT
    width: int = WIDTH
    height: int = HEIGHT
    text_y: int = HEIGHT - 8


def stacked(days: Sequence[tuple[date, Sequence[tuple[str, int, str]]]]) -> Chart:
    """One bar a day of (label, count, tone) parts, the first part at the foot."""
    top = max((sum(count for _, count, _ in parts) for _, parts in days), default=0)
    scale, unit = _scale(top)
    boxes = []
    for number, (day, parts) in enumerate(days):
        x, width = _slot(number, len(days), part=0, parts=1)
        foot = float(HEIGHT - BOTTOM)
        for label, count, tone in parts:
            if count:
                height = count * unit
                foot -= height
                boxes.append(_box(x, foot, width, height, tone, f"{short_date(day)}: {label} {count}"))
    return Chart(tuple(boxes), scale, _day_ticks([day for day, _ in days]))


def beside(days: Sequence[tuple[date, Sequence[tuple[str, int, str]]]]) -> Chart:
    """For each day its (label, count, tone) bars side by side."""
    top = max((count for _, parts in days for _, count, _ in parts), default=0)
    scale, unit = _scale(top)
    boxes = []
    for number, (day, parts) in enumerate(days):
        for place, (label, count, tone) in enumerate(parts):
            if count:
                x, width = _slot(number, len(days), part=place, parts=len(parts))
                height = count * unit
                title = f"{short_date(day)}: {label} {count}"
                boxes.append(_box(x, HEIGHT - BOTTOM - height, width, height, tone, title))
    return Chart(tuple(boxes), scale, _day_ticks([day for day, _ in days]))


def round_top(top: int) -> tuple[int, int]:
    """(end of the scale, step): a round step with at most five steps up to `top`; never below 1."""
    power = 1
    while True:
        for step in STEPS:
            if step * power * 5 >= max(top, 1):
                size = step * power
                return -(-max(top, 1) // size) * size, size
        power *= 10


def _scale(top: int) -> tuple[tuple[tuple[str, int], ...], float]:
    end, step = round_top(top)
    room = HEIGHT - TOP - BOTTOM
    unit = room / end
    return tuple((f"{HEIGHT - BOTTOM - value * unit:.1f}", value) for value in range(0, end + 1, step)), unit


def _slot(number: int, of: int, *, part: int, parts: int) -> tuple[float, float]:
    slot = (WIDTH - LEFT - RIGHT) / max(of, 1)
    width = slot * 0.86 / parts
    return LEFT + number * slot + slot * 0.07 + part * width, width


def _box(x: float, y: float, width: float, height: float, tone: str, title: str) -> Box:
    return Box(f"{x:.1f}", f"{y:.1f}", f"{width:.1f}", f"{height:.1f}", tone, title)


def _day_ticks(days: Sequence[date]) -> tuple[Tick, ...]:
    """A text every seventh day, so that none touches the next."""
    ticks = []
    for number in range(0, len(days), 7):
        x, width = _slot(number, len(days), part=0, parts=1)
        ticks.append(Tick(f"{x + width / 2:.1f}", short_date(days[number]).rsplit(" ", 1)[0]))
    return tuple(ticks)
