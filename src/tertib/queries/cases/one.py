"""One case by its number, what waits for an answer by clock, and police holds."""

from datetime import datetime

from django.db.models import Q, QuerySet

from tertib.errors import NotFound
from tertib.queries.types import Reader, eyes
from tertib.queries.visible import find, visible_cases, visible_holds
from tertib.store.models import Case, Hold
from tertib.vocabulary import CaseState

RUNNING = (CaseState.NOTIFIED, CaseState.OVERDUE)
"""States in which somebody owes an answer."""


def case(reader: Reader, key: str) -> Case:
    """One case with its listing. Raises NotFound for none, and for another party's."""
    return find(visible_cases(*eyes(reader)).select_related("listing", "recipient"), key)


def queue(
    reader: Reader,
    *,
    states: tuple[CaseState, ...] = RUNNING,
    platform: str = "",
    due_before: datetime | None = None,
) -> QuerySet[Case]:
    """What waits for an answer, by clock: what is due first stands first. `due_before` leaves out what is due later."""
    found = visible_cases(*eyes(reader)).filter(state__in=states)
    if platform:
        found = found.filter(platform=platform)
    if due_before is not None:
        found = found.filter(answer_due__lt=due_before)
    return found.select_related("listing", "recipient").order_by("answer_due", "pk")


def holds(reader: Reader, *, now: datetime, running: bool | None = None) -> QuerySet[Hold]:
    """Police holds that the reader may see, the next to end first; `running` narrows to those in force or ended."""
    found = visible_holds(*eyes(reader)).select_related("police", "placed_by").order_by("until", "pk")
    in_force = Q(ended_at=None, until__gt=now)
    if running is None:
        return found
    return found.filter(in_force) if running else found.exclude(in_force)


def hold(reader: Reader, number: int) -> Hold:
    """One hold by its number. Raises NotFound for none, and for another party's."""
    found = visible_holds(*eyes(reader)).select_related("police", "placed_by").filter(pk=number).first()
    if found is None:
        raise NotFound("There is nothing here with this number, or it is not for your office.")
    return found
