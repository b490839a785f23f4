"""A table as it was handed in: where it begins, what its columns are called, what its rows say."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tertib.adapters.tables.headers import meaning_of_header

LINK_LIKE = re.compile(r"(?i)(?:https?://|www\.|\b[a-z0-9-]+\.(?:com|co\.id|id|net|org|app|page|ly|ee)/)\S*")
SEARCHED_ROWS = 30  # a letterhead above the table is shorter than this


@dataclass(frozen=True, slots=True)
class Table:
    """A table of text.

    `columns` are the header cells, made unique, or spreadsheet letters where the table has no header.
    `rows` are as long as `columns`, cells exactly as written (never None; empty is "").
    `row_numbers` gives each row its number in the file, from 1, as a spreadsheet shows it; empty rows are
    left out. `sheet` is the sheet's name, "" for text tables. `notes` are English sentences for the person
    who handed the file in.
    """

    columns: list[str]
    rows: list[list[str]]
    sheet: str
    notes: list[str] = field(default_factory=list)
    row_numbers: list[int] = field(default_factory=list)


def looks_like_a_link(text: str) -> bool:
    """Say whether a cell holds something that a person would call a link."""
    return LINK_LIKE.search(text) is not None


def letters(index: int) -> str:
    """The spreadsheet's name of a column, from 0.

    >>> letters(0), letters(27)
    ('A', 'AB')
    """
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def shaped(
    numbered: Sequence[tuple[int, list[str]]],
    *,
    sheet: str,
    first_column: int,
    notes: list[str],
    behind: Mapping[int, int] | None = None,
) -> Table:
    """Make a table of rows with their numbers: find the header, leave out empty rows, make the rows even.

    The header is
    - the first of the first 30 rows that has a known column name ("link", "tautan", ...) and no link; else
    - the first row, if it has no link and a later row has one in a column that the first row names; else
    - none: the columns get their letters, and the first row is data like any other.
    Rows above the header are no data; a note tells how many there are. `behind` gives each column of links
    that stood behind another column's text the index of that other column, whose name it takes with "(link)".
    """
    filled = [(number, row) for number, row in numbered if any(cell.strip() for cell in row)]
    header_at = _header_at(filled)
    width = max((len(row) for _, row in filled), default=0)
    if header_at is None:
        names = [""] * width
        data = filled
    else:
        header = filled[header_at][1]
        names = [cell.strip() for cell in header] + [""] * (width - len(header))
        data = filled[header_at + 1 :]
        if header_at:
            notes = [*notes, f"{header_at} row(s) above the header were not read as data."]
    for added, source in (behind or {}).items():
        names[added] = f"{names[source] or letters(first_column + source)} (link)"
    uneven = sum(1 for _, row in data if len(row) != len(data[0][1])) if data else 0
    if uneven and not sheet:
        notes = [*notes, f"{uneven} row(s) do not have as many cells as the others; missing cells are empty."]
    return Table(
        columns=_unique(names, first_column=first_column),
        rows=[row + [""] * (width - len(row)) for _, row in data],
        sheet=sheet,
        notes=notes,
        row_numbers=[number for number, _ in data],
    )


def _header_at(filled: Sequence[tuple[int, list[str]]]) -> int | None:
    for index, (_, row) in enumerate(filled[:SEARCHED_ROWS]):
        if any(looks_like_a_link(cell) for cell in row):
            break
        if any(meaning_of_header(cell) for cell in row):
            return index
    if not filled or any(looks_like_a_link(cell) for cell in filled[0][1]):
        return None
    named = {column for column, cell in enumerate(filled[0][1]) if cell.strip()}
    for _, row in filled[1:SEARCHED_ROWS]:
        if any(column in named and looks_like_a_link(cell) for column, cell in enumerate(row)):
            return 0
    return None


def _unique(names: Sequence[str], *, first_column: int) -> list[str]:
    seen: set[str] = set()
    unique = []
    for index, name in enumerate(names):
        candidate = base = name or letters(first_column + index)
        n = 2
        while candidate in seen:
            candidate, n = f"{base} ({n})", n + 1
        seen.add(candidate)
        unique.append(candidate)
    return unique
