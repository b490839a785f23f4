"""One batch of a feed: how far it is, how its columns were read, what was wrong, how its listings were judged."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from tertib.actions.feeds import handing_over as acts
from tertib.actions.feeds import previews
from tertib.actions.permits import Permit
from tertib.errors import BadInput, Conflict
from tertib.portal.feeds.forms import COLUMN_LABELS, ColumnsForm
from tertib.portal.feeds.pages import MOVING, batch_parts, share_of
from tertib.portal.feeds.words import why
from tertib.portal.page.errors import in_plain_words
from tertib.portal.page.errors_values import said_anew
from tertib.portal.page.gate import PageRequest, page
from tertib.portal.shown.prices import price
from tertib.queries import feeds as q
from tertib.queries.types import Feed, FeedBatch
from tertib.vocabulary import BatchState

STANDING = (BatchState.SHOWN, BatchState.DONE, BatchState.REFUSED)
FIRST = ("title", "price_minor", "currency", "shop", "url")


@page(permit=Permit.FEED)
@require_safe
def one_batch(request: PageRequest, key: str, batch: str) -> HttpResponse:
    """One batch; asked by htmx, the part that refreshes itself alone."""
    feed = q.feed(request.actor, key)
    found = q.batch(request.actor, feed, batch)
    name = "feeds/part_batch.html" if request.htmx else "feeds/batch.html"  # type: ignore[attr-defined]
    return render(request, name, _context(request, feed, found))


@page(permit=Permit.FEED)
@require_POST
def columns(request: PageRequest, key: str, batch: str) -> HttpResponse:
    """Read the batch again by other columns, and the feed's next files as well; one that is only shown is shown again."""
    feed = q.feed(request.actor, key)
    found = q.batch(request.actor, feed, batch)
    form = ColumnsForm(request.POST, names=_names(found))
    if not form.is_valid():
        return render(request, "feeds/batch.html", _context(request, feed, found, form=form), status=422)
    again = previews.show_again if previews.is_looked_at(found) else acts.read_again
    try:
        again(request.actor, found, columns=form.chosen(), now=request.now)
    except (BadInput, Conflict) as error:
        messages.error(request, in_plain_words(error).detail)
    else:
        messages.success(request, gettext("It is being read again by these columns."))
    return redirect("feed_batch", key=feed.key, batch=found.key)


@page(permit=Permit.FEED)
@require_POST
def judge(request: PageRequest, key: str, batch: str) -> HttpResponse:
    """Its first rows are read rightly: judge it (`act`=judge), or take it back (`act`=drop)."""
    feed = q.feed(request.actor, key)
    found = q.batch(request.actor, feed, batch)
    try:
        if request.POST.get("act") == "drop":
            previews.drop(request.actor, found)
            messages.success(request, gettext("Taken back: nothing of the file is kept or judged."))
            return redirect("feed", key=feed.key)
        previews.judge(request.actor, found, now=request.now)
    except (BadInput, Conflict) as error:
        messages.error(request, in_plain_words(error).detail)
    return redirect("feed_batch", key=feed.key, batch=found.key)


def _context(
    request: PageRequest, feed: Feed, batch: FeedBatch, *, form: ColumnsForm | None = None
) -> dict[str, Any]:
    reading: dict[str, Any] = batch.reading
    own = feed.party_id == request.actor.home.pk
    names = _names(batch)
    may_choose = own and names and batch.state in STANDING
    return {
        "feed": feed,
        "batch": batch,
        "problem": said_anew(batch.problem),
        "parts": batch_parts(batch),
        "share": share_of(batch),
        "moving": batch.state in MOVING,
        "own": own,
        "offers": reading.get("offers", {}),
        "read": [
            (label, ", ".join(reading["columns"][name]))
            for name, label in COLUMN_LABELS.items()
            if reading.get("columns", {}).get(name)
        ],
        "ignored": reading.get("ignored", []),
        "notes": reading.get("notes", []),
        "looked": previews.is_looked_at(batch),
        "shown": batch.state == BatchState.SHOWN,
        "first": _first(batch),
        "problems": [{**one, "why": why(str(one["why"]))} for one in batch.problems],
        "more_problems": max(0, batch.wrong_rows - len({one["row"] for one in batch.problems})),
        "columns_form": (form or ColumnsForm(names=names, initial=reading.get("chosen", {})))
        if may_choose
        else None,
    }


def _first(batch: FeedBatch) -> list[tuple[dict[str, Any], str]]:
    """(columns, price) of its first rows as they were understood."""
    rows: list[dict[str, Any]] = batch.reading.get("first", []) if batch.state == BatchState.SHOWN else []
    if not rows:
        rows = [{name: getattr(one, name) for name in FIRST} for one in q.first_offers(batch)]
    return [(row, price(row["price_minor"], row["currency"] or "IDR")) for row in rows]


def _names(batch: FeedBatch) -> list[str]:
    """The names of the columns that the file has, as far as they are known."""
    reading = batch.reading
    used = [name for names in reading.get("columns", {}).values() for name in names]
    return list(dict.fromkeys([*used, *reading.get("ignored", [])]))
