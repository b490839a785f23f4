"""Statistics: figures with unit and meaning that add up, or are not shown."""

from tertib.core.statistics.definitions import DEFINITIONS, UNIT
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

__all__ = [
    "DEFINITIONS",
    "PARTITIONS",
    "STANDINGS",
    "UNIT",
    "CaseCounts",
    "Figure",
    "Figures",
    "Line",
    "Partition",
    "PublishedTotal",
    "Text",
    "count_figures",
    "gap",
    "reconcile",
    "standing",
]
