"""RETURNS: lay the offers of a batch, or all latest ones, beside what was taken down, piece by piece."""

from dataclasses import replace
from datetime import timedelta

from tertib.actions import outbox
from tertib.actions.returns import matching
from tertib.vocabulary import Errand
from tertib.worker.context import Context
from tertib.worker.pieces import one_piece

LEASE = timedelta(minutes=5)  # an index of a million removed listings takes a minute; a piece takes a second


def match_next(context: Context) -> int:
    """Do the next errand; returns how many. May stop at any point: what is kept stays, and is not kept twice."""
    claims = outbox.claim(Errand.RETURNS, now=context.clock(), lease=LEASE, most=1, real_now=context.wall())
    for claim in claims:
        with one_piece(claim, context):
            _match(claim, context)
    return len(claims)


def _match(claim: outbox.Claim, context: Context) -> None:
    policy = claim.payload["policy"]
    shelf = matching.shelf_of(policy)
    going = claim
    while offers := matching.next_piece(going):
        outbox.renew([going], until=context.wall() + LEASE)
        matching.match_offers(offers, shelf, policy=policy, now=context.clock())
        going = replace(going, payload={**going.payload, "after": offers[-1].pk})
        outbox.note(going, going.payload)
    outbox.finish([going], now=context.clock())
