"""Figures held against truth: what was shown, what is true, what was aimed at, and whether it was kept."""

from dataclasses import dataclass
from enum import StrEnum


class Unit(StrEnum):
    """How a figure is written."""

    COUNT = "count"
    SHARE = "share"  # 0..1, written in per cent
    HOURS = "hours"
    DAYS = "days"
    PER_THOUSAND = "per_thousand"
    RATIO = "ratio"


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """One figure. `shown` null: the product shows none. `true` null: there is no other truth than the figure itself.

    `kept` null: nothing was aimed at, or the campaign was too short to tell.
    """

    key: str
    id: str
    en: str
    unit: Unit
    shown: float | None = None
    true: float | None = None
    aim: str = ""
    kept: bool | None = None

    def written(self, value: float | None) -> str:
        """A value in the figure's unit; a dash for none."""
        if value is None:
            return "-"
        match self.unit:
            case Unit.COUNT:
                return f"{value:,.0f}"
            case Unit.SHARE:
                return f"{value:.1%}"
            case Unit.HOURS:
                return f"{value:.1f} h"
            case Unit.DAYS:
                return f"{value:.1f} d"
            case Unit.PER_THOUSAND:
                return f"{value:.2f} / 1,000"
            case Unit.RATIO:
                return f"{value:.3f}"


def near(shown: float | None, true: float | None, reach: float) -> bool | None:
    """Whether two figures are within reach of each other; null if there are not two."""
    return None if shown is None or true is None else abs(shown - true) <= reach
