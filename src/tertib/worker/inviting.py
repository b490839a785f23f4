"""INVITATION and CONTACT_TEST: single messages that carry no notices, and what became of them."""

import asyncio
import random
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from tertib.actions import outbox
from tertib.actions.notices import contact_tests
from tertib.actions.notices.deliveries import Parcel
from tertib.actions.parties import invitations
from tertib.adapters.channels import CHANNELS, Delivered, Outside, retry_delay
from tertib.adapters.fetch import Fetcher
from tertib.errors import TertibError
from tertib.vocabulary import Errand
from tertib.worker.context import Context
from tertib.worker.delivering import parcel_for_channel

LEASE = timedelta(minutes=2)  # the slowest channel gives up after 30 s
MOST = 5  # one after another, within the lease


def invite_next(context: Context) -> int:
    """Mail the next invitations; one that fails is tried again, and at last waits for the operator."""
    claims = _claim(Errand.INVITATION, context)
    for claim in claims:
        outcome = _send(lambda claim=claim: invitations.parcel_of_invitation(claim), context)  # type: ignore[misc]
        if outcome is None or isinstance(outcome, Delivered):
            outbox.finish([claim], now=context.clock())
            continue
        delay = retry_delay(claim.attempts, jitter=random.random()) if outcome.retry else None
        if delay is None:
            outbox.bury([claim], now=context.clock(), error=_said(outcome))
        else:
            outbox.put_back([claim], due_at=context.clock() + delay, error=_said(outcome))
    return len(claims)


def try_contact_next(context: Context) -> int:
    """Send the next tests of contacts; each is tried once."""
    claims = _claim(Errand.CONTACT_TEST, context)
    for claim in claims:
        outcome = _send(lambda claim=claim: contact_tests.parcel_of_test(claim), context)  # type: ignore[misc]
        now = context.clock()
        if outcome is None:
            outbox.finish([claim], now=now)
        elif isinstance(outcome, Delivered):
            ends = outcome.certificate_expires_at
            contact_tests.took_test(claim, now=now, certificate_expires_at=ends)
        else:
            contact_tests.refused_test(claim, error=_said(outcome), for_good=not outcome.retry, now=now)
    return len(claims)


def _claim(errand: Errand, context: Context) -> list[outbox.Claim]:
    return outbox.claim(errand, now=context.clock(), lease=LEASE, most=MOST, real_now=context.wall())


def _send(write: Callable[[], Parcel | None], context: Context) -> Delivered | TertibError | None:
    """Write the message and hand it over; None if there is none to send any more."""
    try:
        written = write()
        return asyncio.run(_deliver(written, context)) if written is not None else None
    except TertibError as error:
        return error


async def _deliver(written: Parcel, context: Context) -> Delivered:
    parcel, address = parcel_for_channel(written)
    async with Fetcher(contact=context.agent_contact, hosts=context.hosts) as fetcher:
        channel = CHANNELS[address.kind](Outside(fetcher=fetcher, mail=context.mail))
        return await channel.deliver(replace(parcel, event=contact_tests.EVENT), address, now=context.wall())


def _said(error: TertibError) -> str:
    """What the operator reads: the code and the words, which hold no secret (errors.py)."""
    return f"{error.code}: {error}"
