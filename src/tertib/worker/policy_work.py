"""POLICY_TEST and SAMPLE: try a draft of a policy on what is kept, and read a file of listings into its sample."""

import tempfile
from datetime import datetime, timedelta
from pathlib import Path, PurePath

from tertib.actions import outbox
from tertib.actions.policies import samples, trials
from tertib.adapters.feeds import iter_batches
from tertib.errors import BadInput
from tertib.vocabulary import Errand
from tertib.worker.context import Context
from tertib.worker.pieces import one_piece

LEASE = timedelta(minutes=3)  # a chunk takes a second
PIECE_ROWS = 1_000
MOST_ENDING = 20


def try_draft_next(context: Context) -> int:
    """Try the next draft that waits; returns how many."""
    claims = outbox.claim(
        Errand.POLICY_TEST, now=context.clock(), lease=LEASE, most=1, real_now=context.wall()
    )

    def until() -> datetime:
        return context.wall() + LEASE

    for claim in claims:
        with one_piece(claim, context):
            trials.run_test(claim, clock=context.clock, lease=until)
    return len(claims)


def read_sample_next(context: Context) -> int:
    """Read the next file for a sample; returns how many."""
    claims = outbox.claim(Errand.SAMPLE, now=context.clock(), lease=LEASE, most=1, real_now=context.wall())
    for claim in claims:
        with one_piece(claim, context):
            _read(claim, context)
    return len(claims)


def _read(claim: outbox.Claim, context: Context) -> None:
    file = samples.file_of(claim)
    if file is None:
        outbox.finish([claim], now=context.clock())
        return
    ending = "".join(PurePath(file.file_name).suffixes[-2:])[-MOST_ENDING:]
    with tempfile.TemporaryDirectory(prefix="tertib-sample-") as folder:
        path = Path(folder) / f"sample{ending}"
        path.write_bytes(bytes(file.data or b""))
        problem, wrong_rows = "", 0
        try:
            reading = iter_batches(path, batch_rows=PIECE_ROWS)
            for rows in reading.batches:
                if reading.rows > samples.MOST_ROWS:
                    raise BadInput(
                        f"The file has more than {samples.MOST_ROWS:,} rows; the rest was left out. Split it."
                    )
                samples.keep_rows(
                    file, rows, claim=claim, lease_until=context.wall() + LEASE, now=context.clock()
                )
                wrong_rows = reading.problems.rows
        except BadInput as error:
            problem = str(error).replace(str(path), file.file_name)
    samples.end_file(file, wrong_rows=wrong_rows, problem=problem, claim=claim, now=context.clock())
