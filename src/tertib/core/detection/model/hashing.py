"""Pieces of words as hashed places: fast over a whole batch, the same on every machine, never the words themselves."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

BITS = 18
SIZES = (3, 4, 5)  # bytes of a piece within a word, with a mark at both ends
MIX = np.uint64(0x9E3779B97F4A7C15)  # odd, from the golden ratio: Knuth, TAOCP 3, 6.4
STEP = np.uint64(0x100000001B3)  # FNV-1a's prime
MARK = ord(" ")


@dataclass(frozen=True, slots=True)
class Pieces:
    """`row[i]` has the piece hashed to `place[i]` (0..2^BITS-1); a piece that stands twice is given twice."""

    row: npt.NDArray[np.int32]
    place: npt.NDArray[np.int32]


def pieces_of(texts: pa.Array, *, seed: int) -> Pieces:
    """Words, pairs of words, and pieces of 3, 4 and 5 bytes of lower-cased text; null is empty.

    `seed` keeps the pieces of one field from those of another.
    """
    clean = pc.replace_substring_regex(pc.utf8_lower(pc.fill_null(texts, "")), r"[^\p{L}\p{N}]+", " ")
    spaced = pc.binary_join_element_wise("", pc.utf8_trim_whitespace(clean), "", " ")
    data = np.frombuffer(_values(spaced), dtype=np.uint8)
    offsets = np.frombuffer(spaced.buffers()[1], dtype=np.int32)[
        spaced.offset : spaced.offset + len(spaced) + 1
    ]
    data = data[offsets[0] : offsets[-1]]
    row_of = np.repeat(np.arange(len(spaced), dtype=np.int32), np.diff(offsets))
    gap = data == MARK
    parts = [_runs(data, gap, row_of, size) for size in SIZES]
    parts += _words(data, gap, row_of)
    rows = np.concatenate([row for row, _ in parts])
    hashes = np.concatenate([hashed for _, hashed in parts])
    mixed = (hashes ^ np.uint64(seed)) * MIX
    return Pieces(row=rows, place=(mixed >> np.uint64(64 - BITS)).astype(np.int32))


def _values(texts: pa.Array) -> memoryview:
    buffer = texts.buffers()[2]
    return memoryview(buffer) if buffer is not None else memoryview(b"")


def _runs(
    data: npt.NDArray[np.uint8], gap: npt.NDArray[np.bool_], row_of: npt.NDArray[np.int32], size: int
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.uint64]]:
    """Every run of `size` bytes in one row with no gap inside; a gap may stand at its ends."""
    count = len(data) - size + 1
    if count <= 0:
        return np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.uint64)
    inside = np.zeros(count, dtype=np.bool_)
    for shift in range(1, size - 1):
        inside |= gap[shift : shift + count]
    good = ~inside & (row_of[:count] == row_of[size - 1 :])
    start = np.flatnonzero(good)
    hashed = np.full(len(start), size, dtype=np.uint64)
    for shift in range(size):
        hashed = (hashed ^ data[start + shift]) * STEP
    return row_of[start], hashed


def _words(
    data: npt.NDArray[np.uint8], gap: npt.NDArray[np.bool_], row_of: npt.NDArray[np.int32]
) -> list[tuple[npt.NDArray[np.int32], npt.NDArray[np.uint64]]]:
    """Whole words, and each two that follow one another in a row."""
    ends = np.flatnonzero(gap)
    if not len(ends):
        return [(np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.uint64))]
    starts = np.concatenate(([0], ends[:-1] + 1))
    length = ends - starts
    full = length > 0
    starts, ends, length = starts[full], ends[full], length[full]
    hashed = np.full(len(starts), 77, dtype=np.uint64)
    for shift in range(int(length.max(initial=0))):
        more = np.flatnonzero(length > shift)
        hashed[more] = (hashed[more] ^ data[starts[more] + shift]) * STEP
    rows = row_of[starts]
    pair = np.flatnonzero(rows[1:] == rows[:-1])
    both = (hashed[pair] * STEP) ^ (hashed[pair + 1] * MIX)
    return [(rows, hashed), (rows[pair], both)]
