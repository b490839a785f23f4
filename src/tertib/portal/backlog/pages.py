"""The operator's backlog: what the worker still has to do, since when, and what failed for good."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST, require_safe

from tertib.actions import dead_work as actions
from tertib.errors import BadInput
from tertib.portal.cases.filters import member
from tertib.portal.page.gate import PageRequest, page
from tertib.portal.page.paging import page_of
from tertib.queries import backlog as q
from tertib.queries.verification.plan import look_plans
from tertib.vocabulary import Errand, PartyKind, Role

KINDS, ROLES = (PartyKind.PUBLIC_BODY,), (Role.OPERATOR,)


@page(kinds=KINDS, roles=ROLES)
@require_safe
def backlog(request: PageRequest) -> HttpResponse:
    """Work by kind and by lane, and the dead pieces, narrowed by kind (`?errand=`). Shows no case's content."""
    errand = member(Errand, request.GET.get("errand", ""))
    waiting = q.by_errand(request.actor, now=request.now)
    dead = sum(one.dead for one in waiting)
    of_kind = sum(one.dead for one in waiting if errand in (None, one.errand))
    context = {
        "waiting": waiting,
        "busy": [one for one in waiting if one.due or one.later],
        "idle": [one for one in waiting if not one.due and not one.later],
        "due": sum(one.due for one in waiting),
        "later": sum(one.later for one in waiting),
        "tried": sum(one.tried for one in waiting),
        "dead": dead,
        "oldest": min((one.oldest for one in waiting if one.oldest), default=None),
        "latest_done": q.latest_done(request.actor),
        "lanes": q.by_lane(request.actor, now=request.now),
        "looks": look_plans(request.actor, now=request.now),
        "errand": errand,
        "page": page_of(q.dead_work(request.actor, errand), request, total=of_kind, size=25),
    }
    return render(request, "backlog/backlog.html", context)


@page(kinds=KINDS, roles=ROLES)
@require_POST
def put_back(request: PageRequest) -> HttpResponse:
    """Put the ticked pieces back, or (`all=KIND`) the first thousand of a kind; what is dead no more is left alone."""
    kind = member(Errand, request.POST.get("all", ""))
    if kind is not None:
        numbers = list(q.dead_work(request.actor, kind).values_list("pk", flat=True)[: actions.MOST])
    else:
        numbers = [int(text) for text in request.POST.getlist("work") if text.isascii() and text.isdigit()]
        if not numbers:
            raise BadInput("Tick at least one piece of work.")
    count = actions.put_back(request.actor, numbers, now=request.now)
    if count:
        said = ngettext(
            "%(count)s piece of work is tried again.", "%(count)s pieces of work are tried again.", count
        )
        messages.success(request, said % {"count": count})
    else:
        messages.info(request, gettext("None of it was dead any more, so nothing was done twice."))
    return redirect(reverse("backlog"))
