"""SELLERS: see anew which shops one seller runs, where tokens changed or a key ended; and consider their records."""

from datetime import timedelta

from tertib.actions import outbox
from tertib.actions.sellers import graph, keys
from tertib.vocabulary import Errand
from tertib.worker.context import Context
from tertib.worker.pieces import one_piece

LEASE = timedelta(minutes=5)


def group_next(context: Context) -> int:
    """See the next changes anew; returns how many pieces of work."""
    claims = outbox.claim(Errand.SELLERS, now=context.clock(), lease=LEASE, most=1, real_now=context.wall())
    for claim in claims:
        with one_piece(claim, context):
            keys.end_retired(now=context.clock())
            graph.see_anew(claim, now=context.clock())
    return len(claims)
