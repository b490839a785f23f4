"""Scan a column of texts for the forms of a lexicon: every hit with its span in the original and the way it was read."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tertib.core.detection.fold import Folded, fold_texts
from tertib.core.detection.fold.thinned import Places
from tertib.core.detection.matcher.align_many import align_many
from tertib.core.detection.matcher.candidates import Candidates, as_written, in_disguise, stand_openly
from tertib.core.detection.matcher.found import Found, best_of
from tertib.core.detection.matcher.hits import OPEN, OPEN_IN_OTHER_CASE, Aligned, Hits
from tertib.core.detection.matcher.letters import SKELETON, SYMBOLS, WITHOUT_SYMBOLS, kinds_at
from tertib.core.detection.matcher.lexicon import Lexicon
from tertib.core.detection.matcher.mending import with_edits

CHUNK_ROWS = 16_384
"""Rows folded and scanned at a time: their arrays stay near the processor, and memory does not grow with the batch."""

# first bytes of Greek, Cyrillic and Armenian letters
_BY_SOUND = range(0xCD, 0xD5)
_FLAG = b"\xf0\x9f\x87"  # first bytes of the letters that flags are made of

CHUNK_BYTES = 4_000_000
"""The same for long texts such as descriptions."""
_LONGEST = 160  # bytes of one hit: who spreads a word over more is not read by any buyer


def scan(texts: pa.StringArray, lexicon: Lexicon) -> Hits:
    """Every form that stands in a row, openly or in disguise; nulls hold nothing.

    Of overlapping hits of one form the one that needed least is kept. The order is fixed: row, start, end, form.
    """
    if isinstance(texts, pa.ChunkedArray):
        texts = texts.combine_chunks()
    if texts.type != pa.string():
        texts = texts.cast(pa.string())
    rows = max(1, min(CHUNK_ROWS, CHUNK_BYTES * len(texts) // (texts.nbytes + 1)))
    found = [_scan(texts.slice(begin, rows), lexicon).shifted(begin) for begin in range(0, len(texts), rows)]
    return best_of(found, lexicon, texts)


def _scan(texts: pa.StringArray, lexicon: Lexicon) -> Found:
    folded = fold_texts(texts)
    parts = [_plain(folded, lexicon)]
    if lexicon.hidden:
        parts.append(_disguised(folded, lexicon, SKELETON))
        parts.append(with_edits(folded, lexicon))
        signs = _rows_with_signs(folded)
        if len(signs):
            again = fold_texts(pc.take(texts, pa.array(signs)))
            parts.append(_disguised(again, lexicon, WITHOUT_SYMBOLS).of_rows(signs))
        strange = _rows_by_sound(folded)
        if len(strange):
            again = fold_texts(pc.take(texts, pa.array(strange)), by_sound=True)
            parts.append(_disguised(again, lexicon, SKELETON).of_rows(strange))
    return Found.joined(parts)


def _plain(folded: Folded, lexicon: Lexicon) -> Found:
    found = as_written(folded, lexicon)
    if not len(found):
        return Found.none()
    view = np.frombuffer(folded.plain, dtype=np.uint8)
    upper = np.cumsum((view >= ord("A")) & (view <= ord("Z")), dtype=np.int32)
    capitals = upper[found.last] - upper[found.first] + ((view[found.first] & 0xE0) == 0x40) > 0
    return _told(found, folded, [OPEN_IN_OTHER_CASE if capital else OPEN for capital in capitals.tolist()])


def _disguised(folded: Folded, lexicon: Lexicon, reading: tuple[bytes, bytes]) -> Found:
    found = in_disguise(folded, lexicon, reading=reading)
    if not len(found):
        return Found.none()
    openly, capitals = stand_openly(found, folded, lexicon)
    readings = [OPEN_IN_OTHER_CASE if capital else OPEN for capital in capitals[openly].tolist()]
    parts = [_told(found.where(openly), folded, readings)]
    rest = found.where(~openly & (found.wide_last - found.wide_first < _LONGEST))
    good, readings = align_many(rest, folded, lexicon, reading=reading)
    parts.append(_told(rest.where(good), folded, readings))
    wide = rest.where(~good & ((rest.wide_first != rest.first) | (rest.wide_last != rest.last))).widened()
    good, readings = align_many(wide, folded, lexicon, reading=reading)
    parts.append(_told(wide.where(good), folded, readings))
    return Found.joined(parts)


def _told(found: Candidates, folded: Folded, readings: list[Aligned]) -> Found:
    first, last = folded.points_at(found.first), folded.points_at(found.last) + 1
    if folded.thinned is not None and len(found):  # marks that stand on the last letter belong to it
        last = np.maximum(last, folded.points_at(np.minimum(found.last + 1, len(folded.plain) - 1)))
    return Found(row=folded.rows_at(found.first), form=found.form, start=first, end=last, readings=readings)


def _rows_with_signs(folded: Folded) -> Places:
    """Rows with a sign such as ! or @ between letters: it may stand for one, or only separate."""
    view = np.frombuffer(folded.plain, dtype=np.uint8)
    there = [np.flatnonzero(view == ord(sign)) for sign in SYMBOLS if sign.encode() in folded.plain]
    if not there:
        return np.zeros(0, dtype=np.int64)
    spots = np.concatenate(there)
    between = (kinds_at(view, spots - 1) > 0) & (kinds_at(view, spots + 1) > 0)
    return np.unique(folded.rows_at(spots[between]))


def _rows_by_sound(folded: Folded) -> Places:
    """Rows with letters of an alphabet in which look and sound part, or with flags, which are letters or pictures."""
    if folded.joined.isascii():
        return np.zeros(0, dtype=np.int64)
    view = np.frombuffer(folded.joined, dtype=np.uint8)
    spots = np.flatnonzero((view >= _BY_SOUND.start) & (view < _BY_SOUND.stop))
    if _FLAG[:1] in folded.joined:
        flags = np.flatnonzero(view[:-2] == _FLAG[0])
        spots = np.concatenate([spots, flags[(view[flags + 1] == _FLAG[1]) & (view[flags + 2] == _FLAG[2])]])
    return np.unique(np.searchsorted(folded.starts, spots, side="right") - 1)
