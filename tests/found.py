"""Findings on listings of one shop, as tests of the review desk want them; built on the shared factories."""

from typing import Any

from tertib.store.models import Feed, Finding, Party
from tertib.vocabulary import Band
from tests.factories import make_feed, make_finding, make_offer

NAME = "Umpan contoh"


def found_at(party: Party, number: int = 1, *, title: str = "Jaket balpres import", **fields: Any) -> Finding:
    """A finding that waits, on listing `lapakraya:5.<number>` of the shop `toko-satu` in a feed of the party.

    `offer` changes fields of the listing. One reason for (the title's second word), one against.
    """
    feed = Feed.objects.filter(party=party, name=NAME).first() or make_feed(party, NAME, platform="lapakraya")
    shown = {
        "platform": "lapakraya",
        "title": title,
        "shop": "toko-satu",
        "category": "Jaket",
        "price_minor": 75_000_00,
        "url": f"https://lapakraya.localhost/i.5.{number}",
    }
    offer = make_offer(feed, f"lapakraya:5.{number}", **{**shown, **fields.pop("offer", {})})
    return make_finding(offer, fields.pop("band", Band.STRONG), **{"reasons": reasons_in(title), **fields})


def reasons_in(title: str) -> list[dict[str, Any]]:
    """One reason for, on the title's second word, and one against, on no word."""
    word = title.split()[1] if len(title.split()) > 1 else title
    start = title.index(word)
    place = {"text": word, "start": start, "end": start + len(word)}
    nowhere = {"text": None, "start": None, "end": None}
    return [
        {"question": "used", "signal": "terms.balpres", "weight": 4.5, **place},
        {"question": "used", "signal": "new.many-sold", "weight": -2.0, **nowhere},
    ]
