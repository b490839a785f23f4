"""Answer by table: download the notices, fill the answers in, send the file back."""

import csv
import io

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from tertib.actions.notices import replies
from tertib.actions.permits import Permit
from tertib.errors import BadInput
from tertib.portal.page.downloads import csv_response
from tertib.portal.page.errors import in_plain_words
from tertib.portal.page.errors_values import said_anew
from tertib.portal.page.gate import PageRequest, page
from tertib.queries.notices.tasks import reply_table
from tertib.vocabulary import ReplyChannel

MOST_BYTES = 5 * 2**20  # ten thousand answers with reasons have two
SHOWN_REFUSALS = 200
CODINGS = (("utf-8-sig", b""), ("utf-16", b"\xff\xfe"), ("utf-16", b"\xfe\xff"), ("cp1252", b""))


@page(permit=Permit.REPLY)
@require_safe
def download(request: PageRequest) -> HttpResponseBase:
    """Every notice that waits, one a row, with the columns to fill in."""
    columns, rows = reply_table(request.actor)
    return csv_response("notices.csv", columns, rows)


@page(permit=Permit.REPLY)
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: PageRequest) -> HttpResponse:
    """Take the filled table; what is wrong in a row is said with its number, the others are recorded."""
    context: dict[str, object] = {}
    status = 200
    if request.method == "POST":
        try:
            file = request.FILES.get("table")
            rows = read_filled(file.read(MOST_BYTES + 1) if isinstance(file, UploadedFile) else b"")
            results = replies.take_table(request.actor, rows, channel=ReplyChannel.CSV, now=request.now)
        except BadInput as error:
            context, status = {"problem": in_plain_words(error).detail}, 422
        else:
            refused = [result for result in results if result.status == "refused"]
            context = {
                "done": True,
                "recorded": sum(result.status == "recorded" for result in results),
                "already": sum(result.status == "already" for result in results),
                "refused": len(refused),
                "refusals": [(one.index, said_anew(one.detail or "")) for one in refused[:SHOWN_REFUSALS]],
            }
    return render(request, "tasks/table.html", context, status=status)


def read_filled(data: bytes) -> list[dict[str, str | None]]:
    """The rows of a filled CSV as spreadsheets save it: UTF-8, UTF-16 or Windows, comma, semicolon or tab.

    Raises BadInput for an empty or too large file, or one without a column of notices.
    """
    if not data.strip():
        raise BadInput(gettext("Choose the filled file first; an empty one says nothing."))
    if len(data) > MOST_BYTES:
        raise BadInput(gettext("The file is larger than 5 MB. Send it in parts."))
    text = _text(data).replace("\x00", "")
    head = text.partition("\n")[0]
    separator = max(",;\t", key=head.count)
    rows = list(csv.DictReader(io.StringIO(text, newline=""), delimiter=separator))
    names = {str(name).strip().lower() for name in (rows[0] if rows else ())}
    if not names & {"notice", "pemberitahuan", "nomor"}:
        raise BadInput(
            gettext("The file has no column 'notice'. Download the table here, fill it in, and send it back.")
        )
    return [
        {str(name): value if isinstance(value, str) else None for name, value in row.items()} for row in rows
    ]


def _text(data: bytes) -> str:
    for coding, mark in CODINGS:
        if mark and not data.startswith(mark):
            continue
        try:
            return data.decode(coding)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")
