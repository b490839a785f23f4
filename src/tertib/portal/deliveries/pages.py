"""The operator's deliveries: what failed, what is on its way, what arrived; and sending again."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from tertib.actions.notices import deliveries as actions
from tertib.actions.permits import Permit
from tertib.errors import NotFound
from tertib.portal.page.gate import PageRequest, page
from tertib.portal.page.paging import page_of
from tertib.queries.notices import dispatches as q
from tertib.vocabulary import NoticeState

TABS = (
    (NoticeState.FAILED, _("Failed")),
    (NoticeState.APPROVED, _("On the way")),
    (NoticeState.SENT, _("Arrived")),
)


@page(permit=Permit.SEND_AGAIN)
@require_safe
def deliveries(request: PageRequest) -> HttpResponse:
    """Deliveries by where they stand; those that failed for good come first. Shows no case's content."""
    said = request.GET.get("state", "")
    state = next((state for state, _name in TABS if state == said), NoticeState.FAILED)
    found = page_of(q.dispatches(request.actor, q.DispatchFilter(state=state)), request, size=25)
    failed = state is NoticeState.FAILED
    context = {
        "page": found,
        "tabs": TABS,
        "state": state,
        "failed": failed,
        "lines": [
            (dispatch, list(q.other_contacts(request.actor, dispatch)) if failed else [])
            for dispatch in found.rows
        ],
    }
    return render(request, "deliveries/list.html", context)


@page(permit=Permit.SEND_AGAIN)
@require_POST
def send_again(request: PageRequest, key: str) -> HttpResponse:
    """Send a failed delivery again, by another contact of the recipient if one is chosen."""
    dispatch = q.dispatch(request.actor, key)
    said = request.POST.get("contact", "")
    contact = None
    if said:
        contact = next(
            (one for one in q.other_contacts(request.actor, dispatch) if str(one.pk) == said), None
        )
        if contact is None:
            raise NotFound("There is no such contact of this recipient.")
    actions.send_again(request.actor, dispatch, now=request.now, contact=contact)
    messages.success(request, gettext("It is on its way again, under the same number."))
    return redirect("deliveries")
