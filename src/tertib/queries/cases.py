"""One case by its number, what waits for an answer by clock, counts by state, and police holds."""

from collections.abc import Mapping
from datetime import datetime

from django.db.models import Count, Q, QuerySet

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


def count_by_state(reader: Reader, *, platform: str = "") -> Mapping[CaseState, int]:
    """How many of the reader's cases stand in each state, every state named."""
    found = visible_cases(*eyes(reader))
    if platform:
        found = found.filter(platform=platform)
    counted = dict(found.order_by().values_list("state").annotate(n=Count("pk")))
    return {state: counted.get(state, 0) for state in CaseState}


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
