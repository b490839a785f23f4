"""Offices of the installation, for its operator: add one, change it, switch it off."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tertib.actions.parties import offices as actions
from tertib.errors import BadInput, Conflict
from tertib.portal.cases.filters import member
from tertib.portal.lexicon import words
from tertib.portal.page.errors import in_plain_words
from tertib.portal.page.gate import PageRequest, page
from tertib.portal.page.paging import page_of
from tertib.queries.parties import offices as q
from tertib.queries.types import Party
from tertib.vocabulary import LegalZone, PartyKind, Role

LANGUAGES = (("id", "Bahasa Indonesia"), ("en", "English"))


class OfficeForm(forms.Form):
    """What a party is."""

    name = forms.CharField(label=_("Name"), max_length=160)
    kind = forms.TypedChoiceField(label=_("Kind"), coerce=PartyKind)
    platform = forms.ChoiceField(
        label=_("Platform"),
        required=False,
        help_text=_("For a platform only: which one of the table of platforms it is."),
    )
    association = forms.ChoiceField(
        label=_("Association"),
        required=False,
        help_text=_("For a platform only: the hub that it belongs to."),
    )
    zone = forms.TypedChoiceField(label=_("Time zone"), coerce=LegalZone)
    language = forms.ChoiceField(
        label=_("Language of letters"),
        choices=LANGUAGES,
        help_text=_("Each person chooses that of the pages."),
    )

    def __init__(self, hubs: dict[str, Party], *args: Any, changing: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.hubs = hubs
        none = ("", "–")
        fields: dict[str, Any] = self.fields
        fields["kind"].choices = words.choices(PartyKind)
        names = sorted(actions.platform_names().items(), key=lambda one: one[1].casefold())
        fields["platform"].choices = [none, *names]
        fields["association"].choices = [none, *((slug, hub.name) for slug, hub in hubs.items())]
        fields["zone"].choices = [(zone.value, f"{zone} · {words.word(zone).meaning}") for zone in LegalZone]
        if changing:  # its cases hang on them
            fields["kind"].disabled = fields["platform"].disabled = True

    def said(self) -> actions.PartyForm:
        """The form as the action takes it."""
        given = self.cleaned_data
        return actions.PartyForm(
            name=given["name"],
            kind=given["kind"],
            platform=given["platform"],
            association=self.hubs.get(given["association"]),
            zone=given["zone"],
            language=given["language"],
        )


@page(kinds=[PartyKind.PUBLIC_BODY], roles=[Role.OPERATOR])
@require_safe
def offices(request: PageRequest) -> HttpResponse:
    """All parties with how many persons and contacts they have, narrowed by kind."""
    kind = member(PartyKind, request.GET.get("kind", ""))
    context = {
        "page": page_of(q.offices(request.actor, kind=kind), request),
        "kinds": words.choices(PartyKind),
        "kind": kind,
    }
    return render(request, "people/offices.html", context)


@page(kinds=[PartyKind.PUBLIC_BODY], roles=[Role.OPERATOR])
@require_http_methods(["GET", "HEAD", "POST"])
def office_new(request: PageRequest) -> HttpResponse:
    """Add a party; its first person comes next."""
    hubs = {hub.slug: hub for hub in q.associations(request.actor)}
    form = OfficeForm(hubs, initial={"zone": LegalZone.WIB, "kind": PartyKind.PLATFORM})
    status = 200
    if request.method == "POST":
        form, status = OfficeForm(hubs, request.POST), 422
        if form.is_valid():
            try:
                party = actions.add_party(request.actor, form.said(), now=request.now)
            except (BadInput, Conflict) as error:
                form.add_error(None, in_plain_words(error).detail)
            else:
                messages.success(request, gettext("The office is added. Invite its first person now."))
                return redirect(f"{reverse('people')}?office={party.slug}")
    return render(request, "people/office.html", {"form": form, "office": None}, status=status)


@page(kinds=[PartyKind.PUBLIC_BODY], roles=[Role.OPERATOR])
@require_http_methods(["GET", "HEAD", "POST"])
def office(request: PageRequest, slug: str) -> HttpResponse:
    """Change a party's name, hub, zone or language."""
    found = q.office(request.actor, slug)
    hubs = {hub.slug: hub for hub in q.associations(request.actor)}
    stands = {
        "name": found.name,
        "kind": found.kind,
        "platform": found.platform or "",
        "association": found.association.slug if found.association else "",
        "zone": actions.zone_of(found),
        "language": found.language,
    }
    form = OfficeForm(hubs, initial=stands, changing=True)
    status = 200
    if request.method == "POST":
        form, status = OfficeForm(hubs, request.POST, initial=stands, changing=True), 422
        if form.is_valid():
            try:
                actions.change_party(request.actor, found, form.said(), now=request.now)
            except BadInput as error:
                form.add_error(None, in_plain_words(error).detail)
            else:
                messages.success(request, gettext("The office is changed."))
                return redirect("office", slug=slug)
    own = found.pk == request.actor.home.pk
    context = {"form": form, "office": found, "own": own}
    return render(request, "people/office.html", context, status=status)


@page(kinds=[PartyKind.PUBLIC_BODY], roles=[Role.OPERATOR])
@require_POST
def office_switch(request: PageRequest, slug: str) -> HttpResponse:
    """Keep all of an office out, or (`active=1`) let it in again."""
    active = request.POST.get("active") == "1"
    actions.set_party_active(request.actor, q.office(request.actor, slug), active=active, now=request.now)
    messages.success(
        request,
        gettext("The office is let in again.") if active else gettext("The office is kept out from now on."),
    )
    return redirect("office", slug=slug)
