"""What a feed showed before anybody named it points to its listing from the moment an order does."""

import pytest
from django.db import transaction

from tertib.actions.listings.offers import join_offers
from tertib.store.models import Listing, Offer
from tests.actions.world import World, link
from tests.factories import make_feed, make_offer, make_party


def test_an_order_joins_the_offers_of_every_feed_that_showed_its_listings(world: World) -> None:
    hub, other = make_feed(make_party("hub-contoh")), make_feed(make_party("asosiasi-lain-contoh"))
    shown = [make_offer(feed, "lapakraya:5.1") for feed in (hub, other)]
    stranger = make_offer(hub, "lapakraya:5.2")
    nameless = make_offer(hub, "feed:5.1", url="")
    world.hand_in(link(1))
    listing = Listing.objects.get(key="lapakraya:5.1")
    for offer in shown:
        offer.refresh_from_db()
        assert offer.listing == listing
    assert not Offer.objects.filter(pk__in=[stranger.pk, nameless.pk]).exclude(listing=None).exists()
    world.hand_in(link(1), by=world.second)  # again: nothing changes
    assert Offer.objects.filter(listing=listing).count() == 2


@pytest.mark.django_db
def test_joining_again_and_joining_nothing_changes_nothing() -> None:
    offer = make_offer(make_feed(make_party("asosiasi-contoh")), "lapakraya:5.1")
    listing = Listing.objects.create(key="lapakraya:5.1", platform="lapakraya", url=offer.url)
    with transaction.atomic():
        assert join_offers([]) == 0
        assert join_offers(["lapakraya:5.9"]) == 0
        assert join_offers([listing.key]) == 1
        assert join_offers([listing.key]) == 0
