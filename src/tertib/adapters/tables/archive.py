"""The zip container of a spreadsheet, looked through byte by byte before anything parses it.

Sizes are counted while unpacking. Nothing is written to disk and no more than 64 KB is held at a time.
"""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator

from tertib.adapters.tables.limits import Limits
from tertib.adapters.tables.refusals import refusal

CHUNK = 64 * 1024
LOCAL_HEADER = struct.Struct("<4s5H3I2H")  # APPNOTE.TXT 4.3.7
ARCHIVE_ENDINGS = (
    ".zip",
    ".7z",
    ".rar",
    ".gz",
    ".xz",
    ".bz2",
    ".tar",
    ".xlsx",
    ".xlsm",
    ".xls",
    ".ods",
    ".docx",
    ".jar",
)
ARCHIVE_STARTS = (
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"7z\xbc\xaf",
    b"Rar!",
    b"\x1f\x8b",
    b"\xfd7zXZ",
    b"\xd0\xcf\x11\xe0",
)
MACRO_PARTS = re.compile(r"(?i)(vbaproject|vbadata|/macrosheets/|^basic/|^scripts/|\.bas$|/activex/)")
XML_ENDINGS = (".xml", ".rels", ".vml", ".rdf")
DECLARED_ENCODING = re.compile(rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([^"']{1,40})["']""")


def look_through(data: bytes, *, name: str, limits: Limits) -> frozenset[str]:
    """Return the names of the parts of an honest container.

    Raises TableFileRefused for a container that is damaged, lies over itself, lies about sizes, unpacks to
    too much, or holds what a table never needs: macros, files within, links to other files, a DTD.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            surplus = archive.start_dir and members and min(m.header_offset for m in members) != 0
            comment_bytes = len(archive.comment)
    except (
        zipfile.BadZipFile,
        ValueError,
        NotImplementedError,
        OverflowError,
        struct.error,
        RecursionError,
    ) as e:
        raise refusal("archive_damaged", name=name, detail=str(e) or type(e).__name__) from e
    # the end record is the last thing in an honest file: 22 bytes and the comment that it announces
    if surplus or data[-22 - comment_bytes :][:4] != b"PK\x05\x06":
        raise refusal("archive_surplus", name=name)
    if len(members) > limits.parts:
        raise refusal("too_many_parts", name=name, count=len(members), limit=limits.parts)
    _check_names(members, name=name)
    _check_spans(data, members, name=name)
    total = 0
    for member in members:
        total = _check_part(data, member, unpacked_before=total, name=name, limits=limits)
    return frozenset(member.filename for member in members)


def _check_names(members: list[zipfile.ZipInfo], *, name: str) -> None:
    seen: set[str] = set()
    for member in members:
        part = member.filename
        folded = part.casefold()
        steps = re.split(r"[/\\]", part)
        if (
            part.startswith(("/", "\\"))
            or "\\" in part
            or ":" in part
            or ".." in steps
            or len(part) > 255
            or not part.isprintable()
            or folded in seen
            or member.orig_filename != part  # a NUL cut the name short
        ):
            raise refusal("part_name", name=name, part=part)
        seen.add(folded)
        if MACRO_PARTS.search(part) and not member.is_dir():
            raise refusal("macros", name=name, part=part)
        if folded.startswith("xl/externallinks/"):
            raise refusal("external_links", name=name, part=part)
        if folded.endswith(ARCHIVE_ENDINGS) or "/embeddings/" in folded:
            raise refusal("nested", name=name, part=part)
        if member.flag_bits & 0x1:
            raise refusal("password", name=name)


def _check_spans(data: bytes, members: list[zipfile.ZipInfo], *, name: str) -> None:
    """Each part has its own bytes: a bomb of overlapping parts packs petabytes into megabytes."""
    end_before = 0
    for member in sorted(members, key=lambda m: m.header_offset):
        start = member.header_offset
        if start < end_before:
            raise refusal("archive_overlaps", name=name, part=member.filename)
        header = data[start : start + LOCAL_HEADER.size]
        if len(header) < LOCAL_HEADER.size or header[:4] != b"PK\x03\x04":
            raise refusal("archive_damaged", name=name, detail=f"no header for {member.filename}"[:60])
        fields = LOCAL_HEADER.unpack(header)
        body = start + LOCAL_HEADER.size + fields[-2] + fields[-1]
        local_name = data[start + LOCAL_HEADER.size : start + LOCAL_HEADER.size + fields[-2]]
        # 0x800: the name is UTF-8; else it is cp437, in which every byte stands for a letter
        if local_name.decode("utf-8" if member.flag_bits & 0x800 else "cp437", "replace") != member.filename:
            raise refusal("archive_damaged", name=name, detail="two names for one part")
        end_before = body + member.compress_size
        if end_before > len(data):
            raise refusal("archive_damaged", name=name, detail="cut short")


def _unpacked(data: bytes, member: zipfile.ZipInfo, *, name: str) -> Iterator[bytes]:
    start = member.header_offset
    fields = LOCAL_HEADER.unpack(data[start : start + LOCAL_HEADER.size])
    body = start + LOCAL_HEADER.size + fields[-2] + fields[-1]
    packed = memoryview(data)[body : body + member.compress_size]
    if member.compress_type == zipfile.ZIP_STORED:
        for at in range(0, len(packed), CHUNK):
            yield bytes(packed[at : at + CHUNK])
        return
    if member.compress_type != zipfile.ZIP_DEFLATED:
        raise refusal("archive_damaged", name=name, detail="unknown compression")
    inflate = zlib.decompressobj(-15)
    try:
        for at in range(0, len(packed), CHUNK):
            feed: bytes = bytes(packed[at : at + CHUNK])
            while feed and not inflate.eof:
                yield inflate.decompress(feed, CHUNK)
                feed = inflate.unconsumed_tail
        while not inflate.eof and (rest := inflate.decompress(b"", CHUNK)):
            yield rest
    except zlib.error as e:
        raise refusal("archive_damaged", name=name, detail=f"in {member.filename}"[:60]) from e
    if not inflate.eof or inflate.unused_data:
        raise refusal("archive_damaged", name=name, detail=f"in {member.filename}"[:60])


def _check_part(
    data: bytes, member: zipfile.ZipInfo, *, unpacked_before: int, name: str, limits: Limits
) -> int:
    """Unpack one part, keeping nothing; return the bytes unpacked so far."""
    part = member.filename
    is_xml = part.casefold().endswith(XML_ENDINGS)
    is_styles = part.casefold().endswith(("styles.xml", "styles2.xml"))
    size = checksum = styles = 0
    tail = b""
    for chunk in _unpacked(data, member, name=name):
        if not size:
            if chunk.startswith(ARCHIVE_STARTS):
                raise refusal("nested", name=name, part=part)
            if is_xml:
                _check_xml_start(chunk, part=part, name=name)
        size += len(chunk)
        checksum = zlib.crc32(chunk, checksum)
        if unpacked_before + size > limits.unpacked_bytes:
            raise refusal("unpacks_too_big", name=name, limit=limits.unpacked_bytes >> 20, part=part)
        if size > limits.ratio_from_bytes and size > limits.ratio * member.compress_size:
            raise refusal("ratio", name=name, part=part, limit=limits.ratio)
        if size > member.file_size:
            raise refusal("archive_lies", name=name, part=part)
        if is_xml:
            window = tail + chunk
            if b"<!DOCTYPE" in window or b"<!ENTITY" in window:
                raise refusal("dtd", name=name, part=part)
            if is_styles:
                styles += chunk.count(b"<xf ") + chunk.count(b"<style:style ")
                if styles > limits.styles:
                    raise refusal("styles", name=name, limit=limits.styles)
            tail = chunk[-8:]
    if size != member.file_size:
        raise refusal("archive_lies", name=name, part=part)
    if checksum != member.CRC:
        raise refusal("archive_damaged", name=name, detail=f"wrong checksum of {part}"[:60])
    return unpacked_before + size


def _check_xml_start(chunk: bytes, *, part: str, name: str) -> None:
    """An XML part is UTF-8: in another encoding a DTD would not be seen by looking at bytes."""
    start = chunk.removeprefix(b"\xef\xbb\xbf")
    declared = DECLARED_ENCODING.match(start[:200])
    usual = not declared or declared.group(1).lower() in (b"utf-8", b"us-ascii", b"ascii", b"utf8")
    if start and (not start.lstrip()[:1] == b"<" or b"\0" in start[:8] or not usual):
        raise refusal("xml_encoding", name=name, part=part)
