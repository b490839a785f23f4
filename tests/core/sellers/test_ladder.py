from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tertib.core.sellers import (
    SellerRecord,
    StepIssued,
    load_seller_ladder,
    period_end,
    seller_standing,
)
from tertib.core.sellers.ladder import SHIPPED_LADDER
from tertib.errors import PolicyMistake
from tertib.vocabulary import LadderWait, SellerRung

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
LADDER = load_seller_ladder()


def ago(days: float) -> datetime:
    return NOW - timedelta(days=days)


def downs(count: int, *, shops: int = 1, from_days: float = 60) -> tuple[tuple[str, datetime], ...]:
    return tuple((f"lapakraya:{n % shops}", ago(from_days - n / 10)) for n in range(count))


def test_a_seller_with_nothing_verified_gets_nothing() -> None:
    assert seller_standing(SellerRecord(takedowns=()), LADDER, now=NOW).wait is LadderWait.BELOW_MEASURE


def test_the_first_verified_takedown_calls_for_a_warning() -> None:
    found = seller_standing(SellerRecord(takedowns=downs(1)), LADDER, now=NOW)
    assert found.wait is None
    assert found.proposal is not None
    assert (found.proposal.step.key, found.proposal.listings) == (SellerRung.WARNING, 1)


def test_no_rung_is_skipped_however_bad_the_record() -> None:
    record = SellerRecord(takedowns=downs(50, shops=5), returns=tuple(ago(n) for n in range(20)))
    found = seller_standing(record, LADDER, now=NOW)
    assert found.step is not None
    assert found.step.key is SellerRung.WARNING


def test_a_rungs_period_must_be_over_before_another_follows() -> None:
    record = SellerRecord(
        takedowns=downs(5), returns=(ago(1),), issued=(StepIssued(SellerRung.WARNING, ago(3)),)
    )
    found = seller_standing(record, LADDER, now=NOW)
    assert found.wait is LadderWait.PERIOD_RUNS
    assert found.until == period_end(LADDER.steps[0], ago(3))


def test_returns_before_the_rung_before_count_no_more() -> None:
    issued = (StepIssued(SellerRung.WARNING, ago(20)),)
    old = SellerRecord(takedowns=downs(5), returns=(ago(30),), issued=issued)
    new = SellerRecord(takedowns=downs(5), returns=(ago(5),), issued=issued)
    assert seller_standing(old, LADDER, now=NOW).wait is LadderWait.BELOW_MEASURE
    assert seller_standing(new, LADDER, now=NOW).wait is None


def test_the_identity_list_needs_two_shops() -> None:
    issued = tuple(
        StepIssued(rung, ago(days))
        for rung, days in ((SellerRung.WARNING, 50), (SellerRung.LISTING, 40), (SellerRung.SHOP, 30))
    )
    one = SellerRecord(takedowns=downs(9), returns=(ago(2),), issued=issued)
    two = SellerRecord(takedowns=downs(9, shops=2), returns=(ago(2),), issued=issued)
    assert seller_standing(one, LADDER, now=NOW).wait is LadderWait.BELOW_MEASURE
    found = seller_standing(two, LADDER, now=NOW)
    assert found.step is not None
    assert (found.wait, found.step.key) == (None, SellerRung.IDENTITY_LIST)


def test_the_ladder_ends_after_its_last_rung() -> None:
    issued = tuple(StepIssued(rung, ago(50 - 10 * n)) for n, rung in enumerate(SellerRung))
    record = SellerRecord(takedowns=downs(9, shops=2), issued=issued)
    assert seller_standing(record, LADDER, now=NOW).wait is LadderWait.LADDER_ENDED


def test_a_clean_year_starts_the_seller_over() -> None:
    issued = (StepIssued(SellerRung.WARNING, ago(700)), StepIssued(SellerRung.LISTING, ago(690)))
    record = SellerRecord(takedowns=(("lapakraya:1", ago(710)), ("lapakraya:1", ago(10))), issued=issued)
    found = seller_standing(record, LADDER, now=NOW)
    assert found.proposal is not None
    assert (found.proposal.step.key, found.proposal.listings) == (SellerRung.WARNING, 1)


def test_a_record_that_is_a_clean_year_old_calls_for_nothing() -> None:
    found = seller_standing(SellerRecord(takedowns=(("lapakraya:1", ago(365)),)), LADDER, now=NOW)
    assert found.wait is LadderWait.BELOW_MEASURE


def test_a_lapsed_rung_no_longer_stands() -> None:
    takedowns = tuple(("lapakraya:1", ago(days)) for days in (400, 200, 10))
    record = SellerRecord(takedowns=takedowns, issued=(StepIssued(SellerRung.WARNING, ago(366)),))
    found = seller_standing(record, LADDER, now=NOW)
    assert found.step is not None
    assert found.step.key is SellerRung.WARNING


def test_a_proposed_rung_is_not_proposed_twice() -> None:
    record = SellerRecord(takedowns=downs(1), proposed=frozenset({SellerRung.WARNING}))
    assert seller_standing(record, LADDER, now=NOW).wait is LadderWait.PROPOSED_ALREADY


def test_a_dismissed_rung_is_not_proposed_again_before_something_new_came() -> None:
    old = SellerRecord(takedowns=(("lapakraya:1", ago(60)),), dismissed={SellerRung.WARNING: ago(30)})
    new = SellerRecord(
        takedowns=(("lapakraya:1", ago(60)), ("lapakraya:2", ago(2))), dismissed={SellerRung.WARNING: ago(30)}
    )
    assert seller_standing(old, LADDER, now=NOW).wait is LadderWait.DISMISSED
    assert seller_standing(new, LADDER, now=NOW).wait is None


def test_a_takedown_in_the_future_counts_for_nothing() -> None:
    record = SellerRecord(takedowns=(("lapakraya:1", NOW + timedelta(days=1)),))
    assert seller_standing(record, LADDER, now=NOW).wait is LadderWait.BELOW_MEASURE


@given(st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 800).map(ago)), max_size=12), st.randoms())
def test_the_order_of_takedowns_changes_nothing(downs: list[tuple[str, datetime]], random: object) -> None:
    mixed = list(downs)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    assert seller_standing(SellerRecord(takedowns=tuple(downs)), LADDER, now=NOW) == seller_standing(
        SellerRecord(takedowns=tuple(mixed)), LADDER, now=NOW
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('schema = "seller-ladder-1"', 'schema = "other"'),
        ("clean_days = 365", "clean_days = -1"),
        ('key = "shop"', 'key = "prison"'),
        ('key = "shop"', 'key = "warning"'),
        ('issuers = ["authority"]', 'issuers = ["seller"]'),
        ("listings = 1", 'listings = "one"'),
        ("[[rung]]", "[[rung"),
    ],
)
def test_a_wrong_table_is_refused_by_name(old: str, new: str, tmp_path: Path) -> None:
    path = tmp_path / "ladder.toml"
    path.write_text(SHIPPED_LADDER.read_text("utf-8").replace(old, new, 1), "utf-8")
    with pytest.raises(PolicyMistake, match=r"ladder\.toml"):
        load_seller_ladder(path)
