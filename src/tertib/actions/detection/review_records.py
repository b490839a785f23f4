"""How a decision on a finding is kept: the finding locked, its standing decisions, and what follows from a new one."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings

from tertib.actions import tables
from tertib.actions.actor import Actor
from tertib.actions.detection import confirmed
from tertib.actions.permits import Permit, require
from tertib.core.detection.checklist import note_of
from tertib.core.detection.readings import Reading, Standing, is_drawn, settle
from tertib.core.links import Link, find_links
from tertib.errors import BadInput, NotFound, NotPermitted
from tertib.store.models import Finding, Party, Person, Return, Review
from tertib.vocabulary import PartyKind, ReturnOutcome, ReviewOutcome

MAX_REASON = 1000
MAX_LINK = 2048


def reader(actor: Actor) -> Person:
    """The person who decides. Raises NotPermitted for a program, or without the permit."""
    require(actor, Permit.REVIEW)
    if actor.person is None:
        raise NotPermitted("A person decides on findings, never a program.")
    return actor.person


def locked(actor: Actor, finding: Finding) -> Finding:
    """The finding as it stands now, if it was given to the actor's party (the rule of queries/visible.py)."""
    found = Finding.objects.select_for_update(of=("self",)).select_related(
        "offer__party", "offer__listing", "case"
    )
    mine = found.get(pk=finding.pk)
    owner, party = mine.offer.party, actor.home
    given = owner.pk == party.pk or (
        party.kind == PartyKind.AUTHORITY and owner.kind in (PartyKind.PLATFORM, PartyKind.ASSOCIATION)
    )
    if not given and not (party.kind == PartyKind.ASSOCIATION and owner.association_id == party.pk):
        raise NotFound("There is nothing here with this number, or it is not for your office.")
    return mine


def standing_reviews(finding: Finding) -> list[Review]:
    """The decisions that were not taken back, in their order."""
    return list(finding.reviews.filter(outcome__isnull=False, undone_by=None).order_by("pk"))


def settled(finding: Finding, said: Sequence[Review]) -> Standing:
    """Where the finding stands after these decisions."""
    readings = [Reading(one.outcome, one.second) for one in said if one.outcome is not None]
    return settle(readings, drawn=is_drawn(finding.key, share=settings.TERTIB_SECOND_READING_SHARE))


def said_before(
    said: Sequence[Review], person: Person, outcome: ReviewOutcome, *, second: bool
) -> Review | None:
    """The latest decision, if it is this person's and says the same: the form was sent twice."""
    latest = said[-1] if said else None
    same = latest and (latest.by_id, latest.outcome, latest.second) == (person.pk, outcome, second)
    return latest if same else None


def likeness(finding: Finding) -> tuple[object, ...]:
    """What findings that are decided at once have in common. A finding without a shop is like no other."""
    offer = finding.offer
    shop = (offer.platform, offer.shop) if offer.shop else finding.pk
    signals = frozenset(one["signal"] for one in finding.reasons)
    return finding.policy, offer.party_id, shop, signals


def save(
    finding: Finding,
    actor: Actor,
    *,
    outcome: ReviewOutcome | None,
    checklist: dict[str, str],
    reason: str,
    now: datetime,
    link: str = "",
    second: bool = False,
    bulk: str = "",
    undoes: Review | None = None,
    confirmed_again: bool | None = None,
) -> Review:
    """One more row of the finding's history. It is never changed."""
    return Review.objects.create(
        finding=finding,
        outcome=outcome,
        checklist=checklist,
        reason=reason.replace("\x00", "").strip()[:MAX_REASON],
        link=link.replace("\x00", "").strip()[:MAX_LINK],
        second=second,
        bulk=bulk,
        policy_reference=finding.policy_reference,
        by=reader(actor),
        party=actor.home,
        permit=Permit.REVIEW,
        at=now,
        undoes=undoes,
        confirmed_again=confirmed_again,
    )


def bring_up_to_date(
    actor: Actor,
    finding: Finding,
    said: Sequence[Review],
    before: Standing,
    *,
    link: str,
    authority: Party | None,
    now: datetime,
    reason: str = "",
) -> None:
    """Let the finding say what its decisions come to, and open or take back its case."""
    after = settled(finding, said)
    was, is_ = (one.outcome is ReviewOutcome.CONFIRMED for one in (before, after))
    if is_ and not was:
        _open(actor, finding, said[-1].reason, link=link, authority=authority, now=now)
    elif was and not is_:
        links = [link, *(one.link for one in said if one.outcome is ReviewOutcome.CONFIRMED)]
        why = reason or (said[-1].reason if said else "")
        _take_back(actor, finding, link=next(filter(None, links), ""), reason=why, now=now)
    finding.outcome, finding.waiting = after.outcome, after.waiting
    finding.for_second_reader = after.second_due
    finding.decided_at = said[-1].at if said else None
    finding.save(update_fields=["outcome", "waiting", "for_second_reader", "decided_at", "case"])


def _open(
    actor: Actor, finding: Finding, reason: str, *, link: str, authority: Party | None, now: datetime
) -> None:
    wanted = confirmed.Wanted(_link_of(finding, link), note_of(finding.reasons, reason))
    if actor.home.kind == PartyKind.AUTHORITY:
        finding.case = confirmed.open_case(actor, wanted, policy=finding.policy, now=now)
    elif authority is None:
        raise BadInput("Choose the authority that is to hand it in.")
    else:
        confirmed.add_to_draft(actor, authority, wanted, policy=finding.policy, now=now)


def _take_back(actor: Actor, finding: Finding, *, link: str, reason: str, now: datetime) -> None:
    if actor.home.kind != PartyKind.AUTHORITY:
        listing = _link_of(finding, link).listing or ""
        confirmed.take_row_back(actor, listing, policy=finding.policy)
    elif finding.case is not None:
        alike = Finding.objects.filter(case=finding.case, outcome=ReviewOutcome.CONFIRMED)
        again = Return.objects.filter(new_case=finding.case, outcome=ReturnOutcome.CONFIRMED)
        if not alike.exclude(pk=finding.pk).exists() and not again.exists():
            confirmed.take_case_back(actor, finding.case, reason=reason, now=now)


def _link_of(finding: Finding, given: str) -> Link:
    """The link that names the finding's listing: its own, else the one that the reviewer gave."""
    platforms = tables.platforms()
    own = find_links(finding.offer.url, platforms=platforms)
    return confirmed.listing_of([*own, *find_links(given[:MAX_LINK], platforms=platforms)])
