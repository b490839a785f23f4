"""The list of cases: a queue by filters, ready-made ones first, and the same as CSV."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from tertib.portal.cases.filters import (
    LATE_TEXTS,
    SORT_TEXTS,
    VIEW_TEXTS,
    is_narrowed,
    read_filters,
    saved_filters,
)
from tertib.portal.lexicon import words
from tertib.portal.page.downloads import csv_response
from tertib.portal.page.gate import PageRequest, page
from tertib.portal.page.paging import page_of
from tertib.portal.shown.zones import in_zone
from tertib.queries.cases import listed as q
from tertib.queries.policies.named import policy_name
from tertib.queries.statistics.words import figure_words
from tertib.vocabulary import CaseOutcome, CaseState, PageState, PartyKind, ReplyKind, Role, Verdict

KINDS = (PartyKind.AUTHORITY, PartyKind.ASSOCIATION, PartyKind.PLATFORM, PartyKind.POLICE)
READERS = (Role.ANALYST, Role.APPROVER, Role.AUDITOR, Role.RESPONDER, Role.INVESTIGATOR)


@page(kinds=KINDS, roles=READERS)
@require_safe
def case_list(request: PageRequest) -> HttpResponse:
    """The reader's cases by filters; without any, the latest step first."""
    filters = read_filters(request.GET)
    language = get_language() or "id"
    found = q.cases(request.actor, filters, now=request.now)
    joined = filters.sort == "listing"
    counted = q.cases(request.actor, replace(filters, sort="opened"), now=request.now) if joined else None
    platforms, policies = q.choices(request.actor)
    context = {
        "page": page_of(q.with_listing(found), request, counted=counted),
        "filters": filters,
        "narrowed": is_narrowed(filters),
        "saved": saved_filters(request.actor.home.kind, filters),
        "states": words.choices(CaseState),
        "verdicts": words.choices(Verdict),
        "sorts": SORT_TEXTS.items(),
        "platforms": platforms,
        "policies": [(key, policy_name(key, language=language)) for key in policies],
        "view_text": VIEW_TEXTS.get(filters.view, ("", "")) if filters.view else None,
        "measure_text": figure_words(filters.measure, language=language) if filters.measure else None,
        "late_text": LATE_TEXTS.get(filters.late, ""),
    }
    return render(request, "cases/list.html", context)


@page(kinds=KINDS, roles=READERS)
@require_safe
def case_csv(request: PageRequest) -> HttpResponseBase:
    """The same cases as a table file, in the reader's words and zone."""
    found = q.cases(request.actor, read_filters(request.GET), now=request.now)
    head = [
        gettext("Case"),
        gettext("Listing"),
        gettext("Link"),
        gettext("Shop"),
        gettext("Platform"),
        gettext("Policy"),
        gettext("State"),
        gettext("Outcome"),
        gettext("What our looks mean"),
        gettext("Latest look"),
        gettext("Latest reply"),
        gettext("Opened"),
        gettext("Sent"),
        gettext("Due"),
        gettext("Said to be done"),
        gettext("Seen down"),
        gettext("Looked at"),
        gettext("Times it came back"),
    ]
    return csv_response("kasus.csv", head, _in_words(q.lines(found)))


def _in_words(lines: Iterator[tuple[object, ...]]) -> Iterator[tuple[object, ...]]:
    labels = [
        {member.value: words.label(member) for member in members}
        for members in (CaseState, CaseOutcome, Verdict, PageState, ReplyKind)
    ]
    for line in lines:
        said = (table.get(str(word), "") for table, word in zip(labels, line[6:11], strict=True))
        moments = (in_zone(moment) if isinstance(moment, datetime) else "" for moment in line[11:17])
        yield (*line[:6], *said, *moments, line[17])
