"""The sample of a policy: the protected listings, what else drafts are tried on, and files that join it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods, require_POST

from tertib.actions.permits import Permit, may
from tertib.actions.policies import samples as actions
from tertib.errors import BadInput
from tertib.portal.page.errors import in_plain_words
from tertib.portal.page.gate import PageRequest, page
from tertib.portal.page.paging import page_of
from tertib.portal.policies.forms import SampleForm
from tertib.portal.policies.pages import READERS
from tertib.queries.policies import desk as q
from tertib.vocabulary import BatchState, PartyKind

PER_PAGE = 25


@page(kinds=[PartyKind.AUTHORITY], roles=READERS)
@require_http_methods(["GET", "HEAD", "POST"])
def samples(request: PageRequest, key: str) -> HttpResponse:
    """What drafts of this policy are tried on, and (a POST) a file that joins it."""
    card = q.card(request.actor, key, language=get_language() or "id")
    writes = may(request.actor, Permit.EDIT_POLICY)
    form, status = SampleForm(), 200
    if request.method == "POST":
        form, status = SampleForm(request.POST, request.FILES), 422
        if form.is_valid():
            file = form.cleaned_data["file"]
            try:
                actions.add_file(
                    request.actor,
                    key,
                    file_name=file.name or "",
                    chunks=file.chunks(),
                    lawful=form.cleaned_data["lawful"],
                    now=request.now,
                )
            except BadInput as error:
                form.add_error(None, in_plain_words(error).detail)
            else:
                messages.success(
                    request, gettext("Taken. The file is read now; what is there already stays.")
                )
                return redirect("policy_samples", key=key)
    protected = request.GET.get("other") != "1"
    files = q.sample_files(request.actor, key)
    context = {
        "card": card,
        "protected": protected,
        "page": page_of(q.samples(key, protected=protected), request, size=PER_PAGE),
        "files": files,
        "moving": any(file.state in (BatchState.WAITING, BatchState.READING) for file in files),
        "form": form if writes else None,
        "takes_out": protected and may(request.actor, Permit.PUBLISH_POLICY),
    }
    return render(request, "policies/samples.html", context, status=status)


@page(permit=Permit.PUBLISH_POLICY)
@require_POST
def take_out(request: PageRequest, key: str, number: int) -> HttpResponse:
    """Say that a protected listing is not lawful."""
    try:
        actions.take_out(
            request.actor, q.sample(key, number), why=request.POST.get("why", "")[:300], now=request.now
        )
    except BadInput as error:
        messages.error(request, in_plain_words(error).detail)
    else:
        messages.success(request, gettext("Out of the protected sample. It stays among the others."))
    return redirect("policy_samples", key=key)
