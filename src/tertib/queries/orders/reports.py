"""Reports from the public: what a reporter may learn by the code, and the authority's inbox."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db.models import QuerySet

from tertib.errors import NotFound
from tertib.queries.types import Reader, eyes
from tertib.queries.visible import find, visible_reports
from tertib.store.models import PublicReport
from tertib.vocabulary import OrderState


class Stage(StrEnum):
    """How far a report has come; no more is told to whoever holds its code."""

    WAITING = "waiting"
    TAKEN_UP = "taken_up"
    HANDED_IN = "handed_in"
    SET_ASIDE = "set_aside"


@dataclass(frozen=True, slots=True)
class ReportStatus:
    """What may be said: no links, no office, no names, no reasons."""

    code: str
    received_at: datetime
    stage: Stage


def report_status(code: str) -> ReportStatus:
    """What became of a report. Letters may be small, spaces are ignored. Raises NotFound."""
    clean = "".join(code.split()).upper()[:16]
    report = PublicReport.objects.filter(key=clean).select_related("order").first()
    if report is None:
        raise NotFound("There is no report with this code. Check it letter by letter.")
    return ReportStatus(report.key, report.created_at, stage(report))


def stage(report: PublicReport) -> Stage:
    """How far a report has come."""
    if report.set_aside:
        return Stage.SET_ASIDE
    if report.order is None:
        return Stage.WAITING
    handed_in = report.order.state in (OrderState.TAKING_IN, OrderState.TAKEN_IN)
    return Stage.HANDED_IN if handed_in else Stage.TAKEN_UP


def inbox(reader: Reader, stage: Stage | None) -> QuerySet[PublicReport]:
    """Reports that the reader may read, newest first, of one stage or all."""
    found = visible_reports(*eyes(reader)).select_related("order", "read_by")
    match stage:
        case Stage.WAITING:
            return found.filter(order=None, set_aside="")
        case Stage.SET_ASIDE:
            return found.exclude(set_aside="")
        case Stage.TAKEN_UP | Stage.HANDED_IN:
            return found.exclude(order=None)
        case None:
            return found


def report(reader: Reader, key: str) -> PublicReport:
    """One report. Raises NotFound."""
    return find(visible_reports(*eyes(reader)), key)


def reports(reader: Reader, keys: list[str]) -> list[PublicReport]:
    """The named reports that the reader may read and that wait, at most 200."""
    return list(inbox(reader, Stage.WAITING).filter(key__in=keys[:200]))
