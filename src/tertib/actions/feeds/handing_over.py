"""Hand listings over: feeds, under which policies they are watched, and batches; the worker reads and judges them."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from tertib.actions import outbox, tables
from tertib.actions.actor import Actor
from tertib.actions.listings.rows import RowResult, check_rows
from tertib.actions.permits import Permit, require
from tertib.errors import BadInput, NotPermitted
from tertib.store.models import BatchPart, Feed, FeedBatch, Party, Watch
from tertib.vocabulary import BatchState, Errand, FeedSource, PartyKind

MAX_FILE_BYTES = (
    64 * 2**20
)  # some 200,000 listings as csv; more goes through a watched folder, or `tertib detect`
MAX_NAME = 120
PART_BYTES = 2**20
GIVEN_TO_AUTHORITIES = (PartyKind.PLATFORM, PartyKind.ASSOCIATION)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedForm:
    """What a feed is. `platform` is of all its listings, where their links do not say; `policies` watch it."""

    name: str
    source: FeedSource = FeedSource.UPLOAD
    platform: str = ""
    policies: Sequence[str] = ()
    columns: Mapping[str, str] = field(default_factory=dict)


def make_feed(actor: Actor, *, form: FeedForm, now: datetime) -> Feed:
    """Begin a feed of one's own party. Raises BadInput for a name that is taken, or a platform or policy not known."""
    require(actor, Permit.FEED)
    name = _name(form.name)
    platform = form.platform
    if actor.home.kind == PartyKind.PLATFORM:
        platform = actor.home.platform or ""
    elif platform and platform not in tables.platforms():
        raise BadInput(f"There is no platform {platform!r}. See the list of platforms.")
    if form.source is FeedSource.FOLDER and actor.person is None:
        raise BadInput("A watched folder is set up by a person, on the page of feeds.")
    known = tables.policies()
    for policy in form.policies:
        if policy not in known:
            raise BadInput(f"There is no policy {policy!r}. There are: {', '.join(sorted(known))}.")
    with transaction.atomic():
        Party.objects.select_for_update(of=("self",), no_key=True).get(pk=actor.home.pk)
        if Feed.objects.filter(party=actor.home, name=name).exists():
            raise BadInput(f"Your office has a feed {name!r} already. Give this one another name.")
        feed = Feed.objects.create(
            party=actor.home,
            name=name,
            platform=platform,
            source=form.source,
            columns=dict(form.columns),
            created_at=now,
            created_by=actor.person,
        )
        if feed.source == FeedSource.FOLDER:
            feed.folder = f"{actor.home.slug}/{feed.key}"  # ours to choose: nobody names another's folder
            feed.save(update_fields=["folder"])
        Watch.objects.bulk_create(
            [
                Watch(feed=feed, policy=policy, since=now, set_by=actor.person)
                for policy in dict.fromkeys(form.policies)
            ]
        )
    return feed


def change_feed(
    actor: Actor,
    feed: Feed,
    *,
    name: str | None = None,
    active: bool | None = None,
    columns: Mapping[str, str] | None = None,
) -> None:
    """Rename a feed, end or begin it again, or say by which columns its files are read from now on."""
    require_own(actor, feed)
    if name is not None:
        feed.name = _name(name)
        if Feed.objects.filter(party=feed.party, name=feed.name).exclude(pk=feed.pk).exists():
            raise BadInput(f"Your office has a feed {feed.name!r} already. Give this one another name.")
    if active is not None:
        feed.active = active
    if columns is not None:
        feed.columns = {key: column for key, column in columns.items() if column}
    feed.save(update_fields=["name", "active", "columns"])


def set_watch(actor: Actor, feed: Feed, *, policy: str, now: datetime) -> Watch:
    """Judge every new batch of the feed under the policy, and what it showed before as well. Again: no change."""
    _require_watching(actor, feed)
    reference = tables.policy(policy).reference
    with transaction.atomic():
        watch, made = Watch.objects.select_for_update(of=("self",)).get_or_create(
            feed=feed, policy=policy, defaults={"since": now, "set_by": actor.person}
        )
        if made or not watch.active:
            watch.active, watch.since, watch.set_by = True, now, actor.person
            watch.save(update_fields=["active", "since", "set_by"])
            _ask_again(policy, reference, feed=feed, now=now)
    return watch


def stop_watch(actor: Actor, feed: Feed, *, policy: str) -> None:
    """Judge no more batches of the feed under the policy; what was found stays and waits for a person."""
    _require_watching(actor, feed)
    Watch.objects.filter(feed=feed, policy=policy).update(active=False)


def hand_over(
    actor: Actor, feed: Feed, *, file_name: str, chunks: Iterable[bytes], now: datetime
) -> FeedBatch:
    """Take a listings file, piece by piece; the worker reads and judges it soon.

    The same bytes in the same feed change nothing: the earlier batch comes back, with `was_there` set.
    Raises BadInput for a file that is empty or too large, or a feed that was ended.
    """
    return take(
        actor, feed, file_name=file_name, chunks=chunks, reading={"chosen": dict(feed.columns)}, now=now
    )


def take(
    actor: Actor,
    feed: Feed,
    *,
    file_name: str,
    chunks: Iterable[bytes],
    reading: Mapping[str, Any],
    now: datetime,
) -> FeedBatch:
    """As `hand_over`; `reading` says how the worker is to read it."""
    require_own(actor, feed, handing=True)
    with transaction.atomic():
        batch = FeedBatch(
            feed=feed,
            digest="",
            file_name=file_name.replace("\\", "/").rpartition("/")[2].replace("\x00", "")[-200:],
            received_at=now,
            received_by=actor.person,
            api_key=actor.api_key,
            reading=dict(reading),
        )
        Feed.objects.select_for_update(of=("self",), no_key=True).get(pk=feed.pk)
        digest, size = hashlib.sha256(), 0
        batch.digest = f"taking:{batch.key}"
        batch.save()
        for no, piece in enumerate(_even(chunks)):
            size += len(piece)
            if size > MAX_FILE_BYTES:
                raise BadInput(
                    f"The file has more than {MAX_FILE_BYTES // 2**20} MB. Split it, or lay it into a watched folder."
                )
            digest.update(piece)
            BatchPart.objects.create(batch=batch, no=no, data=piece)
        if not size:
            raise BadInput("The file is empty. Choose the file with the listings and send it again.")
        there = FeedBatch.objects.filter(feed=feed, digest=digest.hexdigest()).first()
        if there is not None:
            batch.delete()  # its parts with it
            return _marked(there, was_there=True)
        batch.digest = digest.hexdigest()
        batch.save(update_fields=["digest"])
        ask_to_scan(batch, now=now)
    return _marked(batch, was_there=False)


def hand_over_rows(
    actor: Actor, feed: Feed, *, rows: Sequence[Mapping[str, Any]], now: datetime
) -> tuple[FeedBatch | None, list[RowResult]]:
    """Take listings from a program, up to 1,000 at a time; what became of each row, in their order.

    Rows that cannot be used are named and left out; without any other there is no batch. Raises BadInput.
    """
    require_own(actor, feed, handing=True)
    good, results = check_rows(rows)
    if not good:
        return None, results
    lines = [json.dumps(row, ensure_ascii=False, sort_keys=True).encode() + b"\n" for row in good]
    batch = hand_over(actor, feed, file_name="rows.jsonl", chunks=lines, now=now)
    return batch, results


def read_again(actor: Actor, batch: FeedBatch, *, columns: Mapping[str, str], now: datetime) -> None:
    """Read a batch from its first row again, by other columns, and keep them for the feed's next files."""
    require_own(actor, batch.feed)
    with transaction.atomic():
        fresh = FeedBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
        if fresh.state not in (BatchState.DONE, BatchState.REFUSED):
            raise BadInput("The file is being read at this moment. Wait until that is over.")
        change_feed(actor, batch.feed, columns=columns)
        fresh.state, fresh.rows, fresh.rows_total, fresh.wrong_rows = BatchState.WAITING, 0, None, 0
        fresh.problems, fresh.counts, fresh.problem, fresh.done_at = [], {}, "", None
        fresh.reading = {"chosen": dict(batch.feed.columns)}
        fresh.save()
        ask_to_scan(fresh, now=now)


def rescan(policy: str, *, now: datetime) -> None:
    """Judge all kept offers of watched feeds again under the policy as it is live now; the worker does it.

    To be called within the transaction that publishes a version, or takes one back. What persons decided stays.
    """
    _ask_again(policy, tables.policy(policy).reference, feed=None, now=now)


def ask_to_scan(batch: FeedBatch, *, now: datetime) -> None:
    """Have the worker read the batch."""
    outbox.ask([outbox.Work(Errand.SCAN, f"scan:{batch.key}", due_at=now, payload={"batch": batch.pk})])


def _ask_again(policy: str, reference: str, *, feed: Feed | None, now: datetime) -> None:
    digest = reference.rpartition(":")[2][:24]
    payload = {"policy": policy, "reference": reference, "feed": feed.pk if feed else None, "after": 0}
    whose = feed.key if feed else "all"
    outbox.ask([outbox.Work(Errand.RESCAN, f"rescan:{whose}:{policy}:{digest}", due_at=now, payload=payload)])


def require_own(actor: Actor, feed: Feed, *, handing: bool = False) -> None:
    """Only a feed's own party changes it. Raises NotPermitted, or BadInput for handing over in one that was ended."""
    require(actor, Permit.FEED)
    if feed.party_id != actor.home.pk:
        raise NotPermitted("This feed is another office's: only that office can change it or hand over.")
    if handing and not feed.active:
        raise BadInput("This feed was ended. Begin it again, or hand over in another one.")


def _require_watching(actor: Actor, feed: Feed) -> None:
    """A feed is watched by its own party, and by authorities that it is handed over for."""
    require(actor, Permit.FEED)
    given = actor.home.kind == PartyKind.AUTHORITY and feed.party.kind in GIVEN_TO_AUTHORITIES
    if feed.party_id != actor.home.pk and not given:
        raise NotPermitted("This feed is another office's: only that office can have it watched.")


def _name(text: str) -> str:
    name = " ".join(text.split())
    if not name or len(name) > MAX_NAME:
        raise BadInput(f"A feed needs a name of 1 to {MAX_NAME} characters.")
    return name


def _even(chunks: Iterable[bytes]) -> Iterable[bytes]:
    """The same bytes in pieces of PART_BYTES."""
    waiting = bytearray()
    for chunk in chunks:
        waiting += chunk
        while len(waiting) >= PART_BYTES:
            yield bytes(waiting[:PART_BYTES])
            del waiting[:PART_BYTES]
    if waiting:
        yield bytes(waiting)


def _marked(batch: FeedBatch, *, was_there: bool) -> FeedBatch:
    batch.was_there = was_there  # type: ignore[attr-defined]
    return batch
