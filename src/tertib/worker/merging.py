"""TAKE_IN and COMPOSE: long work done in chunks, each a transaction of its own, the lease renewed between them."""

from datetime import timedelta

from tertib.actions import errands, outbox
from tertib.actions.notices import asking
from tertib.actions.orders import intake
from tertib.vocabulary import Errand
from tertib.worker.context import Context
from tertib.worker.pieces import one_piece

LEASE = timedelta(minutes=1)  # one chunk takes a second or two


def take_in_next(context: Context) -> int:
    """Merge the rows of the next order; returns how many orders."""
    claims = outbox.claim(Errand.TAKE_IN, now=context.clock(), lease=LEASE, most=1, real_now=context.wall())
    for claim in claims:
        with one_piece(claim, context):
            order = errands.order_of(claim)
            while order is not None and intake.merge_chunk(order, now=context.clock()):
                outbox.renew([claim], until=context.wall() + LEASE)
            outbox.finish([claim], now=context.clock())
    return len(claims)


def compose_next(context: Context) -> int:
    """Write the notices of the next approval; returns how many approvals."""
    claims = outbox.claim(Errand.COMPOSE, now=context.clock(), lease=LEASE, most=1, real_now=context.wall())
    for claim in claims:
        with one_piece(claim, context):
            approval = errands.approval_of(claim)
            while approval is not None and asking.compose_chunk(approval, now=context.clock()):
                outbox.renew([claim], until=context.wall() + LEASE)
            outbox.finish([claim], now=context.clock())
    return len(claims)
