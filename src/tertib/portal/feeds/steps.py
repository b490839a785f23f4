"""What is done with feeds: begin one, send a file, watch it under a policy or not, rename or end it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from tertib.actions.feeds import handing_over as acts
from tertib.actions.feeds import previews
from tertib.actions.permits import Permit
from tertib.errors import BadInput
from tertib.portal.feeds.forms import FileForm, NewFeedForm
from tertib.portal.feeds.pages import feed_context
from tertib.portal.page.errors import in_plain_words
from tertib.portal.page.gate import PageRequest, page
from tertib.queries import feeds as q


@page(permit=Permit.FEED)
@require_http_methods(["GET", "HEAD", "POST"])
def new_feed(request: PageRequest) -> HttpResponse:
    """Begin a feed."""
    if request.method != "POST":
        return render(request, "feeds/new.html", {"form": NewFeedForm(actor=request.actor)})
    form = NewFeedForm(request.POST, actor=request.actor)
    if form.is_valid():
        try:
            feed = acts.make_feed(request.actor, form=form.as_feed(), now=request.now)
        except BadInput as error:
            form.add_error(None, in_plain_words(error).detail)
        else:
            return redirect("feed", key=feed.key)
    return render(request, "feeds/new.html", {"form": form}, status=422)


@page(permit=Permit.FEED)
@require_POST
def upload(request: PageRequest, key: str) -> HttpResponse:
    """Take a file of listings, and show its first rows before anything is judged."""
    feed = q.feed(request.actor, key)
    form = FileForm(request.POST, request.FILES)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            batch = previews.show_first(
                request.actor, feed, file_name=file.name, chunks=file.chunks(), now=request.now
            )
        except BadInput as error:
            form.add_error("file", in_plain_words(error).detail)
        else:
            if batch.was_there:  # type: ignore[attr-defined]
                messages.info(
                    request,
                    gettext("Exactly this file was handed over before. Nothing was changed; here it is."),
                )
            return redirect("feed_batch", key=feed.key, batch=batch.key)
    return render(request, "feeds/feed.html", feed_context(request, feed, form=form), status=422)


@page(permit=Permit.FEED)
@require_POST
def watch(request: PageRequest, key: str) -> HttpResponse:
    """Judge the feed by a policy from now on (`on`=1), or no longer."""
    feed = q.feed(request.actor, key)
    policy = request.POST.get("policy", "")[:80]
    try:
        if request.POST.get("on") == "1":
            acts.set_watch(request.actor, feed, policy=policy, now=request.now)
            messages.success(
                request, gettext("Every new batch is judged by it, and what was shown before as well.")
            )
        else:
            acts.stop_watch(request.actor, feed, policy=policy)
            messages.success(request, gettext("No further batch is judged by it. What was found stays."))
    except BadInput as error:
        messages.error(request, in_plain_words(error).detail)
    return redirect("feed", key=feed.key)


@page(permit=Permit.FEED)
@require_POST
def change(request: PageRequest, key: str) -> HttpResponse:
    """Rename a feed, end it, or begin it again."""
    feed = q.feed(request.actor, key)
    act = request.POST.get("act", "")
    try:
        if act in ("end", "begin"):
            acts.change_feed(request.actor, feed, active=act == "begin")
        else:
            acts.change_feed(request.actor, feed, name=request.POST.get("name", ""))
    except BadInput as error:
        messages.error(request, in_plain_words(error).detail)
    return redirect("feed", key=feed.key)
