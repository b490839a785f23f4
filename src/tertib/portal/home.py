"""The start page: what waits for this person, until when, what to do next; and the language switch."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from tertib.portal.gate import public_page


@public_page()
def start(request: HttpRequest) -> HttpResponse:
    """A stranger is led to the sign-in (in a demo: to the demo's people); a person sees their start page."""
    if not request.user.is_authenticated:
        return redirect("demo" if settings.TERTIB_DEMO else "account_login")
    return render(request, "home/start.html", {})


@public_page()
@require_POST
def switch_language(request: HttpRequest) -> HttpResponseBase:
    """Show the pages in `language` from now on, and go back to `next`."""
    return set_language(request)
