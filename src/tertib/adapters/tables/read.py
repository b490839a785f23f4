"""Reads a table file that somebody handed in."""

from pathlib import Path, PurePath

from tertib.adapters.tables.delimited import read_delimited
from tertib.adapters.tables.limits import DEFAULT, Limits
from tertib.adapters.tables.refusals import refusal
from tertib.adapters.tables.table import Table
from tertib.adapters.tables.workbook import read_workbook

TEXT_KINDS = frozenset({"csv", "tsv", "txt"})
WORKBOOK_KINDS = frozenset({"xlsx", "ods", "xls"})
ODS_START = b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet"

# what the first bytes say, in words that follow "its content is"
STARTS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"Rar!", "an archive"),
    (b"7z\xbc\xaf", "an archive"),
    (b"\x1f\x8b", "an archive"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
    (b"{\\rtf", "an RTF text"),
    (b"SQLite format 3", "a database"),
    (b"PAR1", "a Parquet file"),
)


def read_table(
    source: Path | bytes, *, name: str, limits: Limits = DEFAULT, sheet: str | None = None
) -> Table:
    """Read a table file: xlsx, ods, xls, csv, tsv or txt.

    `name` is the file's name as it was handed in; only its ending is used, and it is shown in errors.
    `sheet` chooses a sheet by name; without it the first visible sheet that has links is read.
    A workbook is parsed in a child process with limited memory and time and neither files nor network.

    Raises TableFileRefused (a TableRefused) saying what is wrong, where, and how to mend it. OSError if
    `source` is a path that cannot be read.
    """
    shown = PurePath(name.replace("\\", "/")).name or "file"
    data = _content(source, shown=shown, limits=limits)
    named = PurePath(shown).suffix.lower().lstrip(".")
    if named in ("xlsm", "xltm", "xla", "xlam"):
        raise refusal("macros", name=shown, part=f".{named}")
    if named == "xlsb":
        raise refusal("binary_workbook", name=shown)
    if named not in TEXT_KINDS | WORKBOOK_KINDS:
        raise refusal("kind_unknown", name=shown)
    if not data.strip(b" \t\r\n\0\xef\xbb\xbf\xff\xfe"):
        raise refusal("empty", name=shown)
    found, in_words = _found(data)
    if found in WORKBOOK_KINDS:
        if found != named:
            raise refusal("kind_differs", name=shown, named=named, found=in_words)
        table = read_workbook(data, kind=found, name=shown, sheet=sheet, limits=limits)
    elif named in WORKBOOK_KINDS or found == "other":
        raise refusal("kind_differs", name=shown, named=named, found=in_words)
    else:
        table = read_delimited(data, kind=named, name=shown, limits=limits)
    if not table.rows:
        raise refusal("empty", name=shown)
    if len(table.rows) > limits.rows:
        raise refusal("too_many_rows", name=shown, limit=limits.rows)
    return table


def _content(source: Path | bytes, *, shown: str, limits: Limits) -> bytes:
    if isinstance(source, bytes):
        data, size = source, len(source)
    else:
        with source.open("rb") as file:
            data = file.read(limits.file_bytes + 1)
        size = max(len(data), source.stat().st_size)
    if size > limits.file_bytes:
        raise refusal("file_too_big", name=shown, size=-(-size // 2**20), limit=limits.file_bytes >> 20)
    return data


def _found(data: bytes) -> tuple[str, str]:
    """Say by the first bytes what a file is: (xlsx | ods | xls | text | other, in words)."""
    if data.startswith(b"PK\x03\x04"):
        # OpenDocument puts an uncompressed part "mimetype" first, so that its kind stands at byte 30
        return ("ods", "an OpenDocument spreadsheet") if data[30:].startswith(ODS_START) else _zip_kind(data)
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return "xls", "an old Excel workbook (xls) or a protected one"
    for start, words in STARTS:
        if data.startswith(start):
            return "other", words
    head = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<!doctype", b"<html", b"<?xml", b"<table", b"<script", b"<svg", b"mime-version:")):
        return "other", "a web page"
    return "text", "plain text"


def _zip_kind(data: bytes) -> tuple[str, str]:
    if data[30:].startswith(b"mimetypeapplication/"):
        return "other", "another OpenDocument file"
    if b"word/document.xml" in data:
        return "other", "a Word document"
    if b"xl/workbook" in data:
        return "xlsx", "an Excel workbook (xlsx)"
    return "other", "an archive"
