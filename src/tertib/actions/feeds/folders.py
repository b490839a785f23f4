"""What lies in the folders that feeds are watched in: which objects were taken, and taking a new one once."""

from datetime import datetime

from django.db import transaction

from tertib.actions.feeds.handing_over import ask_to_scan
from tertib.store.models import Feed, FeedBatch, FolderObject
from tertib.vocabulary import FeedSource

__all__ = ["MAX_OBJECT_BYTES", "MAX_PATH", "Feed", "refuse", "take", "taken", "watched"]

MAX_OBJECT_BYTES = 2 * 2**30  # some millions of listings; more: `tertib detect` on the files themselves
MAX_PATH = 500


def watched() -> list[Feed]:
    """The feeds whose folder is watched."""
    feeds = Feed.objects.filter(source=FeedSource.FOLDER, active=True, party__active=True).exclude(folder="")
    return list(feeds.order_by("pk"))


def taken(feed: Feed) -> set[tuple[str, str]]:
    """(path, mark) of every object that was taken, or refused, before."""
    return set(FolderObject.objects.filter(feed=feed).values_list("path", "mark"))


def take(feed: Feed, *, path: str, mark: str, size: int, file_key: str, now: datetime) -> FeedBatch | None:
    """An object that is in the file store now becomes a batch; None if another worker took it before.

    The same bytes under another name are the same batch.
    """
    digest = file_key.removeprefix("sha256/").replace("/", "")
    with transaction.atomic():
        Feed.objects.select_for_update(of=("self",), no_key=True).get(pk=feed.pk)
        if FolderObject.objects.filter(feed=feed, path=path, mark=mark).exists():
            return None
        batch, made = FeedBatch.objects.get_or_create(
            feed=feed,
            digest=digest,
            defaults={
                "file_name": path.rpartition("/")[2][-200:],
                "file_key": file_key,
                "received_at": now,
                "reading": {"chosen": dict(feed.columns)},
            },
        )
        FolderObject.objects.create(feed=feed, path=path, mark=mark, size=size, batch=batch, at=now)
        if made:
            ask_to_scan(batch, now=now)
    return batch


def refuse(feed: Feed, *, path: str, mark: str, size: int, problem: str, now: datetime) -> None:
    """An object cannot be taken; the feed's page says why. It is not tried again until it changes."""
    FolderObject.objects.get_or_create(
        feed=feed,
        path=path[-MAX_PATH:],
        mark=mark,
        defaults={"size": size, "problem": problem[:300], "at": now},
    )
