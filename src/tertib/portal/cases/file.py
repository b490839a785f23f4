"""One case on one page: where it stands, until when, what the platform says, what we saw, and what can be done."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from tertib.actions.permits import Permit, may
from tertib.portal.cases.forms import AnswerForm, CloseForm, ReopenForm
from tertib.portal.cases.pages import KINDS, READERS
from tertib.portal.cases.words import LOOKS, gap, said, step
from tertib.portal.page.gate import PageRequest, page
from tertib.queries.cases.pages import CasePage, case_page
from tertib.queries.policies.named import policy_name
from tertib.queries.returns import came_back
from tertib.vocabulary import CaseState, ClockKind, PauseReason, ReplyKind, Verdict

CLOSABLE = frozenset(CaseState) - {CaseState.DOWN, CaseState.RESTORED, CaseState.CLOSED}
ASK_AGAIN = frozenset({CaseState.CLAIMED, CaseState.REFUSED, CaseState.OVERDUE})
ASK_FIRST = frozenset({CaseState.OPEN, CaseState.RETURNED})
WAITS = frozenset({CaseState.NOTIFIED, CaseState.OVERDUE})


@page(kinds=KINDS, roles=READERS)
@require_safe
def one_case(request: PageRequest, key: str) -> HttpResponse:
    """The case as far as the reader may see it."""
    return render(request, "cases/case.html", case_context(request, key))


def case_context(request: PageRequest, key: str, **forms: Any) -> dict[str, Any]:
    """What the page shows; `forms` replaces a form that was filled in wrongly."""
    found = case_page(request.actor, key, now=request.now)
    case = found.case
    follows = may(request.actor, Permit.FOLLOW_UP)
    question = open_question(found)
    back_as, back_from = came_back(request.actor, case)
    context = {
        "file": found,
        "back_as": back_as,
        "back_from": back_from,
        "case": case,
        "policy": policy_name(case.policy, language=get_language() or "id"),
        "gap": gap(case, now=request.now),
        "replies": [said(reply) for reply in found.replies],
        "looks": [(look, LOOKS[look.state]) for look in found.observations],
        "one_network": len({look.session.exit for look in found.observations}) == 1,
        "steps": [step(line) for line in found.events],
        "clocks": [(clock, _pauses(clock.times)) for clock in found.clocks],
        "answer_clock": next(
            (one for one in found.clocks if one.kind == ClockKind.ANSWER and not one.stopped_at), None
        ),
        "question": said(question) if question else None,
        "may_close": follows and case.state in CLOSABLE,
        "may_reopen": follows and case.state == CaseState.CLOSED,
        "may_look": follows,
        "may_answer": follows and question is not None,
        "may_ask": may(request.actor, Permit.APPROVE) and not case.approved and _can_be_asked(case),
        "ask_again": case.state in ASK_AGAIN,
        "may_hold": may(request.actor, Permit.HOLD),
        "late": case.state == CaseState.OVERDUE,
        "close_form": CloseForm(),
        "reopen_form": ReopenForm(),
        "answer_form": AnswerForm(),
    }
    return context | forms


def open_question(found: CasePage) -> Any:
    """The reply that waits for the authority's answer, or None; events are oldest first, replies latest first."""
    if not found.replies or found.case.state not in WAITS:
        return None
    latest = found.replies[0]
    if latest.kind not in (ReplyKind.ASKS_BACK, ReplyKind.CANNOT_EXECUTE):
        return None
    answers = ("answered", "clock_resumed")
    answered = any(line.kind in answers and line.at >= latest.received_at for line in found.events)
    return None if answered else latest


def _can_be_asked(case: Any) -> bool:
    if case.state in ASK_FIRST:
        return case.verdict is not None
    return case.state in ASK_AGAIN and case.verdict in (Verdict.UP, Verdict.CHANGED)


def _pauses(times: dict[str, Any] | None) -> list[PauseReason]:
    known = {member.value for member in PauseReason}
    return [PauseReason(reason) for reason in (times or {}).get("pauses", []) if reason in known]
