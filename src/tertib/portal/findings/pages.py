"""The review desk: what waits for a decision, by strength or by clock, and how the desk fares."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from tertib.actions.permits import Permit
from tertib.portal.findings.filters import filter_of, midnight, person_of, query_of
from tertib.portal.findings.words import DESKS, price, shown_text
from tertib.portal.lexicon.words import choices
from tertib.portal.page.gate import PageRequest, page
from tertib.portal.page.paging import PER_PAGE, Page
from tertib.portal.shown.listing_text import seen
from tertib.queries.detection import pages as one
from tertib.queries.detection import queue as q
from tertib.queries.detection.queue import Desk, FindingFilter
from tertib.queries.detection.readings import agreement_of, today
from tertib.queries.detection.rules import policy_names
from tertib.queries.types import Finding
from tertib.vocabulary import Band, ReviewOutcome


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the queue."""

    finding: Finding
    title: SafeString
    shop: SafeString
    price: str


@page(permit=Permit.REVIEW)
@require_safe
def findings(request: PageRequest) -> HttpResponse:
    """What waits, by strength or by clock, with how the desk fares today."""
    names = policy_names(get_language() or "id")
    wanted = filter_of(request)
    window = q.queue(request.actor, wanted, person=person_of(request))
    shown = _page_of(window, request)
    lines = [line_of(row) for row in q.page_rows(request.actor, shown.rows)]
    query = query_of(wanted)
    context = {
        "names": names,
        "wanted": wanted,
        "desk": DESKS[wanted.desk],
        "tabs": _tabs(request, wanted),
        "lines": lines,
        "page": shown,
        "more": window.more,
        "query": query,
        "first": window.keys[0] if window.keys else None,
        "narrowed": wanted != FindingFilter(policy=wanted.policy, desk=wanted.desk, by_clock=wanted.by_clock),
        "bands": choices(q.QUEUED if wanted.desk is Desk.WAITING else Band),
        "outcomes": choices(ReviewOutcome),
        "today": today(request.actor, person=person_of(request), since=midnight(request.now)),
        "agreement": agreement_of(request.actor, wanted.policy),
        "letters": [
            (order, names.get(order.policy, order.policy))
            for order in one.lists_without_letter(request.actor)
        ],
        **q.choices(request.actor, wanted.policy),
    }
    return render(request, "findings/list.html", context)


def line_of(row: Finding) -> Line:
    """A finding as the queue shows it."""
    reasons = [
        one.Reason(None, "", "title", None, "", reason["start"], reason["end"], reason["weight"], 0)
        for reason in row.reasons
        if "@" not in reason["signal"]
    ]
    offer = row.offer
    title = shown_text(offer.title, reasons, "title")
    return Line(row, title, seen(offer.shop), price(offer.price_minor, offer.currency))


def _tabs(request: PageRequest, wanted: FindingFilter) -> list[tuple[str, str, str, bool]]:
    """(address, name, how many, here) of the parts of the desk."""
    counted = q.counts(request.actor, wanted.policy, person=person_of(request))
    tabs = []
    for desk, name in DESKS.items():
        number = counted.get(desk)
        count = "" if number is None else f"{number}+" if number >= q.MOST_COUNTED else str(number)
        address = query_of(FindingFilter(policy=wanted.policy, desk=desk))
        tabs.append((address, str(name), count, desk is wanted.desk))
    return tabs


def _page_of(window: q.Window, request: PageRequest) -> Page[str]:
    text = request.GET.get("page", "1")
    number = int(text) if text.isascii() and text.isdigit() and 0 < len(text) < 4 and int(text) else 1
    start = (number - 1) * PER_PAGE
    keys = window.keys[start : start + PER_PAGE]
    return Page(
        rows=keys,
        number=number,
        first=start + 1 if keys else 0,
        last=start + len(keys),
        total=None if window.more else len(window.keys),
        earlier=number - 1 if number > 1 else None,
        later=number + 1 if len(window.keys) > start + PER_PAGE else None,
    )
