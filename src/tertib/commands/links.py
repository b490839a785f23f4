"""`tertib links read`: the links in a table or text file, and what each names, one JSON object a line."""

import argparse
import codecs
import json
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import IO

from tertib.adapters.tables import DEFAULT, read_table
from tertib.commands.output import writing
from tertib.core.links import Link, Platforms, find_links, load_platforms
from tertib.errors import BadInput
from tertib.vocabulary import LinkKind

TABLES = frozenset({".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".csv", ".tsv"})
# What somebody hands in by hand is limited by the adapter's defaults; here the machine is one's own.
LIMITS = replace(
    DEFAULT,
    file_bytes=1 << 30,
    unpacked_bytes=4 << 30,
    rows=1_100_000,  # a worksheet holds 1,048,576
    columns=1_000,
    text_chars=1 << 30,
    reader_memory_bytes=4 << 30,
    reader_cpu_seconds=600,
    reader_wall_seconds=900.0,
)
MAX_JOINED_LINES = 8  # lines over which a mail program may have broken one link
REPORT_SECONDS = 0.2
READ_BYTES = 1 << 20

Record = dict[str, object]
Row = tuple[int, list[str]]  # number in the file, from 1, and its cells


def add(parser: argparse.ArgumentParser) -> None:
    """Describe the call."""
    does = parser.add_subparsers(dest="does", required=True, metavar="read")
    read = does.add_parser(
        "read",
        help="say what each link in a file names",
        description="Say what each link in a file names: one JSON object a line, in the order of the file. "
        "A row without a link gives one object of the kind not_a_link.",
    )
    read.add_argument("file", metavar="FILE", help="txt, csv, tsv, xlsx, xls, ods, or - for standard input")
    read.add_argument("-o", "--output", metavar="OUT.jsonl", default="-", help="default: standard output (-)")
    read.add_argument(
        "--platforms",
        metavar="FILE.toml",
        action="append",
        default=[],
        help="more platforms, in the form of the packaged table",
    )


def run(args: argparse.Namespace) -> int:
    """Read the file and write what was found. Raises BadInput, TableRefused, SettingWrong or OSError."""
    platforms = load_platforms(*args.platforms)
    if args.output == "-":
        _write(_rows(args.file), sys.stdout, platforms)
        return 0
    output = Path(args.output)
    if args.file != "-" and output.exists() and output.samefile(args.file):
        raise BadInput(f"{output}: would overwrite the file that is read; give another name after -o")
    with writing(output) as out:
        _write(_rows(args.file), out, platforms)
    return 0


def read_rows(rows: Iterator[Row], *, platforms: Platforms) -> Iterator[tuple[int, list[Record]]]:
    """For each row its number and one record per link in it; empty rows are left out.

    A row whose cells hold no link gives one record of the kind `not_a_link` with the text of its cells.
    """
    for number, cells in rows:
        records: list[Record] = []
        for cell in cells:
            if cell:
                records += [_record(number, cell, link) for link in find_links(cell, platforms=platforms)]
        if not records:
            said = " ".join(cell.strip() for cell in cells).strip()
            if not said:
                continue
            records = [_record(number, "", Link(said, LinkKind.NOT_A_LINK, None, None, None, None, (), 0, 0))]
        yield number, records


def _record(number: int, cell: str, link: Link) -> Record:
    return {
        "row": number + cell.count("\n", 0, link.start) if cell else number,
        "text": link.text,
        "kind": link.kind.value,
        "platform": link.platform,
        "listing": link.listing,
        "shop": link.shop,
        "url": link.url,
        "steps": link.steps,
    }


def _write(rows: Iterator[Row], out: IO[str], platforms: Platforms) -> None:
    dump = json.JSONEncoder(ensure_ascii=False).encode
    progress = Progress(sys.stderr, shown=sys.stderr.isatty())
    for number, records in read_rows(rows, platforms=platforms):
        for record in records:
            out.write(dump(record) + "\n")
        progress.see(number, records)
    progress.end()


class Progress:
    """A line on the terminal that tells how far it is."""

    def __init__(self, terminal: IO[str], *, shown: bool) -> None:
        self._terminal = terminal
        self._shown = shown
        self._next = time.monotonic() + REPORT_SECONDS
        self._row = self._links = 0

    def see(self, row: int, records: list[Record]) -> None:
        """Count a row and what it held."""
        self._row = row
        self._links += sum(record["kind"] != LinkKind.NOT_A_LINK for record in records)
        if self._shown and time.monotonic() >= self._next:
            self._next = time.monotonic() + REPORT_SECONDS
            self._say("\r")

    def end(self) -> None:
        """Leave the last count standing."""
        if self._shown:
            self._say("\r")
            self._terminal.write("\n")

    def _say(self, before: str) -> None:
        self._terminal.write(f"{before}row {self._row:,}: {self._links:,} links")
        self._terminal.flush()


def _rows(file: str) -> Iterator[Row]:
    if file == "-":
        return _stream_rows(sys.stdin.buffer, "standard input")
    path = Path(file)
    if path.is_dir():
        raise BadInput(f"{file}: is a folder; name a txt, csv or xlsx file")
    if path.suffix.lower() in TABLES:
        return _table_rows(path, path.name)
    return _stream_rows(path.open("rb"), file)


def _table_rows(source: Path | bytes, name: str) -> Iterator[Row]:
    table = read_table(source, name=name, limits=LIMITS)
    for note in table.notes:
        print(f"tertib: {name}: {note}", file=sys.stderr)
    return zip(table.row_numbers, table.rows, strict=True)


def _stream_rows(stream: IO[bytes], name: str) -> Iterator[Row]:
    head = stream.read(READ_BYTES)
    if head.startswith(b"PK\x03\x04"):
        return _table_rows(head + stream.read(), f"{Path(name).name}.xlsx")
    encoding = _encoding(head)
    if not encoding.startswith("utf-16") and head.count(0) > len(head) // 100:
        raise BadInput(f"{name}: is no text; hand in a txt, csv or xlsx file")
    return _text_rows(_lines(head, stream, encoding))


def _encoding(head: bytes) -> str:
    """By the mark at the beginning or where zero bytes stand; else UTF-8, else Windows' western letters."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    even, odd = head[0:2000:2].count(0), head[1:2000:2].count(0)
    if max(even, odd) > len(head[:2000]) // 4 and min(even, odd) == 0:
        return "utf-16-le" if odd else "utf-16-be"
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8-sig" if head.startswith(codecs.BOM_UTF8) else "utf-8"


def _lines(head: bytes, stream: IO[bytes], encoding: str) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
    rest = ""
    block = head
    while block:
        lines = (rest + decoder.decode(block)).split("\n")
        rest = lines.pop()
        yield from lines
        block = stream.read(READ_BYTES)
    rest += decoder.decode(b"", final=True)
    if rest:
        yield rest


def _text_rows(lines: Iterator[str]) -> Iterator[Row]:
    """Each line is a row; lines over which a mail program broke a link stay together, as row of the first."""
    joined: list[str] = []
    first = 1
    for number, line in enumerate(lines, 1):
        if not joined:
            first = number
        joined.append(line)
        if len(joined) > MAX_JOINED_LINES or not _goes_on(joined):
            yield first, ["\n".join(joined)]
            joined = []
    if joined:
        yield first, ["\n".join(joined)]


def _goes_on(lines: list[str]) -> bool:
    """A soft break of quoted-printable mail ends the lines, or "<https://..." is still open in them."""
    last = lines[-1].rstrip("\r")
    if last.endswith("=") and 74 <= len(last) <= 76:
        return True
    _, opened, rest = "\n".join(lines).rpartition("<http")
    return bool(opened) and last != "" and ">" not in rest and " " not in rest
