"""Tables to download: CSV and workbooks that cannot carry a formula to whoever opens them."""

import csv
import os
import tempfile
from collections.abc import Iterable, Iterator, Sequence

from django.http import FileResponse, StreamingHttpResponse

from tertib.queries.spreadsheets import Cell, neutralised, write_xlsx

IN_MEMORY_BYTES = 4 * 2**20  # a larger workbook waits on disk until it is sent
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MARK = "\ufeff"  # tells spreadsheet programs that the file is UTF-8


def csv_response(
    file_name: str, head: Sequence[str], lines: Iterable[Sequence[object]]
) -> StreamingHttpResponse:
    """Stream a table; `file_name` ends in .csv. None becomes an empty cell; text that looks like a formula gets a '."""
    response = StreamingHttpResponse(_written(head, lines), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{file_name}"'
    response["Cache-Control"] = "private, no-store"
    return response


def xlsx_response(file_name: str, head: Sequence[str], lines: Iterable[Sequence[Cell]]) -> FileResponse:
    """A workbook of one sheet; `file_name` ends in .xlsx. It is written row by row in constant memory, then sent."""
    file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY_BYTES)  # noqa: SIM115  # the response closes it
    write_xlsx(file, head, lines)
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    response = FileResponse(file, as_attachment=True, filename=file_name, content_type=XLSX)
    response["Content-Length"] = str(size)
    response["Cache-Control"] = "private, no-store"
    return response


def harmless(value: object) -> object:
    """A cell that no spreadsheet program takes for a formula. Numbers stay numbers."""
    if value is None:
        return ""
    return neutralised(value) if isinstance(value, str) else value


class _Echo:
    """Takes what the csv writer writes and hands it on."""

    def write(self, text: str) -> str:
        return text


def _written(head: Sequence[str], lines: Iterable[Sequence[object]]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield MARK + writer.writerow(head)
    for line in lines:
        yield writer.writerow([harmless(cell) for cell in line])
