"""Steps up the sellers' ladder, for tests of what follows from them."""

from datetime import timedelta

from tertib.actions.sellers import ladder
from tertib.store.models import SellerLadderRung
from tertib.vocabulary import LadderRungState, SellerRung
from tests.seller_world import SellerWorld


def waiting() -> SellerLadderRung:
    """The step that waits for a person."""
    return SellerLadderRung.objects.get(state=LadderRungState.PROPOSED)


def climb(world: SellerWorld) -> SellerLadderRung:
    """Up to a proposed identity-list rung."""
    world.pair()
    for n in range(8):
        world.takedown(("lapakraya:toko-satu", "pasarkita:toko-dua")[n % 2], days_ago=2)
    for rung in (SellerRung.WARNING, SellerRung.LISTING, SellerRung.SHOP):
        ladder.consider_due(now=world.now)
        assert waiting().rung == rung
        ladder.issue(world.ministry, waiting(), text="Harap hentikan.", now=world.now)
        world.now += timedelta(days=16)
        for _ in range(2):
            world.takedown("lapakraya:toko-satu", returned=True)
    ladder.consider_due(now=world.now)
    return waiting()
