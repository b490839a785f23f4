"""Lay offers beside what was taken down under a policy: an index that is kept, and pairs that are kept once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from time import monotonic
from typing import Any

from django.db import transaction
from django.db.models import Count, Max, Q, QuerySet

from tertib.actions import outbox
from tertib.actions.listings.offers import listings_of, values_of
from tertib.core.returns.kept import Index, match
from tertib.store.detection import JUDGED
from tertib.store.models import Case, Offer, Outbox, Return, Watch
from tertib.vocabulary import CaseState, Errand, ReturnKind, ReturnRelation

PIECE = 2_000  # offers laid beside the removed ones in one transaction
MOST_REMOVED = 1_000_000  # the latest; the index takes some 60 s and 3 GB at that size
SLOW = 0.2  # seconds; an index that took longer lives LIVES times as long as it took, whatever is removed meanwhile
LIVES = 20  # so that building takes a twentieth of a worker's time at most; what it misses, `ask_again` finds
MOST_A_CASE = 50  # pairs of one removed listing that wait at a time: the strongest that came first
LEAST_LOOK = 0.25  # chance of a mere resemblance that is worth a person's time
AGAIN_EVERY = timedelta(hours=1)  # offers are laid beside the removed ones again when more were removed
REACH = timedelta(days=30)  # of offers that are laid beside them again: first seen within it

GONE = (Q(down_at__isnull=False) & ~Q(state=CaseState.RESTORED)) | Q(state=CaseState.CLAIMED)
"""Cases whose listing was seen down, or is said to be: what an offer may be again."""


@dataclass(frozen=True, slots=True)
class Removed:
    """A removed listing as it is compared: how an offer showed it, else our looks."""

    case: int
    offer: int | None
    listing: int
    party: int | None
    platform: str
    shops: frozenset[str]
    gone_at: datetime
    down_at: datetime | None  # while it is down


@dataclass(frozen=True, slots=True)
class Shelf:
    """All that was removed under a policy, indexed. `mark` tells whether it is still the latest."""

    mark: str
    built: tuple[float, float]  # when, by the machine's own pace, and how many seconds it took
    rows: tuple[Removed, ...]
    by_listing: Mapping[int, Removed]
    values: Mapping[
        tuple[int, int | None], tuple[Any, ...]
    ]  # what was indexed, by case and offer, in the order of rows
    index: Index | None


_shelves: dict[str, Shelf] = {}
_building = Lock()


def mark_of(policy: str) -> str:
    """Changes whenever something more was taken down under the policy."""
    said = gone(policy).aggregate(n=Count("pk"), down=Max("down_at"), said=Max("claimed_at"))
    return f"{said['n']} {said['down']} {said['said']}"


def gone(policy: str) -> QuerySet[Case]:
    """The policy's cases whose listing was taken down."""
    return Case.objects.filter(GONE, policy=policy)


def shelf_of(policy: str) -> Shelf:
    """The index of a policy's removed listings, built anew if more was removed since, but for SLOW ones."""
    with _building:
        there, mark = _shelves.get(policy), mark_of(policy)
        if there is not None and there.mark == mark:
            return there
        if (
            there is not None
            and there.built[1] > SLOW
            and monotonic() - there.built[0] < LIVES * there.built[1]
        ):
            return there
        _shelves[policy] = _build(policy, mark, before=there)
        return _shelves[policy]


def forget() -> None:
    """Drop the indexes that this process keeps; the next use builds them anew."""
    with _building:
        _shelves.clear()


def match_offers(offers: Sequence[Offer], shelf: Shelf, *, policy: str, now: datetime) -> int:
    """Keep the pairs of these offers with removed listings; returns how many are new. The same again adds nothing.

    A new listing counts if it was first seen after the removal was asked for; the removed listing's own number, if
    it was shown after we saw it down. What waits is brought up to date; what a person decided stays.
    """
    best = _best(offers, shelf, policy)
    cases = {case for case, _ in best}
    with transaction.atomic():
        there = {
            (one.case_id, one.offer_id): one
            for one in Return.objects.select_for_update(of=("self",)).filter(
                offer__in=[offer.pk for offer in offers]
            )
        }
        waiting = dict(
            Return.objects.filter(case__in=cases, waiting=True, outcome=None)
            .values_list("case")
            .annotate(n=Count("pk"))
        )
        fresh = []
        for (case, offer), pair in sorted(best.items(), key=lambda item: (-item[1].score, item[0])):
            kept = there.get((case, offer))
            if kept is None:
                if waiting.get(case, 0) < MOST_A_CASE:
                    waiting[case] = waiting.get(case, 0) + 1
                    pair.found_at = now
                    fresh.append(pair)
            elif kept.outcome is None and (kept.score, kept.reasons) != (pair.score, pair.reasons):
                kept.score, kept.kind, kept.reasons = pair.score, pair.kind, pair.reasons
                kept.old_offer_id = pair.old_offer_id
                kept.save(update_fields=["score", "kind", "reasons", "old_offer"])
        Return.objects.bulk_create(fresh)
    return len(fresh)


def ask_for_batch(batch: int, feed: int, *, now: datetime) -> None:
    """Let a batch's offers be laid beside what was removed, under every policy that watches its feed; call it inside
    the transaction that ends the batch."""
    watched = Watch.objects.filter(feed=feed, active=True).values_list("policy", flat=True)
    outbox.ask(
        [
            outbox.Work(
                Errand.RETURNS,
                f"returns:{batch}:{policy}"[:120],
                now,
                payload={"policy": policy, "batch": batch, "after": 0},
            )
            for policy in sorted(watched)
        ]
    )


def ask_again(*, now: datetime) -> int:
    """Where more was removed since the last time, lay the offers of the last REACH beside it again: a seller may be
    back before we saw the first listing gone. Returns under how many policies."""
    asked = []
    for policy in sorted(set(Watch.objects.filter(active=True).values_list("policy", flat=True))):
        key, mark = f"returns:again:{policy}"[:120], mark_of(policy)
        last = Outbox.objects.filter(key=key).first()
        if mark.startswith("0 ") or (last is not None and last.payload.get("mark") == mark):
            continue
        if last is not None and (last.done_at is None or now - last.done_at < AGAIN_EVERY):
            continue
        since = (now - REACH).isoformat()
        payload = {"policy": policy, "batch": None, "after": 0, "mark": mark, "since": since}
        asked.append(outbox.Work(Errand.RETURNS, key, now, payload=payload))
    outbox.ask(asked)
    return len(asked)


def next_piece(claim: outbox.Claim) -> list[Offer]:
    """The next offers of a RETURNS; empty when all were laid beside."""
    said = claim.payload
    offers = Offer.objects.filter(pk__gt=int(said["after"]))
    if said["batch"] is not None:
        offers = offers.filter(batch=said["batch"])
    else:
        watched = Watch.objects.filter(policy=said["policy"], active=True).values("feed")
        offers = offers.filter(feed__in=watched, first_seen_at__gte=datetime.fromisoformat(said["since"]))
    return list(offers.select_related("listing").order_by("pk")[:PIECE])


def _build(policy: str, mark: str, *, before: Shelf | None) -> Shelf:
    """All that was removed; what `before` has indexed is not read again, unless something of it is no more or changed."""
    begun = monotonic()
    cases = gone(policy).select_related("listing").order_by("-pk")[:MOST_REMOVED]
    shown: dict[int, list[Offer]] = {}
    for offer in Offer.objects.filter(listing__cases__in=gone(policy)).order_by("pk").iterator():
        if offer.listing_id is not None:
            shown.setdefault(offer.listing_id, []).append(offer)
    rows: dict[tuple[int, int | None], Removed] = {}
    values: dict[tuple[int, int | None], tuple[Any, ...]] = {}
    by_listing: dict[int, Removed] = {}
    for case in cases.iterator(chunk_size=PIECE):
        sides: list[Offer | None] = [*shown.get(case.listing_id, ())] or [None]
        for side in sides:
            row = _removed(case, side)
            by_listing.setdefault(case.listing_id, row)
            if side is not None or case.listing.first_seen_title:
                rows[row.case, row.offer] = row
                values[row.case, row.offer] = _looked(case) if side is None else values_of(side)
    index = None
    if before is not None and before.index is not None and before.values.items() <= values.items():
        more = [values[key] for key in values if key not in before.values]
        values = {**before.values, **values}  # in the order of the index: new ones behind
        index = before.index.added(listings_of(more, first=before.index.rows + 1)) if more else before.index
    elif values:
        index = Index.of(listings_of(list(values.values())))
    built = (monotonic(), monotonic() - begun)
    return Shelf(mark, built, tuple(rows[key] for key in values), by_listing, values, index)


def _removed(case: Case, offer: Offer | None) -> Removed:
    times = [moment for moment in (case.sent_at, case.claimed_at, case.down_at) if moment is not None]
    names = [case.listing.shop, offer.shop if offer is not None else ""]
    return Removed(
        case=case.pk,
        offer=offer.pk if offer is not None else None,
        listing=case.listing_id,
        party=offer.party_id if offer is not None else None,
        platform=case.platform,
        shops=frozenset(filter(None, map(_plain, names))),
        gone_at=min(times, default=case.changed_at),
        down_at=case.down_at if case.state == CaseState.DOWN else None,
    )


def _looked(case: Case) -> tuple[Any, ...]:
    """A removed listing as our looks know it, in the order of JUDGED."""
    listing = case.listing
    known = {
        "title": listing.first_seen_title,
        "shop": listing.shop,
        "platform": listing.platform,
        "url": listing.url,
        "currency": "IDR",
    }
    return tuple(known.get(name) for name in JUDGED)


def _best(offers: Sequence[Offer], shelf: Shelf, policy: str) -> dict[tuple[int, int], Return]:
    """The strongest pair of each removed case with each of the offers."""
    found: dict[tuple[int, int], Return] = {}
    for offer in offers:
        own = shelf.by_listing.get(offer.listing_id or 0)
        if own is not None and _shown_after(offer, own):
            found[own.case, offer.pk] = _pair(policy, own, offer, ReturnKind.LOOK, 1.0, ["id:same"])
    if shelf.index is None or not offers:
        return found
    # ids are places: of the index from 1, and of these offers
    pairs = match(listings_of([values_of(offer) for offer in offers]), shelf.index, looks=True)
    for said in pairs.to_pylist():
        old = shelf.rows[int(said["removed_id"].removeprefix("row ")) - 1]
        offer = offers[int(said["listing_id"].removeprefix("row ")) - 1]
        kind, score = ReturnKind(said["kind"]), float(said["score"])
        if offer.listing_id == old.listing:
            itself = found.get((old.case, offer.pk))
            if itself is not None and len(itself.reasons) == 1:
                itself.kind, itself.reasons = kind, ["id:same", *said["reasons"]]
                itself.old_offer_id = old.offer
            continue
        if offer.first_seen_at < old.gone_at or (kind is ReturnKind.LOOK and score < LEAST_LOOK):
            continue
        pair = _pair(policy, old, offer, kind, score, said["reasons"])
        stands = found.get((old.case, offer.pk))
        if stands is None or pair.score > stands.score:
            found[old.case, offer.pk] = pair
    return found


def _pair(
    policy: str, old: Removed, offer: Offer, kind: ReturnKind, score: float, reasons: list[str]
) -> Return:
    return Return(
        case_id=old.case,
        offer=offer,
        old_offer_id=old.offer,
        policy=policy,
        platform=offer.platform,
        relation=_relation(old, offer),
        kind=kind,
        score=score,
        reasons=reasons,
        gone_at=old.gone_at,
    )


def _relation(old: Removed, offer: Offer) -> ReturnRelation:
    if offer.listing_id == old.listing:
        return ReturnRelation.SAME_LISTING
    if offer.platform and offer.platform != old.platform:
        return ReturnRelation.OTHER_PLATFORM
    names = {_plain(offer.shop), _plain(offer.listing.shop if offer.listing else "")} - {""}
    return ReturnRelation.SAME_SHOP if names & old.shops else ReturnRelation.OTHER_SHOP


def _shown_after(offer: Offer, old: Removed) -> bool:
    return old.down_at is not None and offer.last_seen_at > old.down_at


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()
