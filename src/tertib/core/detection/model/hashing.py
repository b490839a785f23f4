"""Pieces of words as hashed places: fast over a whole batch, the same on every machine, never the words themselves."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

BITS = 18
SHORTEST, LONGEST = 3, 4  # bytes of a piece within a word, with a mark at both ends
STEP = np.uint32(0x01000193)  # FNV-1a's prime
MIX = np.uint32(0x9E3779B1)  # odd, from the golden ratio: Knuth, TAOCP 3, 6.4
FIRST = np.uint32(0x811C9DC5)  # FNV-1a's start
MARK = ord(" ")
WORD_BYTES = (
    64  # of a longer word only its beginning counts: nobody writes such, and one of a megabyte took seconds
)

Places = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Spread:
    """Texts laid end to end, each with a mark before and after: row `r` is `data[offsets[r]:offsets[r + 1]]`."""

    data: npt.NDArray[np.uint8]
    offsets: npt.NDArray[np.int64]

    @property
    def rows(self) -> int:
        return len(self.offsets) - 1


@dataclass(frozen=True, slots=True)
class Pieces:
    """`row[i]` has the piece hashed to `place[i]` (0..2^BITS-1); a piece that stands twice is given twice."""

    row: Places
    place: Places


def spread(texts: pa.Array) -> Spread:
    """Lower-cased letters and digits with one mark between words; null is empty."""
    clean = pc.replace_substring_regex(pc.utf8_lower(pc.fill_null(texts, "")), r"[^\p{L}\p{N}]+", " ")
    marked = pc.binary_join_element_wise("", pc.utf8_trim_whitespace(clean), "", " ")
    buffers = marked.buffers()
    offsets = np.frombuffer(buffers[1], dtype=np.int32)[marked.offset : marked.offset + len(marked) + 1]
    data = np.frombuffer(buffers[2] or b"", dtype=np.uint8)[offsets[0] : offsets[-1]]
    return Spread(data=data, offsets=(offsets - offsets[0]).astype(np.int64))


def pieces_of(texts: pa.Array, *, seed: int) -> Pieces:
    """Words, pairs of words, and pieces of 3 and 4 bytes within words.

    `seed` keeps the pieces of one field from those of another.
    """
    laid = spread(texts)
    row_of = np.repeat(np.arange(laid.rows, dtype=np.int32), np.diff(laid.offsets))
    parts = [(row_of[: len(place)][valid], place[valid]) for place, valid in runs(laid, seed=seed)]
    parts += words(laid, seed=seed)
    return Pieces(
        row=np.concatenate([row for row, _ in parts]), place=np.concatenate([place for _, place in parts])
    )


def runs(laid: Spread, *, seed: int) -> Iterator[tuple[Places, npt.NDArray[np.bool_]]]:
    """For each size: the place of the run that starts at each byte, and whether it is a piece.

    A piece has no mark inside; so it never crosses from one row to the next, where two marks stand together.
    """
    data, gap = laid.data, laid.data == MARK
    count = len(data)
    hashed = np.full(count, FIRST ^ np.uint32(seed), dtype=np.uint32)
    valid = np.ones(count, dtype=np.bool_)
    for size in range(1, LONGEST + 1):
        if size > count:
            return
        left = count - size + 1
        hashed = (hashed[:left] ^ data[size - 1 :]) * STEP
        valid = valid[:left] & ~gap[size - 2 : size - 2 + left] if size > SHORTEST - 1 else valid[:left]
        if size >= SHORTEST:
            yield place_of(hashed), valid


def words(laid: Spread, *, seed: int) -> list[tuple[Places, Places]]:
    """Row and place of every whole word (by its first WORD_BYTES), and of every two that follow one another in a row."""
    ends = np.flatnonzero(laid.data == MARK)
    starts = np.concatenate(([0], ends[:-1] + 1)) if len(ends) else ends
    length = ends - starts
    full = length > 0
    starts, length = starts[full], length[full]
    hashed = np.full(len(starts), FIRST ^ np.uint32(seed + 0x5EED), dtype=np.uint32)
    for shift in range(min(int(length.max(initial=0)), WORD_BYTES)):
        more = np.flatnonzero(length > shift)
        hashed[more] = (hashed[more] ^ laid.data[starts[more] + shift]) * STEP
    row = (np.searchsorted(laid.offsets, starts, side="right") - 1).astype(np.int32)
    pair = np.flatnonzero(row[1:] == row[:-1])
    both = (hashed[pair] * STEP) ^ (hashed[pair + 1] * MIX)
    return [(row, place_of(hashed)), (row[pair], place_of(both))]


def place_of(hashed: npt.NDArray[np.uint32]) -> Places:
    """The place of each hash in a table of 2^BITS."""
    mixed: Places = ((hashed * MIX) >> np.uint32(32 - BITS)).astype(np.int32)
    return mixed
