"""The sample that drafts are tried on: listings decided lawful are protected, files join it, nothing stands twice."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import pyarrow as pa
from django.db import transaction

from tertib.actions import outbox, tables
from tertib.actions.actor import Actor
from tertib.actions.listings.offers import LONGEST, values_of
from tertib.actions.permits import Permit, require
from tertib.errors import BadInput, Conflict, NotFound, NotPermitted
from tertib.store.detection import JUDGED
from tertib.store.models import Finding, SampleFile, SampleListing
from tertib.vocabulary import BatchState, Errand, ReviewOutcome

MAX_FILE_BYTES = 16 * 2**20
MOST_ROWS = 50_000  # of one file; a sample need not be larger
SAID = ("title", "description", "shop", "price_minor", "category", "condition", "place")
"""What makes two listings the same for the sample; counters and links change from day to day."""


def protect(actor: Actor, finding: Finding, *, now: datetime) -> bool:
    """Put the offer of a finding that was decided lawful into the protected sample; False if it was there.

    For the review desk: one press. The caller has looked the finding up among those that the reader may see.
    """
    require(actor, Permit.REVIEW)
    if actor.person is None:
        raise NotPermitted("A person says that a listing is protected, not a program.")
    fresh = Finding.objects.select_related("offer").get(pk=finding.pk)
    if fresh.outcome != ReviewOutcome.LAWFUL:
        raise BadInput("Only a listing that was decided lawful can be protected. Decide on it first.")
    listing = _plain(dict(zip(JUDGED, values_of(fresh.offer), strict=True)))
    with transaction.atomic():
        sample, made = SampleListing.objects.select_for_update(of=("self",)).get_or_create(
            policy=fresh.policy,
            digest=digest_of(listing),
            defaults={
                "listing": listing,
                "lawful": True,
                "added_at": now,
                "added_by": actor.person,
                "finding": fresh.key,
            },
        )
        if not made and sample.lawful is None:
            sample.lawful, sample.added_at, sample.added_by = True, now, actor.person
            sample.finding, sample.taken_out_at, sample.taken_out_by, sample.why = fresh.key, None, None, ""
            sample.save()
            return True
    return made


def take_out(actor: Actor, sample: SampleListing, *, why: str, now: datetime) -> None:
    """A protected listing is not lawful after all: it stays in the sample, and protects nobody. Again: no change."""
    require(actor, Permit.PUBLISH_POLICY)
    if not why.strip():
        raise BadInput("Say why the listing is not lawful; it stands beside it.")
    with transaction.atomic():
        fresh = SampleListing.objects.select_for_update(of=("self",)).get(pk=sample.pk)
        if fresh.lawful:
            fresh.lawful, fresh.taken_out_at, fresh.taken_out_by = None, now, actor.person
            fresh.why = why.strip()[:300]
            fresh.save(update_fields=["lawful", "taken_out_at", "taken_out_by", "why"])


def add_file(
    actor: Actor, policy: str, *, file_name: str, chunks: Iterable[bytes], lawful: bool, now: datetime
) -> SampleFile:
    """Take a file of listings into the sample; the worker reads it. The same bytes again: the earlier file comes back.

    `lawful`: every listing in it was decided lawful, and is protected. Raises BadInput, NotFound.
    """
    require(actor, Permit.EDIT_POLICY)
    if actor.person is None:
        raise NotPermitted("A person adds to the sample, not a program.")
    if policy not in tables.policies():
        raise NotFound("There is no such policy.")
    data = bytearray()
    for chunk in chunks:
        data += chunk
        if len(data) > MAX_FILE_BYTES:
            raise BadInput(
                f"The file has more than {MAX_FILE_BYTES // 2**20} MB. Split it and send the parts."
            )
    if not data:
        raise BadInput("The file is empty. Choose the file with the listings and send it again.")
    with transaction.atomic():
        file, made = SampleFile.objects.get_or_create(
            policy=policy,
            party=actor.home,
            digest=hashlib.sha256(data).hexdigest(),
            defaults={
                "by": actor.person,
                "file_name": file_name[-200:],
                "data": bytes(data),
                "lawful": lawful or None,
                "at": now,
            },
        )
        if made:
            outbox.ask(
                [outbox.Work(Errand.SAMPLE, f"sample:{file.pk}", due_at=now, payload={"file": file.pk})]
            )
    return file


def file_of(claim: outbox.Claim) -> SampleFile | None:
    """The file of a SAMPLE that still waits to be read."""
    return SampleFile.objects.filter(pk=claim.payload["file"], done_at=None).first()


def keep_rows(
    file: SampleFile, rows: pa.RecordBatch, *, claim: outbox.Claim, lease_until: datetime, now: datetime
) -> None:
    """Keep the next listings of a file; what the sample has already stays as it is."""
    found: dict[str, dict[str, Any]] = {}
    for row in rows.select([name for name in JUDGED if name in rows.schema.names]).to_pylist():
        listing = _plain(row)
        if listing.get("title"):
            found.setdefault(digest_of(listing), listing)
    with transaction.atomic():
        outbox.renew([claim], until=lease_until)
        fresh = SampleFile.objects.select_for_update(of=("self",)).get(pk=file.pk)
        if fresh.rows >= rows.column("row")[-1].as_py():
            return
        mine = SampleListing.objects.filter(policy=file.policy)
        there = set(mine.filter(digest__in=list(found)).values_list("digest", flat=True))
        SampleListing.objects.bulk_create(
            [
                SampleListing(
                    policy=file.policy,
                    digest=digest,
                    listing=listing,
                    lawful=file.lawful,
                    added_at=now,
                    added_by_id=file.by_id,
                )
                for digest, listing in found.items()
                if digest not in there
            ],
            ignore_conflicts=True,
        )
        fresh.rows, fresh.state = rows.column("row")[-1].as_py(), BatchState.READING
        fresh.added += len(found) - len(there)
        fresh.save(update_fields=["rows", "state", "added"])


def end_file(
    file: SampleFile, *, wrong_rows: int = 0, problem: str = "", claim: outbox.Claim, now: datetime
) -> None:
    """The file was read to its end, or cannot be read from here on and says why."""
    with transaction.atomic():
        outbox.finish([claim], now=now)
        fresh = SampleFile.objects.select_for_update(of=("self",)).get(pk=file.pk)
        if fresh.done_at is not None:
            raise Conflict("This file was read already.")
        fresh.state = BatchState.REFUSED if problem else BatchState.DONE
        fresh.problem, fresh.wrong_rows, fresh.done_at, fresh.data = problem[:500], wrong_rows, now, None
        fresh.save(update_fields=["state", "problem", "wrong_rows", "done_at", "data"])


def digest_of(listing: Mapping[str, Any]) -> str:
    """The mark by which a listing stands once in the sample."""
    said = [" ".join(str(listing.get(name, "")).lower().split()) for name in SAID]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    """The columns that say something, texts no longer than an offer keeps them."""
    listing = {}
    for name in JUDGED:
        value = row.get(name)
        if isinstance(value, str):
            value = value[: LONGEST.get(name, 2048)].replace("\x00", "\ufffd")
        if value not in (None, ""):
            listing[name] = value
    return listing
