"""What can be done with an order: choose columns, change, hand in, discard, withdraw."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from tertib.actions.orders import handing_in
from tertib.actions.permits import Permit
from tertib.errors import BadInput
from tertib.portal.orders.forms import ColumnsForm, DetailsForm, ReasonForm
from tertib.portal.page.errors import in_plain_words
from tertib.portal.page.gate import PageRequest, page
from tertib.queries.orders import pages as q
from tertib.queries.policies.named import legal_day
from tertib.vocabulary import OrderState


@page(permit=Permit.HAND_IN)
@require_POST
def columns(request: PageRequest, key: str) -> HttpResponse:
    """Read the file again with the columns that the person chose."""
    order = q.order(request.actor, key)
    form = ColumnsForm(request.POST, names=[str(name) for name in (order.columns or {}).get("names", [])])
    if not form.is_valid():
        raise BadInput("Choose one of the columns of the file.")
    chosen = form.cleaned_data
    handing_in.choose_columns(request.actor, order, link=chosen["link"], note=chosen["note"], now=request.now)
    return redirect("order", key=key)


@page(permit=Permit.HAND_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: PageRequest, key: str) -> HttpResponse:
    """Change what a draft says besides its links."""
    order = q.order(request.actor, key)
    today = legal_day(request.now)
    status = 200
    if request.method == "POST":
        form = DetailsForm(request.POST, today=today)
        if form.is_valid():
            try:
                handing_in.edit_order(request.actor, order, form=form.as_order(), now=request.now)
            except BadInput as error:
                form.add_error(None, in_plain_words(error).detail)
            else:
                return redirect("order", key=key)
        status = 422
    else:
        said = (
            "title",
            "letter_number",
            "letter_date",
            "policy",
            "legal_basis",
            "urgency",
            "deadline_hours",
            "deadline_source",
        )
        form = DetailsForm(initial={name: getattr(order, name) for name in said}, today=today)
    return render(request, "orders/edit.html", {"form": form, "order": order}, status=status)


@page(permit=Permit.HAND_IN)
@require_POST
def hand_in(request: PageRequest, key: str) -> HttpResponse:
    """Hand a draft in. A second press changes nothing and shows the receipt again."""
    order = q.order(request.actor, key)
    if order.state in (OrderState.TAKING_IN, OrderState.TAKEN_IN):
        return redirect("order", key=key)
    handed = handing_in.hand_in(request.actor, order, now=request.now)
    messages.success(request, gettext("Handed in. This page is the receipt."))
    return redirect("order", key=handed.key)


@page(permit=Permit.HAND_IN)
@require_POST
def discard(request: PageRequest, key: str) -> HttpResponse:
    """Drop a draft."""
    handing_in.discard(request.actor, q.order(request.actor, key), now=request.now)
    messages.success(request, gettext("The draft was dropped; nothing of it was handed in."))
    return redirect("orders")


@page(permit=Permit.HAND_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: PageRequest, key: str) -> HttpResponse:
    """Take an order back, with a reason."""
    order = q.order(request.actor, key)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        closed = handing_in.withdraw(
            request.actor, order, reason=form.cleaned_data["reason"], now=request.now
        )
        messages.success(
            request,
            ngettext(
                "The order is taken back; %(count)d case was closed. Cases that another order asks for go on.",
                "The order is taken back; %(count)d cases were closed. Cases that another order asks for go on.",
                closed,
            )
            % {"count": closed},
        )
        return redirect("order", key=key)
    status = 422 if request.method == "POST" else 200
    return render(request, "orders/withdraw.html", {"form": form, "order": order}, status=status)
