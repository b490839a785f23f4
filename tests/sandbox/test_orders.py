"""Lists as officers hand them in: the answers beside them are right, as core reads the links."""

import json
from collections import Counter
from pathlib import Path

import pytest

import tertib.sandbox
from tertib.adapters.tables import read_table
from tertib.core.links import find_links, load_platforms
from tertib.sandbox.orders import SHARES, answers, order_rows, write_order
from tertib.vocabulary import LinkKind, RowOutcome

PLATFORMS = load_platforms(Path(tertib.sandbox.__file__).with_name("platforms.toml"))
ROWS = order_rows(4_000, port=8801)


def test_every_row_is_read_as_its_answer_says() -> None:
    for row in ROWS:
        links = find_links(row.text, platforms=PLATFORMS)
        if row.outcome is RowOutcome.NOT_A_LINK:
            assert links == []
            continue
        (link,) = links
        assert (link.platform, link.listing) == (row.platform, row.listing), row.text
        assert (link.kind is LinkKind.SHORT) == (row.outcome is RowOutcome.SHORT)
        assert (link.kind is LinkKind.SHOP) == (row.outcome is RowOutcome.SHOP_OR_POST)


def test_the_parts_add_up_and_the_first_row_of_a_listing_is_the_new_one() -> None:
    found = answers(ROWS)
    assert sum(found["outcomes"].values()) == found["rows"] == 4_000  # type: ignore[attr-defined]
    seen: set[str] = set()
    for row in ROWS:
        if row.listing is not None:
            assert (row.outcome is RowOutcome.TWICE) == (row.listing in seen)
            seen.add(row.listing)


def test_marketplaces_stand_in_the_list_unevenly() -> None:
    counts = Counter(row.platform for row in ROWS if row.platform)
    for slug, part in SHARES.items():
        assert counts[slug] == pytest.approx(part * 4_000, rel=0.03)


def test_a_second_list_shares_so_many_listings_with_the_first() -> None:
    second = order_rows(400, port=8801, beside=4_000, overlap=100)
    first = {row.listing for row in ROWS if row.listing}
    shared = {row.listing for row in second if row.listing in first}
    assert len(shared) == sum(row.outcome is RowOutcome.KNOWN for row in second) == 100


def test_the_world_has_enough_listings_for_both_lists_of_the_demo() -> None:
    assert len(order_rows(40_000, port=8801)) == 40_000
    assert len(order_rows(2_000, port=8801, beside=40_000, overlap=500)) == 2_000


def test_more_rows_than_the_world_has_are_refused() -> None:
    with pytest.raises(ValueError, match="ask for fewer rows"):
        order_rows(90_000, port=8801)


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_a_written_list_is_read_back_row_by_row(ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"order.{ending}"
    beside = write_order(path, ROWS[:300])
    table = read_table(path, name=path.name)
    assert [cell.strip() for cell in table.columns][:2] == ["No", "Tautan"]
    assert [row[1].strip() for row in table.rows] == [row.text.strip() for row in ROWS[:300]]
    assert json.loads(beside.read_text())["rows"] == 300


def test_another_ending_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"\.xlsx or \.csv"):
        write_order(tmp_path / "order.pdf", ROWS[:3])
