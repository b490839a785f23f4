from hypothesis import given
from hypothesis import strategies as st

from tertib.core.statistics import FEWEST, hidden_rows

TABLES = st.dictionaries(
    st.sampled_from("abcdefgh"),
    st.fixed_dictionaries({"sent": st.integers(0, 60), "down": st.integers(0, 12)}),
    max_size=8,
)


@given(TABLES)
def test_no_small_number_is_shown(table: dict[str, dict[str, int]]) -> None:
    gone = hidden_rows(table, order_by="sent")
    for key, row in table.items():
        if key not in gone:
            assert all(count == 0 or count >= FEWEST for count in row.values())


@given(TABLES)
def test_what_is_hidden_cannot_be_had_back_from_the_totals(table: dict[str, dict[str, int]]) -> None:
    gone = hidden_rows(table, order_by="sent")
    if not gone or all(key in gone or not row["sent"] for key, row in table.items()):
        return  # nothing hidden, or nothing left to hide beside it
    assert len(gone) > 1
    for column in ("sent", "down"):
        together = sum(table[key][column] for key in gone)
        assert together == 0 or together >= FEWEST


def test_a_table_of_large_numbers_is_shown_whole() -> None:
    assert hidden_rows({"a": {"sent": 5}, "b": {"sent": 900}}, order_by="sent") == frozenset()
    assert hidden_rows({}, order_by="sent") == frozenset()
