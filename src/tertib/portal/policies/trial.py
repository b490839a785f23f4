"""Test before publish: what a draft would newly catch and free, listing by listing; then publishing it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tertib.actions.permits import Permit, may
from tertib.actions.policies import publishing as publishing
from tertib.actions.policies import trials as actions
from tertib.errors import BadInput, Conflict, NotPermitted
from tertib.portal.cases.filters import member
from tertib.portal.page.errors import in_plain_words
from tertib.portal.page.gate import PageRequest, page
from tertib.portal.page.paging import page_of
from tertib.portal.policies.draft import draft_context
from tertib.portal.policies.forms import ReasonForm
from tertib.portal.policies.pages import READERS
from tertib.portal.policies.words import marked
from tertib.queries.policies import desk as q
from tertib.vocabulary import PartyKind, TrialChange

PER_PAGE = 25


@page(kinds=[PartyKind.AUTHORITY], roles=READERS)
@require_safe
def trial(request: PageRequest, number: int) -> HttpResponse:
    """How far the test is, what it found, and the listings of one kind (`?kind=`) with the words that spoke."""
    draft = q.draft(request.actor, number)
    moving = draft.test.get("state") in ("asked", "running")
    kind = member(TrialChange, request.GET.get("kind", "")) or TrialChange.CAUGHT
    found = page_of(q.trial_listings(draft, kind), request, size=PER_PAGE)
    finding = q.test_of(draft)
    context = {
        "card": q.card(request.actor, draft.policy, language=get_language() or "id"),
        "draft": draft,
        "test": finding,
        "state": draft.test,
        "moving": moving,
        "changed_since": draft.test.get("state") == "done" and not finding,
        "kind": kind,
        "kinds": [
            (one, finding.get("protected_caught" if one is TrialChange.PROTECTED else one.value, 0))
            for one in TrialChange
        ],
        "page": found,
        "lines": [
            (
                one,
                marked(one.listing.get("title", ""), one.reasons),
                marked(one.listing.get("description", "")[:400], one.reasons, field="description"),
            )
            for one in found.rows
        ],
        "tests": may(request.actor, Permit.EDIT_POLICY) or may(request.actor, Permit.PUBLISH_POLICY),
    }
    template = "policies/part_test.html" if getattr(request, "htmx", False) else "policies/test.html"
    return render(request, template, context)


@page(permit=Permit.EDIT_POLICY)
@require_POST
def ask(request: PageRequest, number: int) -> HttpResponse:
    """Have the draft tried on everything that is kept."""
    actions.ask_test(request.actor, q.draft(request.actor, number), now=request.now)
    return redirect("policy_test", number=number)


@page(permit=Permit.PUBLISH_POLICY)
@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: PageRequest, number: int) -> HttpResponse:
    """Read what differs and what the test found, and put the draft in force."""
    done = q.published_by(request.actor, number) if request.method == "POST" else None
    if done is not None:  # the form was sent twice: once is enough
        return redirect("policy", key=done.policy)
    draft = q.draft(request.actor, number)
    form, status = ReasonForm(initial={"seen": draft.revision}), 200
    if request.method == "POST":
        form, status = ReasonForm(request.POST), 422
        if form.is_valid():
            seen = form.cleaned_data["seen"]
            try:
                publishing.publish(
                    request.actor,
                    draft,
                    seen=-1 if seen is None else seen,
                    why=form.cleaned_data["why"],
                    now=request.now,
                )
            except (BadInput, Conflict, NotPermitted) as error:
                status = error.http_status
                form.add_error(None, in_plain_words(error).detail)
            else:
                messages.success(
                    request, gettext("Published. Kept listings are judged anew by this version.")
                )
                return redirect("policy", key=draft.policy)
    return render(
        request, "policies/publish.html", draft_context(request, draft) | {"form": form}, status=status
    )
