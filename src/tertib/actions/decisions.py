"""What holds for decisions of persons, of whatever desk: who may take one back, and which."""

from typing import Protocol

from tertib.actions.actor import Actor
from tertib.errors import Conflict, NotFound, NotPermitted
from tertib.vocabulary import Role


class Decision(Protocol):
    """A row of a desk's append-only decisions."""

    pk: int
    by_id: int
    party_id: int


def require_undoable(actor: Actor, decision: Decision, *, latest: Decision | None) -> None:
    """Raise unless the actor may take the decision back: who made it, or an approver of the same office, and only the
    `latest` that stands.

    Raises NotFound for another office's, NotPermitted, Conflict.
    """
    if decision.party_id != actor.home.pk:
        raise NotFound("There is nothing here with this number, or it is not for your office.")
    person = actor.person
    if person is None or (decision.by_id != person.pk and actor.role is not Role.APPROVER):
        raise NotPermitted("Only who decided, or an approver of the office, takes a decision back.")
    if latest is None or latest.pk != decision.pk:
        raise Conflict("There is a later decision on this. Take that one back first.")
