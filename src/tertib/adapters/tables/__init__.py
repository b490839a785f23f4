"""Table files in and out: spreadsheets and text tables, read as if every one were hostile."""

from tertib.adapters.tables.columns import ColumnGuess, guess_columns
from tertib.adapters.tables.limits import DEFAULT, Limits
from tertib.adapters.tables.read import read_table
from tertib.adapters.tables.refusals import TableFileRefused
from tertib.adapters.tables.table import Table
from tertib.core.spreadsheets import neutralised, write_csv, write_xlsx

__all__ = [
    "DEFAULT",
    "ColumnGuess",
    "Limits",
    "Table",
    "TableFileRefused",
    "guess_columns",
    "neutralised",
    "read_table",
    "write_csv",
    "write_xlsx",
]
