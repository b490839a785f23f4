"""Notices and replies as sender and recipient see them, and the recipient's tasks by clock."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from tertib.queries.cases import one as of_cases
from tertib.queries.types import Reader, eyes
from tertib.queries.visible import find, visible_notices, visible_orders, visible_replies
from tertib.store.models import Case, Notice, Reply
from tertib.vocabulary import NoticeState


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeFilter:
    """Which notices are wanted; what is empty narrows nothing. `waiting`: the case still owes an answer."""

    state: NoticeState | None = None
    waiting: bool | None = None
    dispatch: str = ""
    order: str = ""
    platform: str = ""


@dataclass(frozen=True, slots=True)
class Task:
    """What a recipient owes: a case and the latest notice that asks for it. `last_reply` is what was said last."""

    case: Case
    notice: Notice
    last_reply: Reply | None


EVERY_NOTICE = NoticeFilter()


def notices(reader: Reader, wanted: NoticeFilter = EVERY_NOTICE) -> QuerySet[Notice]:
    """The reader's notices in the order in which they were written, with case, listing and dispatch."""
    party, role = eyes(reader)
    found = visible_notices(party, role).select_related("case__listing", "dispatch", "recipient", "order")
    if wanted.state is not None:
        found = found.filter(state=wanted.state)
    if wanted.waiting is True:
        found = found.filter(case__state__in=of_cases.RUNNING)
    elif wanted.waiting is False:
        found = found.exclude(case__state__in=of_cases.RUNNING)
    if wanted.dispatch:
        found = found.filter(dispatch__key=wanted.dispatch)
    if wanted.order:
        found = found.filter(order=find(visible_orders(party, role), wanted.order))
    if wanted.platform:
        found = found.filter(case__platform=wanted.platform)
    return found.order_by("pk")


def notice(reader: Reader, key: str) -> Notice:
    """One notice. Raises NotFound for none, for another party's, and for one that has not been sent to the reader."""
    found = visible_notices(*eyes(reader))
    return find(found.select_related("case__listing", "dispatch", "recipient", "authority", "order"), key)


def tasks_of(reader: Reader, cases: Sequence[Case]) -> list[Task]:
    """The cases of one page of `cases.queue` with the latest notice and reply of each, in two queries."""
    latest: dict[int, Notice] = {}
    shown = visible_notices(*eyes(reader)).filter(case__in=cases).select_related("dispatch", "order")
    for notice in shown.order_by("pk"):
        latest[notice.case_id] = notice
    said: dict[int, Reply] = {}
    for reply in (
        visible_replies(*eyes(reader)).filter(notice__in=latest.values()).order_by("received_at", "pk")
    ):
        said[reply.notice_id] = reply
    return [Task(case, latest[case.pk], said.get(latest[case.pk].pk)) for case in cases if case.pk in latest]
