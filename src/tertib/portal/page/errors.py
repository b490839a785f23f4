"""What can go wrong, in the reader's words: each error of the family becomes one page or one message."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from tertib.errors import TertibError
from tertib.portal.page.errors_values import said_anew


@dataclass(frozen=True, slots=True)
class Plain:
    """An error in plain words: `what` happened, how to `mend` it, and the exact `detail`."""

    what: str
    mend: str
    detail: str


TEXTS = {
    "not_found": (
        _("There is nothing here for you"),
        _(
            "No such thing exists, or it is not for your office. Check the address, or begin at the start page."
        ),
    ),
    "not_permitted": (
        _("Your role does not allow this"),
        _("Ask an approver or the operator of your office."),
    ),
    "not_a_link": (
        _("This is not a link that can be read"),
        _("Copy the whole address from the browser, beginning with https://, and try again."),
    ),
    "table_refused": (
        _("The file could not be read"),
        _("Save it again as XLSX or CSV with one link in each row, and upload it once more."),
    ),
    "bad_input": (
        _("Something in the form does not fit"),
        _("Correct what is named below and send it again."),
    ),
    "conflict": (
        _("This has changed since you opened it"),
        _("Open the page again, look at how it stands now, and decide anew."),
    ),
    "move_not_allowed": (
        _("That is not possible any more as the case stands now"),
        _("Open the case again to see its latest step."),
    ),
    "notice_incomplete": (
        _("A notice lacks something that it must carry"),
        _("Complete the order (letter, legal basis, contact) and try again."),
    ),
    "outside_error": (
        _("Something outside did not answer as it should"),
        _("Nothing is lost. Try again in a few minutes; if it stays, tell the operator."),
    ),
}


def in_plain_words(error: TertibError) -> Plain:
    """The error for a reader, in the reader's language; a detail that no form knows stays as written."""
    for kind in type(error).__mro__:
        texts = TEXTS.get(getattr(kind, "code", ""))
        if texts:
            break
    else:
        texts = (_("That did not work"), _("Nothing was changed. Try again; if it stays, tell the operator."))
    said = str(error)
    return Plain(str(texts[0]), str(texts[1]), said_anew(said))


def error_page(request: HttpRequest, error: TertibError) -> HttpResponse:
    """One page for an error that no view answered itself."""
    context = {"error": in_plain_words(error)}
    return render(request, "errors/plain.html", context, status=error.http_status)
