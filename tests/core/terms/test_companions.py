"""Company that tells a word's unlawful uses from its lawful ones, and the place of its sellers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tertib.core.terms.companions import Company, companions, region

GROUPS = {"goods": ["jaket", "kemeja flanel"], "food": ["beras", "gula"], "never": ["mesin cuci"]}


def titles(told: int, told_with: int, lawful: int, lawful_with: int, word: str) -> list[tuple[str, bool]]:
    return [(f"molenan {word if n < told_with else 'x'}", True) for n in range(told)] + [
        (f"{word if n < lawful_with else 'y'} molenan", False) for n in range(lawful)
    ]


def test_a_group_beside_the_removed_and_not_beside_the_lawful_is_needed() -> None:
    (found,) = companions(titles(10, 9, 10, 2, "Jaket"), GROUPS)
    assert (found.group, found.told, found.told_of, found.lawful, found.lawful_of) == ("goods", 9, 10, 2, 10)
    assert found.proposal is Company.NEEDS
    assert found.p == pytest.approx(
        0.00274, abs=1e-4
    )  # the hypergeometric tail by hand: 9 or 10 of 11 among 10 of 20


def test_a_group_beside_the_lawful_alone_is_ruled_out() -> None:
    found = companions(titles(10, 0, 12, 12, "beras"), GROUPS)
    assert [(one.group, one.proposal) for one in found] == [("food", Company.UNLESS)]


def test_what_chance_would_give_or_stands_beside_both_is_shown_and_not_proposed() -> None:
    assert [one.proposal for one in companions(titles(10, 6, 10, 4, "jaket"), GROUPS)] == [None]
    assert [one.proposal for one in companions(titles(2, 2, 30, 0, "jaket"), GROUPS)] == [None]
    assert companions([("molenan", True)], GROUPS) == ()


def test_phrases_stand_as_a_whole() -> None:
    rows = [("kemeja flanel molenan", True)] * 5 + [("kemeja putih molenan", False)] * 5
    (found,) = companions(rows, GROUPS)
    assert (found.told, found.lawful) == (5, 0)


@given(st.lists(st.tuples(st.sampled_from(["jaket a", "beras b", "c"]), st.booleans()), max_size=40))
def test_counts_add_up_and_chances_are_chances(rows: list[tuple[str, bool]]) -> None:
    for one in companions(rows, GROUPS):
        assert 0 <= one.told <= one.told_of == sum(told for _, told in rows)
        assert 0 <= one.lawful <= one.lawful_of
        assert 0 < one.p <= 1


def test_no_accident_is_proposed_where_nothing_differs() -> None:
    groups = {f"g{n}": [f"w{n}"] for n in range(20)}
    rows = [(f"w{n % 20} w{(n * 7) % 20}", n % 2 == 0) for n in range(200)]
    assert not any(one.proposal for one in companions(rows, groups))


def test_the_place_of_most_sellers_is_told_where_most_are_of_one() -> None:
    rows = [
        ("a", "Bandung"),
        ("b", "BANDUNG "),
        ("c", "Bandung"),
        ("d", "Medan"),
        ("e", ""),
        ("a", "Bandung"),
    ]
    assert region(rows) == ("Bandung", 3, 4)
    assert region([("a", "Bandung"), ("b", "Bandung")]) is None
    assert region([("a", "X"), ("b", "X"), ("c", "X"), ("d", "Y"), ("e", "Z"), ("f", "W")]) is None
    assert region([]) is None
