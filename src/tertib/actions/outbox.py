"""Ask for work, claim it with a lease and a fence, and finish it: the outbox's four verbs.

A claim gives the row a new fence; only who holds the current fence may finish or fail it, so a worker that was
thought dead cannot save over its successor. Claims never wait: rows that another claim holds are passed over.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Q

from tertib.errors import LeaseLost
from tertib.store.bulk import update_rows
from tertib.store.models import Lane, Outbox
from tertib.vocabulary import Errand

CHUNK = 1_000


@dataclass(frozen=True, slots=True)
class Work:
    """One piece of work to ask for. Asking again with the same key re-arms it with the new due time."""

    errand: Errand
    key: str
    due_at: datetime
    lane: str = ""
    payload: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Claim:
    """Work that this worker holds until `lease_until`, proven by `fence`. `attempts` counts this one."""

    id: int
    errand: Errand
    key: str
    lane: str
    payload: Mapping[str, Any]
    attempts: int
    fence: int


def ask(works: Sequence[Work]) -> None:
    """Write the work down, within the caller's transaction."""
    rows = [
        Outbox(
            errand=work.errand,
            key=work.key,
            lane=work.lane,
            payload=dict(work.payload),
            due_at=work.due_at,
            fence=0,
        )
        for work in works
    ]
    Outbox.objects.bulk_create(
        rows,
        batch_size=CHUNK,
        update_conflicts=True,
        unique_fields=["key"],
        update_fields=["due_at", "lane", "payload", "done_at", "dead_at", "attempts", "last_error"],
    )


def call_off(keys: Sequence[str]) -> None:
    """The work is without object; rows that are not there are no error."""
    for start in range(0, len(keys), CHUNK):
        Outbox.objects.filter(key__in=keys[start : start + CHUNK]).delete()


def claim(
    errand: Errand, *, now: datetime, lease: timedelta, most: int, lane: str | None = None, real_now: datetime
) -> list[Claim]:
    """Take up to `most` due rows, oldest first.

    `now` is the house's clock and says what is due; leases run by `real_now`, which never runs fast: a worker
    needs its seconds however fast the demo's clock is.
    """
    with transaction.atomic():
        free = Q(lease_until=None) | Q(lease_until__lt=real_now)
        due = Outbox.objects.filter(free, errand=errand, due_at__lte=now, done_at=None, dead_at=None)
        if lane is not None:
            due = due.filter(lane=lane)
        if connection.features.has_select_for_update_skip_locked:
            due = due.select_for_update(skip_locked=True)
        rows = list(due.order_by("due_at", "pk")[:most])
        if not rows:
            return []
        until = real_now + lease
        update_rows(
            Outbox,
            ("lease_until", "fence", "attempts"),
            [(until, row.fence + 1, row.attempts + 1, row.pk, row.fence) for row in rows],
            where=("id", "fence"),
        )
    return [
        Claim(row.pk, row.errand, row.key, row.lane, row.payload, row.attempts + 1, row.fence + 1)
        for row in rows
    ]


def renew(claims: Sequence[Claim], *, until: datetime) -> None:
    """Hold on for longer. Raises LeaseLost if any was taken over."""
    rows = [(until, claim.id, claim.fence) for claim in claims]
    if update_rows(Outbox, ("lease_until",), rows, where=("id", "fence")) != len(rows):
        raise LeaseLost("Another worker took this work over; what was done here is not saved.")


def note(claim: Claim, payload: Mapping[str, Any]) -> None:
    """Write down how far work has come, within the transaction that saves it. Raises LeaseLost if it was taken over."""
    if (
        update_rows(Outbox, ("payload",), [(dict(payload), claim.id, claim.fence)], where=("id", "fence"))
        != 1
    ):
        raise LeaseLost("Another worker took this work over; what was done here is not saved.")


def finish(claims: Sequence[Claim], *, now: datetime) -> None:
    """Done; within the transaction that saves what came of it. Raises LeaseLost if any was taken over."""
    rows = [(now, None, "", claim.id, claim.fence) for claim in claims]
    if update_rows(Outbox, ("done_at", "lease_until", "last_error"), rows, where=("id", "fence")) != len(
        rows
    ):
        raise LeaseLost("Another worker took this work over; what was done here is not saved.")


def held(claims: Sequence[Claim]) -> set[int]:
    """The ids of those claims that are still ours, within a transaction that keeps them so: not taken over, not
    called off meanwhile."""
    fences = {claim.id: claim.fence for claim in claims}
    rows = Outbox.objects.select_for_update(of=("self",)).filter(pk__in=fences, done_at=None)
    return {pk for pk, fence in rows.order_by("pk").values_list("pk", "fence") if fences[pk] == fence}


def put_back(claims: Iterable[Claim], *, due_at: datetime, error: str) -> int:
    """It failed for now; try again at `due_at`. Returns how many were still ours: the others are another's."""
    rows = [(due_at, None, error[:300], claim.id, claim.fence) for claim in claims]
    return update_rows(Outbox, ("due_at", "lease_until", "last_error"), rows, where=("id", "fence"))


def bury(claims: Iterable[Claim], *, now: datetime, error: str) -> int:
    """It failed for good and waits for a person, who can ask for it again. Returns how many were still ours."""
    rows = [(now, None, error[:300], claim.id, claim.fence) for claim in claims]
    return update_rows(Outbox, ("dead_at", "lease_until", "last_error"), rows, where=("id", "fence"))


def prune(*, before: datetime) -> int:
    """Forget work that was done before; returns how many rows."""
    return Outbox.objects.filter(done_at__lt=before).delete()[0]


def lanes_due(errand: Errand, *, now: datetime) -> list[str]:
    """Lanes in which work is due."""
    due = Outbox.objects.filter(errand=errand, due_at__lte=now, done_at=None, dead_at=None)
    return list(due.order_by("lane").values_list("lane", flat=True).distinct())


def take_lane(name: str, *, worker: str, now: datetime, lease: timedelta, real_now: datetime) -> bool:
    """Become the one worker of a lane until the lease ends, or hold on to it; False if another has it."""
    Lane.objects.get_or_create(name=name)
    mine = Q(worker=worker) | Q(lease_until=None) | Q(lease_until__lt=real_now)
    open_now = Q(not_before=None) | Q(not_before__lte=now)
    taken = Lane.objects.filter(mine & open_now, name=name).update(
        worker=worker, lease_until=real_now + lease
    )
    return taken == 1


def leave_lane(name: str, *, worker: str) -> None:
    """Give the lane free for others."""
    Lane.objects.filter(name=name, worker=worker).update(lease_until=None)


def close_lane(name: str, *, until: datetime) -> None:
    """The host asked us to wait: nobody works the lane before `until`."""
    Lane.objects.filter(name=name).filter(Q(not_before=None) | Q(not_before__lt=until)).update(
        not_before=until
    )


def raise_from_the_dead(keys: Sequence[str], *, due_at: datetime) -> int:
    """A person asks for buried work again; returns how many rows."""
    return Outbox.objects.filter(key__in=keys, dead_at__isnull=False).update(
        dead_at=None, attempts=0, due_at=due_at, fence=F("fence") + 1, lease_until=None
    )
