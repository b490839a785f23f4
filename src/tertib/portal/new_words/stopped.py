"""Terms that have stopped working: with their last finds, and retired through a draft by a person."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods

from tertib.actions.permits import Permit
from tertib.actions.terms import stopped_words as actions
from tertib.errors import BadInput, Conflict, NotFound, PolicyMistake
from tertib.portal.page.errors import in_plain_words
from tertib.portal.page.gate import PageRequest, page
from tertib.queries.detection.rules import policy_names
from tertib.queries.policies.desk import draft as draft_of
from tertib.queries.terms.stopped_words import BEFORE_DAYS, LATELY_DAYS, Stopped, stopped_terms


@page(permit=Permit.EDIT_POLICY)
@require_http_methods(["GET", "HEAD", "POST"])
def stopped_words(request: PageRequest) -> HttpResponse:
    """All of them, policy by policy; a press retires one in the person's draft, or keeps it after all."""
    if request.method == "POST":
        try:
            text = _act(request)
        except (BadInput, Conflict, NotFound, PolicyMistake) as error:
            messages.error(request, in_plain_words(error).detail)
        else:
            messages.success(request, text)
        return redirect("stopped_words")
    language = get_language() or "id"
    names = policy_names(language)
    lines = [
        (one, names.get(one.policy, one.policy), one.term.meaning.in_language(language), why(one.why))
        for one in stopped_terms(request.actor, now=request.now)
    ]
    context = {"lines": lines, "before": BEFORE_DAYS, "lately": LATELY_DAYS}
    return render(request, "new_words/stopped.html", context)


def why(reason: Stopped) -> str:
    """Why a term works no more, in the reader's language."""
    if reason is Stopped.SILENT:
        return gettext("It found often before, and nothing lately.")
    return gettext("What it finds is nearly always lawful.")


def _act(request: PageRequest) -> str:
    said = request.POST
    key = said.get("key", "")[:80]
    match said.get("act", ""):
        case "retire":
            actions.retire(request.actor, said.get("policy", "")[:80], key, now=request.now)
            return gettext("Retired in your draft. It still matches until the draft is tested and published.")
        case "keep":
            number = said.get("draft", "")
            if not (number.isascii() and number.isdigit()):
                raise BadInput("The form is incomplete. Open the page again and fill it in anew.")
            actions.keep(request.actor, draft_of(request.actor, int(number)), key, now=request.now)
            return gettext("Kept: the draft has the term as it is in force.")
        case _:
            raise BadInput("Choose what to do with the word.")
