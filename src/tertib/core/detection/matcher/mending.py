"""Scan rows again in which a strange token is replaced by the word it is one edit away from."""

import numpy as np
import pyarrow as pa

from tertib.core.detection.fold import Folded, fold_texts
from tertib.core.detection.fold.thinned import Places
from tertib.core.detection.matcher.candidates import in_disguise, stand_openly
from tertib.core.detection.matcher.edits import PHRASE, SHORTEST_ALONE, Meaning
from tertib.core.detection.matcher.found import Found
from tertib.core.detection.matcher.hits import Aligned, How
from tertib.core.detection.matcher.letters import FLAT, SKELETON
from tertib.core.detection.matcher.lexicon import Lexicon, Shape

_TWO_EDITS = 12  # letters of a form of several words that bears an edit in two of them

Token = tuple[int, int, Meaning]
"""First byte and end in the folded text, and the word that is meant."""


def with_edits(folded: Folded, lexicon: Lexicon) -> Found:
    """Forms that stand openly once strange tokens are mended; only hits that touch such a token."""
    edits = lexicon.edits
    if edits is None:
        return Found.none()
    starts, ends, meanings = edits.tokens(folded)
    if not len(starts):
        return Found.none()
    rows = folded.rows_at(starts)
    tokens = list(zip(starts.tolist(), ends.tolist(), meanings, strict=True))
    mended, texts = [], []
    chosen, first = np.unique(rows, return_index=True)
    for place, row in enumerate(chosen.tolist()):
        after = first[place + 1] if place + 1 < len(first) else len(tokens)
        mended.append(_Mended(folded, row, tokens[first[place] : after]))
        texts.append(mended[-1].text)
    again = fold_texts(pa.array(texts, pa.string()))
    found = in_disguise(again, lexicon, reading=SKELETON)
    found = found.where(stand_openly(found, again, lexicon)[0])
    hits: list[tuple[int, int, int, int, int]] = []
    which = again.rows_at(found.first)
    for form, a, b, place in zip(
        found.form.tolist(), found.first.tolist(), found.last.tolist(), which.tolist(), strict=True
    ):
        base = int(again.starts[place])
        begin, last, touched = mended[place].original(a - base, b - base)
        shape = lexicon.shapes[form]
        distance = sum(meaning.distance for meaning in touched)
        if touched and shape.form.fuzzy and _near_enough(shape, touched):
            hits.append((int(chosen[place]), form, begin, last, distance))
    if not hits:
        return Found.none()
    columns: list[Places] = [np.array(column, dtype=np.int64) for column in zip(*hits, strict=True)]
    return Found(
        row=columns[0],
        form=columns[1],
        start=folded.points_at(columns[2]),
        end=folded.points_at(columns[3]) + 1,
        readings=[Aligned(How.FUZZY, ((How.FUZZY, distance),)) for *_, distance in hits],
    )


def _near_enough(shape: Shape, touched: list[Meaning]) -> bool:
    if " " in shape.flat:
        return shape.letters >= PHRASE and len(touched) <= (1 if shape.letters < _TWO_EDITS else 2)
    return shape.letters >= SHORTEST_ALONE and all(meaning.likely for meaning in touched)


class _Mended:
    """A row with tokens replaced, and the way back to the folded text."""

    def __init__(self, folded: Folded, row: int, tokens: list[Token]) -> None:
        bounds = folded.spots_at(np.array([folded.starts[row], folded.starts[row + 1] - 1], dtype=np.int64))
        self._begin, end = int(bounds[0]), int(bounds[1])
        # Place in `text`, place in the folded text, and what was meant.
        self._tokens: list[tuple[int, int, int, int, Meaning]] = []
        flat, at = [], self._begin
        size = 0
        for a, b, meaning in tokens:
            before = folded.plain[at:a].translate(FLAT).decode("latin-1")
            flat += [before, meaning.word]
            size += len(before)
            self._tokens.append((size, size + len(meaning.word), a, b, meaning))
            size += len(meaning.word)
            at = b
        flat.append(folded.plain[at:end].translate(FLAT).decode("latin-1"))
        self.text = "".join(flat)

    def original(self, first: int, last: int) -> tuple[int, int, list[Meaning]]:
        """First and last byte in the folded text of a stretch of `text`, and what was mended in it."""
        begin, end = None, None
        touched: list[Meaning] = []
        shift = self._begin
        for a, b, of_a, of_b, meaning in self._tokens:
            if first < a and begin is None:
                begin = first + shift
            if last < a and end is None:
                end = last + shift
            if a <= last and first < b:
                touched.append(meaning)
                begin = of_a if begin is None else begin
                end = of_b - 1 if last < b else end
            shift = of_b - b
        begin = first + shift if begin is None else begin
        end = last + shift if end is None else end
        return begin, end, touched
