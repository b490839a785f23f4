"""The ladder of platforms: read what the record calls for, then issue the letter or dismiss the proposal."""

import re
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import number_format
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tertib.actions.cases import ladders as actions
from tertib.actions.permits import Permit, may
from tertib.errors import Conflict
from tertib.portal.page.errors import in_plain_words
from tertib.portal.page.gate import PageRequest, page
from tertib.portal.page.paging import page_of
from tertib.queries.notices import ladders as q
from tertib.queries.types import LadderRung
from tertib.vocabulary import LadderRungState, PartyKind, Role

READERS = (Role.ANALYST, Role.APPROVER, Role.AUDITOR, Role.RESPONDER)
KINDS = (PartyKind.AUTHORITY, PartyKind.ASSOCIATION, PartyKind.PLATFORM)
DUTIES = re.compile(r"(\d+) of (\d+) duties")
"""How `actions.ladders` writes a record down."""

TABS = (LadderRungState.PROPOSED, LadderRungState.ISSUED, LadderRungState.DISMISSED)


class LetterForm(forms.Form):
    """The letter as it will be issued."""

    text = forms.CharField(
        label=_("The letter as it leaves"),
        max_length=50_000,
        widget=forms.Textarea(attrs={"rows": 22}),
        help_text=_("Read it whole and change what is not right. It leaves exactly as it stands here."),
    )


class DismissForm(forms.Form):
    """Why a proposal is not issued."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Stands in the record. The rung is not proposed again within its own period."),
    )


@page(kinds=KINDS, roles=READERS)
@require_safe
def ladder(request: PageRequest) -> HttpResponse:
    """Rungs by state; others than authorities see what was issued."""
    tabs = TABS if request.actor.home.kind == PartyKind.AUTHORITY else (LadderRungState.ISSUED,)
    text = request.GET.get("state", "")
    state = LadderRungState(text) if text in {tab.value for tab in tabs} else tabs[0]
    found = page_of(q.rungs(request.actor, state), request, size=25)
    context = {
        "page": found,
        "lines": [(rung, _shown(rung), _record(rung)) for rung in found.rows],
        "state": state,
        "tabs": tabs,
    }
    return render(request, "ladders/ladder.html", context)


@page(kinds=KINDS, roles=READERS)
@require_http_methods(["GET", "HEAD", "POST"])
def rung(request: PageRequest, number: int) -> HttpResponse:
    """One rung: its reason and record, and the letter; a POST issues the letter as it was edited."""
    found = q.rung(request.actor, number)
    context = _context(request, found)
    if request.method == "POST":
        form = LetterForm(request.POST)
        if form.is_valid():
            actions.issue(request.actor, found, text=form.cleaned_data["text"], now=request.now)
            messages.success(request, gettext("Issued. The letter is being delivered, and its period runs."))
            return redirect("rung", number=number)
        return render(request, "ladders/rung.html", context | {"letter_form": form}, status=422)
    return render(request, "ladders/rung.html", context)


@page(permit=Permit.ISSUE_RUNG)
@require_POST
def dismiss(request: PageRequest, number: int) -> HttpResponse:
    """Say no to a proposal, with a reason."""
    found = q.rung(request.actor, number)
    form = DismissForm(request.POST)
    if not form.is_valid():
        return render(
            request, "ladders/rung.html", _context(request, found) | {"dismiss_form": form}, status=422
        )
    actions.dismiss(request.actor, found, reason=form.cleaned_data["reason"], now=request.now)
    messages.success(request, gettext("Dismissed. The reason is kept."))
    return redirect("ladder")


def _context(request: PageRequest, found: LadderRung) -> dict[str, Any]:
    decides = may(request.actor, Permit.ISSUE_RUNG) and found.state == LadderRungState.PROPOSED
    context: dict[str, Any] = {
        "rung": found,
        "shown": _shown(found),
        "record": _record(found),
        "earlier": q.earlier(found) if request.actor.home.kind == PartyKind.AUTHORITY else [],
        "decides": decides,
        "dismiss_form": DismissForm(),
    }
    if decides:
        try:
            subject, body = actions.draft_letter(request.actor, found, now=request.now)
        except Conflict as error:
            return context | {"no_letter": in_plain_words(error).detail}
        context |= {"subject": subject, "letter_form": LetterForm(initial={"text": body})}
    return context


def _record(found: LadderRung) -> str:
    """The record that the rung rests on, in words; as it is where it is said otherwise."""
    said = DUTIES.fullmatch(found.reason)
    if said is None:
        return found.reason
    counts = {"overdue": number_format(int(said[1])), "ended": number_format(int(said[2]))}
    return gettext("%(overdue)s of %(ended)s answers that were due came too late or not at all") % counts


def _shown(found: LadderRung) -> q.RungShown:
    return q.shown(found, language=get_language() or "id")
