"""Let notices leave: what waits, a preview of exactly what would be sent, the approval, and its progress."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from tertib.actions.notices import asking as actions
from tertib.actions.permits import Permit, may
from tertib.errors import Conflict
from tertib.portal.cases.filters import member
from tertib.portal.lexicon import words
from tertib.portal.notices.words import left_out, why_this_way
from tertib.portal.page.gate import PageRequest, page
from tertib.portal.page.paging import page_of
from tertib.queries.notices import asking, dispatches
from tertib.vocabulary import ChannelKind, NoticeState, PartyKind, Role, Verdict

READERS = (Role.ANALYST, Role.APPROVER, Role.AUDITOR)
MOST_CASES_NAMED = 200
KINDS_OF_ASKING = ((False, "first"), (True, "again"))


@page(kinds=[PartyKind.AUTHORITY], roles=READERS)
@require_safe
def waiting(request: PageRequest) -> HttpResponse:
    """What waits for approval, by platform and by order; for the first time, or (`?again=1`) once more."""
    again = request.GET.get("again") == "1"
    found = asking.waiting(request.actor, actions.proposals(request.actor, actions.Selection(again=again)))
    others = actions.proposals(request.actor, actions.Selection(again=not again)).order_by().count()
    context = {
        "waiting": found,
        "again": again,
        "counts": {name: found.total if said == again else others for said, name in KINDS_OF_ASKING},
        "approvals": asking.approvals(request.actor)[:8],
        "may_approve": may(request.actor, Permit.APPROVE),
    }
    return render(request, "notices/waiting.html", context)


@page(permit=Permit.APPROVE)
@require_safe
def preview(request: PageRequest) -> HttpResponse:
    """Exactly what approving this selection would send: to whom, how, why, in what words, and what is left out."""
    return render(request, "notices/preview.html", preview_context(request, read_selection(request.GET)))


@page(permit=Permit.APPROVE)
@require_POST
def approve(request: PageRequest) -> HttpResponse:
    """Let the reviewed batch leave, if it is still what was reviewed."""
    selection = read_selection(request.POST)
    said = request.POST.get("expected", "")
    expected = int(said) if said.isascii() and said.isdigit() and len(said) < 10 else -1
    try:
        approval = actions.approve(
            request.actor, selection=selection, expected_count=expected, now=request.now
        )
    except Conflict:
        context = preview_context(request, selection) | {"changed": True}
        return render(request, "notices/preview.html", context, status=409)
    messages.success(request, gettext("Approved. The notices are being written and sent."))
    return redirect("approval", key=approval.key)


@page(kinds=[PartyKind.AUTHORITY], roles=READERS)
@require_safe
def approval(request: PageRequest, key: str) -> HttpResponse:
    """How far an approval is, and the dispatches in which its notices travel."""
    found = asking.approval(request.actor, key)
    context = {
        "approval": found,
        "left_out": [(left_out(reason), count) for reason, count in (found.left_out or {}).items()],
        "dispatches": asking.approval_dispatches(found),
        "moving": found.finished_at is None,
    }
    fragment = request.htmx  # type: ignore[attr-defined]
    return render(request, "notices/part_approval.html" if fragment else "notices/approval.html", context)


@page(kinds=[PartyKind.AUTHORITY], roles=READERS)
@require_safe
def sent(request: PageRequest) -> HttpResponse:
    """Every dispatch of the authority with its delivery."""
    state = member(NoticeState, request.GET.get("state", ""))
    recipient = request.GET.get("recipient", "")[:60]
    wanted = dispatches.DispatchFilter(state=state, recipient=recipient)
    context = {
        "page": page_of(dispatches.dispatches(request.actor, wanted), request),
        "state": state,
        "states": words.choices((NoticeState.APPROVED, NoticeState.SENT, NoticeState.FAILED)),
        "recipient": recipient,
    }
    return render(request, "notices/sent.html", context)


@page(kinds=[PartyKind.AUTHORITY], roles=READERS)
@require_safe
def dispatch(request: PageRequest, key: str) -> HttpResponse:
    """One dispatch: its delivery, and the notices inside as the recipient reads them."""
    found = dispatches.dispatch(request.actor, key)
    rows = dispatches.notices_in(request.actor, found)
    context = {
        "dispatch": found,
        "why": why_this_way(found.why_channel),
        "page": page_of(rows, request, total=found.count, size=25),
    }
    return render(request, "notices/dispatch.html", context)


def read_selection(said: QueryDict) -> actions.Selection:
    """Which cases an address or a form names."""
    return actions.Selection(
        order=said.get("order", "")[:16],
        platform=said.get("platform", "")[:60],
        verdict=member(Verdict, said.get("verdict", "")),
        again=said.get("again") == "1",
        case_keys=tuple(key[:16] for key in said.getlist("case")[:MOST_CASES_NAMED]),
        as_of=_moment(said.get("as_of", "")),
    )


def _moment(text: str) -> datetime | None:
    """The moment of the preview that a person approves; None for a text that is none."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo else None


def preview_context(request: PageRequest, selection: actions.Selection) -> dict[str, Any]:
    """What the preview shows. `expected` counts the cases that the approval covers, left-outs included."""
    shown = actions.preview(request.actor, selection=selection, now=request.now)
    proposals = actions.proposals(request.actor, selection)
    kept = [("case", key) for key in selection.case_keys]
    kept.append(("as_of", request.now.isoformat()))
    kept += [
        (name, str(value)) for name in ("order", "platform", "verdict") if (value := getattr(selection, name))
    ]
    kept += [("again", "1")] if selection.again else []
    return {
        "preview": shown,
        "selection": selection,
        "expected": proposals.order_by().count(),
        "by_recipient": [
            (name, member(ChannelKind, channel), why_this_way(why), count)
            for name, channel, why, count in shown.by_recipient
        ],
        "left_out": [(left_out(reason), count) for reason, count in shown.left_out],
        "kept": kept,
        "address": urlencode(kept),
        "verdicts": words.choices((Verdict.UP, Verdict.CHANGED, Verdict.CANNOT_TELL)),
        "first_cases": proposals.select_related("listing", "recipient")[:20],
    }
