"""Many stretches laid on their forms at once: each must be read as it is read by itself."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tertib.core.detection.fold import Folded, fold_texts
from tertib.core.detection.matcher import Form, Lexicon
from tertib.core.detection.matcher.align import CONTEXT, Stretch, align
from tertib.core.detection.matcher.align_many import align_many
from tertib.core.detection.matcher.candidates import Candidates, in_disguise
from tertib.core.detection.matcher.hits import Aligned
from tertib.core.detection.matcher.letters import SKELETON, WITHOUT_SYMBOLS

TERMS = (
    "bal",
    "ball",
    "balpres",
    "bal segel",
    "lilin",
    "awul-awul",
    "see",
    "sell iii",
    "rb",
    "3x korea",
    "kaki",
    "libas",
)
LEXICON = Lexicon.build([Form(text, id=place, whole_word=place % 3 != 2) for place, text in enumerate(TERMS)])
WRITTEN = "b.a.l B4L bаl ba al l i LIlIN l1l!n aawwul s-e-e S33 50 see kak1 é".split()
PIECES = st.sampled_from([*TERMS, *WRITTEN])
SIGNS = st.text("abilnswkBILS0134!@|.- \t'é😀аі", max_size=6)
TEXTS = st.lists(st.one_of(PIECES, SIGNS), max_size=9).map("".join)


def alone(found: Candidates, folded: Folded, place: int, reading: tuple[bytes, bytes]) -> Aligned | None:
    """One candidate of texts that hold no marks and no hidden signs."""
    first, last, plain = int(found.first[place]), int(found.last[place]), folded.plain
    lead = np.frombuffer(folded.joined, np.uint8)[folded.bytes_at(np.arange(first, last + 1))]
    stretch = Stretch(
        text=plain[first : last + 1].decode("latin-1"),
        before=plain[max(0, first - CONTEXT) : first].decode("latin-1"),
        after=plain[last + 1 : last + 1 + CONTEXT].decode("latin-1"),
        strange=tuple((lead >= 0x80).tolist()),
    )
    return align(LEXICON.shapes[found.form[place]], stretch, LEXICON.ordinary, reading=reading)


@pytest.mark.parametrize("reading", [SKELETON, WITHOUT_SYMBOLS])
@given(st.lists(TEXTS, max_size=6))
@settings(max_examples=300, deadline=None)
def test_each_is_read_as_it_is_by_itself(reading: tuple[bytes, bytes], texts: list[str]) -> None:
    folded = fold_texts(pa.array(texts, pa.string()))
    narrow = in_disguise(folded, LEXICON, reading=reading)
    for found in (narrow, narrow.widened()):
        good, readings = align_many(found, folded, LEXICON, reading=reading)
        told = iter(readings)
        together = [next(told) if one else None for one in good.tolist()]
        assert together == [alone(found, folded, place, reading) for place in range(len(found))]


def test_nothing_is_read_as_nothing() -> None:
    folded = fold_texts(pa.array(["murah"]))
    good, readings = align_many(
        in_disguise(folded, LEXICON, reading=SKELETON), folded, LEXICON, reading=SKELETON
    )
    assert (good.tolist(), readings) == ([], [])
