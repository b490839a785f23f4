"""Feeds over the API: hand listings over as rows or as a file, and read how far they were judged."""

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpResponse
from ninja import Field, Router, Schema

from tertib.actions.feeds import handing_over as acts
from tertib.actions.listings.rows import MAX_ROWS
from tertib.actions.permits import Permit, require
from tertib.api.front import MAX_FEED_BYTES, answers
from tertib.api.keys import ApiRequest, Key
from tertib.api.notices import key_of
from tertib.api.once import IdempotencyKey, answer_once
from tertib.api.pages import After, Limit, Word, page
from tertib.queries import feeds as q
from tertib.queries.types import Feed, FeedBatch
from tertib.vocabulary import Band, BatchState, FeedSource

router = Router(auth=Key(), tags=["feeds"])

FILE_BODY = {
    "requestBody": {
        "required": True,
        "description": "The file as it is: csv, tsv, jsonl (each also .gz), parquet, arrow, xlsx, ods or xls.",
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}


class FeedIn(Schema):
    """A new feed of your office."""

    model_config = {"extra": "forbid"}

    name: str = Field(min_length=1, max_length=acts.MAX_NAME)
    platform: str = Field(
        default="", max_length=60, description="Of all its listings, where their links do not say."
    )
    policies: list[Annotated[str, Field(max_length=80)]] = Field(
        default=[], max_length=50, description="Ids of policies that every new batch is judged by."
    )


class FeedOut(Schema):
    """A feed; `policies` are those that its batches are judged by."""

    feed: str
    name: str
    party: str
    source: FeedSource
    platform: str
    policies: list[str]
    active: bool
    created_at: datetime


class FeedPage(Schema):
    """A part of a list; `next` is null at its end."""

    items: list[FeedOut]
    next: str | None


class RowsIn(Schema):
    """Listings, each an object with the fields of docs/reference/api.md; `title` must be there."""

    model_config = {"extra": "forbid"}

    rows: Annotated[list[dict[str, Any]], Field(min_length=1, max_length=MAX_ROWS)]


class RowResultOut(Schema):
    """What became of a row: `accepted`, or `refused` with what is wrong and how to mend it."""

    index: int
    status: str
    detail: str


class BatchOut(Schema):
    """A batch: `counts` has its listings by policy and band; each policy's bands add up to `listings`."""

    batch: str
    feed: str
    state: BatchState
    file_name: str
    rows: int = Field(description="Rows that were read so far.")
    rows_total: int | None
    listings: int = Field(description="Of these rows, those that show a listing.")
    wrong_rows: int = Field(description="Rows in which something could not be read; none stops the reading.")
    problems: list[dict[str, Any]] = Field(description="The first of them: row, column, value, why.")
    counts: dict[str, dict[Band, int]]
    problem: str = Field(description="Why it was refused as a whole; else empty.")
    received_at: datetime
    done_at: datetime | None
    was_there: bool = Field(default=False, description="The same was handed over before: this is that batch.")


class RowsOut(Schema):
    """One result for each row, in their order, and the batch of those that were accepted."""

    batch: BatchOut | None
    accepted: int
    refused: int
    results: list[RowResultOut]


class BatchPage(Schema):
    """A part of a list; `next` is null at its end."""

    items: list[BatchOut]
    next: str | None


@router.post("/feeds", response=answers({201: FeedOut}, write=True))
def begin(request: ApiRequest, body: FeedIn, idempotency_key: IdempotencyKey) -> HttpResponse:
    """Begin a feed."""
    form = acts.FeedForm(
        name=body.name, source=FeedSource.API, platform=body.platform, policies=tuple(body.policies)
    )

    def act() -> tuple[int, Any]:
        made = acts.make_feed(request.actor, form=form, now=request.now)
        return 201, feed_out(made).model_dump(mode="json")

    return answer_once(request, "POST /feeds", idempotency_key, act)


@router.get("/feeds", response=answers({200: FeedPage}))
def list_feeds(request: ApiRequest, after: After = None, limit: Limit = 100) -> FeedPage:
    """Your feeds, and those that were handed over for your office; latest first."""
    found = q.feeds(request.actor).prefetch_related("watches")
    items, _, following = page(request, found, after=after, limit=limit, newest_first=True, shape=feed_out)
    return FeedPage(items=items, next=following)


@router.get("/feeds/{key}", response=answers({200: FeedOut}, one=True))
def one_feed(request: ApiRequest, key: str) -> FeedOut:
    """One feed."""
    return feed_out(q.feed(request.actor, key_of(key)))


@router.post("/feeds/{key}/batches", response=answers({202: RowsOut}, one=True, write=True))
def hand_over_rows(
    request: ApiRequest, key: str, body: RowsIn, idempotency_key: IdempotencyKey
) -> HttpResponse:
    """Hand over up to 1,000 listings. Each row is accepted or refused by itself; those accepted are judged soon after.

    The same rows again are the same batch. Nothing happens to a listing by this: a person decides on what is found.
    """
    require(request.actor, Permit.FEED)
    feed = q.feed(request.actor, key_of(key))

    def act() -> tuple[int, Any]:
        batch, results = acts.hand_over_rows(request.actor, feed, rows=body.rows, now=request.now)
        told = [
            RowResultOut(index=one.index, status="refused" if one.problem else "accepted", detail=one.problem)
            for one in results
        ]
        accepted = sum(not one.problem for one in results)
        out = RowsOut(
            batch=None if batch is None else batch_out(batch),
            accepted=accepted,
            refused=len(results) - accepted,
            results=told,
        )
        return 202, out.model_dump(mode="json")

    return answer_once(request, "POST /feeds/batches", idempotency_key, act)


@router.post(
    "/feeds/{key}/files",
    response=answers({202: BatchOut}, one=True, write=True),
    openapi_extra=FILE_BODY,
    description=f"Hand over a file of listings of up to {MAX_FEED_BYTES // 2**20} MB, as the body of the call. The "
    "ending of `name` says how it is read. The same bytes again are the same batch.",
)
def hand_over_file(
    request: ApiRequest,
    key: str,
    idempotency_key: IdempotencyKey,
    name: Word = "listings.jsonl",
) -> HttpResponse:
    """Hand over a file of listings."""
    require(request.actor, Permit.FEED)
    feed = q.feed(request.actor, key_of(key))

    def act() -> tuple[int, Any]:
        batch = acts.hand_over(request.actor, feed, file_name=name, chunks=[request.body], now=request.now)
        return 202, batch_out(batch).model_dump(mode="json")

    return answer_once(request, "POST /feeds/files", idempotency_key, act)


@router.get("/feeds/{key}/batches", response=answers({200: BatchPage}, one=True))
def list_batches(request: ApiRequest, key: str, after: After = None, limit: Limit = 100) -> BatchPage:
    """What was handed over in a feed, latest first."""
    feed = q.feed(request.actor, key_of(key))
    found = q.batches(request.actor, feed).select_related("feed")
    items, _, following = page(request, found, after=after, limit=limit, newest_first=True, shape=batch_out)
    return BatchPage(items=items, next=following)


@router.get("/feeds/{key}/batches/{batch}", response=answers({200: BatchOut}, one=True))
def one_batch(request: ApiRequest, key: str, batch: str) -> BatchOut:
    """One batch: how far it is, what was wrong in it, how its listings were judged."""
    feed = q.feed(request.actor, key_of(key))
    return batch_out(q.batch(request.actor, feed, key_of(batch)))


def feed_out(feed: Feed) -> FeedOut:
    """A feed with the policies that watch it."""
    return FeedOut(
        feed=feed.key,
        name=feed.name,
        party=feed.party.name,
        source=feed.source,
        platform=feed.platform,
        policies=sorted(watch.policy for watch in feed.watches.all() if watch.active),
        active=feed.active,
        created_at=feed.created_at,
    )


def batch_out(batch: FeedBatch) -> BatchOut:
    """A batch as it stands."""
    return BatchOut(
        batch=batch.key,
        feed=batch.feed.key,
        state=batch.state,
        file_name=batch.file_name,
        rows=batch.rows,
        rows_total=batch.rows_total,
        listings=batch.reading.get("offers", {}).get("listings", 0),
        wrong_rows=batch.wrong_rows,
        problems=batch.problems,
        counts={
            policy: {band: int(bands.get(band, 0)) for band in Band} for policy, bands in batch.counts.items()
        },
        problem=batch.problem,
        received_at=batch.received_at,
        done_at=batch.done_at,
        was_there=getattr(batch, "was_there", False),
    )
