"""The rows of an order as a CSV file that cannot carry a formula to whoever opens it."""

import csv
from collections.abc import Iterator

from tertib.queries.orders import pages as q
from tertib.queries.spreadsheets import neutralised
from tertib.queries.types import Order

COLUMNS = (
    "row",
    "part",
    "text",
    "note",
    "kind",
    "platform",
    "listing",
    "url",
    "outcome",
    "earlier",
    "case",
    "case_state",
)


def rows_csv(order: Order) -> Iterator[str]:
    """The file line by line, in UTF-8 with its mark, so that spreadsheet programs read it rightly."""
    writer = csv.writer(_Echo())
    yield "\ufeff" + writer.writerow(COLUMNS)
    for line in q.row_lines(order):
        yield writer.writerow([neutralised(cell) if isinstance(cell, str) else cell for cell in line])


class _Echo:
    """A file for csv.writer that hands back what is written."""

    def write(self, text: str) -> str:
        return text
