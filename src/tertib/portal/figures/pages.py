"""Figures that add up: each with unit, moment and meaning, each open to its cases; on screen, on paper, as CSV."""

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from tertib.portal.cases.pages import KINDS, READERS
from tertib.portal.lexicon import words
from tertib.portal.page.downloads import csv_response
from tertib.portal.page.gate import PageRequest, page
from tertib.portal.shown.charts import beside, stacked
from tertib.portal.shown.dates import short_date
from tertib.portal.shown.zones import in_zone
from tertib.queries.policies.named import policy_name
from tertib.queries.returns import Desk
from tertib.queries.statistics import figures as q
from tertib.queries.statistics.copies import came_back
from tertib.queries.statistics.words import figure_words
from tertib.vocabulary import PartyKind, ReturnOutcome, ReturnRelation

TILES = (
    ("found", "plain"),
    ("sent", "info"),
    ("claimed", "wait"),
    ("down", "good"),
    ("up", "warn"),
    ("cannot_tell", "quiet"),
    ("returned", "bad"),
)

TONES = {
    "down": "good",
    "claimed_down": "good",
    "up": "warn",
    "claimed_up": "bad",
    "claimed_returned": "warn",
    "changed": "info",
    "cannot_tell": "quiet",
    "claimed": "wait",
    "claimed_unconfirmed": "quiet",
    "refused": "warn",
    "sent": "info",
    "answered": "info",
    "unanswered": "bad",
    "down_unclaimed": "info",
    "down_no_more": "bad",
    "asks_back": "wait",
    "cannot_execute": "quiet",
    "held": "wait",
    "gone_not_ours": "wait",
}

STANDING_TEXTS = {
    "down": (_("Seen down"), "good"),
    "waiting": (_("Not asked yet"), "plain"),
    "asked": (_("Asked, not settled"), "info"),
    "up": (_("Still up"), "warn"),
    "returned": (_("Came back"), "bad"),
    "other": (_("Gone before or ended otherwise"), "quiet"),
}


@page()
@require_safe
def figures(request: PageRequest) -> HttpResponse:
    """All figures with their sums and charts."""
    return render(request, "figures/figures.html", _context(request))


@page()
@require_safe
def one_page(request: PageRequest) -> HttpResponse:
    """One page for paper, such as before a press conference."""
    return render(request, "figures/paper.html", _context(request))


@page()
@require_safe
def figures_csv(request: PageRequest) -> HttpResponseBase:
    """Every figure with unit, moment and meaning."""
    language = get_language() or "id"
    found = q.figures(request.actor, _filters(request), now=request.now)
    head = [
        gettext("Key"),
        gettext("Figure"),
        gettext("Count"),
        gettext("Unit"),
        gettext("As of"),
        gettext("What it counts"),
    ]
    moment = in_zone(found.as_of)
    lines = (
        (
            one.key,
            getattr(one.name, language),
            one.count,
            gettext("case"),
            moment,
            getattr(one.definition, language),
        )
        for one in found.items
    )
    return csv_response("angka.csv", head, lines)


@page(kinds=KINDS, roles=READERS)
@require_safe
def one_figure(request: PageRequest, measure: str) -> HttpResponse:
    """The cases that a figure counts: exactly as many as it says."""
    if measure not in q.MEASURES:
        raise Http404
    return redirect(f"{reverse('cases')}?{urlencode([('measure', measure), *_kept(_filters(request))])}")


def _filters(request: PageRequest) -> q.FigureFilters:
    said = request.GET
    return q.FigureFilters(
        platform=said.get("platform", "")[:60],
        policy=said.get("policy", "")[:80],
        order=said.get("order", "")[:16],
    )


def _kept(filters: q.FigureFilters) -> list[tuple[str, str]]:
    return [
        (name, getattr(filters, name)) for name in ("platform", "policy", "order") if getattr(filters, name)
    ]


def _confirmed(relation: ReturnRelation, filters: q.FigureFilters) -> str:
    """The address of the confirmed pairs of a relation; "" where the desk of returns cannot be narrowed alike."""
    if filters.order or filters.platform:  # the desk's platform is the new listing's
        return ""
    asked = [
        ("desk", Desk.DECIDED),
        ("outcome", ReturnOutcome.CONFIRMED),
        ("relation", relation),
        *_kept(filters),
    ]
    return f"{reverse('returns')}?{urlencode(asked)}"


def _context(request: PageRequest) -> dict[str, Any]:
    language = get_language() or "id"
    filters = _filters(request)
    shown = q.overview(request.actor, filters, now=request.now)
    found = shown.figures
    said = {key: figure_words(key, language=language) for key in found.by_key}
    pairs = q.claims_and_looks(request.actor, filters, now=request.now)
    copies = came_back(request.actor, filters)
    standings = [(name, text, tone) for name, (text, tone) in STANDING_TEXTS.items()]
    day_parts = [
        (day.day, [(str(text), day.parts[name], tone) for name, text, tone in standings])
        for day in shown.days
    ]
    return {
        "figures": found,
        "filters": filters,
        "kept": urlencode(_kept(filters)),
        "platforms": shown.platforms,
        "policies": [(key, policy_name(key, language=language)) for key in shown.policies],
        "policy": policy_name(filters.policy, language=language) if filters.policy else "",
        "opens": request.actor.home.kind in KINDS and request.actor.role in READERS,
        "public": request.actor.home.kind == PartyKind.PUBLIC_BODY,
        "opens_pairs": request.actor.home.kind == PartyKind.AUTHORITY and request.actor.role in READERS,
        "tiles": [(key, said[key], found.count(key), tone) for key, tone in TILES],
        "gap": found.count("claimed") - found.count("claimed_down"),
        "sums": [
            (
                (part.total, said[part.total], found.count(part.total)),
                [(key, said[key], found.count(key)) for key in part.parts],
                [(said[key].name, found.count(key), TONES.get(key, "plain")) for key in part.parts],
            )
            for part in found.partitions
        ],
        "overdue": ("overdue", said["overdue"], found.count("overdue")),
        "returned": ("returned", said["returned"], found.count("returned")),
        "copies": copies,
        "copied": [(words.word(one), n, _confirmed(one, filters)) for one, n in copies.by_relation.items()],
        "days": [
            (short_date(day), [count for _, count, _ in parts], sum(count for _, count, _ in parts))
            for day, parts in reversed(day_parts)
        ],
        "standings": standings,
        "chart": stacked(day_parts),
        "pair_rows": [(short_date(pair.day), pair.claimed, pair.down) for pair in reversed(pairs)],
        "pair_chart": beside(
            [
                (
                    pair.day,
                    [
                        (gettext("Said to be done"), pair.claimed, "wait"),
                        (gettext("Seen down"), pair.down, "good"),
                    ],
                )
                for pair in pairs
            ]
        ),
    }
