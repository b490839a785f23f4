"""The association's keys for tokens: make one or register its id, let one end, revoke one; and who asked the list."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tertib.actions.permits import Permit
from tertib.actions.sellers import keys as actions
from tertib.errors import BadInput, Conflict
from tertib.portal.page import once
from tertib.portal.page.errors import in_plain_words
from tertib.portal.page.gate import PageRequest, page
from tertib.portal.sellers.forms import EndForm, KeyForm, WhyForm
from tertib.queries.sellers import keys as q

OPERATION = "portal:seller_key"


@page(permit=Permit.KEEP_SELLER_KEYS)
@require_http_methods(["GET", "HEAD", "POST"])
def keys(request: PageRequest) -> HttpResponse:
    """The keys, latest first, the form for a new one, and who asked the identity list."""
    form, status = KeyForm(initial={"once": once.fresh_token()}), 200
    if request.method == "POST":
        form, status = KeyForm(request.POST), 422
        if form.is_valid():
            try:
                if form.cleaned_data["key_id"]:
                    return _register(request, form)
                once.make_once(request, operation=OPERATION, act=lambda: _make(request, form))
            except (BadInput, Conflict) as error:
                form.add_error(None, in_plain_words(error).detail)
            else:
                return redirect("seller_key_made")
    context = {
        "lines": [
            (
                key,
                q.standing(key, now=request.now),
                EndForm(prefix=f"end{key.pk}"),
                WhyForm(prefix=f"why{key.pk}"),
            )
            for key in q.token_keys(request.actor)
        ],
        "questions": list(q.questions(request.actor)),
        "form": form,
    }
    return render(request, "sellers/keys.html", context, status=status)


@page(permit=Permit.KEEP_SELLER_KEYS)
@never_cache
@require_safe
def key_made(request: PageRequest) -> HttpResponse:
    """The new key, this once."""
    return render(request, "sellers/key_made.html", {"text": once.take_shown(request, operation=OPERATION)})


@page(permit=Permit.KEEP_SELLER_KEYS)
@require_POST
def retire(request: PageRequest, number: int) -> HttpResponse:
    """Let a key end after an overlap with the next one."""
    key = q.token_key(request.actor, number)
    form = EndForm(request.POST, prefix=f"end{number}")
    if not form.is_valid():
        raise BadInput("Choose how long the overlap is.")
    actions.retire_key(request.actor, key, days=form.cleaned_data["days"], now=request.now)
    messages.success(
        request, gettext("The key ends after the overlap. Until then members give tokens under both keys.")
    )
    return redirect("seller_keys")


@page(permit=Permit.KEEP_SELLER_KEYS)
@require_POST
def revoke(request: PageRequest, number: int) -> HttpResponse:
    """End a key at once, such as when it leaked."""
    key = q.token_key(request.actor, number)
    form = WhyForm(request.POST, prefix=f"why{number}")
    if not form.is_valid():
        raise BadInput("Say why it is revoked; it stands in the record.")
    actions.revoke_key(request.actor, key, reason=form.cleaned_data["reason"], now=request.now)
    messages.success(request, gettext("The key is revoked and all tokens made with it are deleted."))
    return redirect("seller_keys")


def _register(request: PageRequest, form: KeyForm) -> HttpResponse:
    asked = form.cleaned_data
    actions.register_key(request.actor, key_id=asked["key_id"], label=asked["label"], now=request.now)
    messages.success(request, gettext("The key is known by its id. It was never here."))
    return redirect("seller_keys")


def _make(request: PageRequest, form: KeyForm) -> str:
    _mark, text = actions.make_key(request.actor, label=form.cleaned_data["label"], now=request.now)
    return text
