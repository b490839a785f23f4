"""ANSWER: record a batch of answers once it is held no longer, in chunks, the lease renewed between them."""

from datetime import timedelta

from tertib.actions import errands, outbox
from tertib.actions.notices import reply_batches
from tertib.vocabulary import Errand
from tertib.worker.context import Context
from tertib.worker.pieces import one_piece

LEASE = timedelta(minutes=1)  # one chunk takes half a second


def answer_next(context: Context) -> int:
    """Record the next batch that waits; returns how many batches. One that is held still is put back."""
    claims = outbox.claim(Errand.ANSWER, now=context.clock(), lease=LEASE, most=1, real_now=context.wall())
    recorded = 0
    for claim in claims:
        with one_piece(claim, context):
            batch = errands.batch_of(claim)
            now = context.clock()
            if batch and (left := reply_batches.held_for(batch, now=now, wall=context.wall())):
                outbox.put_back([claim], due_at=min(now + left, batch.record_by or now + left), error="")
                continue
            while batch is not None and reply_batches.record_chunk(batch, now=context.clock()):
                outbox.renew([claim], until=context.wall() + LEASE)
            outbox.finish([claim], now=context.clock())
            recorded += 1
    return recorded
