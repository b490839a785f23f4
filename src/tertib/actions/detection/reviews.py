"""Decide on findings: one, or many that are alike; read a decision again without seeing it; take a decision back."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from tertib.actions import tables
from tertib.actions.actor import Actor
from tertib.actions.decisions import require_undoable
from tertib.actions.detection.review_records import (
    bring_up_to_date,
    likeness,
    locked,
    reader,
    said_before,
    save,
    settled,
    standing_reviews,
)
from tertib.actions.permits import Permit, require
from tertib.core.detection.checklist import checked
from tertib.core.detection.readings import Standing
from tertib.core.detection.rules import load_rules
from tertib.errors import BadInput, Conflict, NotPermitted
from tertib.store.models import Finding, Party, Person, Review
from tertib.vocabulary import ReviewOutcome, Role

MOST_AT_ONCE = 200
MARK = re.compile(r"[A-Z0-9-]{8,16}")
Checklist = Mapping[str, str]


def decide(
    actor: Actor,
    finding: Finding,
    *,
    outcome: ReviewOutcome,
    checklist: Checklist,
    reason: str = "",
    link: str = "",
    authority: Party | None = None,
    now: datetime,
) -> Review:
    """The first decision on a finding, a new one once the seller was asked, or, by an approver who was neither of the
    two readers, the third where they differ. The same decision by the same person again changes nothing.

    Confirmed: an authority's finding becomes a case; for others it becomes a row of a draft of `authority`. `link` is
    needed where the listing's own link names none. Raises BadInput, Conflict, NotPermitted, NotFound.
    """
    person = reader(actor)
    rules = load_rules(tables.folder(finding.policy))
    answers = checked(checklist, rules, outcome)
    with transaction.atomic():
        mine = locked(actor, finding)
        said = standing_reviews(mine)
        again = said_before(said, person, outcome, second=False)
        if again is not None:
            return again
        before = settled(mine, said)
        _may_decide(actor, person, said, before)
        review = save(mine, actor, outcome=outcome, checklist=answers, reason=reason, link=link, now=now)
        bring_up_to_date(actor, mine, [*said, review], before, link=link, authority=authority, now=now)
    return review


def read_again(
    actor: Actor,
    finding: Finding,
    *,
    outcome: ReviewOutcome,
    checklist: Checklist,
    reason: str = "",
    now: datetime,
) -> Review:
    """The second reading of a decision, by another person of the same office who does not see it; it changes nothing
    if the two agree, and waits for an approver's decision if they differ."""
    person = reader(actor)
    answers = checked(checklist, load_rules(tables.folder(finding.policy)), outcome)
    with transaction.atomic():
        mine = locked(actor, finding)
        said = standing_reviews(mine)
        again = said_before(said, person, outcome, second=True)
        if again is not None:
            return again
        before = settled(mine, said)
        if not before.second_due or said[-1].party_id != actor.home.pk or said[-1].by_id == person.pk:
            raise Conflict("Nobody is to read this decision a second time now. Open the list again.")
        review = save(
            mine,
            actor,
            outcome=outcome,
            checklist=answers,
            reason=reason,
            now=now,
            second=True,
            confirmed_again=outcome is before.outcome,
        )
        bring_up_to_date(actor, mine, [*said, review], before, link="", authority=None, now=now)
    return review


def decide_many(
    actor: Actor,
    findings: Sequence[Finding],
    *,
    outcome: ReviewOutcome,
    checklist: Checklist,
    reason: str = "",
    authority: Party | None = None,
    mark: str,
    now: datetime,
) -> list[Review]:
    """One decision on findings that wait, of the same shop and with the same reasons; all or none. `mark` is one for
    the whole act: the same mark again gives the reviews that were made then.

    Raises BadInput for none, more than MOST_AT_ONCE, or findings that are not alike; Conflict if one was decided
    meanwhile.
    """
    person = reader(actor)
    if not MARK.fullmatch(mark):
        raise BadInput("The form is incomplete. Open the page again and fill it in anew.")
    made = list(Review.objects.filter(bulk=mark, by=person, undoes=None).order_by("pk"))
    if made:
        return made
    if not 0 < len(findings) <= MOST_AT_ONCE:
        raise BadInput(f"Choose 1 to {MOST_AT_ONCE} findings; there are {len(findings)}.")
    if len({likeness(one) for one in findings}) > 1:
        raise BadInput("Only findings of the same shop with the same reasons are decided at once.")
    rules = load_rules(tables.folder(findings[0].policy))
    answers = checked(checklist, rules, outcome)
    with transaction.atomic():
        reviews = []
        for finding in sorted(findings, key=lambda one: one.pk):  # always in one order: no deadlock
            mine = locked(actor, finding)
            said = standing_reviews(mine)
            if said or likeness(mine) != likeness(findings[0]):
                raise Conflict(
                    "Some of these were decided meanwhile. Open the list again; nothing was saved."
                )
            before = settled(mine, said)
            review = save(mine, actor, outcome=outcome, checklist=answers, reason=reason, now=now, bulk=mark)
            bring_up_to_date(actor, mine, [review], before, link="", authority=authority, now=now)
            reviews.append(review)
    return reviews


def undo(actor: Actor, review: Review, *, reason: str = "", now: datetime) -> Review:
    """Take the latest decision on a finding back: by who made it, or an approver of the same office. A case that was
    made of it is no longer asked for. Taking back twice changes nothing.

    Raises Conflict if it is not the latest decision, or once a notice of the case was approved.
    """
    reader(actor)
    with transaction.atomic():
        mine = locked(actor, review.finding)
        earlier = Review.objects.filter(undoes=review).first()
        if earlier is not None:
            return earlier
        said = standing_reviews(mine)
        require_undoable(actor, review, latest=said[-1] if said else None)
        before = settled(mine, said)
        back = save(mine, actor, outcome=None, checklist={}, reason=reason, now=now, undoes=review)
        bring_up_to_date(
            actor, mine, said[:-1], before, link=review.link, authority=None, now=now, reason=reason
        )
    return back


def undo_many(actor: Actor, mark: str, *, reason: str = "", now: datetime) -> int:
    """Take back all that was decided in one act, as far as it is still the latest decision; returns how many."""
    require(actor, Permit.REVIEW)
    with transaction.atomic():
        made = Review.objects.filter(bulk=mark, party=actor.home, undoes=None, undone_by=None)
        count = 0
        for review in made.select_related("finding__offer").order_by("finding_id"):
            if standing_reviews(review.finding)[-1].pk == review.pk:
                undo(actor, review, reason=reason, now=now)
                count += 1
    return count


def _may_decide(actor: Actor, person: Person, said: Sequence[Review], before: Standing) -> None:
    if before.differ:
        if said[-1].party_id != actor.home.pk or actor.role is not Role.APPROVER:
            raise NotPermitted("The two readers differ. An approver of their office decides.")
        if person.pk in {one.by_id for one in said}:
            raise Conflict("You were one of the two readers. Another approver decides.")
    elif before.outcome is not None and before.outcome is not ReviewOutcome.CANNOT_TELL:
        raise Conflict("This finding was decided meanwhile. Open the next one.")
