import pytest
from hypothesis import given
from hypothesis import strategies as st

from tertib.core.verification.fingerprint import MAX_WORDS, fingerprint_title, same_goods


@pytest.mark.parametrize("other", ["jaket  BEKAS", "Bekas, jaket!", "jaket bekas bekas", "ＪＡＫＥＴ bekas"])
def test_order_case_signs_and_width_do_not_matter(other: str) -> None:
    assert fingerprint_title("Jaket bekas") == fingerprint_title(other)


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("jaket bekas impor korea", "jaket preloved impor korea", True),
        ("jaket a b c d", "jaket a e f", False),  # 2 of 7 words
        ("jaket biru", "jaket biru ukuran l baru", True),  # 2 of 5: the border itself
        ("jaket biru", "jaket biru ukuran l baru murah", False),
        ("jaket bekas", "panci baru", False),
    ],
)
def test_two_titles_name_the_same_goods_from_four_words_in_ten(first: str, second: str, same: bool) -> None:
    one, other = fingerprint_title(first), fingerprint_title(second)
    assert one is not None
    assert other is not None
    assert same_goods(one, other) is same_goods(other, one) is same


@given(st.text())
def test_a_title_names_the_same_goods_as_itself_and_fits_a_column(title: str) -> None:
    mark = fingerprint_title(title)
    if mark is not None:
        assert same_goods(mark, mark)
        assert len(mark) <= 3 + 7 * MAX_WORDS


def test_a_title_without_words_has_no_fingerprint() -> None:
    assert fingerprint_title("") is fingerprint_title("!!! -- _ ") is None
