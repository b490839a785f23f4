"""Finds equal pictures by their hashes, exactly to a distance: multi-index hashing over 16-bit parts."""

import numpy as np
import numpy.typing as npt

from tertib.core.returns.titles import Places

Bits = npt.NDArray[np.uint16]

CHUNK_ROWS = 4_096
_FLIPS = np.array([0, *(1 << bit for bit in range(16))], np.uint16)


def hashes(texts: list[str | None], *, bits: int) -> tuple[Bits, npt.NDArray[np.bool_]]:
    """Hex digits as 16-bit parts, uint16 [rows, bits / 16], and which rows have a hash."""
    there = np.array([text is not None for text in texts], bool)
    raw = bytes.fromhex("".join(text if text is not None else "0" * (bits // 4) for text in texts))
    return np.frombuffer(raw, ">u2").astype(np.uint16).reshape(len(texts), bits // 16), there


def views(pdq: Bits) -> list[Bits]:
    """PDQ hashes of a picture as it is, turned and mirrored: 8 of the same shape, uint16 [rows, 16].

    A hash holds the signs, nearly, of 16 x 16 frequencies: mirroring turns those that are odd one way, a quarter turn
    also changes the two ways. So no picture is needed; the views are right to some 20 of 256 bits.
    Source: PDQ's own dihedral transforms, hashing.pdf in facebook/ThreatExchange.
    """
    across = np.where(np.arange(16) % 2 == 1, np.uint16(0xFFFF), np.uint16(0))[None, :]
    found = []
    for upright in (pdq, _transposed(pdq)):
        for one in (upright, upright ^ across):
            found += [one, one ^ np.uint16(0x5555)]
    return found


def _transposed(pdq: Bits) -> Bits:
    square = np.unpackbits(pdq.astype(">u2").view(np.uint8).reshape(len(pdq), 32), axis=1).reshape(-1, 16, 16)
    turned = np.packbits(square.transpose(0, 2, 1).reshape(-1, 256), axis=1)
    return np.ascontiguousarray(turned).view(">u2").astype(np.uint16).reshape(len(pdq), 16)


def turned_distances(first: Bits, second: Bits) -> npt.NDArray[np.int32]:
    """Bits in which PDQ hashes differ, in the view in which they differ least: int32 [rows]."""
    least: npt.NDArray[np.int32] = np.min([distances(view, second) for view in views(first)], axis=0)
    return least


def distances(first: Bits, second: Bits) -> npt.NDArray[np.int32]:
    """Bits in which rows differ: int32 [rows]."""
    bits: npt.NDArray[np.int32] = np.bitwise_count(first ^ second).sum(axis=1, dtype=np.int32)
    return bits


class HashIndex:
    """Every hash within `reach` bits: one of n parts differs in at most 1 bit if all differ in at most 2n - 1.

    So it is exact for a reach of 7 bits of 64 and 31 of 256. Source: Norouzi, Punjani, Fleet, CVPR 2012.
    """

    def __init__(self, rows: Bits, there: npt.NDArray[np.bool_]) -> None:
        """Index the rows that have a hash."""
        self._rows = rows
        self._known = np.flatnonzero(there)
        self.reach = 2 * rows.shape[1] - 1
        self._order, self._begins = [], []
        for part in range(rows.shape[1]):
            values = rows[self._known, part]
            order = np.argsort(values, kind="stable")
            self._order.append(self._known[order].astype(np.int32))
            self._begins.append(np.searchsorted(values[order], np.arange(65_537)))

    def near(self, rows: Bits, there: npt.NDArray[np.bool_]) -> tuple[Places, Places, npt.NDArray[np.int32]]:
        """Query, row of the index and distance of every pair within reach, by query and row."""
        found = [self._near(rows, asked) for asked in _cut(np.flatnonzero(there))]
        query = np.concatenate([part[0] for part in found] or [np.zeros(0, np.int64)])
        row = np.concatenate([part[1] for part in found] or [np.zeros(0, np.int64)])
        distance = np.concatenate([part[2] for part in found] or [np.zeros(0, np.int32)])
        return query, row, distance

    def _near(self, rows: Bits, asked: Places) -> tuple[Places, Places, npt.NDArray[np.int32]]:
        pairs = np.zeros(0, np.int64)
        for part in range(rows.shape[1]):
            probes = (rows[asked, part][:, None] ^ _FLIPS[None, :]).astype(np.int64).ravel()
            begin = self._begins[part][probes]
            size = self._begins[part][probes + 1] - begin
            at = np.repeat(begin - (np.cumsum(size) - size), size) + np.arange(int(size.sum()))
            query = np.repeat(np.repeat(asked, len(_FLIPS)), size)
            row = self._order[part][at].astype(np.int64)
            close = distances(rows[query], self._rows[row]) <= self.reach
            pairs = np.union1d(pairs, (query[close] << 32) | row[close])
        query, row = pairs >> 32, pairs & 0xFFFFFFFF
        return query, row, distances(rows[query], self._rows[row])


def _cut(rows: Places) -> list[Places]:
    return [rows[at : at + CHUNK_ROWS] for at in range(0, len(rows), CHUNK_ROWS)]
