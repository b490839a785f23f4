"""One finding on one screen: all that speaks for and against it, the four decisions, and what was decided."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods, require_POST

from tertib.actions.detection import reviews
from tertib.actions.permits import Permit
from tertib.actions.policies import samples
from tertib.errors import BadInput, Conflict, NotFound, NotPermitted, TertibError
from tertib.portal.findings.filters import (
    answers_of,
    authorities_for,
    authority_of,
    filter_of,
    lacking_in_words,
    outcome_of,
    person_of,
    query_of,
    yes_no_unknown,
)
from tertib.portal.findings.words import against_reference, decisions, price, said, shown_text
from tertib.portal.page.errors import in_plain_words
from tertib.portal.page.gate import PageRequest, page
from tertib.portal.shown.listing_text import leaves, seen
from tertib.queries.detection import pages as one
from tertib.queries.detection import queue as q
from tertib.queries.detection.rules import policy_names
from tertib.queries.types import Finding, Review
from tertib.vocabulary import ReviewOutcome, Role

MANY_TIMES = 2.0  # from this on a price is told as times the usual one


@page(permit=Permit.REVIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def finding(request: PageRequest, key: str) -> HttpResponse:
    """One finding with all that speaks for and against it, and the four decisions; after one the next opens."""
    found = q.finding(request.actor, key)
    person = person_of(request)
    wanted = filter_of(request, found.policy)
    earlier, later = q.queue(request.actor, wanted, person=person).beside(key)
    query = query_of(wanted)
    problem = ""
    if request.method == "POST":
        try:
            made = _decide(request, found)
        except (BadInput, Conflict, NotPermitted) as error:
            problem = _problem(error, request, found)
        else:
            _thank(request, made)
            following = reverse("finding", args=[later or key]) if later else reverse("findings")
            asked = made.outcome is ReviewOutcome.CANNOT_TELL and not made.second
            target = reverse("finding", args=[key]) if asked else following
            return redirect(f"{target}?{query}{'&' if query else ''}{urlencode({'baru': key})}")
    screen = one.screen(request.actor, found, person=person)
    context = {
        **_listing(found, screen),
        "finding": found,
        "offer": found.offer,
        "screen": screen,
        "mode": screen.mode,
        "open": screen.mode is not one.Mode.LOOK,
        "policy": policy_names(get_language() or "id").get(found.policy, found.policy),
        "decisions": decisions(),
        "questions": [
            (question.key, question.asks.in_language(get_language() or "id"), question.needed)
            for question in screen.questions
        ],
        "answered": {name: request.POST[name] for name in request.POST if name.startswith("q-")},
        "reason": request.POST.get("reason", ""),
        "link": request.POST.get("link", ""),
        "yes_no_unknown": yes_no_unknown(),
        "asks_link": not one.names_listing(found.offer),
        "authorities": authorities_for(request),
        "earlier": earlier,
        "later": later,
        "query": query,
        "problem": problem,
        "just": _just_decided(request, key),
        **_decided(request, screen),
        "texts": _texts(found, screen),
    }
    return render(request, "findings/finding.html", context, status=422 if problem else 200)


@page(permit=Permit.REVIEW)
@require_POST
def undo(request: PageRequest, key: str) -> HttpResponse:
    """Take the decision back that the form names."""
    found = q.finding(request.actor, key)
    number = request.POST.get("review", "")
    review = found.reviews.filter(pk=int(number) if number.isascii() and number.isdigit() else 0).first()
    if review is None:
        raise NotFound("There is nothing here with this number, or it is not for your office.")
    try:
        reviews.undo(request.actor, review, reason=request.POST.get("reason", ""), now=request.now)
    except (Conflict, NotPermitted) as error:
        messages.error(request, in_plain_words(error).detail)
    else:
        messages.success(request, gettext("Taken back. The finding waits again; both steps stay on record."))
    return redirect("finding", key=key)


@page(permit=Permit.REVIEW)
@require_POST
def protect(request: PageRequest, key: str) -> HttpResponse:
    """Put a listing that was decided lawful into the sample that no change of the policy may hit."""
    found = q.finding(request.actor, key)
    try:
        fresh = samples.protect(request.actor, found, now=request.now)
    except (BadInput, NotPermitted) as error:
        messages.error(request, in_plain_words(error).detail)
    else:
        messages.success(
            request,
            gettext(
                "It is in the protected sample: a change of the policy that would catch it shows before it is in force."
            )
            if fresh
            else gettext("It was in the protected sample already."),
        )
    return redirect("finding", key=key)


def _decide(request: PageRequest, found: Finding) -> Review:
    outcome, checklist = outcome_of(request), answers_of(request.POST)
    reason = request.POST.get("reason", "")
    if request.POST.get("mode") == one.Mode.SECOND:
        return reviews.read_again(
            request.actor, found, outcome=outcome, checklist=checklist, reason=reason, now=request.now
        )
    return reviews.decide(
        request.actor,
        found,
        outcome=outcome,
        checklist=checklist,
        reason=reason,
        link=request.POST.get("link", ""),
        authority=authority_of(request),
        now=request.now,
    )


def _problem(error: TertibError, request: PageRequest, found: Finding) -> str:
    """What is wrong with a decision, in the words of the form."""
    lacking = lacking_in_words(answers_of(request.POST), found.policy)
    if isinstance(error, BadInput) and lacking and request.POST.get("outcome") == ReviewOutcome.CONFIRMED:
        return lacking
    return in_plain_words(error).detail


def _thank(request: PageRequest, made: Review) -> None:
    if not made.second:
        return
    if made.confirmed_again:
        messages.success(request, gettext("Recorded. You and the first reader agree."))
    else:
        said_ = gettext("Recorded. You and the first reader differ: an approver of your office decides.")
        messages.warning(request, said_)


def _just_decided(request: PageRequest, key: str) -> Review | None:
    """The decision that was made on the page before, to be taken back while one still remembers it."""
    latest = request.GET.get("baru", "")
    if not latest:
        return None
    try:
        found = q.finding(request.actor, latest)
    except NotFound:
        return None
    mine = found.reviews.filter(by=person_of(request), outcome__isnull=False, undone_by=None)
    return mine.select_related("finding__offer").order_by("-pk").first()


def _listing(found: Finding, screen: one.Screen) -> dict[str, Any]:
    offer = found.offer
    share = against_reference(offer.price_minor or 0, screen.reference) if screen.reference else None
    return {
        "title": shown_text(offer.title, screen.reasons, "title"),
        "description": shown_text(offer.description, screen.reasons, "description"),
        "shop": shown_text(offer.shop, screen.reasons, "shop"),
        "category": shown_text(offer.category, screen.reasons, "category"),
        "place": seen(offer.place),
        "condition": seen(offer.condition),
        "web_link": leaves(offer.url),
        "image_link": leaves(offer.image),
        "price": price(offer.price_minor, offer.currency),
        "median": price(screen.reference.median_minor, offer.currency) if screen.reference else "",
        "share": share,
        "times": share if share is not None and share >= MANY_TIMES else None,
        "speak_for": said(screen.reasons, speaks_for=True),
        "speak_against": said(screen.reasons, speaks_for=False),
        "others": [
            (other, shown_text(other.title, (), "title"), price(other.price_minor, other.currency), theirs)
            for other, theirs in screen.others
        ],
    }


def _decided(request: PageRequest, screen: one.Screen) -> dict[str, Any]:
    """What was decided and by whom; persons of other offices stay unnamed."""
    home, latest = request.actor.home, _latest(screen)
    words = dict(yes_no_unknown())
    checklist = latest.checklist if latest else {}
    given = [
        (question.name.in_language(get_language() or "id"), words[checklist.get(question.key, "unknown")])
        for question in (screen.questions if latest else ())
    ]
    own = latest is not None and latest.party_id == home.pk
    mine = latest is not None and latest.by_id == person_of(request)
    return {
        "standing": latest,
        "given": given,
        "can_undo": own and (mine or request.actor.role is Role.APPROVER),
        "can_protect": own and latest is not None and latest.outcome == ReviewOutcome.LAWFUL,
        "steps": [
            {
                "review": made,
                "undone": hasattr(made, "undone_by"),
                "who": made.by.name if made.party_id == home.pk else made.party.name,
            }
            for made in reversed(screen.reviews)
        ],
    }


def _latest(screen: one.Screen) -> Review | None:
    """The decision that stands last, if the reader may see it."""
    standing = [made for made in screen.reviews if made.outcome and not hasattr(made, "undone_by")]
    return standing[-1] if standing else None


def _texts(found: Finding, screen: one.Screen) -> list[tuple[str, str]]:
    latest = _latest(screen)
    if latest is None or found.outcome is not ReviewOutcome.CANNOT_TELL:
        return []
    return one.texts_for_seller(found, latest)
