"""Which rows of a table are not shown because numbers in them are small, so that none can be had back from the total."""

from collections.abc import Mapping
from typing import Final

FEWEST: Final = 5  # cases; fewer may point at one shop or one person


def hidden_rows(
    rows: Mapping[str, Mapping[str, int]], *, order_by: str, fewest: int = FEWEST
) -> frozenset[str]:
    """The rows to hide, by key, of a table whose columns' totals are shown; each row maps columns to counts.

    A row with a count from 1 to `fewest` - 1 is hidden whole, because the parts of a row give one hidden part back;
    0 says nothing of anyone and stands. If one row alone is hidden, or the hidden rows add up to so few in a column,
    the total would tell: then the row that is smallest in `order_by` goes too, until neither is so or none is left.

    Source: complementary suppression, Hundepool et al., Statistical Disclosure Control (2012), 4.

    >>> table = {"a": {"sent": 3}, "b": {"sent": 40}, "c": {"sent": 12}, "d": {"sent": 0}}
    >>> sorted(hidden_rows(table, order_by="sent"))
    ['a', 'c']
    """
    gone = {key for key, row in rows.items() if any(0 < count < fewest for count in row.values())}
    rest = sorted((row[order_by], key) for key, row in rows.items() if key not in gone and row[order_by])
    while gone and rest and (len(gone) == 1 or _tells(rows, gone, fewest)):
        gone.add(rest.pop(0)[1])
    return frozenset(gone)


def _tells(rows: Mapping[str, Mapping[str, int]], gone: set[str], fewest: int) -> bool:
    columns = {column for key in gone for column in rows[key]}
    return any(0 < sum(rows[key].get(column, 0) for key in gone) < fewest for column in columns)
