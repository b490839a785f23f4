"""Reports from the public: the form without sign-in, and what became of a report."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tertib.portal.gate import public_page


@public_page()
def report_links(request: HttpRequest) -> HttpResponse:
    """The form for anyone."""
    return render(request, "reports/report.html", {})
