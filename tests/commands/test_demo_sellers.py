"""The demo's sellers: groups over several marketplaces, and a hub among them."""

import pytest

from tertib.commands.demo_sellers import KEEPER, hand_over_tokens
from tertib.sandbox.places import PLACES
from tertib.store.models import Seller, ShopToken
from tertib.vocabulary import PartyKind, Role
from tests.factories import NOW, make_party, make_person
from tests.seller_world import work


@pytest.mark.django_db
def test_the_demo_has_groups_over_marketplaces_beside_a_hub() -> None:
    hub = make_party("asosiasi-contoh", PartyKind.ASSOCIATION)
    parties = {slug: make_party(slug, PartyKind.PLATFORM, association=hub) for slug in PLACES}
    hand_over_tokens({KEEPER: make_person(hub, Role.APPROVER)}, parties, now=NOW)
    work(NOW)
    groups = Seller.objects.filter(dissolved_at=None)
    assert groups.count() >= 15
    assert groups.filter(platforms__gte=2).count() >= 8
    assert max(groups.values_list("size", flat=True)) <= 6
    assert any(group.shape["hubs"] for group in groups)
    assert {shop.split(":")[0] for shop in ShopToken.objects.values_list("shop", flat=True)} == set(PLACES)
