"""Fold a column of texts into plain letters that stand in the place of the original bytes, so that hits can be shown."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from tertib.core.detection.fold.repair import repairs, suspects
from tertib.core.detection.fold.table import HIDDEN, FoldTable, fold_table
from tertib.core.detection.fold.thinned import Places, Thinned

Bytes = npt.NDArray[np.uint8]

WALL = 0
"""The byte after every row. It is in no term, so nothing is ever found across two rows."""
_LOWER = bytes(range(256)).lower()
_HIDDEN = bytes([HIDDEN])


@dataclass(frozen=True)
class Folded:
    """A column of `rows` texts as one buffer of ASCII, and the way back.

    `plain` holds the folded letters, capitals of ASCII kept, a WALL after each row. `thinned` leads from `plain` to
    `joined`, the UTF-8 of all rows with their walls; None if every byte has its own.
    `starts` int64 [rows + 1] are the rows' first bytes in `joined`. A null row is an empty one.
    """

    joined: bytes
    plain: bytes
    thinned: Thinned | None
    starts: Places

    @property
    def rows(self) -> int:
        return len(self.starts) - 1

    @cached_property
    def lower(self) -> bytes:
        """`plain` without capitals."""
        return self.plain.translate(_LOWER)

    @cached_property
    def _followers(self) -> Places:
        """Bytes of `joined` that continue a code point, ascending."""
        if self.joined.isascii():
            return np.empty(0, dtype=np.int64)
        view = np.frombuffer(self.joined, dtype=np.uint8)
        return np.flatnonzero((view & 0xC0) == 0x80)

    def rows_at(self, spots: Places) -> Places:
        """Row of each byte of `plain`."""
        return np.searchsorted(self.starts, self.bytes_at(spots), side="right") - 1

    def bytes_at(self, spots: Places) -> Places:
        """Byte of `joined` for each byte of `plain`."""
        return spots if self.thinned is None else self.thinned.back(spots)

    def spots_at(self, places: Places) -> Places:
        """Byte of `plain` for each byte of `joined`, or the next there is."""
        return places if self.thinned is None else self.thinned.forth(places)

    def points_at(self, spots: Places) -> Places:
        """Code point within its row, for each byte of `plain`."""
        at = self.bytes_at(spots)
        begin = self.starts[np.searchsorted(self.starts, at, side="right") - 1]
        if not len(self._followers):
            return at - begin
        return (
            at
            - begin
            - np.searchsorted(self._followers, at, "right")
            + np.searchsorted(self._followers, begin)
        )

    def texts(self) -> pa.StringArray:
        """The folded rows in small letters; hidden signs are gone, walls and pictures are control characters."""
        starts = self.spots_at(self.starts)
        rows = np.arange(len(starts), dtype=np.int64)
        kept = self.lower.translate(None, bytes([WALL]))
        if len(kept) != len(self.lower) - self.rows:  # a text held a wall of its own
            return pa.array([row.decode() for row in self._split(starts)], pa.string())
        offsets = (starts - rows).astype(np.int32)
        return pa.StringArray.from_buffers(self.rows, pa.py_buffer(offsets), pa.py_buffer(kept))

    def _split(self, starts: Places) -> list[bytes]:
        ends = starts[1:] - 1
        return [self.lower[a:b] for a, b in zip(starts[:-1].tolist(), ends.tolist(), strict=True)]


def fold_texts(texts: pa.StringArray, *, by_sound: bool = False) -> Folded:
    """Fold every row; `by_sound` reads letters of other alphabets as they sound where that is another letter.

    Rows of plain ASCII cost next to nothing: they are their own fold. Folding the fold changes nothing more.
    """
    joined, starts = _joined(texts)
    spoilt = suspects(joined)
    if joined.isascii() and not len(spoilt):
        return Folded(joined=joined, plain=joined, thinned=None, starts=starts)
    folded = _folded(joined, fold_table(), by_sound=by_sound)
    if len(spoilt):
        rows = np.unique(np.searchsorted(starts, spoilt, side="right") - 1)
        _mend(joined, folded, starts, rows, fold_table())
    plain = folded.tobytes()
    if _HIDDEN not in plain:
        return Folded(joined=joined, plain=plain, thinned=None, starts=starts)
    thinned = Thinned.of(np.flatnonzero(folded == HIDDEN))
    return Folded(joined=joined, plain=plain.translate(None, _HIDDEN), thinned=thinned, starts=starts)


def _joined(texts: pa.StringArray) -> tuple[bytes, Places]:
    """All rows with a WALL after each, and where each begins."""
    if texts.null_count:
        texts = pc.fill_null(texts, "")
    if not len(texts):
        return b"", np.zeros(1, dtype=np.int64)
    width = np.dtype(np.int32 if texts.type == pa.string() else np.int64)
    offsets = np.frombuffer(texts.buffers()[1], dtype=width)[texts.offset : texts.offset + len(texts) + 1]
    starts = (offsets - offsets[0]).astype(np.int64) + np.arange(len(offsets))
    rows = pa.array([0, len(texts)], pa.int32())
    joined = pc.binary_join(pa.ListArray.from_arrays(rows, texts), pa.scalar("\0", texts.type))
    return joined.buffers()[2].to_pybytes() + bytes([WALL]), starts


def _folded(joined: bytes, table: FoldTable, *, by_sound: bool) -> Bytes:
    """Fold in place: each code point's letters stand in its own bytes, HIDDEN fills what is left of them."""
    view = np.frombuffer(joined, dtype=np.uint8)
    out = view.copy()
    high = np.flatnonzero(view >= 0x80)
    leads = high[view[high] >= 0xC0]
    out[high] = HIDDEN
    points, lengths = _points(view, leads)
    letters = table.looks(points)
    if by_sound:
        sounds = table.sounds(points)
        letters[sounds > 0] = HIDDEN
        letters[sounds > 0, 0] = sounds[sounds > 0]
    for place in range(letters.shape[1]):
        there = lengths > place
        out[leads[there] + place] = letters[there, place]
    return out


def _points(view: Bytes, leads: Places) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int8]]:
    """Code points that begin at `leads`, and their lengths in bytes. Arrow's strings are valid UTF-8."""
    first = view[leads].astype(np.int32)
    lengths = (2 + (first >= 0xE0) + (first >= 0xF0)).astype(np.int8)
    points = first & (0xFF >> (lengths.astype(np.int32) + 1))
    for place in range(1, 4):
        there = lengths > place
        points[there] = (points[there] << 6) | (view[leads[there] + place] & 0x3F)
    return points, lengths


def _mend(joined: bytes, out: Bytes, starts: Places, rows: Places, table: FoldTable) -> None:
    """Write what was meant over text that was spoilt on its way."""
    for row in rows.tolist():
        begin, end = int(starts[row]), int(starts[row + 1]) - 1
        text = joined[begin:end].decode()
        for first, last, meant in repairs(text):
            at = begin + len(text[:first].encode())
            size = len(text[first:last].encode())
            points = np.array([ord(c) for c in meant if not c.isascii()], dtype=np.int32)
            looks = iter(table.looks(points))
            letters = b"".join(c.encode() if c.isascii() else next(looks).tobytes() for c in meant)
            letters = letters.translate(None, _HIDDEN)[:size]
            out[at : at + size] = HIDDEN
            out[at : at + len(letters)] = np.frombuffer(letters, dtype=np.uint8)
