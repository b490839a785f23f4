"""Table files for the faces: the writer of workbooks, and the mark that keeps a cell from being a formula."""

from tertib.core.spreadsheets import Cell, neutralised, write_xlsx

__all__ = ["Cell", "neutralised", "write_xlsx"]
