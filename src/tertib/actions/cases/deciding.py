"""What a person decides about a case: close, open again, answer a question."""

from datetime import datetime

from tertib.actions.actor import Actor
from tertib.actions.cases.history import Happening, record
from tertib.actions.permits import Permit, require
from tertib.core.cases.events import Answered, Closed, HoldPlaced, Reopened
from tertib.errors import BadInput, NotFound
from tertib.store.models import Case, Hold, Requester
from tertib.vocabulary import CaseOutcome

BY_HAND = frozenset(
    {CaseOutcome.LAWFUL, CaseOutcome.COULD_NOT_EXECUTE, CaseOutcome.TIME_BARRED, CaseOutcome.DUPLICATE}
)
"""Outcomes that a person may give; the others follow from looks and withdrawals."""


def close(actor: Actor, case: Case, *, outcome: CaseOutcome, reason: str, now: datetime) -> None:
    """Close a case with an outcome and a reason in words. Raises BadInput, MoveNotAllowed."""
    require_own(actor, case)
    if outcome not in BY_HAND:
        raise BadInput(f"A person can close a case as: {', '.join(sorted(BY_HAND))}.")
    event = Closed(outcome, _reason(reason))
    record([Happening(case.pk, event)], by=actor, permit=Permit.FOLLOW_UP, now=now)


def reopen(actor: Actor, case: Case, *, reason: str, now: datetime) -> None:
    """Open a closed case again; it is looked at anew, and held if police asked to wait with the listing.

    Raises MoveNotAllowed if it is not closed.
    """
    require_own(actor, case)
    happenings = [Happening(case.pk, Reopened(_reason(reason)))]
    holds = Hold.objects.filter(listing_key=case.listing.key, ended_at=None, until__gt=now)
    longest = holds.select_related("police").order_by("-until").first()
    if longest is not None:
        happenings.append(Happening(case.pk, HoldPlaced(longest.until, longest.police.slug)))
    record(happenings, by=actor, permit=Permit.FOLLOW_UP, now=now)


def answer_question(actor: Actor, case: Case, *, text: str, now: datetime) -> None:
    """Answer what the platform asked back; its clock ran on and runs on."""
    require_own(actor, case)
    record([Happening(case.pk, Answered(_reason(text)))], by=actor, permit=Permit.FOLLOW_UP, now=now)


def require_own(actor: Actor, case: Case) -> None:
    """Raise NotPermitted or NotFound unless the actor follows up a case that its office asks for."""
    require(actor, Permit.FOLLOW_UP)
    if not Requester.objects.filter(case=case, authority=actor.home, withdrawn_at=None).exists():
        raise NotFound("There is nothing here with this number, or it is not for your office.")


def _reason(text: str) -> str:
    if not text.strip():
        raise BadInput("Say why, in a sentence; it stands in the history.")
    return text.strip()[:2000]
