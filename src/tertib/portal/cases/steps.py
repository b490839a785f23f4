"""What can be done with a case: close, open again, answer a question, ask for a look."""

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from tertib.actions.cases import deciding as actions
from tertib.actions.cases.clocks import resume_clock
from tertib.actions.permits import Permit
from tertib.actions.verification.looks import look_again
from tertib.portal.cases.file import case_context, open_question
from tertib.portal.cases.forms import AnswerForm, CloseForm, ReopenForm
from tertib.portal.page.gate import PageRequest, page
from tertib.queries.cases import one as q
from tertib.queries.cases.pages import case_page
from tertib.vocabulary import CaseOutcome, ReplyKind


@page(permit=Permit.FOLLOW_UP)
@require_POST
def close(request: PageRequest, key: str) -> HttpResponse:
    """Close the case with an outcome and a reason."""
    form = CloseForm(request.POST)
    if not form.is_valid():
        return _again(request, key, close_form=form)
    outcome = CaseOutcome(form.cleaned_data["outcome"])
    case = q.case(request.actor, key)
    actions.close(request.actor, case, outcome=outcome, reason=form.cleaned_data["reason"], now=request.now)
    messages.success(request, gettext("The case is closed. It can be opened again."))
    return redirect("case", key=key)


@page(permit=Permit.FOLLOW_UP)
@require_POST
def reopen(request: PageRequest, key: str) -> HttpResponse:
    """Open a closed case again."""
    form = ReopenForm(request.POST)
    if not form.is_valid():
        return _again(request, key, reopen_form=form)
    actions.reopen(
        request.actor, q.case(request.actor, key), reason=form.cleaned_data["reason"], now=request.now
    )
    messages.success(request, gettext("The case is open again; it is looked at anew."))
    return redirect("case", key=key)


@page(permit=Permit.FOLLOW_UP)
@require_POST
def answer(request: PageRequest, key: str) -> HttpResponse:
    """Answer what the platform asked, or give what it lacks; a clock that stands goes on."""
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _again(request, key, answer_form=form)
    found = case_page(request.actor, key, now=request.now)
    question = open_question(found)
    text = form.cleaned_data["text"]
    if question is not None and question.kind == ReplyKind.CANNOT_EXECUTE and found.case.clock_paused:
        resume_clock(request.actor, found.case, text=text, now=request.now)
        messages.success(request, gettext("Answered; the platform's clock goes on with what was left."))
    else:
        actions.answer_question(request.actor, found.case, text=text, now=request.now)
        messages.success(request, gettext("Answered; the platform reads it on the case."))
    return redirect("case", key=key)


@page(permit=Permit.FOLLOW_UP)
@require_POST
def look(request: PageRequest, key: str) -> HttpResponse:
    """Ask for a look now; it comes within the platform's pace."""
    look_again(request.actor, [q.case(request.actor, key)], now=request.now)
    messages.success(request, gettext("A look is asked for. Its result stands here within some minutes."))
    return redirect("case", key=key)


def _again(request: PageRequest, key: str, **forms: Form) -> HttpResponse:
    """The page again with the form that was filled in wrongly, open."""
    context = case_context(request, key, **forms) | {"wrong": next(iter(forms))}
    return render(request, "cases/case.html", context, status=422)
