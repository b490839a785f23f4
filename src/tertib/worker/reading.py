"""READ: read a handed-in table file in a limited child process, and make the order's preview."""

from datetime import timedelta

from tertib.actions import errands, outbox
from tertib.actions.orders import intake
from tertib.actions.orders.rows import Cell
from tertib.adapters.tables import Table, TableFileRefused, guess_columns, read_table
from tertib.errors import TableRefused
from tertib.vocabulary import Errand
from tertib.worker.context import Context
from tertib.worker.pieces import one_piece

LEASE = timedelta(minutes=3)  # the child process is stopped after 60 s
SAMPLE_ROWS = 5
MAX_SAMPLE_CELL = 120


def read_next(context: Context) -> int:
    """Read the next file that waits; returns how many were read."""
    claims = outbox.claim(Errand.READ, now=context.clock(), lease=LEASE, most=1, real_now=context.wall())
    for claim in claims:
        with one_piece(claim, context):
            _read(claim, context)
    return len(claims)


def _read(claim: outbox.Claim, context: Context) -> None:
    order = errands.order_of(claim)
    data = errands.upload_of(order) if order else None
    if order is None or data is None:
        outbox.finish([claim], now=context.clock())
        return
    try:
        table = read_table(data, name=order.file_name)
    except TableRefused as error:
        texts = error.texts if isinstance(error, TableFileRefused) else {}
        intake.refuse_file(order, problem=str(error), texts=texts, claim=claim, now=context.clock())
        return
    order.file_key = context.files.put(data)
    chosen = order.columns if order.columns.get("chosen") else None
    link, note = (chosen["link"], chosen["note"]) if chosen else _guess(table)
    intake.finish_reading(
        order,
        cells(table, link, note),
        columns=_preview(table, link, note),
        claim=claim,
        now=context.clock(),
    )


def cells(table: Table, link: int | None, note: int | None) -> list[Cell]:
    """The cells in which links are looked for: one column, or the whole row where none holds links."""
    found = []
    for number, row in zip(table.row_numbers, table.rows, strict=True):
        text = " ".join(filter(None, row)) if link is None else row[link]
        found.append(Cell(number, text, row[note] if note is not None else ""))
    return found


def _guess(table: Table) -> tuple[int | None, int | None]:
    guess = guess_columns(table)
    return guess.link, guess.note


def _preview(table: Table, link: int | None, note: int | None) -> dict[str, object]:
    sample = [[cell[:MAX_SAMPLE_CELL] for cell in row] for row in table.rows[:SAMPLE_ROWS]]
    return {
        "names": table.columns,
        "link": link,
        "note": note,
        "sheet": table.sheet,
        "sample": sample,
        "sample_rows": table.row_numbers[:SAMPLE_ROWS],
        "notes": table.notes,
    }
