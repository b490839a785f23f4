"""What a person decides about a case: close, open again, answer a question."""

from datetime import datetime

from tertib.actions.actor import Actor
from tertib.actions.history import Happening, record
from tertib.actions.permits import Permit, require
from tertib.core.cases.events import Answered, Closed, Reopened
from tertib.errors import BadInput, NotFound
from tertib.store.models import Case, Requester
from tertib.vocabulary import CaseOutcome

BY_HAND = frozenset(
    {CaseOutcome.LAWFUL, CaseOutcome.COULD_NOT_EXECUTE, CaseOutcome.TIME_BARRED, CaseOutcome.DUPLICATE}
)
"""Outcomes that a person may give; the others follow from looks and withdrawals."""


def close(actor: Actor, case: Case, *, outcome: CaseOutcome, reason: str, now: datetime) -> None:
    """Close a case with an outcome and a reason in words. Raises BadInput, MoveNotAllowed."""
    _own(actor, case)
    if outcome not in BY_HAND:
        raise BadInput(f"A person can close a case as: {', '.join(sorted(BY_HAND))}.")
    event = Closed(outcome, _reason(reason))
    record([Happening(case.pk, event)], by=actor, permit=Permit.FOLLOW_UP, now=now)


def reopen(actor: Actor, case: Case, *, reason: str, now: datetime) -> None:
    """Open a closed case again; it is looked at anew. Raises MoveNotAllowed if it is not closed."""
    _own(actor, case)
    record([Happening(case.pk, Reopened(_reason(reason)))], by=actor, permit=Permit.FOLLOW_UP, now=now)


def answer_question(actor: Actor, case: Case, *, text: str, now: datetime) -> None:
    """Answer what the platform asked back; its clock ran on and runs on."""
    _own(actor, case)
    record([Happening(case.pk, Answered(_reason(text)))], by=actor, permit=Permit.FOLLOW_UP, now=now)


def _own(actor: Actor, case: Case) -> None:
    require(actor, Permit.FOLLOW_UP)
    if not Requester.objects.filter(case=case, authority=actor.home, withdrawn_at=None).exists():
        raise NotFound("There is nothing here with this number, or it is not for your office.")


def _reason(text: str) -> str:
    if not text.strip():
        raise BadInput("Say why, in a sentence; it stands in the history.")
    return text.strip()[:2000]
