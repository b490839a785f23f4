"""Reads titles into hashed words, joined neighbours, pieces and MinHash bands, a whole column at a time."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tertib.core.detection.fold import fold_texts

Keys = npt.NDArray[np.uint64]
Places = npt.NDArray[np.int64]

BASE = np.uint64(0x100000001B3)  # odd, so that it has an inverse modulo 2^64
INVERSE = np.uint64(pow(int(BASE), -1, 1 << 64))
MIX = np.uint64(0xFF51AFD7ED558CCD)  # MurmurHash3's finaliser, public domain
MIX_2 = np.uint64(0xC4CEB9FE1A85EC53)
NUMBER = np.uint64(1)  # the lowest bit of a word's key says that it is a number
BANDS, BAND_ROWS, PIECE = 16, 3, 4  # pieces of 4 letters, 16 bands of 3: nine in ten with 4 edits are met
SLICE_ROWS = 8_192
SHORT = 1 << 32  # keys below it fit beside their row in 64 bits
SHIFT = np.uint64(32)
MAX_BYTES = 400  # of one title; what is longer is cut, no platform shows more
_LETTER, _DIGIT = 1, 2
_CLASS = np.zeros(256, np.uint8)
_CLASS[ord("a") : ord("z") + 1] = _LETTER
_CLASS[ord("0") : ord("9") + 1] = _DIGIT
_APART = np.random.default_rng(20_261_125).integers(
    0, 1 << 63, BANDS * BAND_ROWS, dtype=np.uint64
) | np.uint64(1)


@dataclass(frozen=True, slots=True)
class Ragged:
    """Rows of keys: those of row i are `keys[ends[i] : ends[i + 1]]`, ascending, each once."""

    keys: Keys
    ends: Places

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return len(self.ends) - 1

    def take(self, rows: Places) -> "Ragged":
        """Some rows, in the order asked."""
        return Ragged(
            self.keys[self.at(rows)], np.concatenate([[0], np.cumsum(self.ends[rows + 1] - self.ends[rows])])
        )

    def at(self, rows: Places) -> Places:
        """Places of the keys of some rows."""
        sizes = self.ends[rows + 1] - self.ends[rows]
        places: Places = np.repeat(self.ends[rows] - (np.cumsum(sizes) - sizes), sizes) + np.arange(
            int(sizes.sum())
        )
        return places

    def owners(self) -> Places:
        """The row of every key."""
        return np.repeat(np.arange(self.rows), np.diff(self.ends))


@dataclass(frozen=True, slots=True)
class Titles:
    """A column of titles as it is compared. `texts` are folded, in words parted by one space."""

    texts: list[str]
    words: Ragged
    joined: Ragged  # keys of two neighbouring words written as one: "double tape" is "doubletape"
    pieces: Ragged  # runs of 3 letters, with the borders of words
    bands: Ragged  # MinHash bands

    def take(self, rows: Places) -> "Titles":
        """Some rows, in the order asked."""
        return Titles(
            texts=[self.texts[row] for row in rows.tolist()],
            words=self.words.take(rows),
            joined=self.joined.take(rows),
            pieces=self.pieces.take(rows),
            bands=self.bands.take(rows),
        )


def mixed(keys: Keys) -> Keys:
    """Spread keys over all 64 bits."""
    keys = (keys ^ (keys >> np.uint64(33))) * MIX
    keys = (keys ^ (keys >> np.uint64(33))) * MIX_2
    return keys ^ (keys >> np.uint64(33))


def read_titles(titles: pa.Array) -> Titles:
    """Read a column of strings; null is an empty title. The same title gives the same keys on every machine."""
    if not len(titles):
        return _read(pa.array([""])).take(np.zeros(0, np.int64))
    parts = [_read(titles.slice(at, SLICE_ROWS)) for at in range(0, len(titles), SLICE_ROWS)]
    return together(parts)


def together(parts: list[Titles]) -> Titles:
    """Titles of one after titles of the other."""
    if len(parts) == 1:
        return parts[0]
    return Titles(
        texts=[text for part in parts for text in part.texts],
        words=stacked([part.words for part in parts]),
        joined=stacked([part.joined for part in parts]),
        pieces=stacked([part.pieces for part in parts]),
        bands=stacked([part.bands for part in parts]),
    )


def stacked(parts: list[Ragged]) -> Ragged:
    """Rows of one after rows of the other."""
    sizes = np.concatenate([np.diff(part.ends) for part in parts])
    return Ragged(np.concatenate([part.keys for part in parts]), np.concatenate([[0], np.cumsum(sizes)]))


def _read(titles: pa.Array) -> Titles:
    folded = fold_texts(titles.cast(pa.string())).texts().to_pylist()
    raw = np.frombuffer(
        "\n".join([*(text[:MAX_BYTES] for text in folded), ""]).encode("ascii", "replace"), np.uint8
    )
    rows = len(folded)
    if any("\n" in text for text in folded):
        joined = "\n".join([*(text[:MAX_BYTES].replace("\n", " ") for text in folded), ""])
        raw = np.frombuffer(joined.encode("ascii", "replace"), np.uint8)
    kinds = _CLASS[raw]
    # a point or comma between two digits belongs to the number: 4,5 is not 4 and 5
    inner = np.flatnonzero((raw[1:-1] == ord(".")) | (raw[1:-1] == ord(","))) + 1
    inner = inner[(kinds[inner - 1] == _DIGIT) & (kinds[inner + 1] == _DIGIT)]
    kinds = kinds.copy()
    kinds[inner] = _DIGIT
    raw = raw.copy()
    raw[inner] = ord(".")
    row_at = np.cumsum(raw == ord("\n")) - (raw == ord("\n"))
    before = np.concatenate([[0], kinds[:-1]])
    after = np.concatenate([kinds[1:], [0]])
    begins = np.flatnonzero((kinds > 0) & (kinds != before))
    ends = np.flatnonzero((kinds > 0) & (kinds != after)) + 1
    owner = row_at[begins] if len(begins) else np.zeros(0, np.int64)
    number = kinds[begins] == _DIGIT
    hashes = _hashes(raw, begins, ends)
    words = (mixed(hashes) & ~NUMBER) | number.astype(np.uint64)
    pairs = np.flatnonzero(owner[1:] == owner[:-1])
    power = _powers(int((ends - begins).max()) + 1 if len(begins) else 1)
    neighbours = hashes[pairs] + hashes[pairs + 1] * power[(ends - begins)[pairs]]
    joined = (mixed(neighbours) & ~NUMBER) | (number[pairs] & number[pairs + 1]).astype(np.uint64)
    texts, spaced, spaced_row = _spaced(raw, begins, ends, owner, rows)
    return Titles(
        texts=texts,
        words=ragged(owner, words, rows),
        joined=ragged(owner[pairs], joined, rows),
        pieces=ragged(*_pieces(spaced, spaced_row, 3), rows),
        bands=_bands(*_pieces(spaced, spaced_row, PIECE), rows),
    )


def ragged(owner: Places, keys: Keys, rows: int) -> Ragged:
    """Sort keys under their rows, each once."""
    if rows < SHORT and len(keys) and int(keys.max()) < SHORT:  # one sort of both is ten times as fast
        packed = np.sort((owner.astype(np.uint64) << SHIFT) | keys)
        owner, keys = (packed >> SHIFT).astype(np.int64), packed & np.uint64(SHORT - 1)
    else:
        order = np.lexsort((keys, owner))
        owner, keys = owner[order], keys[order]
    first = np.ones(len(keys), bool)
    first[1:] = (owner[1:] != owner[:-1]) | (keys[1:] != keys[:-1])
    owner, keys = owner[first], keys[first]
    return Ragged(keys, np.searchsorted(owner, np.arange(rows + 1)))


def _powers(count: int, base: np.uint64 = BASE) -> Keys:
    powers = np.full(count, base, np.uint64)
    powers[0] = 1
    return np.cumprod(powers, dtype=np.uint64)


def _hashes(raw: npt.NDArray[np.uint8], begins: Places, ends: Places) -> Keys:
    """Sum of letter times BASE^place: that of two words written as one follows from those of the two."""
    sums = np.concatenate(
        [[np.uint64(0)], np.cumsum(raw.astype(np.uint64) * _powers(len(raw)), dtype=np.uint64)]
    )
    hashes: Keys = (sums[ends] - sums[begins]) * _powers(len(raw) + 1, INVERSE)[begins]
    return hashes


def _spaced(
    raw: npt.NDArray[np.uint8], begins: Places, ends: Places, owner: Places, rows: int
) -> tuple[list[str], npt.NDArray[np.uint8], Places]:
    """Words of each row with one space before and after, as texts and as bytes with the row of each."""
    text = raw.tobytes()
    words: list[list[str]] = [[] for _ in range(rows)]
    for row, begin, end in zip(owner.tolist(), begins.tolist(), ends.tolist(), strict=True):
        words[row].append(text[begin:end].decode())
    texts = [" ".join(row) for row in words]
    spaced = np.frombuffer(" ".join(["", *texts, ""]).encode(), np.uint8)
    sizes = np.array([len(one) + 1 for one in texts], np.int64)
    # the space before a row is its own; the one behind it is the next row's, and belongs to neither's pieces
    return texts, spaced, np.repeat(np.arange(rows), sizes)


def _pieces(spaced: npt.NDArray[np.uint8], row: Places, size: int) -> tuple[Places, Keys]:
    """Every run of `size` bytes that begins in a row and ends in it or on the space behind it."""
    count = max(0, len(spaced) - size + 1)
    value = np.zeros(count, np.uint64)
    for shift in range(size):
        value |= spaced[shift : shift + count].astype(np.uint64) << np.uint64(8 * shift)
    inside = row[:count] == row[size - 2 : size - 2 + count]
    return row[:count][inside], value[inside]


def _bands(owner: Places, pieces: Keys, rows: int) -> Ragged:
    """MinHash of each row's pieces, in BANDS keys; a row without pieces has none."""
    there = np.unique(owner)
    if not len(there):
        return Ragged(np.zeros(0, np.uint64), np.zeros(rows + 1, np.int64))
    begins = np.searchsorted(owner, there)
    base = mixed(pieces)
    keys = np.zeros((len(there), BANDS), np.uint64)
    for band in range(BANDS):
        key = np.full(len(there), band + 1, np.uint64)
        for place in range(BAND_ROWS):
            least = np.minimum.reduceat(base * _APART[band * BAND_ROWS + place], begins)
            key = mixed(key * BASE ^ least)
        keys[:, band] = key
    keys.sort(axis=1)
    sizes = np.zeros(rows, np.int64)
    sizes[there] = BANDS
    return Ragged(keys.ravel(), np.concatenate([[0], np.cumsum(sizes)]))
