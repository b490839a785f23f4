"""Judge kept offers under a policy, and keep what is found: once for each listing and policy, until a person decides."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import pyarrow as pa
from django.db.models import Count

from tertib.actions.listings.offers import listings_of
from tertib.core.detection.compiled import CompiledPolicy
from tertib.core.detection.memory import Memory
from tertib.core.detection.run import detect
from tertib.store.bulk import insert_rows, update_rows
from tertib.store.detection import JUDGED, words_of
from tertib.store.ids import new_finding_key
from tertib.store.models import Case, Finding, FindingWords, Offer
from tertib.vocabulary import Band, CaseState

DRAWN = 0.01  # of what no band points at: reviewed blindly, they tell how much is missed
REMOVED = (
    CaseState.DOWN,
    CaseState.RETURNED,
)  # states that a case reaches only after we saw the listing gone
MOST_REASONS = 60  # kept of one finding; the strongest, in their own order

FOUND = (
    "policy_reference",
    "band",
    "score",
    "answers",
    "reasons",
    "drawn",
    "waiting",
)
WAITS, REASONS = FOUND.index("waiting"), FOUND.index("reasons")
TITLE = JUDGED.index("title")


def memory_of(policy: str) -> Memory:
    """What a scan may know: shops and pictures of listings that cases took down, as we saw ourselves."""
    removed = Case.objects.filter(policy=policy, state__in=REMOVED, down_at__isnull=False)
    removals: Counter[str] = Counter()
    for shop, count in (
        removed.exclude(listing__shop="").values_list("listing__shop").annotate(count=Count("pk"))
    ):
        removals[shop.lower()] = count
    offered = Offer.objects.filter(listing__cases__in=removed)
    for platform, shop, count in (
        offered.exclude(shop="")
        .values_list("platform", "shop")
        .annotate(count=Count("listing", distinct=True))
    ):
        name = f"{platform}:{shop}".lower()
        removals[name] = max(removals[name], count)
    pictures = offered.exclude(image_phash="").order_by("image_phash").values_list("image_phash", flat=True)
    images = np.array([int(each, 16) for each in pictures.distinct()], dtype=np.uint64)
    return Memory(removals=dict(removals), images=images)


@dataclass(frozen=True, slots=True)
class Judged:
    """What detection said of some rows: `bands` counts them all; `place` gives each listing its row of `findings`, and
    of `titles`."""

    findings: pa.RecordBatch
    titles: Sequence[str]
    place: Mapping[str, int]
    bands: Mapping[str, int]
    reference: str


def judge(
    rows: Sequence[Sequence[Any]], identities: Sequence[str], policy: CompiledPolicy, memory: Memory
) -> Judged:
    """Judge rows (values in the order of JUDGED). Of several rows of one listing the last one counts."""
    findings = detect(listings_of(rows), policy, memory=memory)
    return Judged(
        findings=findings,
        titles=[row[TITLE] or "" for row in rows],
        place={identity: place for place, identity in enumerate(identities)},
        bands=Counter(findings.column("band").to_pylist()),
        reference=policy.reference,
    )


def save_findings(judged: Judged, offers: Mapping[str, int], *, policy: str, now: datetime) -> int:
    """Keep what was found by listing (`offers`: identity -> number); returns how many wait that did not before.

    Every band but none is kept, and of those in none a slice drawn by the listing's identity alone. What a person
    decided stays as it is; what is found no longer waits no longer. The caller holds the lock of the offers' party.
    """
    there = {
        offer: (pk, waiting, case)
        for pk, offer, waiting, case in Finding.objects.select_for_update(of=("self",))
        .filter(policy=policy, offer__in=offers.values(), outcome=None)
        .values_list("pk", "offer_id", "waiting", "case_id")
    }
    told = _told(judged, {identity for identity, offer in offers.items() if offer in there}, policy)
    fresh = {offers[identity]: values for identity, values in told.items() if offers[identity] not in there}
    decided = Finding.objects.filter(policy=policy, offer__in=fresh).values_list("offer_id", flat=True)
    for offer in set(decided):
        del fresh[offer]
    cases = _known_cases([*fresh, *there], policy=policy)
    updated, newly = [], len(fresh)
    for identity, values in told.items():
        offer = offers[identity]
        if offer in there:
            pk, waiting, case = there[offer]
            updated.append((*values, now, case or cases.get(offer), pk))
            newly += values[WAITS] and not waiting
    update_rows(Finding, (*FOUND, "found_at", "case_id"), updated)
    insert_rows(
        Finding,
        (
            *FOUND,
            "found_at",
            "case_id",
            "key",
            "offer_id",
            "policy",
            "outcome",
            "decided_at",
            "for_second_reader",
        ),
        [
            (*values, now, cases.get(offer), new_finding_key(), offer, policy, None, None, False)
            for offer, values in fresh.items()
        ],
    )
    _keep_words(judged, told, offers, policy=policy)
    return newly


def _keep_words(
    judged: Judged, told: Mapping[str, tuple[Any, ...]], offers: Mapping[str, int], *, policy: str
) -> None:
    """Let the findings be searched by what they say now; what a person decided stays as it is."""
    mine = Finding.objects.filter(
        policy=policy, offer__in=[offers[identity] for identity in told], outcome=None
    )
    numbers = dict(mine.values_list("offer_id", "pk"))
    there = dict(FindingWords.objects.filter(finding__in=numbers.values()).values_list("finding_id", "words"))
    said = {
        numbers[offers[identity]]: words_of(judged.titles[judged.place[identity]], values[REASONS])
        for identity, values in told.items()
        if offers[identity] in numbers
    }
    changed = [(words, pk) for pk, words in said.items() if pk in there and there[pk] != words]
    update_rows(FindingWords, ("words",), changed, where=("finding_id",))
    insert_rows(
        FindingWords, ("finding_id", "words"), [(pk, words) for pk, words in said.items() if pk not in there]
    )


def _told(judged: Judged, known: set[str], policy: str) -> dict[str, tuple[Any, ...]]:
    """What to keep of each listing, in the order of FOUND."""
    bands = judged.findings.column("band").to_pylist()
    wanted: dict[str, bool] = {}
    for identity, place in judged.place.items():
        drawn = bands[place] == Band.NONE and is_drawn(identity, policy=policy)
        if drawn or bands[place] != Band.NONE or identity in known:
            wanted[identity] = drawn
    places = pa.array([judged.place[identity] for identity in wanted], pa.int64())
    taken = judged.findings.take(places)
    columns = [taken.column(name).to_pylist() for name in ("band", "score", "answers", "reasons")]
    return {
        identity: (
            judged.reference,
            Band(band),
            score,
            dict(answers),
            _strongest(reasons),
            drawn,
            drawn or band != Band.NONE,
        )
        for (identity, drawn), band, score, answers, reasons in zip(wanted.items(), *columns, strict=True)
    }


def is_drawn(identity: str, *, policy: str) -> bool:
    """Whether a listing in no band is drawn for review: by chance, but always the same for one listing and policy.

    >>> sum(is_drawn(f"lapakraya:{n}", policy="p") for n in range(10_000))
    105
    """
    number = int.from_bytes(hashlib.sha256(f"drawn/{policy}/{identity}".encode()).digest()[:8], "big")
    return number < DRAWN * 2**64


def _known_cases(offers: list[int], *, policy: str) -> dict[int, int]:
    """Offer -> the case that its listing has under the policy already."""
    cases = Case.objects.filter(policy=policy, listing__offers__in=offers)
    return dict(cases.values_list("listing__offers", "pk"))


def _strongest(reasons: list[dict[str, Any]]) -> list[dict[str, Any]]:
    if len(reasons) <= MOST_REASONS:
        return reasons
    least = sorted((abs(reason["weight"]) for reason in reasons), reverse=True)[MOST_REASONS - 1]
    return [reason for reason in reasons if abs(reason["weight"]) >= least][:MOST_REASONS]
