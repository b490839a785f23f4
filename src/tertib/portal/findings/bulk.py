"""Decide on many findings that are alike: look at the list, decide once, take all of it back; and give lists a letter."""

import secrets

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tertib.actions.detection import confirmed, reviews
from tertib.actions.permits import Permit
from tertib.errors import BadInput, Conflict, NotFound
from tertib.portal.findings.filters import (
    answers_of,
    authorities_for,
    authority_of,
    lacking_in_words,
    outcome_of,
    person_of,
    yes_no_unknown,
)
from tertib.portal.findings.pages import line_of
from tertib.portal.findings.words import decisions, said
from tertib.portal.page.errors import in_plain_words
from tertib.portal.page.gate import PageRequest, page
from tertib.portal.shown.listing_text import seen
from tertib.queries.detection import pages as one
from tertib.queries.detection import queue as q
from tertib.queries.detection.rules import policy_names, rules_of
from tertib.queries.orders import pages
from tertib.vocabulary import ReviewOutcome, Role


class LetterForm(forms.Form):
    """The letter under which a list of confirmed findings goes out."""

    number = forms.CharField(
        label=_("Letter number"),
        max_length=120,
        help_text=_("As on the letter to the marketplaces, such as 123/PKTN.4/SD/11/2026."),
    )
    day = forms.DateField(
        label=_("Letter date"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d"],
    )


@page(permit=Permit.REVIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def bulk(request: PageRequest, key: str) -> HttpResponse:
    """All that waits and is like this finding, to be looked through; the decision is for those that stay ticked."""
    found = q.finding(request.actor, key)
    alike = one.alike(request.actor, found)
    ticked = set(request.POST.getlist("finding")) if request.method == "POST" else {row.key for row in alike}
    problem = ""
    if request.method == "POST":
        mark = request.POST.get("mark", "")
        chosen = [row for row in alike if row.key in ticked]
        try:
            made = reviews.decide_many(
                request.actor,
                chosen,
                outcome=outcome_of(request),
                checklist=answers_of(request.POST),
                reason=request.POST.get("reason", ""),
                authority=authority_of(request),
                mark=mark,
                now=request.now,
            )
        except (BadInput, Conflict) as error:
            confirms = request.POST.get("outcome") == ReviewOutcome.CONFIRMED
            lacking = lacking_in_words(answers_of(request.POST), found.policy) if confirms else ""
            problem = lacking or in_plain_words(error).detail
        else:
            return redirect("findings_done", mark=made[0].bulk)
    rules, language = rules_of(found.policy), get_language() or "id"
    reasons = one.reasons_of(found, rules)
    context = {
        "finding": found,
        "shop": seen(found.offer.shop),
        "yes_no_unknown": yes_no_unknown(),
        "policy": policy_names(language).get(found.policy, found.policy),
        "lines": [line_of(row) for row in alike],
        "ticked": ticked,
        "speak_for": said(reasons, speaks_for=True),
        "speak_against": said(reasons, speaks_for=False),
        "questions": [(each.key, each.asks.in_language(language), each.needed) for each in rules.questions],
        "answered": {name: request.POST[name] for name in request.POST if name.startswith("q-")},
        "reason": request.POST.get("reason", ""),
        "decisions": decisions(),
        "authorities": authorities_for(request),
        "mark": request.POST.get("mark") or secrets.token_hex(6).upper(),
        "most": reviews.MOST_AT_ONCE,
        "problem": problem,
    }
    return render(request, "findings/bulk.html", context, status=422 if problem else 200)


@page(permit=Permit.REVIEW)
@require_safe
def done(request: PageRequest, mark: str) -> HttpResponse:
    """What was decided in one act, with the way back."""
    made = one.decided_at_once(request.actor, mark)
    if not made:
        raise NotFound("There is nothing here with this number, or it is not for your office.")
    context = {
        "mark": mark,
        "made": made,
        "lines": [(line_of(review.finding), not hasattr(review, "undone_by")) for review in made],
        "first": made[0],
        "standing": sum(not hasattr(review, "undone_by") for review in made),
        "can_undo": made[0].by_id == person_of(request) or request.actor.role is Role.APPROVER,
    }
    return render(request, "findings/done.html", context)


@page(permit=Permit.REVIEW)
@require_POST
def undo_many(request: PageRequest, mark: str) -> HttpResponse:
    """Take back all that was decided in one act."""
    if not one.decided_at_once(request.actor, mark):
        raise NotFound("There is nothing here with this number, or it is not for your office.")
    try:
        count = reviews.undo_many(request.actor, mark, now=request.now)
    except Conflict as error:
        messages.error(request, in_plain_words(error).detail)
    else:
        taken = ngettext(
            "%(count)d decision is taken back; its finding waits again.",
            "%(count)d decisions are taken back; their findings wait again.",
            count,
        )
        messages.success(request, taken % {"count": count})
    return redirect("findings_done", mark=mark)


@page(permit=Permit.HAND_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def letter(request: PageRequest, key: str) -> HttpResponse:
    """Give a list of confirmed findings its letter, so that its notices can leave."""
    order = next((each for each in one.lists_without_letter(request.actor) if each.key == key), None)
    if order is None:
        return redirect("order", key=pages.order(request.actor, key).key)
    form = LetterForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said_ = form.cleaned_data
        try:
            confirmed.give_letter(
                request.actor, order, number=said_["number"], day=said_["day"], now=request.now
            )
        except (BadInput, Conflict) as error:
            form.add_error(None, in_plain_words(error).detail)
        else:
            messages.success(
                request, gettext("The list has its letter. Its notices wait for an approver of your office.")
            )
            return redirect("order", key=key)
    status = 422 if form.errors else 200
    return render(request, "findings/letter.html", {"order": order, "form": form}, status=status)
