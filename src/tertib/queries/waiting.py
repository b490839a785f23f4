"""What waits for a reader: small bounded counts for the head of every page and the start page."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from tertib.queries import visible, visible_sellers
from tertib.queries.cases.listed import VIEWS, View
from tertib.queries.types import Reader, eyes
from tertib.store.models import Party, PolicyVersion
from tertib.vocabulary import (
    CaseState,
    ContactHealth,
    LadderRungState,
    NoticeState,
    OrderState,
    PolicyState,
    Role,
)

MOST_COUNTED = 999  # counting stops there: nobody reads more, and a page must not wait for it

COUNTS: dict[str, Callable[[Party, Role, datetime], QuerySet[Any]]] = {
    "orders": lambda party, role, _: visible.visible_orders(party, role).filter(state=OrderState.DRAFT),
    "notices": lambda party, role, _: visible.visible_cases(party, role).filter(
        VIEWS[View.UNASKED], recipient__isnull=False
    ),
    "cases": lambda party, role, _: visible.visible_cases(party, role).filter(state=CaseState.OVERDUE),
    "members": lambda party, role, _: visible.visible_cases(party, role).filter(state=CaseState.OVERDUE),
    "tasks": lambda party, role, _: visible.visible_cases(party, role).filter(
        state__in=(CaseState.NOTIFIED, CaseState.OVERDUE)
    ),
    "rungs": lambda party, role, _: visible.visible_rungs(party, role).filter(state=LadderRungState.PROPOSED),
    "reports": lambda party, role, _: visible.visible_reports(party, role).filter(read_by=None),
    "contacts": lambda party, role, _: visible.visible_contacts(party, role).filter(
        health__in=(ContactHealth.FAILING, ContactHealth.DEAD)
    ),
    "deliveries": lambda party, role, _: visible.visible_dispatches(party, role).filter(
        state=NoticeState.FAILED
    ),
    "alarms": lambda party, role, _: visible.visible_alarms(party, role).filter(cleared_at=None),
    "backlog": lambda party, role, _: visible.visible_errands(party, role).filter(dead_at__isnull=False),
    "findings": lambda party, role, _: visible.visible_findings(party, role).filter(
        waiting=True, outcome=None
    ),
    "returns": lambda party, role, _: visible.visible_returns(party, role).filter(waiting=True, outcome=None),
    "policies": lambda party, _role, _: PolicyVersion.objects.filter(party=party, state=PolicyState.TESTED),
    "sellers": lambda party, role, _: visible_sellers.visible_seller_rungs(party, role).filter(
        state=LadderRungState.PROPOSED
    ),
    "seller_rungs": lambda party, role, now: visible_sellers.visible_seller_rungs(party, role).filter(
        period_ends_at__gt=now
    ),
    "holds": lambda party, role, now: visible.visible_holds(party, role).filter(ended_at=None, until__gt=now),
}


def waiting(reader: Reader, names: Iterable[str], *, now: datetime) -> dict[str, int]:
    """How many of each named thing wait for the reader; MOST_COUNTED + 1 stands for "more than that"."""
    party, role = eyes(reader)
    return {
        name: COUNTS[name](party, role, now).order_by()[: MOST_COUNTED + 1].count()
        for name in sorted(set(names))
    }


def next_due(reader: Reader) -> datetime | None:
    """The earliest time to answer that still runs or has just run out, over what the reader may see."""
    running = visible.visible_cases(*eyes(reader)).filter(
        state__in=(CaseState.NOTIFIED, CaseState.OVERDUE), answer_due__isnull=False, clock_paused=False
    )
    return running.order_by("answer_due").values_list("answer_due", flat=True).first()
