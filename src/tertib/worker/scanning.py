"""SCAN and RESCAN: read a batch of a feed in bounded memory, judge its listings piece by piece; judge kept ones again."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path, PurePath

import pyarrow as pa
import pyarrow.compute as pc

from tertib.actions import errands, outbox
from tertib.actions.feeds import batches
from tertib.adapters.feeds import Reading, iter_batches
from tertib.errors import BadInput
from tertib.vocabulary import Errand
from tertib.worker.context import Context
from tertib.worker.pieces import one_piece

LEASE = timedelta(minutes=3)  # a piece takes a second; a large workbook is read as a whole first
PIECE_ROWS = (
    2_000  # kept and judged in one transaction: some 0.5 s on SQLite, so that others need not wait long
)
MOST_NAME = 100
SHOWN_ROWS, SHOWN_CHARS = 5, 300
SHOWN_COLUMNS = ("title", "price_minor", "currency", "shop", "url")
"""What is shown of the first rows before a person lets the file be judged."""


def scan_next(context: Context) -> int:
    """Read and judge the next batch that waits; returns how many."""
    claims = outbox.claim(Errand.SCAN, now=context.clock(), lease=LEASE, most=1, real_now=context.wall())
    for claim in claims:
        with one_piece(claim, context):
            batch = errands.feed_batch_of(claim)
            if batch is None:
                outbox.finish([claim], now=context.clock())
            else:
                _scan(batch, claim, context)
    return len(claims)


def rescan_next(context: Context) -> int:
    """Judge the kept offers of the next RESCAN again; returns how many errands."""
    claims = outbox.claim(Errand.RESCAN, now=context.clock(), lease=LEASE, most=1, real_now=context.wall())
    for claim in claims:
        with one_piece(claim, context):
            bench = batches.bench_again(claim, now=context.clock())
            going: outbox.Claim | None = claim
            while going is not None:
                until = context.wall() + LEASE
                going = batches.judge_again(going, bench=bench, lease_until=until, now=context.clock())
            outbox.finish([claim], now=context.clock())
    return len(claims)


def _scan(batch: errands.FeedBatch, claim: outbox.Claim, context: Context) -> None:
    _file(batch, claim, context)
    looked = batch.reading.get("look", False)
    bench = batches.Bench({}) if looked else batches.bench_for(batch)
    with _on_disk(batch, context) as path:
        reading: Reading | None = None
        try:
            reading = iter_batches(path, columns=batch.reading.get("chosen") or None, batch_rows=PIECE_ROWS)
            if looked:
                _show(reading, batch, claim, context)
                return
            for rows in reading.batches:
                _keep(rows, reading, batch, bench, claim, context)
        except BadInput as error:
            said = _plainly(str(error), path, batch)
            told = None if reading is None else _told(reading)
            batches.refuse_batch(batch, problem=said, told=told, claim=claim, now=context.clock())
            return
    batches.finish_batch(batch, told=_told(reading), claim=claim, now=context.clock())


def _show(reading: Reading, batch: errands.FeedBatch, claim: outbox.Claim, context: Context) -> None:
    """Let a person see the first rows before anything is judged."""
    rows = next(reading.batches, None)
    first = [] if rows is None else rows.slice(0, SHOWN_ROWS).select(list(SHOWN_COLUMNS)).to_pylist()
    for row in first:
        row.update({name: row[name][:SHOWN_CHARS] for name in row if isinstance(row[name], str)})
    batches.show_batch(batch, first, told=_told(reading), claim=claim, now=context.clock())


def _keep(
    rows: pa.RecordBatch,
    reading: Reading,
    batch: errands.FeedBatch,
    bench: batches.Bench,
    claim: outbox.Claim,
    context: Context,
) -> None:
    """Keep and judge those of the rows that were not kept yet. Raises BadInput for too many."""
    if reading.rows > batches.MAX_ROWS:
        raise BadInput(
            f"The file has more than {batches.MAX_ROWS:,} rows; split it, or run tertib detect on it."
        )
    todo = _unread(rows, after=batch.rows)
    if todo.num_rows:
        until = context.wall() + LEASE
        told, now = _told(reading), context.clock()
        batches.keep_rows(batch, todo, bench=bench, told=told, claim=claim, lease_until=until, now=now)


def _file(batch: errands.FeedBatch, claim: outbox.Claim, context: Context) -> None:
    """Put what was handed over into the file store, once."""
    if batch.file_key:
        return
    key = context.files.put_stream(batches.parts_of(batch))
    outbox.renew([claim], until=context.wall() + LEASE)
    batches.filed(batch, file_key=key)


@contextmanager
def _on_disk(batch: errands.FeedBatch, context: Context) -> Iterator[Path]:
    """The batch as a file under the name that says how it is read."""
    ending = "".join(PurePath(batch.file_name).suffixes[-2:])[-MOST_NAME:]
    with tempfile.TemporaryDirectory(prefix="tertib-feed-") as folder:
        path = Path(folder) / f"batch{ending}"
        with path.open("wb") as file:
            for chunk in context.files.stream(batch.file_key):
                file.write(chunk)
        yield path


def _plainly(said: str, path: Path, batch: errands.FeedBatch) -> str:
    """What is wrong, without our place of the file and the words of the command line; a page asks for the columns."""
    text = said.removeprefix(f"{path}: ").replace(str(path), batch.file_name)
    text = text.partition(" Say which it is: --columns")[0]
    return text[:1].upper() + text[1:]


def _unread(rows: pa.RecordBatch, *, after: int) -> pa.RecordBatch:
    """Those rows that a former run has not kept yet."""
    if rows.column("row")[0].as_py() > after:
        return rows
    return rows.filter(pc.greater(rows.column("row"), after))


def _told(reading: Reading) -> batches.Told:
    return batches.Told(
        wrong_rows=reading.problems.rows,
        problems=[
            {"row": one.row, "column": one.column[:80], "value": one.value, "why": one.why}
            for one in reading.problems.named
        ],
        columns=reading.columns,
        ignored=reading.ignored,
        notes=reading.notes,
        share=reading.share,
    )
