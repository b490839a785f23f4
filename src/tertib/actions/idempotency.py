"""The same write asked twice has one effect: the first answer is kept 30 days and given again."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from tertib.errors import BadInput, KeyReused
from tertib.store.models import IdempotencyKey

KEPT = timedelta(days=30)
MAX_KEY = 255


@dataclass(frozen=True, slots=True)
class Answer:
    """What the call answers. `replayed`: it is the answer of an earlier call with the same key."""

    status: int
    body: Any  # as JSON
    replayed: bool = False


def perform_once(
    owner: str,
    *,
    operation: str,
    key: str,
    request_sha256: str,
    now: datetime,
    act: Callable[[], tuple[int, Any]],
) -> Answer:
    """Run `act`, which gives (status, JSON body), unless this owner's key was used for the operation before.

    The key, the act and its answer are saved in one transaction: if the act raises, nothing of it is kept and the
    key may be used again. A second call that comes while the first runs waits for it and gets its answer.

    Raises BadInput without a usable key, KeyReused for the key with another request, and what `act` raises.
    """
    if not key or len(key) > MAX_KEY or not key.isascii() or not key.isprintable():
        raise BadInput(
            "This call needs the header Idempotency-Key: 1 to 255 printable characters, new for each act."
        )
    mine = {"owner": owner, "operation": operation, "key": key}
    with transaction.atomic():
        row = IdempotencyKey(**mine, request_sha256=request_sha256, at=now)
        IdempotencyKey.objects.bulk_create([row], ignore_conflicts=True)
        kept = IdempotencyKey.objects.select_for_update(of=("self",)).get(**mine)
        if kept.status:
            if kept.request_sha256 != request_sha256:
                raise KeyReused(
                    "This Idempotency-Key was used with another request. Take a new key for a new act."
                )
            return Answer(kept.status, kept.answer, replayed=True)
        kept.status, kept.answer = act()
        kept.save(update_fields=["status", "answer"])
        return Answer(kept.status, kept.answer)


def prune(*, now: datetime) -> int:
    """Forget keys older than KEPT; returns how many."""
    return IdempotencyKey.objects.filter(at__lt=now - KEPT).delete()[0]
