"""DISPATCH and LETTER: hand parcels to the recipients' channels, and say what became of them."""

import asyncio
import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from io import BytesIO

from tertib.actions import errands, outbox
from tertib.actions.errands import Dispatch
from tertib.actions.notices import deliveries, letters
from tertib.actions.sellers import letters as to_sellers
from tertib.adapters.channels import CHANNELS, Address, Delivered, Outside, Parcel, retry_delay
from tertib.adapters.fetch import Fetcher
from tertib.adapters.tables import write_csv
from tertib.core.notices.table import COLUMNS, notice_rows
from tertib.errors import OutsideError, TertibError
from tertib.vocabulary import Errand
from tertib.worker.context import Context
from tertib.worker.pieces import one_piece

LEASE = timedelta(minutes=2)  # the slowest channel gives up after 30 s
MOST = 20  # parcels on their way at once

Outcome = Delivered | TertibError


def deliver_next(context: Context) -> int:
    """Deliver the next dispatches; returns how many were tried."""
    now, wall = context.clock(), context.wall()
    claims = outbox.claim(Errand.DISPATCH, now=now, lease=LEASE, most=MOST, real_now=wall)
    ready: list[tuple[outbox.Claim, Dispatch, tuple[Parcel, Address]]] = []
    for claim in claims:
        with one_piece(claim, context):
            dispatch = errands.dispatch_of(claim)
            if dispatch is None:
                outbox.finish([claim], now=now)
            elif not deliveries.waits_for_hold(dispatch, claim=claim, now=now):
                with _ours(claim, dispatch, context):
                    ready.append((claim, dispatch, parcel_for_channel(deliveries.parcel_of(dispatch))))
    outcomes = asyncio.run(_deliver_all([parcel for _, _, parcel in ready], context)) if ready else []
    for (claim, dispatch, _), outcome in zip(ready, outcomes, strict=True):
        with one_piece(claim, context):
            _save(claim, dispatch, outcome, context)
    return len(claims)


@contextmanager
def _ours(claim: outbox.Claim, dispatch: Dispatch, context: Context) -> Iterator[None]:
    """A parcel that cannot be made is our fault: the contact is not blamed, and the operator is told at last."""
    try:
        yield
    except TertibError as error:
        _save(claim, dispatch, error, context)


def send_letter_next(context: Context) -> int:
    """Deliver the next letters of the ladder; returns how many were tried."""
    claims = outbox.claim(Errand.LETTER, now=context.clock(), lease=LEASE, most=MOST, real_now=context.wall())
    for claim in claims:
        with one_piece(claim, context):
            _send_letter(claim, context)
    return len(claims)


def _send_letter(claim: outbox.Claim, context: Context) -> None:
    of_seller = to_sellers.PAYLOAD in claim.payload
    rung = None if of_seller else errands.rung_of(claim)
    letter = to_sellers.parcel_of(claim) if of_seller else None
    if rung is not None:
        letter = letters.parcel_of_rung(rung)
    if letter is None:
        outbox.finish([claim], now=context.clock())
        return
    outcome = asyncio.run(_deliver_all([parcel_for_channel(letter)], context))[0]
    if isinstance(outcome, Delivered):
        if rung is None:
            to_sellers.delivered(claim, now=context.clock())
        else:
            letters.letter_delivered(rung, claim=claim, now=context.clock())
        return
    delay = retry_delay(claim.attempts, jitter=random.random()) if outcome.retry else None
    if delay is not None:
        outbox.put_back([claim], due_at=context.clock() + delay, error=_said(outcome))
    elif rung is None:
        to_sellers.failed(claim, error=_said(outcome), now=context.clock())
    else:
        letters.letter_failed(rung, claim=claim, error=_said(outcome), now=context.clock())


def parcel_for_channel(parcel: deliveries.Parcel) -> tuple[Parcel, Address]:
    """The action's parcel in the channels' form, with the table that is filled in and sent back."""
    rows = [[row[column] for column in COLUMNS] for row in notice_rows(parcel.notices)]
    table = BytesIO()
    write_csv(table, list(COLUMNS), rows)
    return (
        Parcel(
            key=parcel.key,
            recipient_name=parcel.recipient_name,
            count=parcel.count,
            summary=parcel.summary,
            event="notices.sent" if parcel.notices else "letter.issued",
            notices=parcel.notices,
            csv=table.getvalue() if rows else b"",
            subject=parcel.subject,
            body=parcel.body,
            language=parcel.language,
            created_at=parcel.created_at,
        ),
        Address(
            kind=parcel.channel,
            target=parcel.target,
            secret=parcel.secret,
            reply_to=parcel.reply_to,
            language=parcel.language,
        ),
    )


async def _deliver_all(parcels: Sequence[tuple[Parcel, Address]], context: Context) -> list[Outcome]:
    async with Fetcher(contact=context.agent_contact, hosts=context.hosts) as fetcher:
        outside = Outside(fetcher=fetcher, mail=context.mail)
        return await asyncio.gather(
            *(_deliver(parcel, address, outside, context) for parcel, address in parcels)
        )


async def _deliver(parcel: Parcel, address: Address, outside: Outside, context: Context) -> Outcome:
    channel = CHANNELS[address.kind](outside)
    try:
        return await channel.deliver(parcel, address, now=context.wall())
    except TertibError as error:
        return error


def _save(claim: outbox.Claim, dispatch: Dispatch, outcome: Outcome, context: Context) -> None:
    now = context.clock()
    if isinstance(outcome, Delivered):
        deliveries.delivered(
            dispatch,
            claim=claim,
            receipt=outcome.detail,
            certificate_expires_at=outcome.certificate_expires_at,
            now=now,
        )
        return
    delay = retry_delay(claim.attempts, jitter=random.random()) if outcome.retry else None
    said, theirs = _said(outcome), isinstance(outcome, OutsideError)
    if delay is None:
        deliveries.failed_for_good(dispatch, claim=claim, error=said, theirs=theirs, now=now)
    else:
        again = now + delay
        deliveries.failed_for_now(dispatch, claim=claim, error=said, theirs=theirs, again_at=again, now=now)


def _said(error: TertibError) -> str:
    """What the operator reads: the code and the words, which hold no secret (errors.py)."""
    kind = "outside" if isinstance(error, OutsideError) else "ours"
    return f"{error.code} ({kind}): {error}"
