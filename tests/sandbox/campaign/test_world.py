"""The campaign's world: the same from the same seed, moved only by what the other side does, its truth kept apart."""

from dataclasses import fields

import pytest

from tertib.sandbox.campaign.market import PLATFORMS
from tertib.sandbox.campaign.records import Move, Standing, Trade
from tertib.sandbox.campaign.seen import Controls, Opinion, Reply, Row, Shown
from tertib.sandbox.campaign.truth import Truth
from tertib.sandbox.campaign.world import Outside, Size, World
from tertib.vocabulary import PageState, ReplyKind

SMALL = Size(days=20, dealers=40, honest=120)


def played(seed: int = 5, *, notices: bool = True) -> tuple[World, list[Reply]]:
    """A world in which somebody asks for every dealer's listing that a feed shows, each day."""
    world = World(seed=seed, size=SMALL)
    outside, truth, replies = world.outside(), world.truth(), []
    fed = -1.0
    for day in range(SMALL.days):
        hour = day * 24.0
        outside.advance(hour)
        for row in outside.feed(fed, hour):
            if notices and truth.listing(row.id).is_illegal:
                outside.notify(row.id, f"N-{row.id}")
        fed = hour
        replies += outside.replies()
    return world, replies


def told(world: World) -> list[tuple[object, ...]]:
    return [
        (one.id, one.shop.id, one.title, one.photo, one.since, one.move, tuple(one.changes))
        for one in world.truth().listings()
    ]


def test_the_same_seed_gives_the_same_campaign_to_the_last_change():
    one, other = played(), played()
    assert told(one[0]) == told(other[0])
    assert one[1] == other[1]
    assert told(one[0]) != told(played(seed=6)[0])


def test_without_takedowns_dealers_offer_the_same_fresh_stock_and_answer_nothing():
    asked, left = played()[0].truth(), played(notices=False)[0].truth()
    assert {move for move, count in left.moves().items() if count} == {Move.FIRST}
    assert {move for move, count in asked.moves().items() if count} >= {Move.WORD, Move.SAME, Move.DISGUISE}
    fresh = {one.piece for one in left.listings() if one.is_illegal}
    assert {one.piece for one in asked.listings() if one.is_illegal} <= fresh


def test_what_honest_sellers_do_hangs_on_nobody_else():
    def honest(world: World) -> list[tuple[str, str, float]]:
        return [
            (one.shop.name, one.title, one.since) for one in world.truth().listings() if not one.is_illegal
        ]

    assert honest(played()[0]) == honest(played(notices=False)[0])


def test_a_feed_shows_each_listing_once_and_only_what_is_up():
    world = World(seed=3, size=SMALL)
    outside, seen = world.outside(), []
    for day in range(5):
        outside.advance(day * 24.0)
        seen += [row.id for row in outside.feed(day * 24.0 - 24.0 if day else -1.0, day * 24.0)]
    assert len(seen) == len(set(seen)) > 200


def test_nothing_that_the_face_gives_says_what_is_true():
    names = {field.name for shown in (Row, Shown, Controls, Reply, Opinion) for field in fields(shown)}
    assert names.isdisjoint({"trade", "seller", "piece", "move", "word", "again", "is_illegal", "changes"})


def test_no_attribute_of_the_face_leads_to_the_truth():
    outside = World(seed=3, size=SMALL).outside()
    for field in fields(Outside):
        value = getattr(outside, field.name)
        assert not hasattr(value, "__self__"), f"{field.name} is bound to something of the world"
        assert not isinstance(value, (Truth, World))


@pytest.mark.parametrize("platform", PLATFORMS)
def test_an_id_that_nobody_has_looks_as_the_negative_control(platform: str):
    outside = World(seed=3, size=SMALL).outside()
    outside.advance(1.0)
    way = outside.exits[1]
    clear = outside.controls(platform, way)
    if clear.positive.state is PageState.UP:
        assert outside.look(f"{platform}:12345", way) in (clear.negative, Shown(PageState.ERROR))


def test_every_temper_answers_as_it_is():
    world, replies = played()
    truth = world.truth()
    kinds: dict[str, set[ReplyKind]] = {platform: set() for platform in PLATFORMS}
    lied = 0
    for reply in replies:
        listing = truth.listing(reply.notice.removeprefix("N-"))
        kinds[listing.shop.platform].add(reply.kind)
        lied += reply.kind is ReplyKind.ACTED and not any(
            then is Standing.GONE for _, then in listing.changes
        )
    assert kinds["sandangku"] == set()
    assert ReplyKind.REFUSED in kinds["niagaid"]
    assert ReplyKind.ACTED in kinds["lapakraya"] & kinds["pasarkita"] & kinds["kioskilat"]
    assert lied > 0


def test_a_closed_shop_takes_its_listings_along_and_its_dealer_opens_another():
    world, _ = played()
    outside, truth = world.outside(), world.truth()
    dealer = next(one for one in truth.listings() if one.is_illegal and one.standing is Standing.UP)
    outside.close_shop(dealer.shop.id)
    assert dealer.standing is Standing.SHOP_GONE
    assert dealer.shop.trade is Trade.DEALER
