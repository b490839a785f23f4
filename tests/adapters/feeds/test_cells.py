"""The grammar of delimited text: what Arrow's reader and ours both read, they read alike."""

import io
import random

import pyarrow as pa
import pyarrow.csv as pacsv
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tertib.adapters.feeds.cells import cut, grammar, records

RULES = grammar(",")
TEXTS = st.text('ab", \n\r', max_size=40).map(str.encode)


def by_arrow(text: bytes, width: int) -> list[list[bytes]]:
    names = [str(place) for place in range(width)]
    table = pacsv.read_csv(
        io.BytesIO(text),
        pacsv.ReadOptions(column_names=names, use_threads=False),
        pacsv.ParseOptions(newlines_in_values=True),
        pacsv.ConvertOptions(column_types=dict.fromkeys(names, pa.binary()), null_values=[]),
    )
    return [list(row.values()) for row in table.to_pylist()]


@given(TEXTS)
@settings(max_examples=500)
def test_a_text_without_broken_cells_is_read_as_arrow_reads_it(text: bytes) -> None:
    ours = records(text, RULES)
    assert (None in ours) == cut(text, RULES, ended=True)[1]
    widths = {len(row or []) for row in ours}
    if None not in ours and len(widths) == 1 and widths != {1}:
        assert ours == by_arrow(text, widths.pop())


@given(TEXTS, st.integers(0, 40))
@settings(max_examples=500)
def test_where_a_text_is_cut_changes_nothing(text: bytes, at: int) -> None:
    """Blocks end anywhere; the records are the same as if all had been there at once."""
    whole, _ = cut(text[:at], RULES, ended=False)
    assert records(text[:whole], RULES) + records(text[whole:], RULES) == records(text, RULES)


def test_a_mark_that_is_never_closed_takes_its_line_alone() -> None:
    assert records(b'1,"Jaket 32,5\n2,Rok,6\n', RULES) == [None, [b"2", b"Rok", b"6"]]


def test_a_mark_that_another_cells_mark_would_close_takes_its_line_alone() -> None:
    text = b'1,"32 inci,5\n2,Rok,6\n3,"Kaos",7\n'
    assert records(text, RULES) == [None, [b"2", b"Rok", b"6"], [b"3", b"Kaos", b"7"]]


def test_a_mark_inside_a_cell_is_a_mark() -> None:
    assert records(b'Celana 32" pria,5\n"ukuran ""L"" besar",6', RULES) == [
        [b'Celana 32" pria', b"5"],
        [b'ukuran "L" besar', b"6"],
    ]


def test_a_cell_may_hold_lines() -> None:
    assert records(b'"a\r\nb",1\r\nc,2\r\n', RULES) == [[b"a\r\nb", b"1"], [b"c", b"2"]]


@pytest.mark.parametrize("delimiter", [";", "\t", "|", "^", "~"])
def test_any_delimiter_parts_cells(delimiter: str) -> None:
    text = delimiter.join(['"a,b"', "c", ""]).encode()
    assert records(text, grammar(delimiter)) == [[b"a,b", b"c", b""]]


def test_a_long_text_of_marks_is_cut_in_time_that_grows_with_it() -> None:
    chance = random.Random(3)
    text = b"".join(chance.choice([b'"', b",", b"\n", b'""', b"a"]) for _ in range(300_000))
    whole, _ = cut(text, RULES, ended=False)
    assert whole > len(text) - 1_000
