"""What really happened is kept, survives a stop, and can be read beside what was said."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tertib.sandbox.goods import offer_at
from tertib.sandbox.places import IMPOSSIBLE, PLACES, later_item, listing_id, shop_of, shops_in
from tertib.sandbox.standing import JOURNAL, Change, Made, Standing, World
from tertib.sandbox.truth import Truth

PLACE = PLACES["lapakraya"]
AT = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
LISTING = f"lapakraya:{listing_id(PLACE, 100)}"


def test_a_change_is_there_after_a_stop_and_a_line_cut_short_is_dropped(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.change(PLACE, [Change(100, Standing.GONE, "staff", "N-1")], at=AT)
    world.close()
    with (tmp_path / JOURNAL).open("ab") as journal:
        journal.write(b'{"what": "standing", "platform": "lapakr')
    again = World(tmp_path)
    assert again.standing(PLACE, 100) is Standing.GONE
    again.change(PLACE, [Change(100, Standing.UP, "seller", "N-1")], at=AT + timedelta(hours=9))
    again.close()
    assert World(tmp_path).standing(PLACE, 100) is Standing.UP


def test_the_truth_tells_how_a_listing_stood_at_any_moment(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.change(PLACE, [Change(100, Standing.GONE, "staff", "N-1")], at=AT)
    world.said(PLACE, [(100, "N-1", "acted")], at=AT + timedelta(hours=1))
    world.change(PLACE, [Change(100, Standing.UP, "seller", "N-1")], at=AT + timedelta(hours=9))
    world.close()
    truth = Truth(tmp_path)
    assert truth.standing(LISTING, at=AT - timedelta(seconds=1)) is Standing.UP
    assert truth.standing(LISTING, at=AT) is Standing.GONE
    assert truth.standing(LISTING) is Standing.UP
    assert [said.kind for said in truth.said(LISTING)] == ["acted"]


def test_a_copy_shows_the_same_goods_under_a_new_id_once(tmp_path: Path) -> None:
    world = World(tmp_path)
    copy = world.copy(PLACE, 100, at=AT)
    assert world.copy(PLACE, 100, at=AT) == copy
    assert world.exists(PLACE, copy) and world.standing(PLACE, copy) is Standing.UP
    world.close()
    again = World(tmp_path)
    assert again.made(PLACE, copy).of == 100
    again.close()
    assert Truth(tmp_path).standing(f"lapakraya:{listing_id(PLACE, copy)}") is Standing.UP


def test_a_shop_puts_up_more_and_the_same_under_another_word(tmp_path: Path) -> None:
    world = World(tmp_path)
    shop = shop_of(PLACE, 100)
    own = world.put_up(PLACE, shop, at=AT)
    changed = world.put_up(PLACE, shop, of=100, word="kodebaru", at=AT)
    assert own is not None and changed is not None and own != changed
    assert world.put_up(PLACE, shop, of=100, word="kodebaru", at=AT) == changed  # once
    assert world.put_up(PLACE, shop, of=100, word="lain", at=AT) not in (own, changed)
    assert {shop_of(PLACE, own), shop_of(PLACE, changed)} == {shop}
    world.close()
    again = World(tmp_path)
    assert again.made(PLACE, changed) == Made(100, "kodebaru") and again.made(PLACE, own) == Made(None)
    assert again.of_shop(PLACE, shop)[-3:-1] == [own, changed]
    assert again.put_up(PLACE, shop, at=AT) not in (own, changed)  # numbers go on
    before = offer_at(PLACE, 100, seed=again.seed)
    after = offer_at(PLACE, changed, seed=again.seed, drawn_from=100, word="kodebaru")
    assert (after.shop, after.price, after.used) == (before.shop, before.price, before.used)
    assert after.key != before.key and "kodebaru" in after.title
    again.close()
    assert Truth(tmp_path).standing(f"lapakraya:{listing_id(PLACE, changed)}") is Standing.UP


def test_a_shop_can_fill_the_numbering_and_no_more(tmp_path: Path) -> None:
    place, most = PLACES["lapakraya"], 0
    while later_item(place, shops_in(place) - 1, most) < IMPOSSIBLE:
        most += 1
    assert most > 200
    items = {later_item(place, shop, n) for shop in (0, 1, shops_in(place) - 1) for n in range(most)}
    assert len(items) == 3 * most
    assert (
        min(items) > (place.listings // place.per_shop + 1 + place.listings) * place.per_shop
    )  # of any copy


def test_an_id_that_nobody_has_is_gone(tmp_path: Path) -> None:
    assert Truth(tmp_path).standing("lapakraya:1.2") is Standing.GONE


def test_what_is_no_listing_is_not_called_gone(tmp_path: Path) -> None:
    for text in ("lapakraya", f"lapakraya:{LISTING}"):
        with pytest.raises(ValueError, match="no listing"):
            Truth(tmp_path).standing(text)


def test_two_worlds_of_one_seed_are_the_same(tmp_path: Path) -> None:
    one, two = World(tmp_path / "one"), World(tmp_path / "two")
    for place in PLACES.values():
        assert [one.standing(place, n) for n in range(500)] == [two.standing(place, n) for n in range(500)]
    one.close()
    two.close()
