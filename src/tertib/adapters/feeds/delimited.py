"""Reads csv and its kin, of any delimiter and size: blocks of whole records through Arrow, the odd ones by hand."""

import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pacsv

from tertib.adapters.feeds.cells import Grammar, cut, grammar, records
from tertib.adapters.feeds.columns import Choice, unique
from tertib.adapters.feeds.shape import Rows
from tertib.adapters.feeds.texts import Position, open_text
from tertib.errors import BadInput

DELIMITERS = ",;\t|^~\x01"
NO_DELIMITER = "\x1f"
HEADER_RECORDS = 30  # a letterhead above the header is shorter than this
MAX_RECORD_BYTES = 1 << 22  # a longer one has lost its closing quotation mark
SEPARATOR_LINE = re.compile(rb"sep=(.)\r?\n")
REPLACED = "\ufffd"
WRONG_BYTES = "has bytes that make no sense in the file's encoding"


def read_delimited(path: Path, choice: Choice, notes: list[str], position: Position) -> Iterator[Rows]:
    """Read a delimited text in blocks of about a megabyte. `choice` learns the header before the first rows.

    A record with too few cells gives those that it has; one with too many, or with a quotation mark that is not
    closed, gives nulls: its cells cannot be told apart. Both are named. Raises BadInput if the file has no header.
    """
    text = open_text(path, position)
    if text.encoding == "cp1252":
        notes.append("the text is not UTF-8; it was read as Windows-1252")
    blocks = _unix_lines(text.blocks)
    head = b""
    for block in blocks:
        head += block
        if len(head) >= MAX_RECORD_BYTES or head.count(b"\n") > HEADER_RECORDS:
            break
    if not head.strip():
        raise BadInput(f"{path}: the file is empty; it needs a line that names its columns")
    said = SEPARATOR_LINE.match(head)
    head = head[said.end() :] if said else head
    delimiter = said[1].decode() if said else guess_delimiter(head, choice)
    rules = grammar(delimiter)
    names, used, above = _header(head, rules, choice)
    if above:
        notes.append(f"{above} line(s) above the header were not read")
    choice.learn(names)
    choice.check(str(path))
    reader = _Reader(names, rules, choice, repaired=text.repaired)
    yield from reader.read(head[used:], blocks)


def guess_delimiter(head: bytes, choice: Choice) -> str:
    """The delimiter by which the header names most columns that are known, then most columns; none for one column."""
    best = (0, 0, NO_DELIMITER)
    for delimiter in NO_DELIMITER + DELIMITERS:
        rules = grammar(delimiter)
        for found in records(_first_lines(head, rules), rules)[:HEADER_RECORDS]:
            names = [] if found is None else [cell.decode("utf-8", "replace") for cell in found]
            known = sum(choice.field_of(name) is not None for name in names)
            if (known, len(names)) > best[:2]:
                best = (known, len(names), delimiter)
    return best[2]


def _first_lines(head: bytes, rules: Grammar) -> bytes:
    """The first whole records of a text, about as many as a header can stand below."""
    ends = [match.end() for match in islice(re.finditer(rb"\n", head), HEADER_RECORDS)]
    whole = cut(head[: ends[-1]], rules, ended=False)[0] if len(ends) == HEADER_RECORDS else 0
    return head[:whole] or head


def _header(head: bytes, rules: Grammar, choice: Choice) -> tuple[list[str], int, int]:
    """The names, how many bytes the header and what stands above it take, and how many records stand above.

    The header is the first record with a column for the title; else the first record.
    """
    first: tuple[list[str], int, int] | None = None
    at = above = 0
    lines = _first_lines(head, rules)
    while at < len(lines) and above < HEADER_RECORDS:
        cells, end = _one(lines, at, rules)
        if cells:
            names = [cell.decode("utf-8", "replace") for cell in cells]
            first = first or (names, end, above)
            if any(choice.field_of(name) == "title" for name in names):
                return unique(names), end, above
            above += 1
        at = end
    if first is None:
        return [], len(head), 0
    return unique(first[0]), first[1], first[2]


def _one(text: bytes, at: int, rules: Grammar) -> tuple[list[bytes], int]:
    """One record from a place on, and where the next begins."""
    end = at
    while True:
        match = rules.cell.match(text, end)
        assert match is not None  # every text begins with a cell
        end = match.end()
        if match["end"] != rules.delimiter:
            found = records(text[at:end], rules)
            return (found[0] or [] if found else []), end


class _Reader:
    def __init__(self, names: list[str], rules: Grammar, choice: Choice, *, repaired: bool) -> None:
        self._names = names
        self._rules = rules
        self._wanted = [name for name in names if name in choice.names()]
        self._repaired = repaired
        self._parse = pacsv.ParseOptions(delimiter=rules.delimiter.decode(), newlines_in_values=True)
        self._convert = pacsv.ConvertOptions(
            include_columns=self._wanted,
            column_types=dict.fromkeys(names, pa.string()),
            null_values=[],
            strings_can_be_null=False,
        )

    def read(self, head: bytes, blocks: Iterator[bytes]) -> Iterator[Rows]:
        rest = head
        uncut = 0  # bytes that were looked through and held no whole record
        passing = False  # what is left of a record that was too long
        for block in blocks:
            rest += block
            if passing:
                end = rest.find(b"\n") + 1
                passing, rest = not end, rest[end:] if end else b""
            if passing or len(rest) < min(2 * uncut, MAX_RECORD_BYTES):
                continue
            whole, broken = cut(rest, self._rules, ended=False)
            uncut = 0 if whole else len(rest)
            if whole == 0 and len(rest) > MAX_RECORD_BYTES:
                yield Rows(
                    count=1, columns=self._columns([None]), wrong=[(0, "", "", "is too long for one row")]
                )
                end = rest.find(b"\n") + 1
                passing, rest, uncut = not end, rest[end:] if end else b"", 0
                continue
            if whole:
                yield self._rows(rest[:whole], broken=broken)
                rest = rest[whole:]
        if rest:
            _, broken = cut(rest, self._rules, ended=True)
            yield self._rows(rest, broken=broken)

    def _rows(self, text: bytes, *, broken: bool) -> Rows:
        if not broken:
            try:
                options = pacsv.ReadOptions(
                    column_names=self._names, use_threads=False, block_size=len(text) + 1
                )
                table = pacsv.read_csv(
                    pa.BufferReader(text), options, parse_options=self._parse, convert_options=self._convert
                )
            except pa.ArrowInvalid:
                return self._by_hand(text)
            columns = {name: table.column(name).combine_chunks() for name in self._wanted}
            rows = Rows(count=table.num_rows, columns=columns)
            return self._with_replaced(rows) if self._repaired and REPLACED.encode() in text else rows
        return self._by_hand(text)

    def _by_hand(self, text: bytes) -> Rows:
        wrong: list[tuple[int, str, str, str]] = []
        kept: list[list[bytes] | None] = []
        width = len(self._names)
        for index, cells in enumerate(records(text, self._rules)):
            if cells is None:
                wrong.append((index, "", "", "a quotation mark is not closed"))
            elif len(cells) > width and any(cells[width:]):
                shown = self._rules.delimiter.join(cells).decode("utf-8", "replace")
                wrong.append((index, "", shown, f"has {len(cells)} cells, the header {width}"))
                cells = None
            elif len(cells) < width:
                shown = self._rules.delimiter.join(cells).decode("utf-8", "replace")
                wrong.append((index, "", shown, f"has {len(cells)} cells, the header {width}"))
            kept.append(cells)
        rows = Rows(count=len(kept), columns=self._columns(kept), wrong=wrong)
        return self._with_replaced(rows) if self._repaired and REPLACED.encode() in text else rows

    def _columns(self, kept: list[list[bytes] | None]) -> dict[str, pa.Array]:
        columns = {}
        for place, name in enumerate(self._names):
            if name in self._wanted:
                cells = [row[place] if row is not None and place < len(row) else None for row in kept]
                columns[name] = pa.array(cells, pa.binary())
        return columns

    def _with_replaced(self, rows: Rows) -> Rows:
        """Name the cells in which bytes of another encoding made no sense."""
        for name, column in rows.columns.items():
            for index, cell in enumerate(column.to_pylist()):
                text = cell.decode("utf-8", "replace") if isinstance(cell, bytes) else cell
                if text and REPLACED in text:
                    rows.wrong.append((index, name, text, WRONG_BYTES))
        return rows


def _unix_lines(blocks: Iterator[bytes]) -> Iterator[bytes]:
    """A text whose lines end with a carriage return alone gets line feeds; any other is left as it is."""
    first = next(blocks, b"")
    old = b"\r" in first and b"\n" not in first
    yield first.replace(b"\r", b"\n") if old else first
    for block in blocks:
        yield block.replace(b"\r", b"\n") if old else block
