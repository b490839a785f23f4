"""Feeds to look at: the list, and one feed with its batches, what waits in it and by which policies it is judged."""

from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from tertib.actions.permits import Permit
from tertib.portal.feeds.forms import FileForm
from tertib.portal.page.downloads import csv_response
from tertib.portal.page.errors_values import said_anew
from tertib.portal.page.gate import PageRequest, page
from tertib.portal.page.paging import page_of
from tertib.queries import feeds as q
from tertib.queries.types import Feed, FeedBatch
from tertib.vocabulary import Band, BatchState, FeedSource, PartyKind

MOVING = (BatchState.WAITING, BatchState.READING)
BATCHES = 15  # on a page
TONES = {Band.STRONG: "bad", Band.LOOK: "warn", Band.CANNOT_TELL: "plain", Band.NONE: "quiet"}


@page(permit=Permit.FEED)
@require_safe
def feed_list(request: PageRequest) -> HttpResponse:
    """The feeds of one's own office, and those that were handed over for it."""
    found = page_of(q.feeds(request.actor), request, size=25)
    watched = q.watched(found.rows, language=_language())
    context = {
        "page": found,
        "lines": [(feed, watched.get(feed.pk, []), feed.party == request.actor.home) for feed in found.rows],
    }
    return render(request, "feeds/list.html", context)


@page(permit=Permit.FEED)
@require_safe
def one_feed(request: PageRequest, key: str) -> HttpResponse:
    """One feed; asked by htmx, the batches alone, which refresh themselves while one is being judged."""
    feed = q.feed(request.actor, key)
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "feeds/part_batches.html", batches_context(request, feed))
    return render(request, "feeds/feed.html", feed_context(request, feed))


@page(permit=Permit.FEED)
@require_safe
def findings_csv(request: PageRequest, key: str) -> HttpResponseBase:
    """What was found in a feed, as a table file."""
    feed = q.feed(request.actor, key)
    return csv_response(
        f"{feed.key}.csv", q.FINDING_COLUMNS, q.finding_lines(q.found(request.actor, feed=feed))
    )


def feed_context(request: PageRequest, feed: Feed, *, form: FileForm | None = None) -> dict[str, Any]:
    """What the page of a feed shows."""
    home = request.actor.home
    own = feed.party_id == home.pk
    return {
        **batches_context(request, feed),
        "own": own,
        "form": form or FileForm(),
        "may_watch": own or home.kind == PartyKind.AUTHORITY,
        "watches": q.policies_of(feed, language=_language()),
        "waiting": q.waiting_of(request.actor, feed, language=_language()),
        "laid_in": [(one.path, said_anew(one.problem)) for one in q.laid_in(feed)]
        if feed.source == FeedSource.FOLDER
        else [],
        "folder": f"{settings.TERTIB_FEEDS_URL.rstrip('/')}/{feed.folder}" if feed.folder else "",
        "api_address": f"{settings.TERTIB_URL}/api/v1/feeds/{feed.key}/batches",
    }


def batches_context(request: PageRequest, feed: Feed) -> dict[str, Any]:
    """The batches of a feed; `moving` while one waits or is being judged."""
    found = page_of(q.batches(request.actor, feed), request, size=BATCHES)
    return {
        "feed": feed,
        "page": found,
        "lines": [(batch, batch_parts(batch), share_of(batch)) for batch in found.rows],
        "moving": any(batch.state in MOVING for batch in found.rows),
    }


def batch_parts(batch: FeedBatch) -> list[tuple[q.BandCounts, list[tuple[Band, int, str]]]]:
    """The listings of a batch by policy and band, each with its tone."""
    return [
        (one, [(band, count, TONES[band]) for band, count in one.counts])
        for one in q.counts_of(batch, language=_language())
    ]


def share_of(batch: FeedBatch) -> int:
    """How much of a batch was read, in percent, as far as it can be told."""
    return round(100 * min(1.0, float(batch.reading.get("share", 0.0))))


def _language() -> str:
    return get_language() or "id"
