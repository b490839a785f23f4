"""Between LISTING batches and the offers that are kept: read rows into offers, and offers into rows to judge.

Listings are judged as they are kept, never as they came: the places of words in a finding are places in the kept text,
and judging again under another version of a policy reads the same text.
"""

import hashlib
import math
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pyarrow as pa
from django.db.models import Exists, OuterRef, Subquery

from tertib.core.detection.listing import LISTING
from tertib.core.links import Link, Platforms, read_link
from tertib.store.bulk import insert_rows, update_rows
from tertib.store.detection import JUDGED
from tertib.store.models import Feed, FeedBatch, Listing, Offer, OfferTitle, Party
from tertib.vocabulary import LinkKind

MAX_DESCRIPTION = 20_000  # characters; longer texts of listings are lists of search words
LONGEST = {
    "title": 600,
    "description": MAX_DESCRIPTION,
    "shop": 200,
    "place": 120,
    "category": 300,
    "condition": 120,
    "image": 2048,
}
MAX_URL, MAX_IDENTITY, MAX_PLATFORM = 2048, 220, 60
MOST = {"sold": 2**31 - 1, "stock": 2**31 - 1, "price_minor": 2**63 - 1}
HASH = re.compile(r"[0-9a-f]{16}")
PLATFORM_NAME = re.compile(r"[^a-z0-9]+")

WORDS = ("title", "description", "listing_id", "url")
"""A row that has none of these shows nothing."""

TITLE = JUDGED.index("title")
SAVED = (*JUDGED, "listing_id", "feed_id", "batch_id", "last_seen_at")


@dataclass(frozen=True, slots=True)
class Seen:
    """A listing as one row showed it: `values` in the order of JUDGED; `listing` is its key where its link tells."""

    row: int
    identity: str
    listing: str
    values: tuple[Any, ...]


def seen_in(batch: pa.RecordBatch, feed: Feed, *, platforms: Platforms) -> list[Seen]:
    """The rows of a LISTING batch as they are kept; rows without any words are no listings and are left out."""
    columns = {name: batch.column(name).to_pylist() for name in ("row", "listing_id", *JUDGED)}
    rows = ({name: values[place] for name, values in columns.items()} for place in range(batch.num_rows))
    return [_seen(row, feed, platforms) for row in rows if any(row[name] for name in WORDS)]


def listings_of(rows: Iterable[Sequence[Any]], *, first: int = 1) -> pa.RecordBatch:
    """A LISTING batch of kept values (in the order of JUDGED), numbered from `first`: what `detect` judges."""
    taken = list(rows)
    columns = dict(zip(JUDGED, zip(*taken, strict=True), strict=True)) if taken else {}
    arrays = []
    for field in LISTING:
        if field.name == "row":
            arrays.append(pa.array(range(first, first + len(taken)), field.type))
        elif field.name in columns:
            silent = (None if value == "" else value for value in columns[field.name])
            arrays.append(pa.array(silent, field.type))
        else:
            arrays.append(pa.nulls(len(taken), field.type))
    return pa.RecordBatch.from_arrays(arrays, schema=LISTING)


def values_of(offer: Offer) -> tuple[Any, ...]:
    """The values of an offer in the order of JUDGED."""
    return tuple(getattr(offer, name) for name in JUDGED)


def save_offers(seen: Sequence[Seen], *, batch: FeedBatch, now: datetime) -> tuple[dict[str, int], int]:
    """Keep the listings: identity -> the offer's number, and how many are new.

    Of rows that show one listing the last one stays. The caller holds the party's lock.
    """
    feed = batch.feed
    latest = {one.identity: one for one in seen}
    there = _numbers(feed, latest)
    listings = dict(
        Listing.objects.filter(key__in={one.listing for one in latest.values() if one.listing}).values_list(
            "key", "pk"
        )
    )

    def saved(one: Seen) -> tuple[Any, ...]:
        return (*one.values, listings.get(one.listing), feed.pk, batch.pk, now)

    fresh = [one for identity, one in latest.items() if identity not in there]
    _keep_titles({there[one]: seen.values[TITLE] for one, seen in latest.items() if one in there}, now=now)
    update_rows(
        Offer,
        SAVED,
        [(*saved(one), there[identity]) for identity, one in latest.items() if identity in there],
    )
    insert_rows(
        Offer,
        (*SAVED, "party_id", "identity", "first_seen_at"),
        [(*saved(one), feed.party_id, one.identity, now) for one in fresh],
    )
    if fresh:
        there |= _numbers(feed, [one.identity for one in fresh])
    return there, len(fresh)


def join_offers(keys: Collection[str]) -> int:
    """Let offers that feeds showed before anybody named their listings point to them; returns how many do now.

    Call it inside the transaction that keeps the listings. Offers kept later find theirs in `save_offers`.
    """
    owners = Feed.objects.order_by("party").values_list("party", flat=True).distinct()
    mine = Offer.objects.filter(party__in=list(owners), identity__in=list(keys), listing=None)
    waiting = mine.order_by("party").values_list("party", flat=True).distinct()
    if not (parties := list(waiting)):
        return 0
    # whoever saves offers holds their party's lock: taken in one order, nobody waits in a ring
    list(Party.objects.select_for_update(of=("self",)).filter(pk__in=parties).order_by("pk"))
    known = Listing.objects.filter(key=OuterRef("identity")).values("pk")[:1]
    return mine.filter(Exists(known)).update(listing=Subquery(known))


def _keep_titles(said: Mapping[int, str], *, now: datetime) -> None:
    """Where an offer (number -> title) has another title than before, keep it; the first time, the one before too."""
    before = Offer.objects.filter(pk__in=said).values_list("pk", "title", "first_seen_at")
    changed = [row for row in before if row[1] != said[row[0]]]
    known = set(
        OfferTitle.objects.filter(offer__in=[row[0] for row in changed]).values_list("offer", flat=True)
    )
    rows = [row for row in changed if row[0] not in known] + [(pk, said[pk], now) for pk, _, _ in changed]
    insert_rows(OfferTitle, ("offer_id", "title", "seen_at"), rows)


def _numbers(feed: Feed, identities: Iterable[str]) -> dict[str, int]:
    mine = Offer.objects.filter(party_id=feed.party_id, identity__in=list(identities))
    return dict(mine.values_list("identity", "pk"))


def _seen(row: dict[str, Any], feed: Feed, platforms: Platforms) -> Seen:
    url = (row["url"] or "").strip()
    link = read_link(url, platforms=platforms) if url else None
    if link is not None and link.kind is LinkKind.NOT_A_LINK:
        link = None
    listing = (link.listing or "") if link is not None and link.kind is LinkKind.LISTING else ""
    values: dict[str, Any] = {name: _text(row[name], most) for name, most in LONGEST.items()}
    values |= {name: _count(row[name], most) for name, most in MOST.items()}
    values["currency"] = (row["currency"] or "IDR")[:3]
    values["platform"] = _platform(row["platform"], link, feed)
    values["url"] = (link.url or "") if link is not None and len(link.url or "") <= MAX_URL else ""
    values["rating"] = _number(row["rating"])
    values["official"] = row["official"]
    values["image_phash"] = _hash(row["image_phash"])
    if not values["shop"] and link is not None and link.shop:
        values["shop"] = link.shop.partition(":")[2][: LONGEST["shop"]]
    identity = listing if 0 < len(listing) <= MAX_IDENTITY - 20 else _own_identity(row, link, feed, values)
    return Seen(row["row"], identity, listing, tuple(values[name] for name in JUDGED))


def _own_identity(row: dict[str, Any], link: Link | None, feed: Feed, values: dict[str, Any]) -> str:
    """Where the link tells no listing: the source's own id, else its address, else all that it says."""
    own = _text(row["listing_id"], 4096).strip()
    if own and len(own) <= MAX_IDENTITY - 20:
        return f"{feed.key}:{own}"
    told = own or (link.url if link is not None else "") or "\x1f".join(str(values[name]) for name in JUDGED)
    return f"{feed.key}:#{hashlib.sha256(told.encode()).hexdigest()[:32]}"


def _platform(said: str | None, link: Link | None, feed: Feed) -> str:
    if link is not None and link.platform:
        return link.platform[:MAX_PLATFORM]
    return PLATFORM_NAME.sub("-", (said or "").lower()).strip("-")[:MAX_PLATFORM] or feed.platform


def _text(value: str | None, most: int) -> str:
    return (value or "")[:most].replace("\x00", "\ufffd")


def _count(value: int | None, most: int) -> int | None:
    return value if value is not None and 0 <= value <= most else None


def _number(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None


def _hash(value: str | None) -> str:
    lowered = (value or "").lower()
    return lowered if HASH.fullmatch(lowered) else ""
