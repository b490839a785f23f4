"""LADDER: see whether a platform's record calls for a rung. It proposes; a person issues."""

from datetime import timedelta

from tertib.actions import outbox
from tertib.actions.cases import ladders
from tertib.vocabulary import Errand
from tertib.worker.context import Context
from tertib.worker.pieces import one_piece

LEASE = timedelta(minutes=1)


def consider_next(context: Context) -> int:
    """Consider the next platforms; returns how many."""
    claims = outbox.claim(Errand.LADDER, now=context.clock(), lease=LEASE, most=10, real_now=context.wall())
    for claim in claims:
        with one_piece(claim, context):
            about = claim.payload
            ladders.propose(party_id=about["party"], policy=about["policy"], claim=claim, now=context.clock())
    return len(claims)
