"""Disguises: they are the same every time, and the matcher sees through them."""

from collections import Counter

import pyarrow as pa
import pytest

from tertib.core.detection.disguise import EDITS, Disguise, combined, disguise, disguises
from tertib.core.detection.matcher import EXACT_READING, Form, Lexicon, scan

TERMS = (
    "balpres", "bal segel", "thrift", "thrifting", "seken", "karungan", "awul-awul", "pakaian bekas", "minyak kita",
    "bongkaran", "rombengan", "lelong", "babebo", "pecah bal", "cakar bongkar", "preloved", "second hand",
    "bal import", "gedebage", "monza",
)  # fmt: skip
LEXICON = Lexicon.build([Form(term, place, fuzzy=True) for place, term in enumerate(TERMS)])
CLEAN = (
    "jaket pria baru murah kaos anak celana jeans tas wanita hijab segi empat bola bali "
    "balance global 50rb 30s xl promo"
).split()


def seen(kinds: frozenset[Disguise]) -> float:
    worn = [
        (place, text)
        for place, term in enumerate(TERMS)
        for seed in range(10)
        for kind, text in disguises(term, seed=seed)
        if kind in kinds
    ]
    hits = scan(pa.array([f"jaket {text} murah" for _, text in worn]), LEXICON)
    pairs = set(zip(hits.row.tolist(), hits.form.tolist(), strict=True))
    return sum((row, place) in pairs for row, (place, _) in enumerate(worn)) / len(worn)


def test_the_same_seed_gives_the_same_disguise() -> None:
    for kind in Disguise:
        assert disguise("bal segel", kind, seed=3) == disguise("bal segel", kind, seed=3)


def test_there_are_seventeen_kinds() -> None:
    assert len(Disguise) == 17


def test_a_single_word_has_no_space_to_lose() -> None:
    assert disguise("karung", Disguise.NO_SPACE, seed=0) is None


def test_encodings_are_seen_through() -> None:
    assert seen(frozenset(Disguise) - EDITS) >= 0.99


def test_most_edits_are_seen_through() -> None:
    assert seen(EDITS) >= 0.85


@pytest.mark.parametrize(
    "kinds",
    [
        (Disguise.HOMOGLYPH, Disguise.SEPARATORS),
        (Disguise.LEET, Disguise.ZERO_WIDTH),
        (Disguise.REPEATS, Disguise.ACCENT),
        (Disguise.NO_SPACE, Disguise.MATH),
        (Disguise.REPEATS, Disguise.EMOJI),
    ],
)
def test_two_disguises_at_once_are_seen_through(kinds: tuple[Disguise, ...]) -> None:
    worn = [(p, t) for p, term in enumerate(TERMS) for s in range(5) if (t := combined(term, kinds, seed=s))]
    hits = scan(pa.array([text for _, text in worn]), LEXICON)
    pairs = set(zip(hits.row.tolist(), hits.form.tolist(), strict=True))
    assert sum((row, place) in pairs for row, (place, _) in enumerate(worn)) / len(worn) >= 0.98


def test_clean_titles_hold_no_disguise() -> None:
    titles = [" ".join(CLEAN[(i * 7 + j * (1 + i % 5)) % len(CLEAN)] for j in range(7)) for i in range(5000)]
    hits = scan(pa.array(titles), LEXICON)
    assert Counter((hits.how & ~EXACT_READING) != 0)[True] == 0
