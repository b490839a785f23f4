"""Statistics: figures with unit and meaning that add up, or are not shown."""

from tertib.core.statistics.definitions import DEFINITIONS, UNIT
from tertib.core.statistics.intervals import Lasting, ends_between, lasting, turnbull
from tertib.core.statistics.measures import (
    PARTITIONS,
    CaseCounts,
    Figure,
    Figures,
    Partition,
    Text,
    count_figures,
    gap,
)
from tertib.core.statistics.reconcile import Line, PublishedTotal, reconcile
from tertib.core.statistics.standings import STANDINGS, standing
from tertib.core.statistics.suppression import FEWEST, hidden_rows
from tertib.core.statistics.survival import SMALLEST, Curve, Estimate, kaplan_meier

__all__ = [
    "DEFINITIONS",
    "FEWEST",
    "PARTITIONS",
    "SMALLEST",
    "STANDINGS",
    "UNIT",
    "CaseCounts",
    "Curve",
    "Estimate",
    "Figure",
    "Figures",
    "Lasting",
    "Line",
    "Partition",
    "PublishedTotal",
    "Text",
    "count_figures",
    "ends_between",
    "gap",
    "hidden_rows",
    "kaplan_meier",
    "lasting",
    "reconcile",
    "standing",
    "turnbull",
]
