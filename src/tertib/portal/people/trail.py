"""The trail: who invited, changed a role, made a key, put work back, and when; it can only grow."""

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from tertib.portal.cases.filters import member
from tertib.portal.lexicon import words
from tertib.portal.page.downloads import csv_response
from tertib.portal.page.gate import PageRequest, page
from tertib.portal.page.paging import page_of
from tertib.portal.shown.zones import in_zone
from tertib.queries.parties import deeds as q
from tertib.queries.types import Deed
from tertib.vocabulary import ChannelKind, DeedKind, Errand, Role

DETAILS = {member.value: member for kind in (Role, ChannelKind, Errand) for member in kind}
"""What a deed's detail can name; no value stands in two of these (a test)."""

READERS = (Role.APPROVER, Role.OPERATOR, Role.AUDITOR)


@page(roles=READERS)
@require_safe
def trail(request: PageRequest) -> HttpResponse:
    """What was done, latest first, narrowed by kind (`?kind=`)."""
    kind = member(DeedKind, request.GET.get("kind", ""))
    shown = page_of(q.deeds(request.actor, kind), request, size=50)
    context = {
        "page": shown,
        "lines": [(one, detail_in_words(one)) for one in shown.rows],
        "kind": kind,
        "kinds": words.choices(DeedKind),
    }
    return render(request, "people/trail.html", context)


@page(roles=READERS)
@require_safe
def trail_csv(request: PageRequest) -> HttpResponseBase:
    """The same, whole, as a table file."""
    kind = member(DeedKind, request.GET.get("kind", ""))
    head = [gettext(name) for name in ("When", "What", "Whom or what", "More", "Office", "Done by", "For")]
    lines = (
        (
            in_zone(one.at),
            words.label(one.kind),
            one.subject,
            detail_in_words(one),
            one.office.name,
            one.person.name if one.person else one.api_key.label if one.api_key else "",
            one.party.name,
        )
        for one in q.deeds(request.actor, kind).iterator(chunk_size=2_000)
    )
    return csv_response("jejak.csv", head, lines)


def detail_in_words(deed: Deed) -> str:
    """A role, a change of roles (`a > b`), a channel or kinds of work (`a, b`) in the reader's language."""
    for sign, shown in ((" > ", " → "), (", ", ", ")):
        if sign in deed.detail:
            return shown.join(_word(part) for part in deed.detail.split(sign))
    return _word(deed.detail)


def _word(text: str) -> str:
    return words.label(DETAILS[text]) if text in DETAILS else text
