"""Alarms: what is wrong, what it means, what to do about it, and who sees to it."""

from collections.abc import Mapping

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from tertib.actions import alarms as actions
from tertib.actions.parties.offices import platform_names
from tertib.actions.permits import Permit, may
from tertib.errors import BadInput
from tertib.portal.cases.filters import member
from tertib.portal.lexicon import words
from tertib.portal.page.errors import in_plain_words
from tertib.portal.page.gate import PageRequest, page
from tertib.portal.page.paging import page_of
from tertib.queries import alarms as q
from tertib.vocabulary import AlarmKind

TO_DO: Mapping[AlarmKind, str | Promise] = {
    AlarmKind.CONTACT_BOUNCES: _(
        "Ask the party for an address that works, change the contact and test it. The alarm ends with the first "
        "delivery that is taken."
    ),
    AlarmKind.CONTACT_SILENT: _(
        "Telephone the desk that answers there. The alarm ends with the first answer of any kind."
    ),
    AlarmKind.CONTACT_CERTIFICATE: _(
        "Tell who keeps the webhook's server to renew its certificate. The alarm ends when a delivery finds the new one."
    ),
    AlarmKind.DELIVERY_DEAD: _(
        "See why it failed, mend the contact, and send the delivery again. Or close the alarm if it went another way."
    ),
    AlarmKind.CONTROLS_FAIL: _(
        "Open the platform's control pages in a browser. If they are in order, our exit is blocked or the platform "
        "has changed; the alarm ends with the first round of looks whose controls are right."
    ),
    AlarmKind.UNKNOWN_TEMPLATE: _(
        "Look at one of the cases that say “cannot tell”, and add the page's form to the templates. Then close the alarm."
    ),
    AlarmKind.LOOKS_LATE: _(
        "See under Backlog whether a worker is running and how much this platform's hosts may be asked for. With the "
        "platform's consent, raise the pace in its table. The alarm ends when the looks have caught up."
    ),
    AlarmKind.ROBOTS_REFUSE: _(
        "Ask the platform for a status interface, or for a written permission, and note who gave it and when in the "
        "platforms table. The alarm ends with the first looks that are allowed."
    ),
    AlarmKind.POLICY_BRAKED: _(
        "Open the policy, read which findings were reversed, and publish a corrected draft. The alarm ends with "
        "the next version, or when you close it."
    ),
    AlarmKind.SELLER_TOO_BIG: _(
        "Open the group under Sellers and read its evidence. Where two shops are not one seller's, say so. The alarm "
        "ends when the group is smaller, or when you close it."
    ),
}


class NoteForm(forms.Form):
    """What is done about it, or why it is closed."""

    note = forms.CharField(max_length=500, required=False)


@page()
@require_safe
def alarms(request: PageRequest) -> HttpResponse:
    """Open alarms, the longest open first (or, `?ended=1`, those that ended), narrowed by kind and party."""
    wanted = q.AlarmFilter(
        ended=request.GET.get("ended") == "1",
        kind=member(AlarmKind, request.GET.get("kind", "")),
        party=request.GET.get("party", "")[:60],
    )
    found = page_of(q.alarms(request.actor, wanted), request, size=25)
    names = platform_names()
    resends = may(request.actor, Permit.SEND_AGAIN)
    contacts = q.contacts_of(request.actor, found.rows)
    context = {
        "page": found,
        "lines": [
            {
                "alarm": alarm,
                "contact": contacts.get(alarm.pk),
                "platform": names.get(alarm.subject.removeprefix("platform:"), ""),
                "to_do": TO_DO[AlarmKind(alarm.kind)],
                "sees_to": not wanted.ended and actions.may_see_to(request.actor, alarm),
                "resends": alarm.kind == AlarmKind.DELIVERY_DEAD and resends,
                "closes": alarm.kind in actions.CLOSABLE,
            }
            for alarm in found.rows
        ],
        "wanted": wanted,
        "narrowed": wanted.kind is not None or bool(wanted.party),
        "kinds": words.choices(AlarmKind),
        "parties": q.parties_with_alarms(request.actor),
    }
    return render(request, "alarms/list.html", context)


@page()
@require_POST
def take_on(request: PageRequest, number: int) -> HttpResponse:
    """Say that one sees to it."""
    alarm = q.alarm(request.actor, number)
    actions.take_on(request.actor, alarm, note=_note(request), now=request.now)
    messages.success(request, gettext("Noted: you see to it."))
    return redirect("alarms")


@page()
@require_POST
def close(request: PageRequest, number: int) -> HttpResponse:
    """End it, with a reason."""
    alarm = q.alarm(request.actor, number)
    try:
        actions.close(request.actor, alarm, note=_note(request), now=request.now)
    except BadInput as error:
        messages.error(request, in_plain_words(error).detail)
    else:
        messages.success(
            request, gettext("The alarm is closed. It is raised again if its cause happens again.")
        )
    return redirect("alarms")


def _note(request: PageRequest) -> str:
    form = NoteForm(request.POST)
    if not form.is_valid():
        raise BadInput("The note is longer than 500 characters.")
    return str(form.cleaned_data["note"])
