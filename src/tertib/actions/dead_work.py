"""Work that failed for good: the installation's operator puts it back, one piece or many."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from tertib.actions import outbox
from tertib.actions.actor import Actor
from tertib.actions.deeds import keep_deed
from tertib.actions.notices.deliveries import send_again
from tertib.actions.permits import Permit, keeps_installation, require
from tertib.errors import Conflict, NotPermitted
from tertib.store.models import Dispatch, Outbox
from tertib.vocabulary import DeedKind, Errand

MOST = 1_000  # pieces at once


def put_back(actor: Actor, numbers: Sequence[int], *, now: datetime) -> int:
    """Ask for buried work again, at once and with all its attempts; returns how many pieces.

    Work that is no longer dead is passed over, so that asking twice does nothing twice. A delivery goes the way
    of `deliveries.send_again`, which puts its notices back as well.
    """
    require(actor, Permit.SEND_AGAIN)
    if not keeps_installation(actor):
        raise NotPermitted("Only the operator of the installation puts work back.")
    dead = list(Outbox.objects.filter(pk__in=list(numbers)[:MOST], dead_at__isnull=False))
    deliveries = [one for one in dead if one.errand == Errand.DISPATCH]
    dispatches = Dispatch.objects.in_bulk([one.payload["dispatch"] for one in deliveries])
    count = 0
    for one in deliveries:
        dispatch = dispatches.get(one.payload["dispatch"])
        if dispatch is None:
            continue
        try:
            send_again(actor, dispatch, now=now)
        except Conflict:  # another operator was faster
            continue
        count += 1
    others = [one.key for one in dead if one.errand != Errand.DISPATCH]
    with transaction.atomic():
        count += outbox.raise_from_the_dead(others, due_at=now)
        if count:
            kinds = ", ".join(sorted({one.errand for one in dead}))
            keep_deed(
                actor, DeedKind.WORK_PUT_BACK, office=actor.home, subject=str(count), detail=kinds, now=now
            )
    return count
