"""Prices, counters and ratings as people write them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tertib.adapters.feeds.numbers import MAX_MINOR, Value, number, read_count, read_price, read_rating

PRICES = [
    ("Rp150.000", 15_000_000, "IDR"),
    ("Rp 150.000,00", 15_000_000, "IDR"),
    ("Rp. 50.000", 5_000_000, "IDR"),
    ("Rp150.000,-", 15_000_000, "IDR"),
    ("Ｒｐ１５０．０００", 15_000_000, "IDR"),
    ("150rb", 15_000_000, None),
    ("150 ribu", 15_000_000, None),
    ("150K", 15_000_000, None),
    ("1,5 jt", 150_000_000, None),
    ("1.5 juta", 150_000_000, None),
    ("1.500rb", 150_000_000, None),  # a thousand and a half of thousands
    ("1,250jt", 125_000_000, None),
    ("108000", 10_800_000, None),
    ("108000.0", 10_800_000, None),
    ("150.000", 15_000_000, None),
    ("150,000", 15_000_000, None),
    ("IDR 1,500,000.00", 150_000_000, "IDR"),
    ("$15.00", 1_500, "USD"),
    ("RM 20", 2_000, "MYR"),
    ("25.000/pcs", 2_500_000, None),
    ("Rp85.000 - Rp100.000", 8_500_000, "IDR"),  # of a range the lower end
    ("50-100rb", 5_000_000, None),
    ("Rp5.000 - Rp15.000\n30% OFF", 500_000, "IDR"),
    ("0", 0, None),
]


@pytest.mark.parametrize(("text", "minor", "currency"), PRICES)
def test_a_price_is_read_as_people_write_it(text: str, minor: int, currency: str | None) -> None:
    assert read_price(text) == (minor, currency, "")


@pytest.mark.parametrize("text", ["", " ", "-", "N/A", "nan", "null"])
def test_what_says_nothing_is_neither_a_price_nor_wrong(text: str) -> None:
    assert read_price(text) == (None, None, "")
    assert read_count(text) == (None, "")
    assert read_rating(text) == (None, "")


@pytest.mark.parametrize(
    "value", ["Hubungi penjual", "Rp", "-5", "1.2.3", "9" * 30, True, -1, float("inf"), "1.0000,5"]
)
def test_what_is_no_price_says_so(value: str | float) -> None:
    assert read_price(value) == (None, None, "is no price")


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("50+ terjual", 50),
        ("Terjual 250", 250),
        ("1,1RB", 1_100),
        ("2rb+", 2_000),
        ("10RB+ Terjual", 10_000),
        ("1.2k sold", 1_200),
        ("1.234", 1_234),
        ("25.0", 25),
        ("Stok: 3", 3),
        ("habis", 0),
        (25.0, 25),
        (0, 0),
    ],
)
def test_a_counter_says_at_least_how_many(text: str | float, count: int) -> None:
    assert read_count(text) == (count, "")


@pytest.mark.parametrize("value", ["abc", "1,5", -3, 2.5, False, float("nan"), "5 dari 10"])
def test_what_is_no_count_says_so(value: str | float) -> None:
    assert read_count(value) == (None, "is no count")


@pytest.mark.parametrize(
    ("text", "stars"), [("4.8", 4.8), ("4,8", 4.8), ("4.9/5", 4.9), ("4.8 (120)", 4.8), (5, 5.0)]
)
def test_a_rating_is_stars(text: str | float, stars: float) -> None:
    assert read_rating(text) == (stars, "")


@pytest.mark.parametrize("value", ["98%", 6, "5.1", -1])
def test_another_unit_is_no_rating(value: str | float) -> None:
    assert read_rating(value)[0] is None
    assert read_rating(value)[1]


@given(st.integers(0, MAX_MINOR // 100))
def test_every_way_to_write_a_whole_price_says_the_same(amount: int) -> None:
    dotted = f"{amount:,}".replace(",", ".")
    ways: list[Value] = [
        amount,
        Decimal(amount),
        str(amount),
        f"Rp{dotted}",
        f"Rp {dotted},00",
        f"IDR {amount:,}",
        f"{amount}.0",
    ]
    assert {read_price(way)[0] for way in ways} == {amount * 100}


@given(st.text(max_size=60) | st.floats() | st.integers() | st.booleans() | st.none() | st.decimals())
def test_nothing_is_too_odd_to_be_read(value: Value) -> None:
    minor, _, why = read_price(value)
    assert minor is None or not why
    for said, wrong in (read_count(value), read_rating(value)):
        assert said is None or not wrong


@given(st.text("0123456789., '", max_size=20))
def test_a_number_is_never_negative_nor_nan(text: str) -> None:
    found = number(text)
    assert found is None or found >= 0
