"""Why did it come back: the removed listing and the new one side by side, what changed, and a person's decision."""

import secrets
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tertib.actions.permits import Permit
from tertib.actions.returns import deciding as actions
from tertib.errors import BadInput, Conflict, NotFound, NotPermitted
from tertib.portal.findings.filters import authorities_for, authority_of, person_of
from tertib.portal.page.errors import in_plain_words
from tertib.portal.page.gate import PageRequest, page
from tertib.portal.returns.pages import filter_of, query_of
from tertib.portal.returns.words import DECISIONS, decisions, said, strength, titles, words_apart
from tertib.portal.shown.listing_text import leaves, seen
from tertib.portal.shown.prices import price
from tertib.queries import returns as q
from tertib.queries.detection.rules import policy_names
from tertib.queries.types import Return, ReturnReview
from tertib.vocabulary import ReturnOutcome, ReturnRelation, Role


@page(permit=Permit.REVIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def one_return(request: PageRequest, key: str) -> HttpResponse:
    """One pair with all that is known of it, and the three decisions; after one the next opens."""
    pair = q.one(request.actor, key)
    wanted = filter_of(request)
    earlier, later = q.beside(request.actor, wanted, key)
    query = query_of(wanted)
    problem = ""
    if request.method == "POST":
        try:
            actions.decide(
                request.actor,
                pair,
                outcome=_outcome(request),
                reason=request.POST.get("reason", ""),
                link=request.POST.get("link", ""),
                authority=authority_of(request),
                now=request.now,
            )
        except (BadInput, Conflict, NotPermitted) as error:
            problem = in_plain_words(error).detail
        else:
            following = reverse("return", args=[later]) if later else reverse("returns")
            return redirect(f"{following}?{query}{'&' if query else ''}{urlencode({'baru': key})}")
    context = {
        **_shown(request, pair),
        "earlier": earlier,
        "later": later,
        "query": query,
        "problem": problem,
        "reason": request.POST.get("reason", ""),
        "link": request.POST.get("link", ""),
        "decisions": decisions(),
        "authorities": authorities_for(request),
        "just": q.latest_by(request.actor, request.GET.get("baru", ""), person_of(request)),
    }
    return render(request, "returns/return.html", context, status=422 if problem else 200)


@page(permit=Permit.REVIEW)
@require_POST
def undo(request: PageRequest, key: str) -> HttpResponse:
    """Take the decision back that the form names."""
    pair = q.one(request.actor, key)
    number = request.POST.get("review", "")
    review = pair.reviews.filter(pk=int(number) if number.isascii() and number.isdigit() else 0).first()
    if review is None:
        raise NotFound("There is nothing here with this number, or it is not for your office.")
    try:
        actions.undo(request.actor, review, reason=request.POST.get("reason", ""), now=request.now)
    except (Conflict, NotPermitted) as error:
        messages.error(request, in_plain_words(error).detail)
    else:
        messages.success(request, gettext("Taken back. It waits again; both steps stay on record."))
    return redirect("return", key=key)


@page(permit=Permit.REVIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def bulk(request: PageRequest, key: str) -> HttpResponse:
    """All offers of one shop beside one removed listing; the decision is for those that stay ticked."""
    pair = q.one(request.actor, key)
    alike = q.alike(request.actor, pair)
    ticked = set(request.POST.getlist("pair")) if request.method == "POST" else {one.key for one in alike}
    problem, mark = "", request.POST.get("mark", "") or secrets.token_hex(6).upper()
    if request.method == "POST":
        try:
            made = actions.decide_many(
                request.actor,
                [one for one in alike if one.key in ticked],
                outcome=_outcome(request),
                reason=request.POST.get("reason", ""),
                authority=authority_of(request),
                mark=mark,
                now=request.now,
            )
        except (BadInput, Conflict, NotPermitted) as error:
            problem = in_plain_words(error).detail
        else:
            text = ngettext("%(count)s listing was decided.", "%(count)s listings were decided.", len(made))
            messages.success(request, text % {"count": len(made)})
            return redirect("returns_done", mark=mark)
    context = {
        "pair": pair,
        "alike": [
            (one, seen(one.offer.title), price(one.offer.price_minor, one.offer.currency)) for one in alike
        ],
        "ticked": ticked,
        "mark": mark,
        "problem": problem,
        "reason": request.POST.get("reason", ""),
        "decisions": decisions(),
        "authorities": authorities_for(request),
    }
    return render(request, "returns/bulk.html", context, status=422 if problem else 200)


@page(permit=Permit.REVIEW)
@require_safe
def done(request: PageRequest, mark: str) -> HttpResponse:
    """What was decided in one act and still stands."""
    made = q.decided_at_once(request.actor, mark)
    if not made:
        raise NotFound("There is nothing here with this number, or it is not for your office.")
    return render(request, "returns/done.html", {"made": made, "mark": mark})


@page(permit=Permit.REVIEW)
@require_POST
def undo_many(request: PageRequest, mark: str) -> HttpResponse:
    """Take all of it back, or nothing."""
    if not q.was_at_once(request.actor, mark):
        raise NotFound("There is nothing here with this number, or it is not for your office.")
    try:
        count = actions.undo_many(request.actor, mark, now=request.now)
    except (Conflict, NotPermitted) as error:
        messages.error(request, in_plain_words(error).detail)
        return redirect("returns_done", mark=mark)
    text = ngettext("%(count)s decision was taken back.", "%(count)s decisions were taken back.", count)
    messages.success(request, text % {"count": count})
    return redirect("returns")


def _outcome(request: PageRequest) -> ReturnOutcome:
    text = request.POST.get("outcome", "")
    if text not in {member.value for member in DECISIONS}:
        raise BadInput("Choose one of the three decisions.")
    return ReturnOutcome(text)


def _shown(request: PageRequest, pair: Return) -> dict[str, Any]:
    screen = q.screen(request.actor, pair, now=request.now)
    old, new = screen.old, screen.new
    old_title, new_title = titles(old.title, new.title)
    gone, fresh = words_apart(old.title, new.title)
    home = request.actor.home
    latest = next((made for made in screen.reviews if made.outcome and not _is_undone(made)), None)
    own = latest is not None and latest.party_id == home.pk
    mine = latest is not None and latest.by_id == person_of(request)
    return {
        "pair": pair,
        "screen": screen,
        "policy": policy_names(get_language() or "id").get(pair.policy, pair.policy),
        "said": said(pair.reasons, new.currency),
        "strength": strength(pair.score),
        "sides": [
            (gettext("Taken down"), old, old_title, price(old.price_minor, old.currency), leaves(old.url)),
            (gettext("Offered now"), new, new_title, price(new.price_minor, new.currency), leaves(new.url)),
        ],
        "gone_words": gone,
        "new_words": fresh,
        "is_same": pair.relation is ReturnRelation.SAME_LISTING,
        "asks_link": not screen.names_listing and pair.relation is not ReturnRelation.SAME_LISTING,
        "open": pair.outcome in (None, ReturnOutcome.CANNOT_TELL),
        "standing": latest,
        "can_undo": own and (mine or request.actor.role is Role.APPROVER),
        "reviews": [
            (made, _is_undone(made), made.by.name if made.party_id == home.pk else made.party.name)
            for made in screen.reviews
        ],
    }


def _is_undone(made: ReturnReview) -> bool:
    return hasattr(made, "undone_by")
