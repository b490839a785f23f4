"""Persons of an office: who is in, in which role, with which second factor; invite, change, switch off."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tertib.actions.actor import Actor
from tertib.actions.parties import persons as actions
from tertib.actions.permits import Permit
from tertib.errors import BadInput, Conflict
from tertib.portal.lexicon import words
from tertib.portal.page.errors import in_plain_words
from tertib.portal.page.gate import PageRequest, page
from tertib.portal.page.paging import page_of
from tertib.queries.parties import offices as q
from tertib.queries.types import Party
from tertib.vocabulary import Role


class InviteForm(forms.Form):
    """Whom to invite, in which role."""

    name = forms.CharField(label=_("Name"), max_length=120)
    email = forms.EmailField(
        label=_("Mail address"),
        max_length=254,
        help_text=_("The invitation goes there, and with it the person signs in."),
    )
    role = forms.TypedChoiceField(label=_("Role"), coerce=Role)

    def __init__(self, roles: tuple[Role, ...], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = words.choices(roles)  # type: ignore[attr-defined]


@page(permit=Permit.EDIT_PARTY)
@require_http_methods(["GET", "HEAD", "POST"])
def people(request: PageRequest) -> HttpResponse:
    """Persons of one's own office, or (`?office=`) of another that one sees to; and the form to invite one."""
    actor = request.actor
    office = q.office(actor, request.GET.get("office", "") or actor.home.slug)
    roles = actions.roles_to_give(actor, office)
    form = InviteForm(roles)
    status = 200
    if request.method == "POST":
        form, status = InviteForm(roles, request.POST), 422
        if form.is_valid():
            try:
                person = actions.invite(actor, office, **form.cleaned_data, now=request.now)
            except (BadInput, Conflict) as error:
                form.add_error(None, in_plain_words(error).detail)
            else:
                said = gettext("An invitation goes to %(email)s. Its link works for three days.")
                messages.success(request, said % {"email": person.email})
                return redirect(_address(actor, office))
    found = page_of(q.people(actor, office), request)
    context = {
        "office": office,
        "own": office.pk == actor.home.pk,
        "keeps_all": q.keeps_all(actor),
        "page": found,
        "lines": q.lines(list(found.rows)),
        "form": form,
        "roles": [(words.label(role), words.word(role).meaning) for role in roles],
    }
    return render(request, "people/list.html", context, status=status)


@page(permit=Permit.EDIT_PARTY)
@require_safe
def person(request: PageRequest, number: int) -> HttpResponse:
    """One person, and what can be done for or about them."""
    found = q.one_person(request.actor, number)
    office = found.party
    roles = actions.roles_to_give(request.actor, office)
    context = {
        "line": q.lines([found])[0],
        "office": office,
        "back": _address(request.actor, office),
        "oneself": request.actor.person is not None and request.actor.person.pk == found.pk,
        "roles": words.choices(roles),
        "changes_role": found.role != Role.OPERATOR or Role.OPERATOR in roles,
        "meanings": [(words.label(role), words.word(role).meaning) for role in roles],
    }
    return render(request, "people/person.html", context)


@page(permit=Permit.EDIT_PARTY)
@require_POST
def change_role(request: PageRequest, number: int) -> HttpResponse:
    """Another role, from the person's next request on."""
    found = q.one_person(request.actor, number)
    said = request.POST.get("role", "")
    if said not in set(Role):
        raise BadInput("There is no such role in this kind of office. Choose one of the list.")
    actions.change_role(request.actor, found, role=Role(said), now=request.now)
    messages.success(request, gettext("The role is changed."))
    return redirect("person", number=number)


@page(permit=Permit.EDIT_PARTY)
@require_POST
def switch(request: PageRequest, number: int) -> HttpResponse:
    """Keep the person out, or (`active=1`) let them in again."""
    found = q.one_person(request.actor, number)
    active = request.POST.get("active") == "1"
    actions.set_active(request.actor, found, active=active, now=request.now)
    messages.success(
        request,
        gettext("The person can sign in again.")
        if active
        else gettext("The person is kept out from now on."),
    )
    return redirect("person", number=number)


@page(permit=Permit.EDIT_PARTY)
@require_POST
def forget_factor(request: PageRequest, number: int) -> HttpResponse:
    """Let go of a lost second factor."""
    actions.forget_second_factor(request.actor, q.one_person(request.actor, number), now=request.now)
    messages.success(
        request, gettext("The second factor is forgotten. A new one is set up at the next sign-in.")
    )
    return redirect("person", number=number)


@page(permit=Permit.EDIT_PARTY)
@require_POST
def invite_again(request: PageRequest, number: int) -> HttpResponse:
    """Mail a new link."""
    found = q.one_person(request.actor, number)
    actions.invite_again(request.actor, found, now=request.now)
    said = gettext("An invitation goes to %(email)s. Its link works for three days.")
    messages.success(request, said % {"email": found.email})
    return redirect("person", number=number)


def _address(actor: Actor, office: Party) -> str:
    return reverse("people") + ("" if office.pk == actor.home.pk else f"?office={office.slug}")
