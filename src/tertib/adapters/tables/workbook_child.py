"""Reads one workbook in a process of its own; started by `workbook.py`, never imported.

Standard input is the file, the one argument a JSON object of limits and wishes, standard output JSON lines:
`{"sheet": ..., "first_column": n, "others": [...], "behind": {...}}`, then lists of
`[number, [cell, ...]]`, then `{"end": true, ...}`; or `{"refuse": reason, "fields": {...}}` at any time.
A process that stops without `end` or `refuse` was stopped by one of its own limits.
"""

import datetime as dt
import encodings.cp437  # noqa: F401 - zipfile asks for it when no more files can be opened
import html
import io
import json
import re
import resource
import sys
import zipfile

import python_calamine as calamine

LINK = re.compile(r"(?i)https?://|www\.")
ROWS_IN_A_LINE = 500
LINKED_PART_BYTES = 64 * 2**20  # in bigger sheets, links behind a text are not looked for
ELEMENT = re.compile(r"<(?:\w+:)?(sheet|Relationship|hyperlink)\s([^<>]*)>")
ATTRIBUTE = re.compile(r"""([\w:]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
FORMULA = re.compile(
    r'<c r="([A-Z]{1,3}\d{1,7})"[^<>]*><f[^<>]*>(?:_xlfn\.)?HYPERLINK\((?:"|&quot;)([^"<>]*?)(?:"|&quot;)'
)
EXACT = 2**53  # from here on a spreadsheet's numbers are no longer exact


class _Refused(Exception):
    def __init__(self, reason: str, **fields: object) -> None:
        super().__init__(reason)
        self.reason, self.fields = reason, fields


def _shut_in(memory_bytes: int, cpu_seconds: int) -> None:
    """Give up memory, time, new processes and every new file or socket, for good.

    No descriptor above the three standard ones can be opened once NOFILE is 3, so there is neither network
    nor file system; all modules are loaded and the input is read before.
    """
    for what, value in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_CPU, cpu_seconds),
        (resource.RLIMIT_AS, memory_bytes),
        (resource.RLIMIT_FSIZE, memory_bytes),
        (resource.RLIMIT_NOFILE, 3),
    ):
        resource.setrlimit(what, (value, value))


def _text(value: object) -> str:
    match value:
        case str():
            return value
        case bool():
            return "TRUE" if value else "FALSE"
        case float() if value.is_integer() and abs(value) < 1e21:
            return str(int(value))
        case dt.datetime() if value.time() == dt.time():
            return value.date().isoformat()
        case dt.datetime():
            return value.isoformat(" ")
        case dt.date() | dt.time():
            return value.isoformat()
        case _:
            return str(value)


def _rows(
    sheet: calamine.CalamineSheet, limits: dict[str, int], inexact: list[int]
) -> list[tuple[int, list[str]]]:
    """The filled rows of a sheet with their numbers; stops at the first limit."""
    rows = []
    chars = 0
    first_column = sheet.start[1] if sheet.start else 0
    for number, cells in enumerate(sheet.iter_rows(), 1):
        texts = [_text(cell) for cell in cells]
        while texts and not texts[-1]:
            texts.pop()
        if not texts:
            continue
        if len(texts) > limits["columns"]:
            raise _Refused("too_many_columns", row=number, count=len(texts), limit=limits["columns"])
        for column, text in enumerate(texts):
            if len(text) > limits["cell_chars"]:
                raise _Refused(
                    "cell_too_long", row=number, limit=limits["cell_chars"], column=first_column + column + 1
                )
            chars += len(text)
        if chars > limits["text_chars"]:
            raise _Refused("too_much_text", limit=limits["text_chars"])
        if any(isinstance(cell, (float, int)) and abs(cell) > EXACT for cell in cells):
            inexact.append(number)
        rows.append((number, texts))
        if len(rows) > limits["rows"] + 1:  # the header is no row
            raise _Refused("too_many_rows", limit=limits["rows"])
    return rows


def _read(data: bytes, wishes: dict[str, object], limits: dict[str, int]) -> None:
    with calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
        shown = []
        for index, about in enumerate(book.sheets_metadata):
            if about.typ in (calamine.SheetTypeEnum.MacroSheet, calamine.SheetTypeEnum.Vba):
                raise _Refused("macros", part=about.name)
            hidden = about.visible is not calamine.SheetVisibleEnum.Visible
            if about.typ is calamine.SheetTypeEnum.WorkSheet and (
                not hidden or about.name == wishes["sheet"]
            ):
                shown.append((index, about.name))
        if wishes["sheet"] is not None:
            names = ", ".join(name for _, name in shown)
            shown = [(index, name) for index, name in shown if name == wishes["sheet"]]
            if not shown:
                raise _Refused("no_such_sheet", sheet=wishes["sheet"], sheets=names)
        best = None
        inexact: list[int] = []
        for index, name in shown:
            sheet = book.get_sheet_by_index(index)
            if sheet.start is None:
                continue
            in_this: list[int] = []
            rows = _rows(sheet, limits, in_this)
            links = _links_behind(data, name)
            with_links = bool(links) or any(LINK.search(cell) for _, row in rows for cell in row)
            if rows and (best is None or with_links):
                best, inexact = (name, sheet.start[1], rows, links), in_this
            if with_links:
                break
    if best is None:
        raise _Refused("empty")
    name, first_column, rows, links = best
    behind = _show_links(rows, links, first_column)
    _say(
        {
            "sheet": name,
            "first_column": first_column,
            "others": [n for _, n in shown if n != name],
            "behind": behind,
        }
    )
    for at in range(0, len(rows), ROWS_IN_A_LINE):
        _say(rows[at : at + ROWS_IN_A_LINE])
    _say({"end": True, "inexact": inexact[:5], "inexact_count": len(inexact)})


def _links_behind(data: bytes, sheet_name: str) -> dict[tuple[int, int], str]:
    """Web links behind cells of an xlsx sheet: (row from 1, column from 0) -> link.

    People often write "click here" and set the link behind it. calamine does not tell of it.
    """
    if not data.startswith(b"PK"):
        return {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sizes = {member.filename: member.file_size for member in archive.infolist()}
        ids = [a for tag, a in _elements(archive, "xl/workbook.xml", sizes) if tag == "sheet"]
        wanted = next((a.get("r:id") for a in ids if a.get("name") == sheet_name), None)
        parts = {a.get("Id"): a for _, a in _elements(archive, "xl/_rels/workbook.xml.rels", sizes)}
        target = parts.get(wanted, {}).get("Target", "").removeprefix("/xl/").removeprefix("/")
        part = f"xl/{target}"
        if sizes.get(part, LINKED_PART_BYTES) >= LINKED_PART_BYTES:
            return {}
        folder, _, file = part.rpartition("/")
        outside = {a.get("Id"): a for _, a in _elements(archive, f"{folder}/_rels/{file}.rels", sizes)}
        text = archive.read(part).decode("utf-8", "replace")
    found = {at: html.unescape(link) for at, link in FORMULA.findall(text)} if "HYPERLINK(" in text else {}
    if "hyperlink" in text:
        for tag, attributes in _tags(text[text.find("</sheetData>") :]):
            if tag == "hyperlink":
                link = outside.get(attributes.get("r:id"), {}).get("Target", "")
                found[attributes.get("ref", "").partition(":")[0]] = link
    return {_place(at): link for at, link in found.items() if LINK.match(link) and _place(at) != (0, 0)}


def _elements(archive: zipfile.ZipFile, part: str, sizes: dict[str, int]) -> list[tuple[str, dict[str, str]]]:
    if sizes.get(part, LINKED_PART_BYTES) >= LINKED_PART_BYTES:
        return []
    return _tags(archive.read(part).decode("utf-8", "replace"))


def _tags(text: str) -> list[tuple[str, dict[str, str]]]:
    return [
        (tag, {key: html.unescape(one or other) for key, one, other in ATTRIBUTE.findall(attributes)})
        for tag, attributes in ELEMENT.findall(text)
    ]


def _place(reference: str) -> tuple[int, int]:
    named = re.fullmatch(r"([A-Z]{1,3})([0-9]{1,7})", reference)
    if named is None:
        return 0, 0
    column = 0
    for letter in named[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(named[2]), column - 1


def _show_links(
    rows: list[tuple[int, list[str]]], links: dict[tuple[int, int], str], first_column: int
) -> dict[int, int]:
    """Add a column for each that has links behind other text: added index -> the index of its source."""
    hidden: dict[int, dict[int, str]] = {}
    by_number = dict(rows)
    for (number, column), link in links.items():
        index = column - first_column
        row = by_number.get(number)
        if row is not None and 0 <= index < len(row) and not LINK.search(row[index]):
            hidden.setdefault(index, {})[number] = link
    width = max((len(row) for _, row in rows), default=0)
    added = {width + at: index for at, index in enumerate(sorted(hidden))}
    for number, row in rows:
        if any(number in hidden[index] for index in added.values()):
            row.extend([""] * (width - len(row)))
            row.extend(hidden[index].get(number, "") for index in added.values())
    return added


def _say(what: object) -> None:
    sys.stdout.write(json.dumps(what, ensure_ascii=True, separators=(",", ":")) + "\n")


def main() -> None:
    """Read standard input under the limits of the first argument; answer on standard output."""
    call = json.loads(sys.argv[1])
    limits: dict[str, int] = call["limits"]
    data = sys.stdin.buffer.read(limits["file_bytes"] + 1)
    _shut_in(limits["reader_memory_bytes"], limits["reader_cpu_seconds"])
    try:
        _read(data, call, limits)
    except _Refused as refused:
        _say({"refuse": refused.reason, "fields": refused.fields})
    except calamine.PasswordError:
        _say({"refuse": "password", "fields": {}})
    except calamine.CalamineError as e:
        _say({"refuse": "unreadable", "fields": {"detail": str(e)[:200]}})
    except MemoryError:
        _say({"refuse": "too_costly", "fields": {}})
    sys.stdout.flush()


if __name__ == "__main__":
    main()
