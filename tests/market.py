"""A small market in the store: shops of old clothes, some of them removed, and most of those then write a new word."""

import random
from datetime import datetime, timedelta

from tertib.store.models import CaseSpell, Feed, Finding, Listing, Offer
from tertib.vocabulary import Band, CaseState, PartyKind
from tests.factories import NOW, POLICY, make_case, make_feed, make_order, make_party

DAY = timedelta(days=1)
REMOVED_AT = NOW - 30 * DAY
FILL = [f"kata{place}" for place in range(60)]


def market(new: str, *, removed: int = 12, others: int = 30, changers: int = 8, days: int = 60) -> Feed:
    """Shops s0, s1, ... of "balpres", seen up to NOW; `removed` of them lost a listing 30 days ago, and `changers` of
    these write `new` since."""
    pick = random.Random(5)
    feed = make_feed(make_party("asosiasi-pasar", PartyKind.ASSOCIATION))
    offers = []
    for seller in range(removed + others):
        for day in range(0, days, 3):
            told = "balpres" if day <= 30 or seller >= removed else new if seller < changers else ""
            at = NOW - days * DAY + day * DAY
            title = " ".join((pick.choice(FILL), told, *pick.sample(FILL, 3)))
            offers.append(_offer(feed, f"s{seller}", f"lapakraya:{seller}-{day}", title, at))
    for offer in Offer.objects.bulk_create(offers):
        if offer.identity.endswith("-0"):
            Finding.objects.create(offer=offer, policy=POLICY, band=Band.STRONG, score=0.9, found_at=NOW)
    order = make_order(make_party("badan-pasar"))
    for seller in range(removed):
        case = make_case(order, listing=f"lapakraya:{seller}-0", state=CaseState.DOWN, down_at=REMOVED_AT)
        Offer.objects.filter(identity=case.listing.key).update(
            listing=Listing.objects.get(pk=case.listing_id)
        )
        CaseSpell.objects.create(case=case, version=1, kept_at=NOW, term="balpres")
    return feed


def _offer(feed: Feed, shop: str, identity: str, title: str, at: datetime) -> Offer:
    return Offer(
        feed=feed,
        party=feed.party,
        identity=identity,
        platform="lapakraya",
        shop=shop,
        title=title,
        place="Bandung",
        first_seen_at=at,
        last_seen_at=at,
    )
