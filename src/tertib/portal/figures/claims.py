"""What platforms said beside what we saw: one line a platform, by name, each number open to its cases."""

from urllib.parse import urlencode

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from tertib.portal.cases.pages import KINDS, READERS
from tertib.portal.lexicon import words
from tertib.portal.page.downloads import csv_response
from tertib.portal.page.gate import PageRequest, page
from tertib.portal.shown.zones import in_zone
from tertib.queries.policies.named import policy_name
from tertib.queries.statistics import claims as q
from tertib.queries.statistics.figures import FigureFilters, choices
from tertib.queries.statistics.words import figure_words

PARTS = (
    ("claimed_down", "good"),
    ("claimed_up", "bad"),
    ("claimed_returned", "warn"),
    ("claimed_unconfirmed", "quiet"),
)
"""What became of what was said to be done, with the tone of each."""

DELAY_TEXTS = {
    "before": (_("Verified before it was said"), "info"),
    "0-24": (_("within 24 hours"), "good"),
    "24-72": (_("24 to 72 hours"), "wait"),
    "72-168": (_("3 to 7 days"), "warn"),
    "168-": (_("more than 7 days"), "bad"),
}
REST = (_("not verified"), "quiet")


@page()
@require_safe
def claims(request: PageRequest) -> HttpResponse:
    """Each platform's statements and our looks, and how long it took from one to the other."""
    language = get_language() or "id"
    filters = _filters(request)
    found = q.claims(request.actor, filters, now=request.now)
    said = {key: figure_words(key, language=language) for key in q.MEASURED}
    lines = [
        (
            one,
            [] if one.counts is None else [(key, one.counts[key]) for key in q.MEASURED],
            [] if one.counts is None else [(said[key].name, one.counts[key], tone) for key, tone in PARTS],
            _delay_parts(one),
        )
        for one in found.platforms
    ]
    context = {
        "found": found,
        "said": said,
        "heads": [(key, said[key]) for key in q.MEASURED],
        "lines": lines,
        "timed": [line for line in lines if line[0].delays],
        "whole": [(key, found.whole[key]) for key in q.MEASURED],
        "delay_heads": [text for text, _tone in (*DELAY_TEXTS.values(), REST)],
        "filters": filters,
        "kept": urlencode({"policy": filters.policy} if filters.policy else {}),
        "policies": [(key, policy_name(key, language=language)) for key in choices(request.actor)[1]],
        "opens": request.actor.home.kind in KINDS and request.actor.role in READERS,
        "fewest": q.FEWEST,
        "smallest": q.SMALLEST,
    }
    return render(request, "figures/claims.html", context)


@page()
@require_safe
def claims_csv(request: PageRequest) -> HttpResponseBase:
    """The same as a table file; a suppressed number is an empty cell."""
    language = get_language() or "id"
    found = q.claims(request.actor, _filters(request), now=request.now)
    head = [
        gettext("Platform"),
        gettext("Best contact"),
        *(figure_words(key, language=language).name for key in q.MEASURED),
        *(str(text) for text, _tone in (*DELAY_TEXTS.values(), REST)),
        gettext("Unit"),
        gettext("As of"),
    ]
    as_of = in_zone(found.as_of)
    lines = (
        (
            one.platform,
            words.label(one.health) if one.health else gettext("none"),
            *("" if one.counts is None else one.counts[key] for key in q.MEASURED),
            *(one.delays.get(name, "") for name in q.DELAYS),
            one.rest if one.delays else "",
            gettext("case"),
            as_of,
        )
        for one in found.platforms
    )
    return csv_response("pernyataan.csv", head, lines)


def _filters(request: PageRequest) -> FigureFilters:
    return FigureFilters(policy=request.GET.get("policy", "")[:80])


def _delay_parts(one: q.PlatformClaims) -> list[tuple[str, int, str]]:
    if not one.delays:
        return []
    parts = [(str(text), one.delays[name], tone) for name, (text, tone) in DELAY_TEXTS.items()]
    return [*parts, (str(REST[0]), one.rest, REST[1])]
