"""A recipient's tasks: what waits for an answer by clock, and one notice with all that its answer needs."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from tertib.core.notices.table import COLUMNS, notice_rows
from tertib.queries.cases.one import RUNNING
from tertib.queries.notices.pages import tasks_of
from tertib.queries.types import Reader, eyes
from tertib.queries.visible import visible_cases, visible_notices, visible_replies
from tertib.store.models import Case, Notice, Reply
from tertib.vocabulary import CaseState, Urgency

MOST_OTHERS = 10  # other notices for the same shop that one screen shows


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskFilter:
    """Which tasks are wanted; what is empty narrows nothing. `answered`: no answer is owed any more."""

    answered: bool = False
    state: CaseState | None = None
    urgency: Urgency | None = None
    dispatch: str = ""


def tasks(reader: Reader, wanted: TaskFilter) -> QuerySet[Case]:
    """Cases with a notice to the reader: what is due first stands first."""
    party, role = eyes(reader)
    found = visible_cases(party, role)
    if wanted.answered:
        found = found.exclude(state__in=RUNNING)
    else:
        found = found.filter(state__in=RUNNING)
    if wanted.state is not None:
        found = found.filter(state=wanted.state)
    if wanted.urgency is not None:
        found = found.filter(urgency=wanted.urgency)
    if wanted.dispatch:
        inside = visible_notices(party, role).filter(case=OuterRef("pk"), dispatch__key=wanted.dispatch)
        found = found.filter(Exists(inside))
    return found.select_related("listing", "recipient").order_by("answer_due", "pk")


def beside(reader: Reader, case: Case) -> tuple[Notice | None, Notice | None]:
    """The latest notices of the tasks before and after this one in the queue; None where it ends."""
    running = tasks(reader, TaskFilter()).exclude(pk=case.pk)
    if case.answer_due is None:
        return None, _latest(reader, list(running[:1]))
    before = Q(answer_due__lt=case.answer_due) | Q(answer_due=case.answer_due, pk__lt=case.pk)
    after = Q(answer_due__gt=case.answer_due) | Q(answer_due=case.answer_due, pk__gt=case.pk)
    earlier = list(running.filter(before).order_by("-answer_due", "-pk")[:1])
    return _latest(reader, earlier), _latest(reader, list(running.filter(after)[:1]))


def first(reader: Reader) -> Notice | None:
    """The notice of the task that is due first; None when every notice is answered."""
    return _latest(reader, list(tasks(reader, TaskFilter())[:1]))


def of_same_shop(reader: Reader, notice: Notice) -> list[Notice]:
    """Other notices to the reader for offers of the same shop, latest first, at most MOST_OTHERS."""
    shop = notice.case.listing.shop
    if not shop:
        return []
    cases = Case.objects.filter(listing__shop=shop).exclude(pk=notice.case_id)
    found = visible_notices(*eyes(reader)).filter(case__in=cases)
    return list(found.select_related("case__listing").order_by("-pk")[:MOST_OTHERS])


def said(reader: Reader, notice: Notice) -> list[Reply]:
    """What the reader's office answered to a notice so far, in the order in which it came."""
    found = visible_replies(*eyes(reader)).filter(notice=notice).select_related("person")
    return list(found.order_by("received_at", "pk"))


def _latest(reader: Reader, cases: Sequence[Case]) -> Notice | None:
    found = tasks_of(reader, cases)
    return found[0].notice if found else None


def reply_table(reader: Reader) -> tuple[Sequence[str], Iterator[Sequence[str]]]:
    """Column names and one row for each running notice, soonest due first, with the answers left empty."""
    party, role = eyes(reader)
    running = visible_notices(party, role).filter(case__state__in=RUNNING).order_by("case__answer_due", "pk")
    contents = running.values_list("content", flat=True).iterator(chunk_size=1_000)
    return COLUMNS, ([row[column] for column in COLUMNS] for row in notice_rows(contents))
