"""Tables that add up, and tables that do not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tertib.core.statistics import Line, PublishedTotal, reconcile
from tertib.errors import FiguresDoNotReconcile


def links(label: str, count: int) -> Line:
    return Line(label, "link", count)


# Figures as printed on 14 and 24 May 2023 (ministry of trade, imported used clothing).
MAY_2023 = PublishedTotal(
    links("all channels", 64_583),
    (links("marketplaces", 64_497), links("social media", 81), links("web shops", 5)),
)
MAY_2023_MARKETPLACES = (6_468, 370, 28_462, 300, 3_897)


def marketplaces(first: int) -> PublishedTotal:
    parts = (first, *MAY_2023_MARKETPLACES)
    lines = tuple(links(f"marketplace {number}", count) for number, count in enumerate(parts, start=1))
    return PublishedTotal(links("marketplaces", 64_497), lines)


def test_the_table_of_may_2023_is_rejected_with_the_difference_of_3000() -> None:
    with pytest.raises(FiguresDoNotReconcile) as told:
        reconcile(MAY_2023, marketplaces(28_000))
    assert "67,497" in str(told.value)
    assert "difference +3,000" in str(told.value)
    assert "all channels" not in str(told.value)  # the upper table does add up


def test_with_25000_in_the_first_line_it_would_have_added_up() -> None:
    reconcile(MAY_2023, marketplaces(25_000))


def test_a_table_that_leaves_a_kind_out_is_rejected() -> None:
    parts = (25_653, 11_678, 756, 81, 76)  # the 2022 table adds up only without the 756
    table = PublishedTotal(links("2022", 37_488), tuple(links(str(count), count) for count in parts))
    with pytest.raises(FiguresDoNotReconcile, match=r"difference \+756"):
        reconcile(table)


def test_links_and_accounts_cannot_be_added() -> None:
    table = PublishedTotal(links("down", 3), (links("a", 1), Line("b", "account", 2)))
    with pytest.raises(FiguresDoNotReconcile, match="b counts account, down counts link"):
        reconcile(table)


def test_one_label_with_two_counts_is_rejected() -> None:
    first = PublishedTotal(links("all", 3), (links("a", 1), links("b", 2)))
    second = PublishedTotal(links("a", 2), (links("c", 2),))
    with pytest.raises(FiguresDoNotReconcile, match="a is 1 in one place and 2 in another"):
        reconcile(first, second)


def test_a_count_below_zero_is_rejected_even_if_the_sum_is_right() -> None:
    with pytest.raises(FiguresDoNotReconcile, match="below zero"):
        reconcile(PublishedTotal(links("all", 1), (links("a", 2), links("b", -1))))


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=8), st.integers(-1000, 1000))
def test_a_table_is_accepted_exactly_if_its_parts_add_up(counts: list[int], off: int) -> None:
    total = sum(counts) + off
    table = PublishedTotal(
        links("all", total), tuple(links(f"p{n}", count) for n, count in enumerate(counts))
    )
    if off == 0:
        reconcile(table)
    else:
        with pytest.raises(FiguresDoNotReconcile):
            reconcile(table)
