"""What came back: the queue of offers that may be a removed listing again, and the same as a table file."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlencode

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from tertib.actions.permits import Permit
from tertib.portal.findings.filters import person_of
from tertib.portal.lexicon import words
from tertib.portal.page.downloads import csv_response
from tertib.portal.page.gate import PageRequest, page
from tertib.portal.page.paging import page_of
from tertib.portal.returns.words import DESKS, strength
from tertib.portal.shown.listing_text import seen
from tertib.portal.shown.prices import price
from tertib.portal.shown.zones import in_zone
from tertib.queries import returns as q
from tertib.queries.detection.rules import policy_names
from tertib.queries.returns import Desk, ReturnFilter
from tertib.queries.types import Return
from tertib.vocabulary import ReturnKind, ReturnOutcome, ReturnRelation

Member = TypeVar("Member", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the queue: the new offer, and the removed listing that it may be."""

    pair: Return
    new: SafeString
    old: SafeString
    price: str
    strength: str


@page(permit=Permit.REVIEW)
@require_safe
def returns(request: PageRequest) -> HttpResponse:
    """What waits, the strongest first; what could not be told; and what was decided."""
    wanted = filter_of(request)
    shown = page_of(q.returns(request.actor, wanted), request)
    counted = q.counts(request.actor)
    kept = {"policy": wanted.policy} if wanted.policy else {}
    context = {
        "wanted": wanted,
        "desk": DESKS[wanted.desk],
        "tabs": [
            (urlencode({**kept, "desk": desk.value}), name, counted[desk], desk is wanted.desk)
            for desk, name in DESKS.items()
        ],
        "page": shown,
        "just": q.latest_by(request.actor, request.GET.get("baru", ""), person_of(request)),
        "lines": [_line(pair) for pair in shown.rows],
        "first": shown.rows[0].key if shown.rows and wanted.desk is Desk.WAITING else None,
        "query": query_of(wanted),
        "narrowed": wanted != ReturnFilter(desk=wanted.desk),
        "kinds": words.choices(ReturnKind),
        "relations": words.choices(ReturnRelation),
        "outcomes": words.choices((ReturnOutcome.CONFIRMED, ReturnOutcome.NOT_SAME)),
        "names": policy_names(get_language() or "id"),
        "cases_back": q.cases_back(request.actor),
        "by_relation": _by_relation(request),
        **q.choices(request.actor),
    }
    return render(request, "returns/list.html", context)


@page(permit=Permit.REVIEW)
@require_safe
def returns_csv(request: PageRequest) -> HttpResponseBase:
    """All that fits the filter, in the order of the desk."""
    wanted = filter_of(request)
    names = ("Number", "Case", "Removed listing", "Its shop", "New listing", "Its shop", "Platform", "Link")
    head = [gettext(name) for name in (*names, "Relation", "Kind", "Strength", "Decision", "Decided")]
    rows = q.iterate(request.actor, wanted)
    return csv_response(f"kembali-{wanted.desk}.csv", head, (_row(pair) for pair in rows))


def filter_of(request: PageRequest) -> ReturnFilter:
    """What the address asks for; what it asks wrongly narrows nothing."""
    said = request.GET
    return ReturnFilter(
        desk=_member(Desk, said.get("desk", "")) or Desk.WAITING,
        policy=said.get("policy", "")[:80],
        platform=said.get("platform", "")[:60],
        kind=_member(ReturnKind, said.get("kind", "")),
        relation=_member(ReturnRelation, said.get("relation", "")),
        outcome=_member(ReturnOutcome, said.get("outcome", "")),
    )


def query_of(wanted: ReturnFilter) -> str:
    """The address's part that asks for a filter."""
    names = ("desk", "policy", "platform", "kind", "relation", "outcome")
    return urlencode([(name, str(value)) for name in names if (value := getattr(wanted, name))])


def _member(kind: type[Member], text: str) -> Member | None:
    return kind(text) if text in {member.value for member in kind} else None


def _line(pair: Return) -> Line:
    offer = pair.offer
    old = pair.old_offer.title if pair.old_offer else pair.case.listing.first_seen_title
    return Line(
        pair, seen(offer.title), seen(old), price(offer.price_minor, offer.currency), strength(pair.score)
    )


def _row(pair: Return) -> list[object]:
    offer, old = pair.offer, pair.old_offer
    return [
        pair.key,
        pair.case.key,
        old.title if old else pair.case.listing.first_seen_title,
        old.shop if old else pair.case.listing.shop,
        offer.title,
        offer.shop,
        offer.platform,
        offer.url,
        words.label(pair.relation),
        words.label(pair.kind),
        round(pair.score, 4),
        words.label(pair.outcome) if pair.outcome else "",
        in_zone(pair.decided_at) if pair.decided_at else "",
    ]


def _by_relation(request: PageRequest) -> list[tuple[ReturnRelation, int, int]]:
    """Of each relation, how many were confirmed and how many wait."""
    counted = q.counted(request.actor)
    return [
        (one, counted.get((ReturnOutcome.CONFIRMED, one), 0), counted.get((None, one), 0))
        for one in ReturnRelation
    ]
