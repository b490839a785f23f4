"""Test before publish: what a draft would newly catch and free among kept listings, and how many lawful ones it hits.

Tried on the policy's sample and on the offers that the draft's office was given. What it found stands in
`PolicyVersion.test`: state (asked, running, done, failed), revision, live and draft (references), done and total
(listings), samples, offers, caught, freed, protected (lawful listings tried), protected_caught, protected_before,
budget, share, within, problem; and in `TrialListing` the first MOST_KEPT listings of each kind.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import pyarrow as pa
from django.db import transaction
from django.db.models import Max, Q, QuerySet

from tertib.actions import outbox
from tertib.actions.actor import Actor, actor_of_person
from tertib.actions.detection.judging import memory_of
from tertib.actions.feeds.handing_over import GIVEN_TO_AUTHORITIES
from tertib.actions.listings.offers import listings_of
from tertib.actions.permits import Permit, may
from tertib.actions.policies.drafts import OPEN
from tertib.actions.policies.versions import read, read_live, step
from tertib.core.deadlines import local_day
from tertib.core.detection.compiled import CompiledPolicy, build
from tertib.core.detection.memory import Memory
from tertib.core.detection.run import detect
from tertib.core.detection.versions import Version
from tertib.errors import Conflict, NotFound, NotPermitted, PolicyMistake
from tertib.store.detection import JUDGED
from tertib.store.models import Offer, Person, PolicyVersion, SampleListing, TrialListing
from tertib.vocabulary import Band, Errand, LegalZone, PolicyAct, PolicyState, TrialChange

MOST_OFFERS = 20_000  # of the offers, the latest: some ten seconds
MOST_KEPT = 500  # listings of each kind that can be looked through; all are counted
CHUNK = 1_000
CATCHES = (Band.STRONG, Band.LOOK)


def ask_test(actor: Actor, draft: PolicyVersion, *, now: datetime) -> None:
    """Have the worker try the draft as it stands. While that runs, asking again changes nothing.

    Raises NotFound, NotPermitted, Conflict.
    """
    if not (may(actor, Permit.EDIT_POLICY) or may(actor, Permit.PUBLISH_POLICY)) or actor.person is None:
        raise NotPermitted(
            "Your role does not allow this. Ask an approver or a policy editor of your office."
        )
    with transaction.atomic():
        mine = PolicyVersion.objects.select_for_update(of=("self",)).filter(pk=draft.pk, party=actor.home)
        fresh = mine.first()
        if fresh is None:
            raise NotFound("There is no such draft, or it is not of your office.")
        if fresh.state not in OPEN:
            raise Conflict("This draft was published or given up meanwhile.")
        test = fresh.test
        if test.get("state") in ("asked", "running") and test.get("revision") == fresh.revision:
            return
        fresh.test = {"state": "asked", "revision": fresh.revision, "done": 0, "total": 0}
        fresh.state = PolicyState.DRAFT
        fresh.save(update_fields=["test", "state"])
        payload = {"version": fresh.pk, "revision": fresh.revision, "by": actor.person.pk}
        outbox.ask([outbox.Work(Errand.POLICY_TEST, f"policy-test:{fresh.pk}", due_at=now, payload=payload)])


@dataclass(slots=True)
class Trial:
    """A test that is under way. `kept` are the listings to be looked through, by what changes for them."""

    version: PolicyVersion
    live: CompiledPolicy
    draft: CompiledPolicy
    budget: float
    memory: Memory
    total: int
    counts: Counter[str] = field(default_factory=Counter)
    kept: dict[TrialChange, list[TrialListing]] = field(default_factory=dict)


def run_test(claim: outbox.Claim, *, clock: Callable[[], datetime], lease: Callable[[], datetime]) -> None:
    """Try a draft on everything, a chunk at a time; saves what it found, unless the draft was changed meanwhile.

    `lease` gives until when the work is held from now. Raises LeaseLost.
    """
    trial = _begin(claim, now=clock())
    if trial is None:
        outbox.finish([claim], now=clock())
        return
    for rows in _kept(trial.version):
        _try(trial, rows)
        with transaction.atomic():
            outbox.renew([claim], until=lease())
            _tell(trial, claim, {"state": "running", "done": trial.counts["done"], "total": trial.total})
    with transaction.atomic():
        outbox.finish([claim], now=clock())
        _save(trial, claim, now=clock())


def _begin(claim: outbox.Claim, *, now: datetime) -> Trial | None:
    version = _still(claim)
    if version is None:
        return None
    today = local_day(now, zone=LegalZone.WIB)
    try:
        live, draft = read_live(version.policy), read(version)
    except PolicyMistake as mistake:
        with transaction.atomic():
            fresh = _still(claim, lock=True)
            if fresh is not None:
                fresh.test = {**fresh.test, "state": "failed", "problem": str(mistake)}
                fresh.save(update_fields=["test"])
        return None
    offers = _offers(version).count()
    samples = SampleListing.objects.filter(policy=version.policy).count()
    return Trial(
        version=version,
        live=_compiled(live, today),
        draft=_compiled(draft, today),
        budget=min(live.rules.false_alarm_budget, draft.rules.false_alarm_budget),
        memory=memory_of(version.policy),
        total=samples + min(offers, MOST_OFFERS),
    )


def _compiled(version: Version, today: date) -> CompiledPolicy:
    return build(version.rules, model=version.model, today=today)


@dataclass(frozen=True, slots=True)
class Row:
    """A kept listing: its values in the order of JUDGED."""

    values: tuple[Any, ...]
    lawful: bool | None
    offer: bool


def _kept(version: PolicyVersion) -> Iterator[list[Row]]:
    """Chunk after chunk, each read whole: an open cursor would keep SQLite from saving how far the test is."""
    samples = SampleListing.objects.filter(policy=version.policy).order_by("pk")
    last, newest = 0, samples.aggregate(newest=Max("pk"))["newest"] or 0  # more may join meanwhile
    samples = samples.filter(pk__lte=newest)
    while found := list(samples.filter(pk__gt=last).values_list("pk", "listing", "lawful")[:CHUNK]):
        last = found[-1][0]
        yield [
            Row(tuple(listing.get(name) for name in JUDGED), lawful, offer=False)
            for _, listing, lawful in found
        ]
    offers, left = _offers(version).order_by("-pk"), MOST_OFFERS
    while left and (seen := list(offers.values_list("pk", *JUDGED)[: min(CHUNK, left)])):
        offers, left = offers.filter(pk__lt=seen[-1][0]), left - len(seen)
        yield [Row(tuple(values), None, offer=True) for _, *values in seen]


def _offers(version: PolicyVersion) -> QuerySet[Offer]:
    given = Q(party__kind__in=GIVEN_TO_AUTHORITIES) | Q(party=version.party_id)
    return Offer.objects.filter(given)


def _try(trial: Trial, rows: Sequence[Row]) -> None:
    batch = listings_of([row.values for row in rows])
    live, draft = (detect(batch, policy, memory=trial.memory) for policy in (trial.live, trial.draft))
    bands = [[Band(band) for band in found.column("band").to_pylist()] for found in (live, draft)]
    for place, (row, before, after) in enumerate(zip(rows, *bands, strict=True)):
        trial.counts["done"] += 1
        trial.counts["offers" if row.offer else "samples"] += 1
        if row.lawful:
            trial.counts["protected"] += 1
            trial.counts["protected_before"] += before in CATCHES
            trial.counts["protected_caught"] += after in CATCHES
        for change in _changes(row, before, after):
            trial.counts[change] += 1
            kept = trial.kept.setdefault(change, [])
            if len(kept) < MOST_KEPT:
                kept.append(_listing(trial, change, row, before, after, (draft, live), place))


def _changes(row: Row, before: Band, after: Band) -> Iterator[TrialChange]:
    if after in CATCHES and before not in CATCHES:
        yield TrialChange.CAUGHT
    if before in CATCHES and after not in CATCHES:
        yield TrialChange.FREED
    if row.lawful and after in CATCHES:
        yield TrialChange.PROTECTED


def _listing(
    trial: Trial,
    change: TrialChange,
    row: Row,
    before: Band,
    after: Band,
    found: tuple[pa.RecordBatch, pa.RecordBatch],
    place: int,
) -> TrialListing:
    of = found[1] if change is TrialChange.FREED else found[0]
    named = zip(JUDGED, row.values, strict=True)
    return TrialListing(
        version=trial.version,
        change=change,
        before=before,
        after=after,
        listing={name: value for name, value in named if value not in (None, "")},
        reasons=of.column("reasons")[place].as_py(),
        lawful=row.lawful,
        offer=row.offer,
    )


def _still(claim: outbox.Claim, *, lock: bool = False) -> PolicyVersion | None:
    """The draft of a claim, if it is open and unchanged since the test was asked for."""
    versions = PolicyVersion.objects.filter(pk=claim.payload["version"], state__in=OPEN)
    if lock:
        versions = versions.select_for_update(of=("self",))
    return versions.filter(revision=claim.payload["revision"]).first()


def _tell(trial: Trial, claim: outbox.Claim, said: Mapping[str, Any]) -> None:
    fresh = _still(claim, lock=True)
    if fresh is not None:
        fresh.test = {**fresh.test, **said}
        fresh.save(update_fields=["test"])


def _save(trial: Trial, claim: outbox.Claim, *, now: datetime) -> None:
    fresh = _still(claim, lock=True)
    if fresh is None:
        return
    counts = trial.counts
    protected, caught = counts["protected"], counts["protected_caught"]
    share = caught / protected if protected else 0.0
    fresh.test = {
        "state": "done",
        "revision": fresh.revision,
        "live": trial.live.reference,
        "draft": trial.draft.reference,
        "done": counts["done"],
        "total": counts["done"],
        "samples": counts["samples"],
        "offers": counts["offers"],
        "caught": counts[TrialChange.CAUGHT],
        "freed": counts[TrialChange.FREED],
        "protected": protected,
        "protected_caught": caught,
        "protected_before": counts["protected_before"],
        "budget": trial.budget,
        "share": share,
        "within": share <= trial.budget,
    }
    fresh.state, fresh.tested_at = PolicyState.TESTED, now
    fresh.save(update_fields=["test", "state", "tested_at"])
    TrialListing.objects.filter(version=fresh).delete()
    TrialListing.objects.bulk_create([one for kept in trial.kept.values() for one in kept], batch_size=100)
    person = Person.objects.select_related("party").get(pk=claim.payload["by"])
    step(fresh, PolicyAct.TESTED, by=actor_of_person(person), now=now)
