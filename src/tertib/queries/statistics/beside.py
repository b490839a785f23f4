"""Figures side by side (by platform, policy or order), and the cases behind a figure: exactly as many as it says."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db.models import Exists, OuterRef, QuerySet

from tertib.core.statistics import CaseCounts, Figures, count_figures
from tertib.errors import NotFound, NotPermitted
from tertib.queries.statistics.figures import MEASURES, FigureFilters, counted, tally
from tertib.queries.types import Reader, eyes
from tertib.queries.visible import READS_CASES, find, visible_cases, visible_orders
from tertib.store.models import Case, Requester
from tertib.vocabulary import PartyKind

MOST_ORDERS = 200


class Dimension(StrEnum):
    """By what figures can stand side by side."""

    PLATFORM = "platform"
    POLICY = "policy"
    ORDER = "order"  # a case that two orders name counts in both: never add these


@dataclass(frozen=True, slots=True)
class Row:
    """The figures of one platform, policy or order, by its key."""

    key: str
    figures: Figures


def figures_by(reader: Reader, dimension: Dimension, filters: FigureFilters, *, now: datetime) -> list[Row]:
    """The reader's figures for every value of a dimension, most cases first; orders are the reader's latest 200.

    Each row adds up by itself. Raises FiguresDoNotReconcile: then none is shown.
    """
    if dimension is Dimension.ORDER:
        return _by_order(reader, filters, now)
    return _rows(counted(reader, filters), dimension, now)


def _by_order(reader: Reader, filters: FigureFilters, now: datetime) -> list[Row]:
    """An order that the reader sees brings the right to its cases: they need not be asked for one by one."""
    own = visible_orders(*eyes(reader)).order_by("-pk")
    if filters.order:
        own = own.filter(key=filters.order)
    keys = dict(own.values_list("pk", "key")[:MOST_ORDERS])
    found = Case.objects.filter(requesters__order__in=list(keys))
    equal = {"platform": filters.platform, "policy": filters.policy}
    found = found.filter(**{name: value for name, value in equal.items() if value})
    return [Row(keys[int(row.key)], row.figures) for row in _rows(found, "requesters__order", now)]


def _rows(found: QuerySet[Case], column: str, now: datetime) -> list[Row]:
    rows: dict[str, list[CaseCounts]] = {}
    for (key,), counts in tally(found, column):
        rows.setdefault(str(key), []).append(counts)
    shown = [Row(key, count_figures(counts, as_of=now)) for key, counts in rows.items()]
    return sorted(shown, key=lambda row: (-row.figures.count("found"), row.key))


def cases_of_measure(reader: Reader, measure: str, filters: FigureFilters) -> QuerySet[Case]:
    """The cases that a figure counts, with their listing, latest first.

    Raises NotFound for no such figure or another's order, NotPermitted for a reader who may see numbers only.
    """
    if measure not in MEASURES:
        raise NotFound(f"There is no figure {measure!r}. There are: {', '.join(sorted(MEASURES))}.")
    party, role = eyes(reader)
    if role not in READS_CASES or party.kind == PartyKind.PUBLIC_BODY:
        raise NotPermitted("Your role reads the figures, not the cases behind them.")
    check_order(reader, filters)
    found = visible_cases(party, role).filter(MEASURES[measure])
    equal: Mapping[str, str] = {"platform": filters.platform, "policy": filters.policy}
    found = found.filter(**{name: value for name, value in equal.items() if value})
    if filters.order:
        named = Requester.objects.filter(case=OuterRef("pk"), order__key=filters.order, authority=party)
        found = found.filter(Exists(named))
    return found.select_related("listing", "recipient").order_by("-pk")


def check_order(reader: Reader, filters: FigureFilters) -> None:
    """Raises NotFound if the filters name an order that is not the reader's."""
    if filters.order:
        find(visible_orders(*eyes(reader)), filters.order)
