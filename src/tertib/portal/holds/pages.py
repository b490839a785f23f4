"""Police holds: ask to wait with a listing, see what runs, lift it before its end."""

from datetime import datetime, timedelta

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from tertib.actions import holds as actions
from tertib.actions.permits import Permit, may
from tertib.errors import BadInput
from tertib.portal.page.errors import in_plain_words
from tertib.portal.page.gate import PageRequest, page
from tertib.portal.page.moment_field import MomentField
from tertib.portal.page.paging import page_of
from tertib.queries.cases import one as q
from tertib.queries.holds import cases_under
from tertib.vocabulary import PartyKind, Role

READERS = (Role.INVESTIGATOR, Role.APPROVER, Role.AUDITOR, Role.ANALYST)
FIRST_END = timedelta(days=7)


class HoldForm(forms.Form):
    """Which listing, by which letter, why, and until when."""

    link = forms.CharField(
        label=_("Link or listing"),
        max_length=4096,
        widget=forms.TextInput(attrs={"inputmode": "url", "spellcheck": "false"}),
        help_text=_("The address of the product page, or its key such as lapakraya:12345."),
    )
    letter_number = forms.CharField(label=_("Letter number"), max_length=120)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Read by the police and the asking authority; never by the platform or the seller."),
    )
    until = MomentField(
        label=_("Until"),
        help_text=_("At most 30 days from now, in the time of your office. A longer need is a new hold."),
    )


@page(kinds=[PartyKind.POLICE, PartyKind.AUTHORITY], roles=READERS)
@require_http_methods(["GET", "HEAD", "POST"])
def holds(request: PageRequest) -> HttpResponse:
    """Running holds (or, `?ended=1`, those that ended), and the form for a new one."""
    places = may(request.actor, Permit.HOLD)
    form = HoldForm(initial={"link": request.GET.get("link", "")[:4096], "until": _first_end(request.now)})
    status = 200
    if request.method == "POST":
        form = HoldForm(request.POST)
        status = 422
        if form.is_valid():
            try:
                actions.place_hold(request.actor, **form.cleaned_data, now=request.now)
            except BadInput as error:
                form.add_error(None, in_plain_words(error).detail)
            else:
                messages.success(
                    request, gettext("The hold stands. Nothing is sent for this listing until it ends.")
                )
                return redirect("holds")
    ended = request.GET.get("ended") == "1"
    found = page_of(q.holds(request.actor, now=request.now, running=not ended), request, size=25)
    under = cases_under(request.actor, found.rows)
    context = {
        "page": found,
        "lines": [(hold, under.get(hold.listing_key, [])) for hold in found.rows],
        "ended": ended,
        "form": form if places else None,
    }
    return render(request, "holds/holds.html", context, status=status)


@page(permit=Permit.HOLD)
@require_POST
def lift(request: PageRequest, number: int) -> HttpResponse:
    """End a hold before its time."""
    actions.lift_hold(request.actor, q.hold(request.actor, number), now=request.now)
    messages.success(request, gettext("The hold is lifted; the case goes on where it stood."))
    return redirect("holds")


def _first_end(now: datetime) -> datetime:
    return now + FIRST_END
