"""Writes tables for people: xlsx and csv in which no cell can become a formula."""

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import IO

import xlsxwriter

# ASCII and full-width forms: spreadsheets in East Asian settings fold the latter. ASVS 5.0, 1.2.10.
FORMULA_STARTS = frozenset("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
SHEET_NAME = "Tertib"
Cell = str | int | float | None


def neutralised(cell: Cell) -> str:
    """Show a cell's text so that no spreadsheet takes it for a formula; numbers stay as they are.

    >>> neutralised('=HYPERLINK("x")'), neutralised(-5), neutralised("jaket")
    ('\\'=HYPERLINK("x")', '-5', 'jaket')
    """
    if cell is None:
        return ""
    if not isinstance(cell, str):
        return str(cell)
    text = cell.replace("\0", "")
    # spaces and invisible marks before the sign do not stop a spreadsheet
    bare = text.lstrip(" \u00a0\u200b\ufeff")
    return "'" + text if text[:1] in FORMULA_STARTS or bare[:1] in FORMULA_STARTS else text


def write_csv(
    target: Path | IO[bytes], columns: Sequence[str], rows: Iterable[Sequence[Cell]], *, mark: bool = True
) -> None:
    """Write RFC 4180 (CRLF, quotes doubled) in UTF-8; `mark` puts the byte order mark that Excel wants.

    `rows` is consumed as it is written. A path is written anew; a stream is left open.
    """
    if isinstance(target, Path):
        with target.open("wb") as file:
            write_csv(file, columns, rows, mark=mark)
        return
    text = io.TextIOWrapper(target, encoding="utf-8-sig" if mark else "utf-8", errors="replace", newline="")
    try:
        writer = csv.writer(text, lineterminator="\r\n")
        writer.writerow([neutralised(column) for column in columns])
        writer.writerows([neutralised(cell) for cell in row] for row in rows)
        text.flush()
    finally:
        text.detach()


def write_xlsx(target: Path | IO[bytes], columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """Write one sheet with a frozen bold header, row by row in constant memory; no cell is a formula.

    Text that a cell cannot hold (over 32,767 characters) is cut. A stream is left open.
    """
    book = xlsxwriter.Workbook(
        str(target) if isinstance(target, Path) else target,
        {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "nan_inf_to_errors": True,
        },
    )
    sheet = book.add_worksheet(SHEET_NAME)
    sheet.freeze_panes(1, 0)
    bold = book.add_format({"bold": True})
    for column, title in enumerate(columns):
        sheet.set_column(column, column, 48 if title.casefold() in ("link", "tautan", "url") else 18)
        sheet.write_string(0, column, title, bold)
    for number, row in enumerate(rows, 1):
        for column, cell in enumerate(row):
            if isinstance(cell, str):
                sheet.write_string(number, column, cell.replace("\0", "")[:32_767])
            elif cell is not None:
                sheet.write_number(number, column, cell)
    book.close()
