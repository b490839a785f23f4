"""The start page: what waits for this person, until when, what to do next; and the language switch."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe
from django.views.i18n import set_language

from tertib.actions.actor import Actor
from tertib.actions.permits import Permit, may
from tertib.portal.demo.pages import large_list
from tertib.portal.page.frame import ways_of
from tertib.portal.page.gate import PageRequest, page, public_page
from tertib.queries.waiting import next_due


@dataclass(frozen=True, slots=True)
class Waits:
    """What a count of the head means on the start page: what to do about it, and what it says when nothing waits."""

    todo: str | Promise
    none: str | Promise


WAITS: dict[str, Waits] = {
    "orders": Waits(_("Drafts to look at and hand in"), _("No draft waits.")),
    "notices": Waits(_("Cases nobody was asked about yet"), _("Every case was asked about.")),
    "cases": Waits(_("Cases without an answer in time"), _("No case is overdue.")),
    "rungs": Waits(_("Steps against a platform to decide on"), _("No step waits for a decision.")),
    "reports": Waits(_("Reports from the public to read"), _("Every report was read.")),
    "tasks": Waits(_("Notices to answer"), _("Every notice is answered.")),
    "members": Waits(_("Overdue cases of members"), _("No member is late.")),
    "contacts": Waits(_("Contacts that fail"), _("Every contact is well.")),
    "deliveries": Waits(_("Deliveries that failed"), _("Every delivery arrived.")),
    "alarms": Waits(_("Alarms that nobody cleared"), _("No alarm is open.")),
    "backlog": Waits(_("Pieces of work that failed for good"), _("No work has failed for good.")),
    "policies": Waits(
        _("Tested drafts of policies to read and publish"), _("No draft waits to be published.")
    ),
    "holds": Waits(_("Holds that run"), _("No hold runs.")),
}


@public_page()
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """A stranger is led to the sign-in (in a demo: to the demo's people), a person to what waits for them."""
    if request.user.is_authenticated:
        return redirect("today")
    return redirect("demo" if settings.TERTIB_DEMO else "account_login")


@page()
@require_safe
def today(request: PageRequest) -> HttpResponse:
    """What waits for this person, by kind, the most pressing first."""
    actor: Actor = request.actor
    ways = ways_of(actor, request)
    waits = [(way, WAITS[way.waits]) for way in ways if way.waits in WAITS]
    context = {
        "waits": waits,
        "first": next((pair for pair in waits if pair[0].count), None),
        "others": [way for way in ways if way.waits not in WAITS],
        "due": next_due(actor),
        "may_hand_in": may(actor, Permit.HAND_IN),
        "list_there": settings.TERTIB_DEMO and large_list() is not None,
    }
    return render(request, "home/today.html", context)


@public_page()
@require_POST
def switch_language(request: HttpRequest) -> HttpResponseBase:
    """Show the pages in `language` from now on, and go back to `next`."""
    return set_language(request)
