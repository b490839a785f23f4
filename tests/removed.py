"""Listings that were taken down, and how a feed showed them before; built on the shared factories."""

from datetime import timedelta
from typing import Any

from tertib.store.models import Case, Feed, Offer, Order, Party
from tertib.vocabulary import CaseState, PartyKind, Verdict
from tests.factories import NOW, make_case, make_offer, make_order, make_party

GOODS = "Balpres Kadaluarsa Norvikka jaket parasut crinkle merah marun ukuran L"


def removed_case(feed: Feed, number: int = 1, *, title: str = GOODS, **fields: Any) -> Case:
    """A case of `lapakraya:5.<number>` that is down, asked for two days before NOW; the feed showed it before that."""
    authority = Party.objects.filter(kind=PartyKind.AUTHORITY).first() or make_party(
        "kementerian-perniagaan-contoh"
    )
    order = Order.objects.filter(authority=authority).first() or make_order(authority)
    stands = {
        "state": CaseState.DOWN,
        "verdict": Verdict.DOWN,
        "sent_at": NOW - timedelta(days=2),
        "down_at": NOW,
    }
    case = make_case(order, **{"listing": f"lapakraya:5.{number}", **stands, **fields})
    make_offer(
        feed,
        case.listing.key,
        listing=case.listing,
        platform=case.platform,
        title=title,
        shop="toko-satu",
        price_minor=75_000_00,
        url=case.listing.url,
        first_seen_at=NOW - timedelta(days=9),
        last_seen_at=NOW - timedelta(days=3),
    )
    return case


def old_offer(case: Case) -> Offer:
    """How the feed showed a removed listing."""
    return Offer.objects.get(listing=case.listing)
