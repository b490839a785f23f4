"""A listings file that is shown before it is judged: how its columns are read, its first rows, and a person's word."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction

from tertib.actions.actor import Actor
from tertib.actions.feeds.handing_over import ask_to_scan, change_feed, require_own, take
from tertib.errors import BadInput, Conflict
from tertib.store.models import Feed, FeedBatch
from tertib.vocabulary import BatchState


def show_first(
    actor: Actor, feed: Feed, *, file_name: str, chunks: Iterable[bytes], now: datetime
) -> FeedBatch:
    """Take a listings file as `feeds.hand_over` does; the worker reads its first rows and judges nothing yet."""
    reading = {"chosen": dict(feed.columns), "look": True}
    return take(actor, feed, file_name=file_name, chunks=chunks, reading=reading, now=now)


def is_looked_at(batch: FeedBatch) -> bool:
    """Whether the batch was to be shown first and was not judged since, also where it could not be read."""
    return bool(batch.reading.get("look"))


def show_again(actor: Actor, batch: FeedBatch, *, columns: Mapping[str, str], now: datetime) -> None:
    """Read the first rows again, by other columns. Raises Conflict once it is being judged."""
    with transaction.atomic():
        fresh = _shown(actor, batch)
        chosen = {key: column for key, column in columns.items() if column}
        fresh.state, fresh.problem, fresh.problems, fresh.wrong_rows = BatchState.WAITING, "", [], 0
        fresh.reading, fresh.done_at = {"chosen": chosen, "look": True}, None
        fresh.save()
        ask_to_scan(fresh, now=now)


def judge(actor: Actor, batch: FeedBatch, *, now: datetime) -> None:
    """Its first rows are read rightly: judge it, and read the feed's next files so too. Asked twice it is judged once.

    Raises BadInput for one that could not be read.
    """
    with transaction.atomic():
        fresh = _locked(actor, batch)
        if not is_looked_at(fresh):
            return
        if fresh.state != BatchState.SHOWN:
            raise BadInput("The file is not read yet, or cannot be read. Look at it first.")
        chosen = fresh.reading.get("chosen", {})
        change_feed(actor, fresh.feed, columns=chosen)
        fresh.state, fresh.problems, fresh.wrong_rows = BatchState.WAITING, [], 0
        fresh.reading = {"chosen": chosen}
        fresh.save()
        ask_to_scan(fresh, now=now)


def drop(actor: Actor, batch: FeedBatch) -> None:
    """Nothing of it is judged, and it is as if it had never been handed over. Raises Conflict once it is being judged."""
    with transaction.atomic():
        _shown(actor, batch).delete()


def _shown(actor: Actor, batch: FeedBatch) -> FeedBatch:
    fresh = _locked(actor, batch)
    if not is_looked_at(fresh) or fresh.state not in (BatchState.SHOWN, BatchState.REFUSED):
        raise Conflict("The file is being read or judged by now. Open its page again.")
    return fresh


def _locked(actor: Actor, batch: FeedBatch) -> FeedBatch:
    require_own(actor, batch.feed)
    found = (
        FeedBatch.objects.select_for_update(of=("self",)).select_related("feed__party").filter(pk=batch.pk)
    )
    fresh = found.first()
    if fresh is None:
        raise Conflict("The file was taken back meanwhile. Hand it over again if it is still wanted.")
    return fresh
