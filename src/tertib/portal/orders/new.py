"""A new order: from a file, from pasted text, or from a single link."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from tertib.actions.orders import handing_in
from tertib.actions.permits import Permit
from tertib.errors import BadInput
from tertib.portal.orders.forms import DetailsForm, PasteForm, SingleForm, UploadForm
from tertib.portal.page.errors import in_plain_words
from tertib.portal.page.gate import PageRequest, page
from tertib.queries.orders import pages as q
from tertib.queries.policies.named import legal_day
from tertib.queries.types import Order

WAYS: dict[str, type[UploadForm] | type[PasteForm] | type[SingleForm]] = {
    "berkas": UploadForm,
    "tempel": PasteForm,
    "satu": SingleForm,
}


@page(permit=Permit.HAND_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def new_order(request: PageRequest) -> HttpResponse:
    """The form; `?cara=` is berkas (file), tempel (paste) or satu (one link)."""
    way = request.GET.get("cara", "berkas")
    way = way if way in WAYS else "berkas"
    today = legal_day(request.now)
    if request.method != "POST":
        form = WAYS[way](today=today, last_policy=q.last_policy(request.actor))
        return render(request, "orders/new.html", _context(request, form, way))
    form = WAYS[way](request.POST, request.FILES, today=today)
    if form.is_valid():
        try:
            order = _taken(request, form)
        except BadInput as error:
            form.add_error(None, in_plain_words(error).detail)
        else:
            if order.was_there:  # type: ignore[attr-defined]
                messages.info(
                    request,
                    gettext(
                        "Your office handed in exactly this list before. Nothing was changed; here it is."
                    ),
                )
            return redirect("order", key=order.key)
    return render(request, "orders/new.html", _context(request, form, way), status=422)


def _context(request: PageRequest, form: DetailsForm, way: str) -> dict[str, object]:
    person = request.actor.person
    return {
        "form": form,
        "way": way,
        "mail_to": q.mail_address(request.actor),
        "mail_from": person.email if person else "",
    }


def _taken(request: PageRequest, form: UploadForm | PasteForm | SingleForm) -> Order:
    if isinstance(form, UploadForm):
        file = form.cleaned_data["file"]
        if file.size > handing_in.MAX_UPLOAD_BYTES:
            raise BadInput("The file is larger than 20 MB. Split the list into several files.")
        return handing_in.upload_order(
            request.actor, file_name=file.name, data=file.read(), form=form.as_order(), now=request.now
        )
    return handing_in.paste_order(
        request.actor, text=form.cleaned_data["text"], form=form.as_order(), now=request.now
    )


@page(permit=Permit.HAND_IN)
@require_safe
def details(request: PageRequest) -> HttpResponse:
    """The fields that hang on the policy and the letter's date, anew."""
    form = DetailsForm(initial=request.GET.dict(), today=legal_day(request.now))
    return render(request, "orders/part_basis.html", {"form": form})
