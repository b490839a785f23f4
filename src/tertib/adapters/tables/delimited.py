"""Reads csv, tsv and txt: guesses encoding and delimiter, keeps every row, stops at the limits."""

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterator

from tertib.adapters.tables.limits import Limits
from tertib.adapters.tables.refusals import refusal
from tertib.adapters.tables.table import Table, shaped

DELIMITERS = ",;\t|"
NO_DELIMITER = "\x1f"  # the unit separator: no text that people hand in has it
SAMPLE_LINES = 200
BINARY_SHARE = 0.01  # more control characters than this, and it is no text


def read_delimited(data: bytes, *, kind: str, name: str, limits: Limits) -> Table:
    """Read a text table. Raises TableFileRefused.

    Encodings: UTF-8 with or without a mark, UTF-16 with or without a mark, else Windows-1252.
    A text whose lines do not agree on a delimiter is one column: a link may hold commas.
    """
    text, notes = _decoded(data, name=name)
    delimiter = "\t" if kind == "tsv" else _delimiter(text)
    rows = list(_numbered(text, delimiter, name=name, limits=limits))
    return shaped(rows, sheet="", first_column=0, notes=notes)


def _decoded(data: bytes, *, name: str) -> tuple[str, list[str]]:
    notes = []
    encoding = _encoding(data)
    text = data.decode(encoding, "replace")
    controls = sum(text.count(chr(code)) for code in (*range(1, 9), *range(14, 27)))
    nuls = text.count("\0")
    if controls + nuls > BINARY_SHARE * len(text) or text.count("\ufffd") > BINARY_SHARE * len(text):
        raise refusal("not_text", name=name)
    if nuls:
        text = text.replace("\0", "")
        notes.append(f"{nuls} null character(s) were taken out.")
    if encoding == "cp1252":
        notes.append("The text is not UTF-8; it was read as Windows-1252. Check names with accents.")
    return text.removeprefix("\ufeff"), notes


def _encoding(data: bytes) -> str:
    if data.startswith(codecs.BOM_UTF8):
        return "utf-8"
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    sample = data[:2000]
    half = len(sample) // 2
    if half and sample[1::2].count(0) > 0.8 * half and sample[0::2].count(0) == 0:
        return "utf-16-le"
    if half and sample[0::2].count(0) > 0.8 * half and sample[1::2].count(0) == 0:
        return "utf-16-be"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def _delimiter(text: str) -> str:
    """The delimiter on which most lines agree in their number of cells, two or more; else none.

    A first line that says "sep=;" names it, as spreadsheets write it.
    """
    start = text[: 64 * 1024]
    if start[:4].lower() == "sep=" and start[4:5] in DELIMITERS:
        return start[4]
    lines = io.StringIO(start, newline="").readlines()[:SAMPLE_LINES]
    if len(lines) > 1 and len(text) > len(start):
        lines.pop()  # it is cut
    best, best_share = NO_DELIMITER, 0.6
    for delimiter in DELIMITERS:
        try:
            widths = Counter(len(row) for row in csv.reader(lines, delimiter=delimiter) if row)
        except csv.Error:
            continue
        if not widths:
            continue
        width, count = widths.most_common(1)[0]
        share = count / sum(widths.values())
        if width > 1 and share > best_share:
            best, best_share = delimiter, share
    return best


def _numbered(text: str, delimiter: str, *, name: str, limits: Limits) -> Iterator[tuple[int, list[str]]]:
    """Rows with the number of the line on which each begins."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    filled = line = 0
    while True:
        begins = line + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as e:
            raise refusal("quote_open", name=name, row=begins) from e
        line = reader.line_num
        if begins == 1 and row and row[0].lower().startswith("sep=") and len("".join(row)) <= 5:
            continue
        while row and not row[-1]:
            row.pop()
        if not row:
            continue
        filled += 1
        if len(row) > limits.columns:
            raise refusal("too_many_columns", name=name, row=begins, count=len(row), limit=limits.columns)
        if filled > limits.rows + 1:  # the header is no row
            raise refusal("too_many_rows", name=name, limit=limits.rows)
        for column, cell in enumerate(row, 1):
            if len(cell) > limits.cell_chars:
                reason = "quote_open" if line - begins > 20 else "cell_too_long"
                raise refusal(reason, name=name, row=begins, column=column, limit=limits.cell_chars)
        yield begins, row
