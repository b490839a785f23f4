"""Read handed-in cells into rows: what each names, and whether it stands twice; and save them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from tertib.core.links import Link, Platforms, find_links
from tertib.store.bulk import insert_rows
from tertib.store.models import Order, OrderRow
from tertib.vocabulary import LinkKind, RowOutcome

MAX_TEXT = 4_096
MAX_PARTS = 50  # links in one cell
FIRST_PROBLEMS = 20  # shown in the preview

COLUMNS = (
    "order_id",
    "row",
    "part",
    "text",
    "note",
    "kind",
    "platform",
    "listing",
    "shop",
    "url",
    "steps",
    "outcome",
    "earlier",
    "case_id",
)


@dataclass(frozen=True, slots=True)
class Cell:
    """The text of one row as handed in, with its number in the file (1 is the first line)."""

    row: int
    text: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """What one candidate of a row names. `earlier` is the row that names the same listing first."""

    row: int
    part: int
    text: str
    note: str
    link: Link | None
    outcome: RowOutcome
    earlier: int | None = None


def read_rows(cells: Iterable[Cell], *, platforms: Platforms) -> list[Row]:
    """Find the links in every cell. A cell without one gives one row that is not a link; none is dropped."""
    rows: list[Row] = []
    first: dict[str, int] = {}
    for cell in cells:
        links = find_links(cell.text, platforms=platforms)[:MAX_PARTS]
        if not links:
            rows.append(Row(cell.row, 0, cell.text, cell.note, None, RowOutcome.NOT_A_LINK))
        for part, link in enumerate(links):
            text = cell.text if len(links) == 1 else link.text
            earlier = None
            if link.kind is LinkKind.LISTING and link.listing:
                earlier = first.get(link.listing)
                first.setdefault(link.listing, cell.row)
            rows.append(Row(cell.row, part, text, cell.note, link, _outcome(link, earlier), earlier))
    return rows


def save_rows(order: Order, rows: Sequence[Row]) -> None:
    """Store the rows and put count and first problems on the order (which the caller saves)."""
    insert_rows(OrderRow, COLUMNS, (_columns(order, row) for row in rows))
    odd = [row for row in rows if row.outcome in (RowOutcome.NOT_A_LINK, RowOutcome.SHORT, RowOutcome.TWICE)]
    worst = sorted(
        odd, key=lambda row: (row.outcome != RowOutcome.NOT_A_LINK, row.outcome != RowOutcome.SHORT, row.row)
    )
    problems = [
        {"row": row.row, "text": row.text[:200], "why": row.outcome} for row in worst[:FIRST_PROBLEMS]
    ]
    order.row_count = len(rows)
    order.columns = order.columns | {"problems": problems}


def _outcome(link: Link, earlier: int | None) -> RowOutcome:
    match link.kind:
        case LinkKind.LISTING:
            return RowOutcome.NEW if earlier is None else RowOutcome.TWICE
        case LinkKind.SHORT:
            return RowOutcome.SHORT
        case LinkKind.NOT_A_LINK:
            return RowOutcome.NOT_A_LINK
        case _:
            return RowOutcome.SHOP_OR_POST


def _columns(order: Order, row: Row) -> tuple[Any, ...]:
    link = row.link
    return (
        order.pk,
        row.row,
        row.part,
        row.text[:MAX_TEXT].replace("\x00", "\ufffd"),
        row.note[:500].replace("\x00", "\ufffd"),
        link.kind if link else LinkKind.NOT_A_LINK,
        (link.platform or "") if link else "",
        (link.listing or "")[:200] if link else "",
        (link.shop or "")[:200] if link else "",
        (link.url or "")[:2048] if link else "",
        ",".join(link.steps)[:200] if link else "",
        row.outcome,
        row.earlier,
        None,
    )
