"""Builds spreadsheets part by part, honest ones and such as no spreadsheet program writes."""

import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

CONTENT_TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
RELS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship '
    'Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="xl/workbook.xml"/></Relationships>'
)
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORKBOOK = (
    f'<workbook xmlns="{MAIN}" xmlns:r="{R}"><sheets>'
    '<sheet name="Daftar" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
WORKBOOK_RELS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="rId1" Type="{R}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{R}/sharedStrings" Target="sharedStrings.xml"/>'
    f'<Relationship Id="rId3" Type="{R}/styles" Target="styles.xml"/></Relationships>'
)

MANIFEST = (
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    '<manifest:file-entry manifest:full-path="/" '
    'manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/></manifest:manifest>'
)


@dataclass(frozen=True)
class Part:
    """One part of a zip container, with what its headers claim."""

    name: bytes
    body: bytes  # as stored
    method: int
    size: int  # as claimed
    checksum: int
    flags: int = 0


def packed(name: str | bytes, content: bytes | str, *, repeat: int = 1, **claims: int) -> Part:
    """A deflated part whose content is `content`, `repeat` times; built without ever holding it whole."""
    content = content.encode() if isinstance(content, str) else content
    press = zlib.compressobj(9, zlib.DEFLATED, -15)
    piece = press.compress(content) + press.flush(zlib.Z_FULL_FLUSH)
    checksum = 0
    for _ in range(repeat):
        checksum = zlib.crc32(content, checksum)
    return Part(
        name=name.encode() if isinstance(name, str) else name,
        body=piece * repeat + press.flush(),
        method=claims.get("method", 8),
        size=claims.get("size", len(content) * repeat),
        checksum=claims.get("checksum", checksum),
        flags=claims.get("flags", 0),
    )


def stored(name: str, content: bytes) -> Part:
    """A part as it is."""
    return Part(name.encode(), content, 0, len(content), zlib.crc32(content))


def container(*parts: Part, same_place: bool = False) -> bytes:
    """A zip file of the parts; `same_place` lets every entry point to the first part's bytes."""
    out = bytearray()
    directory = bytearray()
    for part in parts:
        offset = 0 if same_place else len(out)
        fields = (
            20,
            part.flags,
            part.method,
            0,
            33,
            part.checksum,
            len(part.body),
            part.size,
            len(part.name),
            0,
        )
        directory += struct.pack(
            "<4s6H3I5H2I", b"PK\x01\x02", 20, *fields[:5], *fields[5:9], 0, 0, 0, 0, 0, offset
        )
        directory += part.name
        if not same_place or not out:
            out += struct.pack("<4s5H3I2H", b"PK\x03\x04", *fields) + part.name + part.body
    count = len(parts)
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, count, count, len(directory), len(out), 0)
    return bytes(out + directory + end)


def sheet(rows: str, *, before: str = "") -> str:
    """A worksheet part around its rows."""
    return f'<worksheet xmlns="{MAIN}">{before}<sheetData>{rows}</sheetData></worksheet>'


def row(number: int, *cells: str) -> str:
    """A row of inline strings."""
    inner = "".join(
        f'<c r="{chr(65 + at)}{number}" t="inlineStr"><is><t>{cell}</t></is></c>'
        for at, cell in enumerate(cells)
    )
    return f'<row r="{number}">{inner}</row>'


HONEST_ROWS = row(1, "Tautan", "Catatan") + row(2, "https://lapakraya.localhost/p/1", "jaket")


def xlsx_parts(**changed: Part | str) -> Mapping[str, Part]:
    """The parts of an honest workbook, some of them changed (keys: sheet, strings, styles, workbook)."""
    texts = {
        "types": ("[Content_Types].xml", CONTENT_TYPES),
        "rels": ("_rels/.rels", RELS),
        "workbook": ("xl/workbook.xml", WORKBOOK),
        "workbook_rels": ("xl/_rels/workbook.xml.rels", WORKBOOK_RELS),
        "sheet": ("xl/worksheets/sheet1.xml", sheet(HONEST_ROWS)),
        "strings": ("xl/sharedStrings.xml", f'<sst xmlns="{MAIN}"></sst>'),
        "styles": ("xl/styles.xml", f'<styleSheet xmlns="{MAIN}"></styleSheet>'),
    }
    parts = {}
    for key, (name, text) in texts.items():
        change = changed.get(key, text)
        parts[key] = change if isinstance(change, Part) else packed(name, change)
    return parts


def xlsx(*more: Part, **changed: Part | str) -> bytes:
    """A workbook with parts changed and added."""
    return container(*xlsx_parts(**changed).values(), *more)


def ods(content: str, *more: Part) -> bytes:
    """An OpenDocument spreadsheet around its table."""
    office = "urn:oasis:names:tc:opendocument:xmlns"
    text = (
        f'<office:document-content xmlns:office="{office}:office:1.0" xmlns:table="{office}:table:1.0" '
        f'xmlns:text="{office}:text:1.0"><office:body><office:spreadsheet>{content}'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    return container(
        stored("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        packed("content.xml", text),
        packed("META-INF/manifest.xml", MANIFEST),
        *more,
    )


def compound(*stream_names: str) -> bytes:
    """The old compound format: a header, a directory with the named streams, and nothing of use."""
    header = bytearray(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16))
    header += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    # no directory sectors counted, one FAT sector (sector 0), directory begins in sector 1
    header += struct.pack("<IIIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0, 0)
    header += b"\xff" * (512 - len(header))
    fat = struct.pack("<128I", 0xFFFFFFFD, 0xFFFFFFFE, *([0xFFFFFFFF] * 126))
    directory = b""
    for at, name in enumerate(("Root Entry", *stream_names)):
        wide = name.encode("utf-16-le")
        entry = wide.ljust(64, b"\0") + struct.pack("<HBB", len(wide) + 2, 5 if at == 0 else 2, 1)
        entry += struct.pack("<III", 0xFFFFFFFF, 0xFFFFFFFF, 1 if at == 0 else 0xFFFFFFFF) + bytes(36)
        directory += entry + struct.pack("<IQ", 0xFFFFFFFE, 0)
    return bytes(header + fat + directory.ljust(512, b"\0"))


def xls(rows: list[list[str]], *, sheet_name: str = "Daftar") -> bytes:
    """An honest old workbook: BIFF8 records in one stream of the compound format."""

    def record(kind: int, body: bytes) -> bytes:
        return struct.pack("<HH", kind, len(body)) + body

    begin = struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0)
    name = struct.pack("<BB", len(sheet_name), 0) + sheet_name.encode("latin-1")
    sheet_at = len(record(0x0809, begin)) + 4 + 6 + len(name) + 4
    stream = (
        record(0x0809, begin)
        + record(0x0085, struct.pack("<IBB", sheet_at, 0, 0) + name)
        + record(0x000A, b"")
    )
    stream += record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0))
    for r, cells in enumerate(rows):
        for c, text in enumerate(cells):
            stream += record(0x0204, struct.pack("<HHHHB", r, c, 0, len(text), 0) + text.encode("latin-1"))
    stream += record(0x000A, b"")
    stream = stream.ljust(-(-max(len(stream), 4096) // 512) * 512, b"\0")
    data = bytearray(compound("Workbook"))
    sectors = len(stream) // 512
    for at in range(sectors):
        struct.pack_into("<I", data, 512 + 4 * (2 + at), 3 + at if at + 1 < sectors else 0xFFFFFFFE)
    struct.pack_into("<IQ", data, 1024 + 128 + 116, 2, len(stream))
    return bytes(data) + stream
