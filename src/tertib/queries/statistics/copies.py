"""Cases whose goods were offered again, as a person confirmed: counted in pairs, by where the new listing stands."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count

from tertib.queries.statistics.figures import FigureFilters, counted
from tertib.queries.types import Reader
from tertib.store.models import Return
from tertib.vocabulary import ReturnOutcome, ReturnRelation

__all__ = ["Copies", "came_back"]


@dataclass(frozen=True, slots=True)
class Copies:
    """A pair is one case with one listing that a person confirmed to offer the same goods again; `by_relation` adds
    up to `pairs`. `cases`: how many cases have such a pair; they do not add up, one may come back in several places."""

    pairs: int
    cases: int
    by_relation: Mapping[ReturnRelation, int]


def came_back(reader: Reader, filters: FigureFilters) -> Copies:
    """Confirmed pairs of the cases that the reader's figures count. Two queries."""
    confirmed = Return.objects.filter(
        outcome=ReturnOutcome.CONFIRMED, case__in=counted(reader, filters).order_by()
    )
    found = dict(confirmed.order_by().values_list("relation").annotate(n=Count("pk")))
    by_relation = {one: found.get(one, 0) for one in ReturnRelation}
    return Copies(
        pairs=sum(by_relation.values()),
        cases=confirmed.order_by().aggregate(n=Count("case", distinct=True))["n"],
        by_relation=by_relation,
    )
