"""Feeds with their batches and what was found in them, for whoever was given them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, OuterRef, Q, QuerySet, Subquery

from tertib.queries.policies.named import policies_by_id, policy_name
from tertib.queries.types import Case, Feed, FeedBatch, Finding, Offer, Party, Reader, Watch, eyes
from tertib.queries.visible import find, visible_batches, visible_cases, visible_feeds, visible_findings
from tertib.store.models import FolderObject
from tertib.vocabulary import Band, BatchState, PartyKind

FIRST_OFFERS = 5

BANDS = (Band.STRONG, Band.LOOK, Band.CANNOT_TELL, Band.NONE)
"""In the order in which a person reads them."""


def feeds(reader: Reader) -> QuerySet[Feed]:
    """The feeds that a reader was given: own ones first, ended ones last; `batch_count`, `latest_at`, `going`."""
    party, role = eyes(reader)
    mine = Feed.objects.filter(pk=OuterRef("pk"))
    going = Q(batches__state__in=(BatchState.WAITING, BatchState.READING))
    return (
        visible_feeds(party, role)
        .select_related("party")
        .annotate(
            batch_count=Count("batches"),
            latest_at=Max("batches__received_at"),
            going=Count("batches", filter=going),
            own=Subquery(mine.filter(party=party).values("pk")),
        )
        .order_by("-active", "own", "party__name", "name", "pk")
    )


def feed(reader: Reader, key: str) -> Feed:
    """One feed with its party. Raises NotFound."""
    return find(visible_feeds(*eyes(reader)).select_related("party", "created_by"), key)


def watches(found: Feed) -> list[Watch]:
    """Under which policies a feed is or was watched, by policy."""
    return list(found.watches.select_related("set_by__party").order_by("policy"))


def batches(reader: Reader, found: Feed) -> QuerySet[FeedBatch]:
    """The batches of a feed, latest first."""
    return visible_batches(*eyes(reader)).filter(feed=found).order_by("-received_at", "-pk")


def batch(reader: Reader, found: Feed, key: str) -> FeedBatch:
    """One batch of a feed. Raises NotFound."""
    return find(visible_batches(*eyes(reader)).filter(feed=found), key)


def found(
    reader: Reader, *, policy: str = "", band: Band | None = None, feed: Feed | None = None
) -> QuerySet[Finding]:
    """Findings by policy, band and feed, with their offers."""
    rows = visible_findings(*eyes(reader)).select_related("offer__feed")
    if policy:
        rows = rows.filter(policy=policy)
    if band is not None:
        rows = rows.filter(band=band)
    if feed is not None:
        rows = rows.filter(offer__feed=feed)
    return rows


def finding(reader: Reader, key: str) -> Finding:
    """One finding with its offer. Raises NotFound."""
    return find(found(reader), key)


def cases_shown(reader: Reader, findings: Iterable[Finding]) -> dict[int, Case]:
    """Finding -> its case, of those cases that the reader may see: what was not sent yet shows through nowhere."""
    wanted = {one.case_id: one.pk for one in findings if one.case_id}
    cases = visible_cases(*eyes(reader)).filter(pk__in=wanted)
    return {wanted[case.pk]: case for case in cases}


@dataclass(frozen=True, slots=True)
class BandCounts:
    """What a policy's rules said: `counts` by band in the order of BANDS, which add up to `total`."""

    policy: str
    name: str
    counts: tuple[tuple[Band, int], ...]
    total: int


def counts_of(found: FeedBatch, *, language: str) -> list[BandCounts]:
    """How the listings of a batch were judged, by policy and band."""
    return [_counts(policy, bands, language) for policy, bands in sorted(found.counts.items())]


def waiting_of(reader: Reader, found_in: Feed, *, language: str) -> list[BandCounts]:
    """What waits for a person in a feed now, by policy and band."""
    rows = (
        visible_findings(*eyes(reader))
        .filter(offer__feed=found_in, waiting=True)
        .values_list("policy", "band")
        .annotate(count=Count("pk"))
        .order_by("policy")
    )
    parts: dict[str, dict[str, int]] = {}
    for policy, band, count in rows:
        parts.setdefault(policy, {})[band] = count
    return [_counts(policy, bands, language) for policy, bands in parts.items()]


def _counts(policy: str, bands: Mapping[str, int], language: str) -> BandCounts:
    counts = tuple((band, int(bands.get(band, 0))) for band in BANDS)
    return BandCounts(
        policy, policy_name(policy, language=language), counts, sum(count for _, count in counts)
    )


FINDING_COLUMNS = (
    "finding",
    "policy",
    "band",
    "score",
    "title",
    "price",
    "currency",
    "shop",
    "platform",
    "link",
    "words",
    "found_at",
    "waiting",
    "outcome",
)


def finding_lines(rows: QuerySet[Finding]) -> Iterator[tuple[Any, ...]]:
    """Findings as lines of a table, strongest first: FINDING_COLUMNS."""
    for one in rows.order_by("policy", "band", "-score", "pk").iterator(chunk_size=1_000):
        offer = one.offer
        yield (
            one.key,
            one.policy,
            one.band,
            one.score,
            offer.title,
            price_of(offer),
            offer.currency if offer.price_minor is not None else "",
            offer.shop,
            offer.platform,
            offer.url,
            " | ".join(dict.fromkeys(reason["text"] for reason in one.reasons if reason.get("text"))),
            one.found_at.isoformat(),
            one.waiting,
            one.outcome or "",
        )


def price_of(offer: Offer) -> float | int | None:
    """The price in whole units of its currency, as far as it is whole."""
    if offer.price_minor is None:
        return None
    return offer.price_minor // 100 if offer.price_minor % 100 == 0 else offer.price_minor / 100


def policy_names(*, language: str) -> list[tuple[str, str]]:
    """(id, name) of every policy, by name."""
    names = [(key, policy.name.in_language(language)) for key, policy in policies_by_id().items()]
    return sorted(names, key=lambda one: one[1])


def platform_names() -> list[tuple[str, str]]:
    """(key, name) of the platforms that take part here, by name."""
    rows = Party.objects.filter(kind=PartyKind.PLATFORM, active=True, platform__isnull=False)
    return [(str(key), name) for key, name in rows.order_by("name").values_list("platform", "name")]


def policies_of(found: Feed, *, language: str) -> list[tuple[str, str, Watch | None]]:
    """Every policy by name, with the watch under it if there is or was one: (id, name, watch)."""
    there = {watch.policy: watch for watch in watches(found)}
    return [(key, name, there.get(key)) for key, name in policy_names(language=language)]


def watched(rows: Iterable[Feed], *, language: str) -> dict[int, list[str]]:
    """Feed -> the names of the policies that it is judged by now."""
    names = dict(policy_names(language=language))
    told: dict[int, list[str]] = {}
    for watch in Watch.objects.filter(feed__in=list(rows), active=True).order_by("policy"):
        told.setdefault(watch.feed_id, []).append(names.get(watch.policy, watch.policy))
    return told


def first_offers(found: FeedBatch) -> list[Offer]:
    """Some listings of a batch, as they were understood."""
    return list(Offer.objects.filter(batch=found).order_by("pk")[:FIRST_OFFERS])


def laid_in(found: Feed) -> list[FolderObject]:
    """The latest objects of a watched folder that could not be taken."""
    return list(FolderObject.objects.filter(feed=found).exclude(problem="").order_by("-at")[:FIRST_OFFERS])
