"""Hostile table files, each made small on the spot, with the reason for which it must be refused."""

import io
import random
import struct
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

from tests.adapters.tables.containers import (
    HONEST_ROWS,
    MAIN,
    compound,
    container,
    ods,
    packed,
    row,
    sheet,
    stored,
    xlsx,
)

MEGABYTE = 2**20
HONEST = xlsx()
LAUGHS = (
    '<!DOCTYPE sst [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {c} "{f"&{b};" * 10}">' for b, c in zip("abcdefgh", "bcdefghi", strict=True))
    + f']><sst xmlns="{MAIN}"><si><t>&i;</t></si></sst>'
)
XXE = f'<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>{sheet(row(1, "&x;"))}'


@dataclass(frozen=True)
class Hostile:
    """A file's name, how it is made, and the reasons of which one must be given."""

    name: str
    make: Callable[[], bytes]
    reasons: tuple[str, ...]


def part_too_regular() -> bytes:
    return xlsx(sheet=packed("xl/worksheets/sheet1.xml", b"<a>" + b" " * MEGABYTE, repeat=150))


def parts_too_big_together() -> bytes:
    # random letters every 256 bytes: each part stays under the ratio
    rng = random.Random(1)
    block = b"".join(bytes(rng.choices(b"abcdefghijklmnop", k=8)) + b" " * 248 for _ in range(4096))
    return xlsx(*[packed(f"xl/media/{n}.xml", b"<a>" + block, repeat=9) for n in range(24)])


def overlapping_parts() -> bytes:
    parts = [packed(f"xl/workbook{n}.xml", b"<a/>") for n in range(50)]
    return container(*parts, same_place=True)


def too_many_parts() -> bytes:
    return xlsx(*[stored(f"xl/p{n}.xml", b"<a/>") for n in range(2_000)])


def two_workbooks_in_one() -> bytes:
    return HONEST + xlsx(sheet=sheet(row(1, "lain")))


def far_away_cell() -> bytes:
    far = '<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row>'
    return xlsx(sheet=sheet(HONEST_ROWS + far, before='<dimension ref="A1:XFD1048576"/>'))


def one_text_in_many_cells() -> bytes:
    rng = random.Random(2)
    long_text = "".join(rng.choices("abcdefghij", k=4_000))
    # styles differ at random, so that the sheet is not too regular to be unpacked
    rows = "".join(
        f'<row r="{n}">'
        + "".join(f'<c r="{c}{n}" s="{rng.randrange(10**9)}" t="s"><v>0</v></c>' for c in "ABCDEFGHIJ")
        + "</row>"
        for n in range(1, 15_001)
    )
    return xlsx(sheet=sheet(rows), strings=f'<sst xmlns="{MAIN}"><si><t>{long_text}</t></si></sst>')


def too_many_rows(count: int = 100_002) -> bytes:
    rng = random.Random(3)
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>{rng.random()}</v></c></row>' for n in range(1, count + 1))
    return xlsx(sheet=sheet(rows))


def wide_sheet(columns: int = 65) -> bytes:
    cells = "".join(f"<c><v>{n}</v></c>" for n in range(columns))
    return xlsx(sheet=sheet(f'<row r="1">{cells}</row>'))


def repeated_cells() -> bytes:
    many = "table:number-columns-repeated='16384'"
    cell = f"<table:table-cell office:value-type='string' {many}><text:p>x</text:p></table:table-cell>"
    return ods(f"<table:table table:name='A'><table:table-row table:number-rows-repeated='1048576'>{cell}"
               "</table:table-row></table:table>")  # fmt: skip


def many_styles() -> bytes:
    rng = random.Random(4)
    styles = "".join(f'<xf numFmtId="{rng.randrange(10**6)}"/>' for _ in range(70_000))
    return xlsx(styles=f'<styleSheet xmlns="{MAIN}"><cellXfs>{styles}</cellXfs></styleSheet>')


def zipped(**parts: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return target.getvalue()


def odd_compression() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    return target.getvalue()


def circular_compound() -> bytes:
    """A stream whose sector chain runs in a circle."""
    data = bytearray(compound("Workbook"))
    struct.pack_into("<I", data, 512 + 4 * 2, 2)  # sector 2 is followed by itself
    entry = 1024 + 128
    struct.pack_into("<IQ", data, entry + 116, 2, 10 * MEGABYTE)
    return bytes(data) + bytes(512)


def with_part(name: str | bytes, content: bytes = b"x", **claims: int) -> Callable[[], bytes]:
    return lambda: xlsx(packed(name, content, **claims))


def always(data: bytes) -> Callable[[], bytes]:
    return lambda: data


HOSTILE = (
    Hostile("bomb.xlsx", part_too_regular, ("ratio",)),
    Hostile("bomb-many-parts.xlsx", parts_too_big_together, ("unpacks_too_big",)),
    Hostile("says-less.xlsx", with_part("xl/a.xml", b"<a>" + b"x" * 5000, size=10), ("archive_lies",)),
    Hostile("says-more.xlsx", with_part("xl/a.xml", b"<a/>", size=10**6), ("archive_lies",)),
    Hostile("wrong-checksum.xlsx", with_part("xl/a.xml", b"<a/>", checksum=7), ("archive_damaged",)),
    Hostile("overlap.xlsx", overlapping_parts, ("archive_overlaps",)),
    Hostile("many-parts.xlsx", too_many_parts, ("too_many_parts",)),
    Hostile("nested.xlsx", with_part("xl/embeddings/list.zip", HONEST), ("nested",)),
    Hostile("nested-as-picture.xlsx", with_part("xl/media/image1.png", HONEST), ("nested",)),
    Hostile("slip.xlsx", with_part("../../../../etc/cron.d/x"), ("part_name",)),
    Hostile("slip-inside.xlsx", with_part("xl/../../x"), ("part_name",)),
    Hostile("absolute.xlsx", with_part("/etc/passwd"), ("part_name",)),
    Hostile("backslash.xlsx", with_part("..\\..\\x"), ("part_name",)),
    Hostile("drive.xlsx", with_part("C:x"), ("part_name",)),
    Hostile("nul-name.xlsx", with_part(b"xl/a.xml\0.png"), ("part_name",)),
    Hostile("twice.xlsx", with_part("XL/Workbook.xml", b"<a/>"), ("part_name",)),
    Hostile("laughs.xlsx", lambda: xlsx(strings=LAUGHS), ("dtd",)),
    Hostile("xxe.xlsx", lambda: xlsx(sheet=XXE), ("dtd",)),
    Hostile("xxe-utf16.xlsx",
            lambda: xlsx(sheet=packed("xl/worksheets/sheet1.xml", XXE.encode("utf-16"))), ("xml_encoding",)),
    Hostile("xxe-utf7.xlsx",
            lambda: xlsx(sheet='<?xml version="1.0" encoding="UTF-7"?>+ADw-!DOCTYPE'), ("xml_encoding",)),
    Hostile("xxe.ods", lambda: ods("", packed("meta.xml", XXE)), ("dtd",)),
    Hostile("styles.xlsx", many_styles, ("styles",)),
    Hostile("far-cell.xlsx", far_away_cell, ("too_costly", "too_many_columns")),
    Hostile("one-text.xlsx", one_text_in_many_cells, ("too_much_text", "too_costly")),
    Hostile("long-cell.xlsx", lambda: xlsx(sheet=sheet(row(1, "x" * 5_000))), ("cell_too_long",)),
    Hostile("long-list.xlsx", too_many_rows, ("too_many_rows",)),
    Hostile("wide.xlsx", wide_sheet, ("too_many_columns",)),
    Hostile("repeated.ods", repeated_cells, ("too_costly", "too_many_columns", "unreadable")),
    Hostile("truncated.xlsx", always(HONEST[: len(HONEST) // 2]), ("archive_damaged",)),
    Hostile("cut-directory.xlsx", always(HONEST[:-30] + HONEST[-22:]), ("archive_damaged",)),
    Hostile("tail.xlsx", always(HONEST + b"<script>alert(1)</script>"), ("archive_surplus",)),
    Hostile("two-in-one.xlsx", two_workbooks_in_one, ("archive_surplus",)),
    Hostile("pdf-first.xlsx", always(b"%PDF-1.7\n" + HONEST), ("kind_differs",)),
    Hostile("picture.xlsx", always(b"\x89PNG\r\n\x1a\n" + bytes(100)), ("kind_differs",)),
    Hostile("web-page.xls", always(b"<html><table><tr><td>x</td></tr></table></html>"), ("kind_differs",)),
    Hostile("workbook.csv", always(HONEST), ("kind_differs",)),
    Hostile("text.xlsx", always(b"link\nhttps://lapakraya.localhost/p/1\n"), ("kind_differs",)),
    Hostile("word.xlsx", lambda: zipped(**{"word/document.xml": "<w/>"}), ("kind_differs",)),
    Hostile("program.csv", always(b"\x7fELF" + bytes(200)), ("kind_differs",)),
    Hostile("unknown.exe", always(b"MZ"), ("kind_unknown",)),
    Hostile("no-workbook.xlsx", lambda: container(packed("xl/workbook_.xml", "<a/>")), ("not_a_workbook",)),
    Hostile("binary.xlsx",
            lambda: container(packed("xl/workbook.bin", b"x")), ("binary_workbook",)),
    Hostile("protected.xls", lambda: compound("EncryptionInfo", "EncryptedPackage"), ("password",)),
    Hostile("protected-part.xlsx", with_part("xl/a.xml", b"<a/>", flags=1), ("password",)),
    Hostile("macros.xls", lambda: compound("Workbook", "_VBA_PROJECT"), ("macros",)),
    Hostile("circular.xls", circular_compound, ("unreadable", "empty")),
    Hostile("letter.xls", lambda: compound("WordDocument"), ("not_a_workbook",)),
    Hostile("macros.xlsx", with_part("xl/vbaProject.bin"), ("macros",)),
    Hostile("macros.xlsm", always(HONEST), ("macros",)),
    Hostile("macro-sheet.xlsx", with_part("xl/macrosheets/sheet1.xml", b"<a/>"), ("macros",)),
    Hostile("macros.ods", lambda: ods("", packed("Basic/Standard/Module1.xml", "<a/>")), ("macros",)),
    Hostile("links.xlsx", with_part("xl/externalLinks/externalLink1.xml", b"<a/>"), ("external_links",)),
    Hostile("odd-compression.xlsx", odd_compression, ("archive_damaged", "kind_differs")),
    Hostile("broken-xml.xlsx", lambda: xlsx(sheet="<worksheet><sheetData><row><c"), ("unreadable", "empty")),
    Hostile("nothing-in-it.xlsx", lambda: xlsx(sheet=sheet("")), ("empty",)),
    Hostile("empty.csv", always(b"\xef\xbb\xbf\r\n"), ("empty",)),
    Hostile("big.csv", lambda: b"x" * (20 * MEGABYTE + 1), ("file_too_big",)),
    Hostile("long-cell.csv", always(b"a,b\n" + b"x" * 5_000 + b",1\n"), ("cell_too_long",)),
    Hostile("open-quote.csv", always(b'a,b\n"x,1\n' + b"y,2\n" * 50_000), ("quote_open",)),
    Hostile("wide.csv", always(b",".join([b"1"] * 65)), ("too_many_columns",)),
    Hostile("long-list.txt", lambda: b"https://lapakraya.localhost/p/1\n" * 100_002, ("too_many_rows",)),
    Hostile("noise.csv", lambda: random.Random(5).randbytes(20_000), ("not_text",)),
)  # fmt: skip
