"""Decide whether an offer is a removed listing again: one pair, or many of one shop; and take a decision back."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from tertib.actions import outbox, tables
from tertib.actions.actor import Actor, actor_of_person
from tertib.actions.decisions import require_undoable
from tertib.actions.detection import confirmed
from tertib.actions.permits import Permit, require
from tertib.core.links import Link, find_links
from tertib.errors import BadInput, Conflict, NotFound, NotPermitted
from tertib.store.models import Case, Finding, Party, Person, Requester, Return, ReturnReview
from tertib.vocabulary import Errand, PartyKind, ReturnOutcome, ReturnRelation, ReviewOutcome

MOST_AT_ONCE = 200
MAX_REASON = 1_000
MAX_LINK = 2_048
UNDO_FOR = timedelta(days=2)  # longer, and the case itself is to be closed, with a reason
MARK = re.compile(r"[A-Z0-9-]{8,16}")


def decide(
    actor: Actor,
    pair: Return,
    *,
    outcome: ReturnOutcome,
    reason: str = "",
    link: str = "",
    authority: Party | None = None,
    now: datetime,
) -> ReturnReview:
    """A person's decision on a pair. What cannot be told can be decided later; the same decision by the same person
    again changes nothing.

    Confirmed: the removed listing's own number is looked at now, and our looks say whether its case returned. Any
    other offer becomes a case of its own, linked to the old one; for others than an authority a row in a draft of
    `authority`. `link` is needed where the offer's own names no listing. Raises BadInput, Conflict, NotPermitted,
    NotFound.
    """
    person = _decider(actor)
    with transaction.atomic():
        mine = _locked(actor, pair)
        latest = standing(mine)
        if latest is not None and (latest.by_id, latest.outcome) == (person.pk, outcome):
            return latest
        if mine.outcome not in (None, ReturnOutcome.CANNOT_TELL):
            raise Conflict("This was decided meanwhile. Open the next one.")
        return _save(actor, mine, outcome=outcome, reason=reason, link=link, authority=authority, now=now)


def decide_by(
    actor: Actor, pair: Return, *, by: str, outcome: ReturnOutcome, reason: str, link: str, now: datetime
) -> ReturnReview:
    """The same, told by the office's own program for the person with the mail address `by`, whose decision it is.

    Raises BadInput for an address of nobody who may decide in that office.
    """
    require(actor, Permit.REVIEW)
    person = Person.objects.filter(party=actor.home, email__iexact=by.strip(), is_active=True).first()
    if person is None:
        raise BadInput("“by” is the mail address of a person of your office who decided.")
    return decide(actor_of_person(person), pair, outcome=outcome, reason=reason, link=link, now=now)


def decide_many(
    actor: Actor,
    pairs: Sequence[Return],
    *,
    outcome: ReturnOutcome,
    reason: str = "",
    authority: Party | None = None,
    mark: str,
    now: datetime,
) -> list[ReturnReview]:
    """One decision on pairs that wait, of one removed listing with offers of one shop; all or none. `mark` is one for
    the act: the same mark again gives what was decided then. Raises BadInput, Conflict."""
    person = _decider(actor)
    if not MARK.fullmatch(mark):
        raise BadInput("The form is incomplete. Open the page again and fill it in anew.")
    made = list(ReturnReview.objects.filter(bulk=mark, by=person, undoes=None).order_by("pk"))
    if made:
        return made
    if not 0 < len(pairs) <= MOST_AT_ONCE:
        raise BadInput("Choose at least one listing, and 200 at most.")
    if len({likeness(one) for one in pairs}) > 1:
        raise BadInput("Only listings of one shop beside one removed listing are decided at once.")
    with transaction.atomic():
        for pair in sorted(pairs, key=lambda one: one.pk):  # always in one order: no deadlock
            mine = _locked(actor, pair)
            if mine.outcome is not None:
                raise Conflict(
                    "Some of these were decided meanwhile. Open the list again; nothing was saved."
                )
            made.append(
                _save(
                    actor,
                    mine,
                    outcome=outcome,
                    reason=reason,
                    link="",
                    authority=authority,
                    now=now,
                    bulk=mark,
                )
            )
    return made


def undo(actor: Actor, review: ReturnReview, *, reason: str = "", now: datetime) -> ReturnReview:
    """Take the latest decision on a pair back: by who made it, or an approver of the same office, within UNDO_FOR. A
    case that was made of it is no longer asked for. Taking back twice changes nothing.

    Raises Conflict if it is not the latest, too old, or once a notice of the case was approved; NotPermitted, NotFound.
    """
    _decider(actor)
    with transaction.atomic():
        mine = _locked(actor, review.pair)
        earlier = ReturnReview.objects.filter(undoes=review).first()
        if earlier is not None:
            return earlier
        require_undoable(actor, review, latest=standing(mine))
        if now - review.at > UNDO_FOR:
            raise Conflict("This was decided more than two days ago. Close the case itself, with a reason.")
        back = _row(actor, mine, outcome=None, reason=reason, now=now, undoes=review)
        if review.outcome is ReturnOutcome.CONFIRMED:
            _take_back(actor, mine, review, reason=reason, now=now)
        before = standing(mine)
        mine.outcome = before.outcome if before else None
        mine.decided_at = before.at if before else None
        mine.waiting, mine.new_case = mine.outcome is None, None
        mine.save(update_fields=["outcome", "decided_at", "waiting", "new_case"])
    return back


def undo_many(actor: Actor, mark: str, *, now: datetime) -> int:
    """Take back all that was decided in one act, as far as it still stands; returns how many."""
    _decider(actor)
    with transaction.atomic():
        reviews = ReturnReview.objects.filter(bulk=mark, party=actor.home, undoes=None, undone_by=None)
        made = list(reviews.select_related("pair").order_by("pair"))
        for review in made:
            undo(actor, review, now=now)
    return len(made)


def standing(pair: Return) -> ReturnReview | None:
    """The latest decision that was not taken back."""
    return pair.reviews.filter(outcome__isnull=False, undone_by=None).order_by("-pk").first()


def likeness(pair: Return) -> tuple[object, ...]:
    """What pairs that are decided at once have in common. An offer without a shop is like no other."""
    offer = pair.offer
    shop = (offer.platform, offer.shop) if offer.shop else pair.pk
    return pair.case_id, offer.party_id, shop, pair.relation is ReturnRelation.SAME_LISTING


def _decider(actor: Actor) -> Person:
    require(actor, Permit.REVIEW)
    if actor.person is None:
        raise NotPermitted("A person decides what came back, never a program.")
    return actor.person


def _locked(actor: Actor, pair: Return) -> Return:
    """The pair as it stands now, if its offer was given to the actor's party and its case is one of the party's (the
    rules of queries/visible.py)."""
    rows = Return.objects.select_for_update(of=("self",))
    mine = rows.select_related("offer__party", "old_offer__party", "case__listing", "case__recipient").get(
        pk=pair.pk
    )
    sides = [mine.offer.party, *([mine.old_offer.party] if mine.old_offer else [])]
    if not all(_given(actor.home, owner) for owner in sides) or not _is_ours(actor.home, mine.case):
        raise NotFound("There is nothing here with this number, or it is not for your office.")
    return mine


def _given(party: Party, owner: Party) -> bool:
    if party.kind == PartyKind.AUTHORITY and owner.kind in (PartyKind.PLATFORM, PartyKind.ASSOCIATION):
        return True
    return party.pk in (owner.pk, owner.association_id if party.kind == PartyKind.ASSOCIATION else None)


def _is_ours(party: Party, case: Case) -> bool:
    if party.kind == PartyKind.AUTHORITY:
        return Requester.objects.filter(case=case, authority=party).exists()
    if case.recipient is None or case.sent_at is None:
        return False
    return party.pk in (case.recipient.pk, case.recipient.association_id)


def _save(
    actor: Actor,
    pair: Return,
    *,
    outcome: ReturnOutcome,
    reason: str,
    link: str,
    authority: Party | None,
    now: datetime,
    bulk: str = "",
) -> ReturnReview:
    review = _row(actor, pair, outcome=outcome, reason=reason, now=now, link=link, bulk=bulk)
    if outcome is ReturnOutcome.CONFIRMED:
        if pair.relation is ReturnRelation.SAME_LISTING:
            look = outbox.Work(Errand.LOOK, f"look:{pair.case_id}", due_at=now, lane=pair.case.platform)
            outbox.ask([look])
        else:
            _open(actor, pair, review, authority=authority, now=now)
    pair.outcome, pair.waiting, pair.decided_at = outcome, False, now
    pair.save(update_fields=["outcome", "waiting", "decided_at", "new_case"])
    return review


def _row(
    actor: Actor,
    pair: Return,
    *,
    outcome: ReturnOutcome | None,
    reason: str,
    now: datetime,
    link: str = "",
    bulk: str = "",
    undoes: ReturnReview | None = None,
) -> ReturnReview:
    return ReturnReview.objects.create(
        pair=pair,
        outcome=outcome,
        reason=reason.replace("\x00", "").strip()[:MAX_REASON],
        link=link.replace("\x00", "").strip()[:MAX_LINK],
        bulk=bulk,
        by=_decider(actor),
        party=actor.home,
        permit=Permit.REVIEW,
        at=now,
        undoes=undoes,
    )


def _open(
    actor: Actor, pair: Return, review: ReturnReview, *, authority: Party | None, now: datetime
) -> None:
    """The offer's own case, on the path of every confirmed finding."""
    said = f"Kembali tampil setelah {pair.case.listing.key} diturunkan"
    wanted = confirmed.Wanted(
        _link_of(pair, review), f"{said}. {review.reason}" if review.reason else f"{said}."
    )
    if actor.home.kind == PartyKind.AUTHORITY:
        pair.new_case = confirmed.open_case(actor, wanted, policy=pair.policy, now=now)
    elif authority is None:
        raise BadInput("Choose the authority that is to hand it in.")
    else:
        confirmed.add_to_draft(actor, authority, wanted, policy=pair.policy, now=now)


def _take_back(actor: Actor, pair: Return, review: ReturnReview, *, reason: str, now: datetime) -> None:
    """The case stays asked for while another decision speaks for it."""
    if pair.relation is ReturnRelation.SAME_LISTING:
        return  # a look was asked for; nothing else came of it
    if actor.home.kind != PartyKind.AUTHORITY:
        confirmed.take_row_back(actor, _link_of(pair, review).listing or "", policy=pair.policy)
    elif pair.new_case is not None:
        others = Return.objects.filter(new_case=pair.new_case, outcome=ReturnOutcome.CONFIRMED)
        findings = Finding.objects.filter(case=pair.new_case, outcome=ReviewOutcome.CONFIRMED)
        if not others.exclude(pk=pair.pk).exists() and not findings.exists():
            confirmed.take_case_back(actor, pair.new_case, reason=reason, now=now)


def _link_of(pair: Return, review: ReturnReview) -> Link:
    platforms = tables.platforms()
    own = find_links(pair.offer.url, platforms=platforms)
    return confirmed.listing_of([*own, *find_links(review.link, platforms=platforms)])
