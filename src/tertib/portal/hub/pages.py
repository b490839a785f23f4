"""The association's hub: what waits at each member, how late, and whether it can be reached."""

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from tertib.portal.cases.filters import LATE_TEXTS
from tertib.portal.lexicon import words
from tertib.portal.page.downloads import csv_response
from tertib.portal.page.gate import PageRequest, page
from tertib.portal.shown.zones import in_zone
from tertib.queries.parties.members import Member, members
from tertib.vocabulary import PartyKind, Role

READERS = (Role.ANALYST, Role.APPROVER, Role.AUDITOR)


@page(kinds=[PartyKind.ASSOCIATION], roles=READERS)
@require_safe
def hub(request: PageRequest) -> HttpResponse:
    """Every member on one line, by name."""
    found = members(request.actor, now=request.now)
    context = {
        "members": [(one, [(name, one.late[name]) for name in LATE_TEXTS]) for one in found],
        "buckets": list(LATE_TEXTS.values()),
        "overdue": sum(one.counts["overdue"] for one in found),
        "waiting": sum(one.counts["waiting"] for one in found),
        "claimed_up": sum(one.counts["claimed_up"] for one in found),
        "oldest": min((one.oldest_due for one in found if one.oldest_due), default=None),
        "unreachable": [one for one in found if one.health is None or one.health == "dead"],
    }
    return render(request, "hub/hub.html", context)


@page(kinds=[PartyKind.ASSOCIATION], roles=READERS)
@require_safe
def hub_csv(request: PageRequest) -> HttpResponseBase:
    """The same as a table file."""
    head = [
        gettext("Member"),
        gettext("Asked (cases)"),
        gettext("Waits for an answer"),
        gettext("Overdue"),
        *(str(text) for text in LATE_TEXTS.values()),
        gettext("Said to be done"),
        gettext("Seen down"),
        gettext("Still up"),
        gettext("Said done, but up"),
        gettext("Cannot tell"),
        gettext("Came back"),
        gettext("Contact"),
        gettext("Latest answer"),
        gettext("As of"),
    ]
    as_of = in_zone(request.now)
    return csv_response(
        "anggota.csv", head, (_line(one, as_of) for one in members(request.actor, now=request.now))
    )


def _line(one: Member, as_of: str) -> tuple[object, ...]:
    counts = one.counts
    return (
        one.party.name,
        *(counts[name] for name in ("sent", "waiting", "overdue")),
        *(one.late[name] for name in LATE_TEXTS),
        *(counts[name] for name in ("claimed", "down", "up", "claimed_up", "cannot_tell", "returned")),
        words.label(one.health) if one.health else gettext("none"),
        in_zone(one.last_answer_at) if one.last_answer_at else "",
        as_of,
    )
