"""WORDS: look for the words that removed sellers changed to, under one policy."""

from datetime import timedelta

from tertib.actions import outbox
from tertib.actions.terms import new_words
from tertib.vocabulary import Errand
from tertib.worker.context import Context
from tertib.worker.pieces import one_piece

LEASE = timedelta(minutes=30)  # all titles of a policy's sellers are read and tested in one go


def find_next(context: Context) -> int:
    """Do the next errand; returns how many. Again, it keeps nothing twice."""
    claims = outbox.claim(Errand.WORDS, now=context.clock(), lease=LEASE, most=1, real_now=context.wall())
    for claim in claims:
        with one_piece(claim, context):
            new_words.find_words(claim.payload["policy"], now=context.clock())
            outbox.finish([claim], now=context.clock())
    return len(claims)
