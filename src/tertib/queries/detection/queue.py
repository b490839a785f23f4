"""The review desk's queue: which findings wait for whom, in what order; never showing what was drawn by chance."""

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Exists, OuterRef, Q, QuerySet

from tertib.queries.types import Finding, Reader, eyes
from tertib.queries.visible import find, visible_feeds, visible_findings, visible_offers
from tertib.store.models import FindingWords, Review
from tertib.vocabulary import Band, ReviewOutcome

WINDOW = 600  # findings that one looks through; who wants others narrows the queue
MOST_DRAWN = 60  # of them, those drawn by chance
ONE_IN = 12  # after about so many of the others stands one that was drawn
MOST_OF_SHOP = 5_000
MOST_FEW = 2_000  # findings that are named one by one
MOST_COUNTED = 1_000  # counting stops there
QUEUED = (Band.STRONG, Band.LOOK, Band.CANNOT_TELL)


class Desk(StrEnum):
    """The parts of the review desk."""

    WAITING = "waiting"  # nobody decided yet
    SECOND = "second"  # decided by a colleague, to be read again
    DIFFER = "differ"  # two readers differ: an approver decides
    ASKED = "asked"  # the seller was asked
    DECIDED = "decided"


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingFilter:
    """Which findings are wanted, of one policy; what is empty narrows nothing. `sign` is a word of the listing or
    (part of) a signal's name. `drawn` only counts where something was decided: before, nobody is told."""

    policy: str
    desk: Desk = Desk.WAITING
    band: Band | None = None
    outcome: ReviewOutcome | None = None
    platform: str = ""
    feed: str = ""
    shop: str = ""
    sign: str = ""
    drawn: bool = False
    by_clock: bool = False


@dataclass(frozen=True, slots=True)
class Window:
    """Public keys in the order of the queue; `more`: there are more than these."""

    keys: tuple[str, ...]
    more: bool

    def beside(self, key: str) -> tuple[str | None, str | None]:
        """The keys before and after this one; of a key that is not in the queue, None and the first."""
        if key not in self.keys:
            return None, self.keys[0] if self.keys else None
        at = self.keys.index(key)
        return (
            self.keys[at - 1] if at else None,
            self.keys[at + 1] if at + 1 < len(self.keys) else None,
        )


def finding(reader: Reader, key: str) -> Finding:
    """One finding with its listing. Raises NotFound if it is not there or not for the reader."""
    rows = visible_findings(*eyes(reader)).select_related("offer__feed", "offer__listing", "case")
    return find(rows, key)


def usual_policy(reader: Reader, policies: Sequence[str]) -> str:
    """The first of these policies under which a finding waits for the reader, else under which one was decided, else
    the first."""
    seen = visible_findings(*eyes(reader))
    for rows in (seen.filter(waiting=True, outcome=None), seen):
        for policy in policies:
            if rows.filter(policy=policy).exists():
                return policy
    return policies[0]


def queue(reader: Reader, wanted: FindingFilter, *, person: int) -> Window:
    """The keys of the queue's first findings. `person` is who reads: nobody reads an own decision again."""
    rows = chosen(reader, wanted, person=person)
    match wanted.desk:
        case Desk.WAITING if wanted.by_clock:
            keys = _keys(rows.order_by("found_at", "pk"))
        case Desk.WAITING:
            keys = _by_strength(rows, wanted)
        case Desk.DECIDED:
            keys = _latest(rows, wanted)
        case _:
            keys = _keys(rows.order_by("decided_at", "pk"))
    return Window(tuple(keys[:WINDOW]), more=len(keys) > WINDOW)


def chosen(reader: Reader, wanted: FindingFilter, *, person: int) -> QuerySet[Finding]:
    """All findings that fit, in no order."""
    rows = visible_findings(*eyes(reader)).filter(policy=wanted.policy)
    ours = Review.objects.filter(
        finding=OuterRef("pk"), party=reader.home, undone_by=None, outcome__isnull=False
    )
    match wanted.desk:
        case Desk.WAITING:
            rows = rows.filter(waiting=True, outcome=None)
        case Desk.SECOND:
            rows = rows.filter(Exists(ours), ~Exists(ours.filter(by=person)))
            rows = rows.filter(waiting=False, for_second_reader=True)
        case Desk.DIFFER:
            second = Review.objects.filter(
                party=reader.home, second=True, confirmed_again=False, undone_by=None
            )
            rows = rows.filter(pk__in=second.values("finding"), waiting=True, outcome__isnull=False)
        case Desk.ASKED:
            rows = rows.filter(waiting=False, outcome=ReviewOutcome.CANNOT_TELL)
            rows = rows.filter(_open_to(ours, person))
        case Desk.DECIDED:
            rows = rows.filter(waiting=False, outcome__isnull=False).filter(_open_to(ours, person))
    return _narrowed(reader, rows, wanted)


def page_rows(reader: Reader, keys: Sequence[str]) -> list[Finding]:
    """The findings with these keys, in this order, with their listings."""
    # By their keys first, then by whose they are: a feed's owner has very many, and the database might begin there.
    rows = list(Finding.objects.filter(key__in=keys).select_related("offer__feed", "case"))
    own = visible_offers(*eyes(reader)).filter(pk__in=[row.offer_id for row in rows])
    visible = set(own.values_list("pk", flat=True))
    found = {row.key: row for row in rows if row.offer_id in visible}
    return [found[key] for key in keys if key in found]


def counts(reader: Reader, policy: str, *, person: int) -> dict[Desk, int]:
    """How many stand in each part but the decided, up to MOST_COUNTED."""
    return {
        desk: chosen(reader, FindingFilter(policy=policy, desk=desk), person=person)[:MOST_COUNTED].count()
        for desk in Desk
        if desk is not Desk.DECIDED
    }


def choices(reader: Reader, policy: str) -> dict[str, list[tuple[str, str]]]:
    """(value, text) of the feeds that the reader sees, and of their platforms, for the filter."""
    feeds = list(visible_feeds(*eyes(reader)).select_related("party").order_by("name", "pk")[:200])
    platforms = sorted({feed.platform or feed.party.platform or "" for feed in feeds} - {""})
    return {
        "feeds": [(feed.key, f"{feed.name} ({feed.party.name})") for feed in feeds],
        "platforms": [(platform, platform) for platform in platforms],
    }


def iterate(reader: Reader, wanted: FindingFilter, *, person: int) -> Iterator[Finding]:
    """All that fit, oldest first, for a file."""
    rows = chosen(reader, wanted, person=person).select_related("offer", "case")
    yield from rows.order_by("found_at", "pk").iterator(chunk_size=500)


def _open_to(ours: QuerySet[Review], person: int) -> Q:
    """Not what a colleague decided and the reader may still be asked to read again without seeing it."""
    return Q(for_second_reader=False) | ~Exists(ours) | Exists(ours.filter(by=person))


def _narrowed(reader: Reader, rows: QuerySet[Finding], wanted: FindingFilter) -> QuerySet[Finding]:
    if wanted.band is not None:
        rows = rows.filter(band=wanted.band)
    if wanted.outcome is not None and wanted.desk is Desk.DECIDED:
        rows = rows.filter(outcome=wanted.outcome)
    if wanted.drawn and wanted.desk is Desk.DECIDED:
        rows = rows.filter(drawn=True)
    if wanted.platform:
        rows = rows.filter(offer__platform=wanted.platform)
    if wanted.feed:
        rows = rows.filter(offer__feed__key=wanted.feed)
    if wanted.shop:
        of_shop = visible_offers(*eyes(reader)).filter(shop=wanted.shop).values_list("pk", flat=True)
        # By the listing's own index first: the database is drawn to the queue's, which holds all shops.
        theirs = Finding.objects.filter(policy=wanted.policy, offer__in=list(of_shop[:MOST_OF_SHOP]))
        rows = rows.filter(pk__in=list(theirs.values_list("pk", flat=True)))
    if wanted.sign:
        rows = _saying(rows, " ".join(wanted.sign.lower().split()))
    return rows


def _saying(rows: QuerySet[Finding], words: str) -> QuerySet[Finding]:
    """Those that are searched by these words. Few are named one by one, as no index finds them; of many, the queue's
    own order meets enough soon."""
    few = list(
        FindingWords.objects.filter(words__contains=words).values_list("finding_id", flat=True)[
            : MOST_FEW + 1
        ]
    )
    return rows.filter(pk__in=few) if len(few) <= MOST_FEW else rows.filter(searched__words__contains=words)


def _keys(rows: QuerySet[Finding], most: int = WINDOW + 1) -> list[str]:
    return list(rows.values_list("key", flat=True)[:most])


def _by_strength(rows: QuerySet[Finding], wanted: FindingFilter) -> list[str]:
    """Band by band, the strongest first; with those drawn by chance among them, at places that tell nothing."""
    keys: list[str] = []
    for band in QUEUED if wanted.band is None else (wanted.band,):
        if len(keys) <= WINDOW:
            strongest = rows.filter(band=band, drawn=False).order_by("-score", "pk")
            keys += _keys(strongest, WINDOW + 1 - len(keys))
    if wanted.band is not None:
        return keys
    return _mixed(keys, _keys(rows.filter(drawn=True).order_by("key"), MOST_DRAWN))


def _mixed(keys: Sequence[str], drawn: Sequence[str]) -> list[str]:
    waiting = list(drawn)
    mixed: list[str] = []
    for key in keys:
        mixed.append(key)
        if waiting and zlib.crc32(key.encode()) % ONE_IN == 0:
            mixed.append(waiting.pop(0))
    return mixed + waiting


def _latest(rows: QuerySet[Finding], wanted: FindingFilter) -> list[str]:
    """The latest decisions first, found outcome by outcome, as the index has them."""
    found: list[tuple[object, str]] = []
    for outcome in ReviewOutcome if wanted.outcome is None else (wanted.outcome,):
        latest = rows.filter(outcome=outcome).order_by("-decided_at").values_list("decided_at", "key")
        found += latest[: WINDOW + 1]
    return [key for _, key in sorted(found, key=lambda pair: (pair[0], pair[1]), reverse=True)]
