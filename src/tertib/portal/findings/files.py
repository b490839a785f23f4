"""Files of the review desk: the queue or the decisions as a table, and decisions as labelled listings for training."""

from django.http.response import HttpResponseBase
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from tertib.actions.permits import Permit
from tertib.portal.findings.filters import filter_of, person_of
from tertib.portal.lexicon.words import label
from tertib.portal.page.downloads import csv_response
from tertib.portal.page.gate import PageRequest, page
from tertib.portal.shown.zones import in_zone
from tertib.queries.detection.labels import COLUMNS, label_rows
from tertib.queries.detection.queue import iterate
from tertib.queries.detection.rules import rules_of
from tertib.queries.types import Finding
from tertib.vocabulary import Band


@page(permit=Permit.REVIEW)
@require_safe
def table(request: PageRequest) -> HttpResponseBase:
    """All that fits the filter, oldest first. Band and drawing are told only where somebody decided."""
    wanted = filter_of(request)
    head = [
        gettext("Finding"),
        gettext("Title"),
        gettext("Shop"),
        gettext("Platform"),
        gettext("Link"),
        gettext("Found"),
        gettext("Signals"),
        gettext("Decision"),
        gettext("Decided"),
        gettext("Strength"),
        gettext("Drawn by chance"),
    ]
    rows = iterate(request.actor, wanted, person=person_of(request))
    return csv_response(f"temuan-{wanted.desk}.csv", head, (_row(one) for one in rows))


@page(permit=Permit.REVIEW)
@require_safe
def labels(request: PageRequest) -> HttpResponseBase:
    """Decisions as labelled listings. `?question=` names the question; else `used`, or the policy's second one."""
    policy = filter_of(request).policy
    known = [question.key for question in rules_of(policy).questions]
    asked = request.GET.get("question", "")
    usual = "used" if "used" in known else known[min(1, len(known) - 1)]
    question = asked if asked in known else usual
    rows = label_rows(request.actor, policy, question=question)
    return csv_response(f"label-{policy}-{question}.csv", COLUMNS, rows)


def _row(one: Finding) -> list[object]:
    offer, decided = one.offer, one.outcome is not None
    return [
        one.key,
        offer.title,
        offer.shop,
        offer.platform,
        offer.url,
        in_zone(one.found_at),
        ", ".join(sorted({reason["signal"] for reason in one.reasons})),
        label(one.outcome) if one.outcome else "",
        in_zone(one.decided_at) if one.decided_at else "",
        label(Band(one.band)) if decided else "",
        (gettext("yes") if one.drawn else gettext("no")) if decided else "",
    ]
