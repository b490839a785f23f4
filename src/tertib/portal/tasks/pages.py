"""The responder's pages: the queue by clock, and one screen to decide on a notice."""

import secrets
from enum import StrEnum
from typing import TypeVar

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from tertib.actions.notices import deliveries, replies
from tertib.actions.permits import Permit
from tertib.portal.lexicon.words import choices
from tertib.portal.page.errors_values import said_anew
from tertib.portal.page.gate import PageRequest, page
from tertib.portal.page.paging import page_of
from tertib.portal.tasks.forms import FORMS, AnswerForm
from tertib.queries.cases.one import RUNNING
from tertib.queries.notices import pages as q
from tertib.queries.notices import tasks as of_tasks
from tertib.queries.types import Notice, Reply
from tertib.vocabulary import CaseState, ReplyChannel, ReplyKind, Urgency

Word = TypeVar("Word", bound=StrEnum)
ACCESS_KEYS = dict(zip(ReplyKind, "1234", strict=True))


@page(permit=Permit.REPLY)
@require_safe
def tasks(request: PageRequest) -> HttpResponse:
    """What waits for an answer, by clock; `?answered=1` shows what owes none any more."""
    wanted = filter_of(request.GET)
    found = page_of(of_tasks.tasks(request.actor, wanted), request)
    lines = q.tasks_of(request.actor, found.rows)
    if wanted.dispatch:
        _note_opened(request, [line.notice for line in lines])
    states = (
        [state for state in CaseState if state not in (*RUNNING, CaseState.OPEN)]
        if wanted.answered
        else RUNNING
    )
    context = {
        "page": found,
        "lines": lines,
        "wanted": wanted,
        "states": choices(states),
        "urgencies": choices(Urgency),
        "narrowed": wanted.state or wanted.urgency or wanted.dispatch,
        "every_box": request.GET.get("pilih") == "semua",
    }
    return render(request, "tasks/list.html", context)


@page(permit=Permit.REPLY)
@require_http_methods(["GET", "HEAD", "POST"])
def task(request: PageRequest, key: str) -> HttpResponse:
    """One notice and the four answers; after an answer the next notice in the queue opens."""
    notice = q.notice(request.actor, key)
    _note_opened(request, [notice])
    said = of_tasks.said(request.actor, notice)
    earlier, later = of_tasks.beside(request.actor, notice.case)
    sent = kind_of(request.POST.get("kind", ""))
    forms = {kind: form_of(request, kind, said, filled=kind is sent) for kind in ReplyKind}
    status = 200
    if request.method == "POST":
        status = 422
        if sent is None:
            messages.error(request, gettext("Choose one of the four answers."))
        elif forms[sent].is_valid() and _answer(request, notice, sent, forms[sent]):
            following = later or of_tasks.first(request.actor)
            return redirect("task", following.key) if following else redirect("tasks")
    context = {
        "notice": notice,
        "case": notice.case,
        "content": notice.content,
        "said": said,
        "others": of_tasks.of_same_shop(request.actor, notice),
        "earlier": earlier,
        "later": later,
        "answers": [(kind, forms[kind], ACCESS_KEYS[kind]) for kind in ReplyKind],
        "owes": notice.case.state in RUNNING,
    }
    return render(request, "tasks/task.html", context, status=status)


def filter_of(said: QueryDict) -> of_tasks.TaskFilter:
    """The filter that an address or a form names."""
    return of_tasks.TaskFilter(
        answered=said.get("answered") == "1",
        state=_chosen(said, "state", CaseState),
        urgency=_chosen(said, "urgency", Urgency),
        dispatch=said.get("kiriman", "").strip()[:16],
    )


def form_of(request: PageRequest, kind: ReplyKind, said: list[Reply], *, filled: bool) -> AnswerForm:
    """The form of one kind of answer: as sent, or fresh with a number drawn for it."""
    if filled:
        return FORMS[kind](request.POST, prefix=kind.value)
    initial = {
        "reply_id": f"portal-{secrets.token_hex(12)}",
        "amends": said[-1].sender_ref if said else "",
        "at": request.now.replace(second=0, microsecond=0),
    }
    return FORMS[kind](initial=initial, prefix=kind.value)


def _answer(request: PageRequest, notice: Notice, kind: ReplyKind, form: AnswerForm) -> bool:
    """Whether the answer stands; what is wrong with it goes into the form."""
    item = {
        "schema": "reply-1",
        "id": form.cleaned_data["reply_id"],
        "notice": notice.key,
        "kind": kind.value,
        kind.value: form.part(),
        "amends": form.cleaned_data["amends"] or None,
    }
    result = replies.take_replies(request.actor, [item], channel=ReplyChannel.PORTAL, now=request.now)[0]
    if result.status == "refused":
        form.add_error(None, said_anew(result.detail or "") or gettext("The answer could not be recorded."))
        return False
    messages.success(request, gettext("The answer to %(notice)s is recorded.") % {"notice": notice.key})
    return True


def _note_opened(request: PageRequest, notices: list[Notice]) -> None:
    fresh = {one.dispatch.pk for one in notices if one.dispatch and one.dispatch.opened_at is None}
    if fresh:
        deliveries.mark_opened(sorted(fresh), now=request.now)


def _chosen(said: QueryDict, name: str, words: type[Word]) -> Word | None:
    text = said.get(name, "")
    return next((word for word in words if word.value == text), None)


def kind_of(text: str) -> ReplyKind | None:
    """The kind of answer with this value, or None."""
    return next((kind for kind in ReplyKind if kind.value == text), None)
