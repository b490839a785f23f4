"""Reports from the public: the form without sign-in, and what became of a report."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from tertib.actions.orders import reports as actions
from tertib.portal.page.gate import public_page
from tertib.portal.page.throttle import is_too_often
from tertib.queries.orders.reports import Stage, report_status

PER_HOUR = 12  # reports from one address; a patient reporter pastes many links into one

STAGES: dict[Stage, tuple[Any, Any]] = {
    Stage.WAITING: (_("Received"), _("An analyst will read it. There is nothing for you to do.")),
    Stage.TAKEN_UP: (_("Being examined"), _("An analyst took it up and checks every link.")),
    Stage.HANDED_IN: (
        _("Handed in"),
        _("The links that hold are part of an order; the marketplaces will be asked."),
    ),
    Stage.SET_ASIDE: (_("Nothing follows"), _("An analyst read it and found no ground to act.")),
}


class ReportForm(forms.Form):
    """Links and what is wrong with them. `website` is a trap for programs: people never see it."""

    links = forms.CharField(
        label=_("Links"),
        max_length=actions.MAX_LINKS_CHARS,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
        help_text=_("One or more addresses, as copied from the browser or the share button."),
    )
    what = forms.CharField(
        label=_("What is offered there?"),
        max_length=actions.MAX_WHAT_CHARS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Do not write your name or anything about yourself: we do not want to know who you are."),
    )
    website = forms.CharField(label=_("Leave this empty"), required=False)


class CodeForm(forms.Form):
    """The code of an earlier report."""

    kode = forms.CharField(label=_("Code of your report"), max_length=30)


@public_page()
@require_http_methods(["GET", "HEAD", "POST"])
def report_links(request: HttpRequest) -> HttpResponse:
    """The form for anyone; and, by `?kode=`, the way to an earlier report."""
    if request.method != "POST":
        code = "".join(request.GET.get("kode", "").split()).upper()[:16]
        if code and "/" not in code:
            return redirect("report_status", code=code)
        return _form(request, ReportForm(), 200)
    form = ReportForm(request.POST)
    if not form.is_valid():
        return _form(request, form, 422)
    if form.cleaned_data["website"] or is_too_often(request, "report", per_hour=PER_HOUR):
        form.add_error(None, _("Too many reports came from here. Try again in an hour."))
        return _form(request, form, 429)
    kept = actions.report(links=form.cleaned_data["links"], what=form.cleaned_data["what"], now=request.now)  # type: ignore[attr-defined]
    return redirect("report_status", code=kept.key)


@public_page()
@require_safe
def status(request: HttpRequest, code: str) -> HttpResponse:
    """How far a report has come: no links, no office, no reasons."""
    found = report_status(code)
    label, meaning = STAGES[found.stage]
    return render(request, "reports/status.html", {"found": found, "stage": label, "meaning": meaning})


def _form(request: HttpRequest, form: ReportForm, status: int) -> HttpResponse:
    return render(request, "reports/report.html", {"form": form, "code_form": CodeForm()}, status=status)
