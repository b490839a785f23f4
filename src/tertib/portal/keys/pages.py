"""API keys of one's own office: make one, whose text is shown once; see what is used; revoke."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tertib.actions.parties import keys as actions
from tertib.actions.permits import Permit
from tertib.errors import BadInput, Conflict
from tertib.portal.lexicon import words
from tertib.portal.page import once
from tertib.portal.page.errors import in_plain_words
from tertib.portal.page.gate import PageRequest, page
from tertib.portal.page.paging import page_of
from tertib.queries.parties import api_keys as q
from tertib.queries.types import ApiKey
from tertib.vocabulary import PartyKind, Role

OPERATION = "portal:api_key"
DAYS = ((30, _("30 days")), (90, _("90 days")), (180, _("180 days")), (365, _("365 days")))
SOON_DAYS = 14  # a key that ends within two weeks is marked


class KeyForm(forms.Form):
    """What the key is for, what it may do, and for how long."""

    once = forms.CharField(widget=forms.HiddenInput)
    label = forms.CharField(
        label=_("Name of the key"),
        max_length=80,
        help_text=_(
            "Such as the program that will use it. One key a program: then one can go without the others."
        ),
    )
    role = forms.ChoiceField(
        label=_("What it may do"), help_text=_("Approving is a person's; no key does it.")
    )
    days = forms.TypedChoiceField(label=_("Valid for"), coerce=int, choices=DAYS, initial=180)

    def __init__(self, kind: PartyKind, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = words.choices(actions.ROLES_OF_KEYS[kind])  # type: ignore[attr-defined]


@page(permit=Permit.EDIT_PARTY)
@require_http_methods(["GET", "HEAD", "POST"])
def keys(request: PageRequest) -> HttpResponse:
    """The office's keys, latest first, and the form for a new one."""
    kind = PartyKind(request.actor.home.kind)
    form = KeyForm(kind, initial={"once": once.fresh_token()})
    status = 200
    if request.method == "POST":
        form, status = KeyForm(kind, request.POST), 422
        if form.is_valid():
            try:
                once.make_once(request, operation=OPERATION, act=lambda: _make(request, form))
            except (BadInput, Conflict) as error:
                form.add_error(None, in_plain_words(error).detail)
            else:
                return redirect("key_made")
    found = page_of(q.api_keys(request.actor), request, size=25)
    context = {
        "page": found,
        "lines": [(key, _standing(key, request), (key.expires_at - request.now).days) for key in found.rows],
        "soon": SOON_DAYS,
        "form": form,
    }
    return render(request, "keys/list.html", context, status=status)


@page(permit=Permit.EDIT_PARTY)
@never_cache
@require_safe
def key_made(request: PageRequest) -> HttpResponse:
    """The new key's text, this once."""
    return render(request, "keys/made.html", {"text": once.take_shown(request, operation=OPERATION)})


@page(permit=Permit.EDIT_PARTY)
@require_POST
def revoke(request: PageRequest, number: int) -> HttpResponse:
    """The key opens nothing from now on; asked again, nothing happens."""
    actions.revoke_api_key(request.actor, q.api_key(request.actor, number), now=request.now)
    messages.success(request, gettext("The key is revoked. What used it is refused from now on."))
    return redirect("keys")


def _make(request: PageRequest, form: KeyForm) -> str:
    asked = form.cleaned_data
    _key, text = actions.make_api_key(
        request.actor, label=asked["label"], role=Role(asked["role"]), days=asked["days"], now=request.now
    )
    return text


def _standing(key: ApiKey, request: PageRequest) -> str:
    if key.revoked_at is not None:
        return "revoked"
    return "expired" if key.expires_at <= request.now else "valid"
