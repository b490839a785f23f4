"""Titles read as hashed words."""

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from tertib.core.returns.titles import NUMBER, SLICE_ROWS, Ragged, read_titles


def keys(rows: Ragged, row: int) -> set[int]:
    return set(rows.keys[rows.ends[row] : rows.ends[row + 1]].tolist())


def test_two_words_are_the_same_key_as_the_word_they_make_together():
    read = read_titles(pa.array(["double tape kuat", "doubletape kuat"]))
    assert keys(read.joined, 0) & keys(read.words, 1)


def test_a_number_with_a_comma_is_one_word_and_marked_as_a_number():
    read = read_titles(pa.array(["tali 4,5 m", "tali 4 5 m"]))
    assert read.texts == ["tali 4.5 m", "tali 4 5 m"]
    assert [sum(key & int(NUMBER) for key in keys(read.words, row)) for row in range(2)] == [1, 2]


def test_letters_and_digits_are_parted():
    assert read_titles(pa.array(["2kg 12mm"])).texts == ["2 kg 12 mm"]


def test_disguised_and_spoilt_letters_are_read_as_meant():
    assert read_titles(pa.array(["Nescaf\\xc3\\xa9 Jakеt"])).texts == ["nescafe jaket"]


def test_null_and_empty_titles_have_no_keys():
    read = read_titles(pa.array([None, "", "!!!"], pa.string()))
    assert read.texts == ["", "", ""]
    assert not len(read.words.keys) and not len(read.bands.keys)


def test_no_titles_are_read_as_none():
    assert read_titles(pa.array([], pa.string())).words.rows == 0


@given(st.lists(st.text(max_size=60), max_size=12))
def test_a_title_is_read_alike_whatever_stands_beside_it(titles):
    together = read_titles(pa.array(titles, pa.string()))
    for row, title in enumerate(titles):
        alone = read_titles(pa.array([title], pa.string()))
        assert together.texts[row] == alone.texts[0]
        for part in ("words", "joined", "pieces", "bands"):
            assert keys(getattr(together, part), row) == keys(getattr(alone, part), 0), part


def test_a_column_longer_than_a_slice_is_read_as_its_parts():
    read = read_titles(pa.array(["jaket tebal"] * (SLICE_ROWS + 3)))
    assert read.words.rows == SLICE_ROWS + 3
    assert keys(read.words, 0) == keys(read.words, SLICE_ROWS + 2)
