"""Tables to download: CSV that spreadsheet programs open rightly and that cannot carry a formula to them."""

import csv
from collections.abc import Iterable, Iterator, Sequence

from django.http import StreamingHttpResponse

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
MARK = "\ufeff"  # tells spreadsheet programs that the file is UTF-8


def csv_response(
    file_name: str, head: Sequence[str], lines: Iterable[Sequence[object]]
) -> StreamingHttpResponse:
    """Stream a table; `file_name` ends in .csv. None becomes an empty cell; text that looks like a formula gets a '."""
    response = StreamingHttpResponse(_written(head, lines), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{file_name}"'
    response["Cache-Control"] = "private, no-store"
    return response


def harmless(value: object) -> object:
    """A cell that no spreadsheet program takes for a formula. Numbers stay numbers."""
    if value is None:
        return ""
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return f"'{value}"
    return value


class _Echo:
    """Takes what the csv writer writes and hands it on."""

    def write(self, text: str) -> str:
        return text


def _written(head: Sequence[str], lines: Iterable[Sequence[object]]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield MARK + writer.writerow(head)
    for line in lines:
        yield writer.writerow([harmless(cell) for cell in line])
