"""Which column of a table holds the links, the notes, the shops: a guess that the person can correct."""

from collections.abc import Iterable
from dataclasses import dataclass

from tertib.adapters.tables.headers import ColumnMeaning, meaning_of_header
from tertib.adapters.tables.table import Table, looks_like_a_link

SAMPLE_ROWS = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnGuess:
    """Indexes into `Table.columns`, None where no column says such a thing.

    `by_header` tells whether the link column was known by its name (else by what its cells hold).
    `link_share` is the share of filled sample cells in the link column that look like a link, 0 to 1.
    """

    link: int | None
    note: int | None = None
    shop: int | None = None
    title: int | None = None
    platform: int | None = None
    price: int | None = None
    date: int | None = None
    by_header: bool = False
    link_share: float = 0.0


def guess_columns(table: Table) -> ColumnGuess:
    """Guess what the columns say, from their names and, for the links, from their cells.

    The link column is
    - the column named as one that holds links in at least half of its filled cells (of several, the one with
      most); else
    - the column, however it is named, with most links among the first 500 rows, a shop's column last; else
    - the column named as one, although it holds no links (each row will say so); else
    - the only column there is; else none.
    """
    sample = table.rows[:SAMPLE_ROWS]
    meanings = [meaning_of_header(name) for name in table.columns]
    counts = [_links_and_filled(row[index] for row in sample) for index in range(len(table.columns))]
    named = [index for index, meaning in enumerate(meanings) if meaning is ColumnMeaning.LINK]
    good = [index for index in named if counts[index][0] * 2 >= max(counts[index][1], 1)]
    full = [index for index, (links, _) in enumerate(counts) if links]
    link: int | None = None
    if good:
        link = max(good, key=lambda index: (counts[index][0], -index))
    elif full:
        link = max(full, key=lambda i: (meanings[i] is not ColumnMeaning.SHOP, counts[i][0], -i))
    elif named:
        link = named[0]
    elif len(table.columns) == 1:
        link = 0
    first: dict[ColumnMeaning, int] = {}
    for index, meaning in enumerate(meanings):
        if meaning is not None and index != link:
            first.setdefault(meaning, index)
    links, filled = counts[link] if link is not None else (0, 0)
    return ColumnGuess(
        link=link,
        note=first.get(ColumnMeaning.NOTE),
        shop=first.get(ColumnMeaning.SHOP),
        title=first.get(ColumnMeaning.TITLE),
        platform=first.get(ColumnMeaning.PLATFORM),
        price=first.get(ColumnMeaning.PRICE),
        date=first.get(ColumnMeaning.DATE),
        by_header=link in good,
        link_share=links / filled if filled else 0.0,
    )


def _links_and_filled(cells: Iterable[str]) -> tuple[int, int]:
    filled = [cell for cell in cells if cell.strip()]
    return sum(1 for cell in filled if looks_like_a_link(cell)), len(filled)
