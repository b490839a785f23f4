"""Letters of the ladder as the platform reads them: reminders and warnings that a person issued to it."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from tertib.portal.page.gate import PageRequest, page
from tertib.portal.page.paging import page_of
from tertib.queries.notices import ladders as q
from tertib.queries.types import LadderRung
from tertib.vocabulary import LadderRungState, PartyKind, Role

READERS = (Role.RESPONDER, Role.APPROVER, Role.AUDITOR)


@page(kinds=[PartyKind.PLATFORM], roles=READERS)
@require_safe
def letters(request: PageRequest) -> HttpResponse:
    """Every letter that was issued to the reader's office, latest first."""
    found = page_of(q.rungs(request.actor, LadderRungState.ISSUED), request, size=25)
    lines = [(rung, _shown(rung), _runs(rung, request)) for rung in found.rows]
    return render(request, "tasks/letters.html", {"page": found, "lines": lines})


@page(kinds=[PartyKind.PLATFORM], roles=READERS)
@require_safe
def letter(request: PageRequest, number: int) -> HttpResponse:
    """One letter as it left, to read and to print."""
    rung = q.rung(request.actor, number)
    context = {"rung": rung, "shown": _shown(rung), "runs": _runs(rung, request)}
    return render(request, "tasks/letter.html", context)


def _runs(rung: LadderRung, request: PageRequest) -> bool:
    return rung.period_ends_at is not None and rung.period_ends_at > request.now


def _shown(rung: LadderRung) -> q.RungShown:
    return q.shown(rung, language=get_language() or "id")
