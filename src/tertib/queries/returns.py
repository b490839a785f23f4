"""What came back: the queue of pairs for a reader, one pair with both its sides, and what stands on case pages."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.db.models import Count, Exists, Min, OuterRef, QuerySet

from tertib.queries.cases.pages import EventLine, case_page
from tertib.queries.types import Case, Offer, Reader, Return, ReturnReview, eyes
from tertib.queries.visible import find, visible_cases, visible_offers, visible_returns
from tertib.vocabulary import ReturnKind, ReturnOutcome, ReturnRelation

WINDOW = 600  # pairs that one goes through one after another
MOST_ALIKE = 200
MOST_STEPS = 6  # of the old case's history
MOST_ON_CASE = 20


class Desk(StrEnum):
    """The parts of the desk."""

    WAITING = "waiting"
    UNSURE = "unsure"  # could not be told
    DECIDED = "decided"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnFilter:
    """Which pairs are wanted; what is empty narrows nothing."""

    desk: Desk = Desk.WAITING
    policy: str = ""
    platform: str = ""
    kind: ReturnKind | None = None
    relation: ReturnRelation | None = None
    outcome: ReturnOutcome | None = None


@dataclass(frozen=True, slots=True)
class Side:
    """A listing as it is shown beside the other. `shop_since`: when the shop was first seen in feeds of the reader's;
    `seen_from`, `seen_to`: the listing itself."""

    title: str
    shop: str
    platform: str
    place: str
    price_minor: int | None
    currency: str
    url: str
    pictured: bool
    shop_since: datetime | None
    seen_from: datetime | None
    seen_to: datetime | None


@dataclass(frozen=True, slots=True)
class Screen:
    """What the page shows of a pair."""

    old: Side
    new: Side
    apart: timedelta  # from the removal to when the new listing was first seen; of the same one, last seen
    steps: tuple[EventLine, ...]
    reviews: tuple[ReturnReview, ...]
    new_case: Case | None
    alike: int
    names_listing: bool


def returns(reader: Reader, wanted: ReturnFilter) -> QuerySet[Return]:
    """The pairs of a part of the desk: those that wait the strongest first, others the latest decision first."""
    rows = visible_returns(*eyes(reader)).select_related("case__listing", "offer", "old_offer", "new_case")
    match wanted.desk:
        case Desk.WAITING:
            rows = rows.filter(waiting=True, outcome=None).order_by("-score", "pk")
        case Desk.UNSURE:
            rows = rows.filter(outcome=ReturnOutcome.CANNOT_TELL).order_by("-decided_at", "-pk")
        case Desk.DECIDED:
            told = (wanted.outcome,) if wanted.outcome else (ReturnOutcome.CONFIRMED, ReturnOutcome.NOT_SAME)
            rows = rows.filter(outcome__in=told).order_by("-decided_at", "-pk")
    narrow = {
        name: value for name in ("policy", "platform", "kind", "relation") if (value := getattr(wanted, name))
    }
    return rows.filter(**narrow)


def all_returns(reader: Reader, wanted: ReturnFilter, *, waiting: bool | None) -> QuerySet[Return]:
    """All pairs that fit, whatever was decided; for programs."""
    rows = visible_returns(*eyes(reader)).select_related("case__listing", "offer", "old_offer", "new_case")
    narrow = {
        name: value
        for name in ("policy", "platform", "kind", "relation", "outcome")
        if (value := getattr(wanted, name))
    }
    if waiting is not None:
        narrow["waiting"] = waiting
    return rows.filter(**narrow)


def one(reader: Reader, key: str) -> Return:
    """One pair. Raises NotFound if it is not there or not for the reader."""
    rows = visible_returns(*eyes(reader)).select_related(
        "case__listing", "offer__listing", "offer__feed", "old_offer", "new_case"
    )
    return find(rows, key)


def beside(reader: Reader, wanted: ReturnFilter, key: str) -> tuple[str | None, str | None]:
    """The keys before and after this one in the queue; of one that is not in it, None and the first."""
    keys = list(returns(reader, wanted).values_list("key", flat=True)[:WINDOW])
    if key not in keys:
        return None, keys[0] if keys else None
    at = keys.index(key)
    return keys[at - 1] if at else None, keys[at + 1] if at + 1 < len(keys) else None


def counts(reader: Reader) -> dict[Desk, int]:
    """How many pairs each part of the desk holds."""
    return {desk: returns(reader, ReturnFilter(desk=desk)).order_by().count() for desk in Desk}


def choices(reader: Reader) -> dict[str, list[str]]:
    """Policies and platforms that the reader's pairs have."""
    rows = visible_returns(*eyes(reader)).order_by()
    return {
        "policies": sorted(rows.values_list("policy", flat=True).distinct()),
        "platforms": sorted(filter(None, rows.values_list("platform", flat=True).distinct())),
    }


def iterate(reader: Reader, wanted: ReturnFilter) -> Iterator[Return]:
    """All that fit, in the order of the desk."""
    return returns(reader, wanted).iterator(chunk_size=1_000)


def screen(reader: Reader, pair: Return, *, now: datetime) -> Screen:
    """Both sides of a pair with what the reader may see of its case."""
    mine = visible_cases(*eyes(reader))
    offer, same = pair.offer, pair.relation is ReturnRelation.SAME_LISTING
    history = _turns(case_page(reader, pair.case.key, now=now).events)
    new_case = mine.filter(pk=pair.new_case_id).first() if pair.new_case_id else None
    return Screen(
        old=_old_side(reader, pair),
        new=_side(reader, offer),
        apart=(offer.last_seen_at if same else offer.first_seen_at) - _gone_at(pair, same=same),
        steps=tuple(reversed(history[-MOST_STEPS:])),
        reviews=tuple(pair.reviews.select_related("by", "party", "undoes", "undone_by").order_by("-pk")),
        new_case=new_case,
        alike=len(alike(reader, pair)),
        names_listing=not offer.identity.startswith(f"{offer.feed.key}:") and bool(offer.url),
    )


def _turns(events: Sequence[EventLine]) -> list[EventLine]:
    """The events at which the case came to another state: most looks change none."""
    return [one for place, one in enumerate(events) if place == 0 or one.state != events[place - 1].state]


def alike(reader: Reader, pair: Return) -> list[Return]:
    """Pairs that wait, of the same removed listing with offers of the same shop, this one first."""
    own = [pair] if pair.waiting and pair.outcome is None else []
    if not pair.offer.shop or pair.relation is ReturnRelation.SAME_LISTING:
        return own
    rows = returns(reader, ReturnFilter()).filter(
        case=pair.case_id,
        offer__party=pair.offer.party_id,
        offer__platform=pair.offer.platform,
        offer__shop=pair.offer.shop,
    )
    others = rows.exclude(pk=pair.pk).exclude(relation=ReturnRelation.SAME_LISTING)
    return [*own, *others[: MOST_ALIKE - 1]]


def decided_at_once(reader: Reader, mark: str) -> list[ReturnReview]:
    """What the reader's office decided in one act and did not take back."""
    made = ReturnReview.objects.filter(bulk=mark, party=reader.home, outcome__isnull=False, undone_by=None)
    return list(made.select_related("pair").order_by("pk")[:MOST_ALIKE])


def was_at_once(reader: Reader, mark: str) -> bool:
    """Whether the reader's office decided anything in one act under this mark, taken back or not."""
    return ReturnReview.objects.filter(bulk=mark, party=reader.home).exists()


def latest_by(reader: Reader, key: str, person: int) -> ReturnReview | None:
    """The latest decision of this person on a pair that stands and that the reader may see."""
    mine = visible_returns(*eyes(reader)).filter(key=key)
    rows = ReturnReview.objects.filter(pair__in=mine, by=person, outcome__isnull=False, undone_by=None)
    return rows.select_related("pair").order_by("-pk").first()


def came_back(reader: Reader, case: Case) -> tuple[list[Return], list[Return]]:
    """Confirmed pairs that a case's page tells of: what it came back as, and what it came back from."""
    rows = visible_returns(*eyes(reader)).filter(outcome=ReturnOutcome.CONFIRMED)
    rows = rows.select_related("case__listing", "offer", "new_case__listing").order_by("-decided_at", "-pk")
    return list(rows.filter(case=case)[:MOST_ON_CASE]), list(rows.filter(new_case=case)[:MOST_ON_CASE])


def counted(reader: Reader) -> dict[tuple[ReturnOutcome | None, ReturnRelation], int]:
    """How many pairs there are by decision and relation."""
    rows = (
        visible_returns(*eyes(reader)).order_by().values_list("outcome", "relation").annotate(n=Count("pk"))
    )
    return {(outcome, relation): n for outcome, relation, n in rows}


def cases_back(reader: Reader) -> int:
    """How many removed listings (cases) have at least one confirmed pair."""
    pairs = visible_returns(*eyes(reader)).filter(outcome=ReturnOutcome.CONFIRMED, case=OuterRef("pk"))
    return visible_cases(*eyes(reader)).filter(Exists(pairs)).count()


def _gone_at(pair: Return, *, same: bool) -> datetime:
    return pair.case.down_at or pair.gone_at if same else pair.gone_at


def _old_side(reader: Reader, pair: Return) -> Side:
    if pair.old_offer is not None:
        return _side(reader, pair.old_offer)
    case = pair.case
    listing = case.listing
    return Side(
        title=listing.first_seen_title,
        shop=listing.shop,
        platform=listing.platform,
        place="",
        price_minor=None,
        currency="IDR",
        url=listing.url,
        pictured=False,
        shop_since=_shop_since(reader, listing.platform, listing.shop),
        seen_from=case.seen_up_at,
        seen_to=case.down_at,
    )


def _side(reader: Reader, offer: Offer) -> Side:
    return Side(
        title=offer.title,
        shop=offer.shop,
        platform=offer.platform,
        place=offer.place,
        price_minor=offer.price_minor,
        currency=offer.currency,
        url=offer.url,
        pictured=bool(offer.image_phash),
        shop_since=_shop_since(reader, offer.platform, offer.shop),
        seen_from=offer.first_seen_at,
        seen_to=offer.last_seen_at,
    )


def _shop_since(reader: Reader, platform: str, shop: str) -> datetime | None:
    if not shop:
        return None
    offers = visible_offers(*eyes(reader)).filter(platform=platform, shop=shop)
    found: datetime | None = offers.aggregate(first=Min("first_seen_at"))["first"]
    return found
