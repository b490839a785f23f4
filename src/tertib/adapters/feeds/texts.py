"""Opens a text file whatever its encoding and packing, and gives it as blocks of UTF-8."""

import codecs
import gzip
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import IO

from tertib.errors import BadInput

BLOCK_BYTES = 1 << 20
SAMPLE_BYTES = 1 << 18
GZIP_START = b"\x1f\x8b"
MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# What Windows-1252 texts have above ASCII: letters with accents, quotation marks, dashes, signs of money and degree.
# Never U+00FE or U+00FF, which are what a broken file has.
LIKELY_1252 = frozenset("€…ŠŒŽ‘’“”•–—™šœž ¢£¥§©«®°±²³´µ·¹º»¼½¾¿".encode("cp1252")) | set(range(0xC0, 0xFE))


@dataclass(slots=True)
class Position:
    """How far a file is read: the share of it, 0 to 1."""

    share: float = 0.0


@dataclass(frozen=True, slots=True)
class Text:
    """A file's text in blocks of bytes. `repaired` tells that U+FFFD in it may stand for bytes that made no sense.

    In a UTF-8 source wrong bytes are left as they are: whoever reads a row can then name it.
    """

    encoding: str
    blocks: Iterator[bytes]

    @property
    def repaired(self) -> bool:
        """Say whether wrong bytes have become U+FFFD already."""
        return self.encoding != "utf-8"


def open_text(path: Path, position: Position) -> Text:
    """Read a text, packed with gzip or not, from its start; `position` is moved along.

    Encodings: UTF-8 and UTF-16 with or without a mark, else Windows-1252 (of which latin-1's letters are a part).
    The blocks raise BadInput where a packed file is damaged. OSError if the path cannot be read.
    """
    blocks = _blocks(path, position)
    head = b""
    for block in blocks:
        head += block
        if len(head) >= SAMPLE_BYTES:
            break
    for mark, encoding in MARKS:
        if head.startswith(mark):
            return Text(encoding, _as_utf8(head.removeprefix(mark), blocks, encoding))
    encoding = guess_encoding(head[:SAMPLE_BYTES])
    return Text(encoding, _as_utf8(head, blocks, encoding))


def guess_encoding(sample: bytes) -> str:
    """Guess the encoding of a text without a mark from its start."""
    half = len(sample) // 2
    if half and sample[1::2].count(0) > 0.8 * half and sample[::2].count(0) == 0:
        return "utf-16-le"
    if half and sample[::2].count(0) > 0.8 * half and sample[1::2].count(0) == 0:
        return "utf-16-be"
    try:
        codecs.getincrementaldecoder("utf-8")().decode(sample)
    except UnicodeDecodeError:
        rest = sample.decode("utf-8", "ignore")  # what is left once the wrong bytes are gone
        right = sum(len(char.encode()) for char in rest if char > "\x7f")
        high = [byte for byte in sample if byte > 0x7F]
        likely = sum(byte in LIKELY_1252 for byte in high)
        return "cp1252" if right < len(high) / 2 and likely >= 0.9 * len(high) else "utf-8"
    return "utf-8"


def _blocks(path: Path, position: Position) -> Iterator[bytes]:
    with path.open("rb") as plain:
        packed = plain.read(2) == GZIP_START
        plain.seek(0)
        file: IO[bytes] = gzip.GzipFile(fileobj=plain) if packed else plain  # type: ignore[assignment]
        try:
            size = max(path.stat().st_size, 1)
            while block := file.read(BLOCK_BYTES):
                position.share = min(plain.tell() / size, 1.0)
                yield block
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise BadInput(
                f"{path}: the packed file is damaged or cut short ({error}); copy or download it again"
            ) from error


def _as_utf8(head: bytes, blocks: Iterator[bytes], encoding: str) -> Iterator[bytes]:
    if encoding == "utf-8":
        yield head
        yield from blocks
        return
    decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
    for block in chain((head,), blocks):
        # surrogates without their other half would be no UTF-8
        yield decoder.decode(block).encode("utf-8", "replace")
    if rest := decoder.decode(b"", final=True):
        yield rest.encode("utf-8", "replace")
