"""The authority's inbox of public reports: take over into a draft order, or set aside with a reason."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from tertib.actions.orders import reports as actions
from tertib.actions.permits import Permit
from tertib.errors import BadInput
from tertib.portal.orders.forms import DetailsForm, ReasonForm
from tertib.portal.page.errors import in_plain_words
from tertib.portal.page.gate import PageRequest, page
from tertib.portal.page.paging import page_of
from tertib.portal.reports.pages import STAGES
from tertib.queries.orders import reports as q
from tertib.queries.orders.pages import last_policy
from tertib.queries.policies.named import legal_day

TABS = (q.Stage.WAITING, q.Stage.TAKEN_UP, q.Stage.SET_ASIDE)


@page(permit=Permit.TAKE_REPORTS)
@require_safe
def inbox(request: PageRequest) -> HttpResponse:
    """Reports that wait (or, by `?tahap=`, those taken up or set aside)."""
    text = request.GET.get("tahap", "")
    stage = q.Stage(text) if text in {tab.value for tab in TABS} else q.Stage.WAITING
    found = page_of(q.inbox(request.actor, stage), request, size=25)
    context = {
        "page": found,
        "lines": [(report, STAGES[q.stage(report)][0]) for report in found.rows],
        "stage": stage,
        "tabs": [(tab, STAGES[tab][0]) for tab in TABS],
    }
    return render(request, "reports/inbox.html", context)


@page(permit=Permit.TAKE_REPORTS)
@require_http_methods(["GET", "HEAD", "POST"])
def take_over(request: PageRequest) -> HttpResponse:
    """Make a draft order of the chosen reports (`report=` keys)."""
    said = request.POST if request.method == "POST" else request.GET
    reports = q.reports(request.actor, said.getlist("report"))
    if not reports:
        messages.error(request, gettext("Choose at least one report that still waits."))
        return redirect("reports")
    today = legal_day(request.now)
    form = DetailsForm(
        request.POST if request.method == "POST" else None,
        today=today,
        last_policy=last_policy(request.actor),
    )
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                order = actions.take_over(request.actor, reports, form=form.as_order(), now=request.now)
            except BadInput as error:
                form.add_error(None, in_plain_words(error).detail)
            else:
                return redirect("order", key=order.key)
    return render(request, "reports/take_over.html", {"form": form, "reports": reports}, status=status)


@page(permit=Permit.TAKE_REPORTS)
@require_http_methods(["GET", "HEAD", "POST"])
def set_aside(request: PageRequest, key: str) -> HttpResponse:
    """Nothing follows from a report, for a reason that the office keeps."""
    report = q.report(request.actor, key)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.set_aside(request.actor, report, reason=form.cleaned_data["reason"], now=request.now)
        messages.success(
            request, gettext("Set aside. The reason is kept; the reporter sees only that nothing follows.")
        )
        return redirect("reports")
    status = 422 if request.method == "POST" else 200
    return render(request, "reports/set_aside.html", {"form": form, "report": report}, status=status)
