"""Pages of long tables: a bounded count, earlier and later, without ever counting a hundred thousand rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import QuerySet
from django.http import HttpRequest

Row = TypeVar("Row")
PER_PAGE = 50
MOST_PAGES = 1000  # beyond it a reader filters instead of turning pages


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Rows `first`..`last` (from 1) of `total`; `total` is None where it was not worth counting."""

    rows: Sequence[Row]
    number: int
    first: int
    last: int
    total: int | None
    earlier: int | None
    later: int | None


def page_of(
    rows: QuerySet[Any],
    request: HttpRequest,
    *,
    total: int | None = None,
    counted: QuerySet[Any] | None = None,
    size: int = PER_PAGE,
) -> Page[Any]:
    """The page that `?page=` names (1 for anything else), in the order of `rows`.

    Give `total` where the caller knows it; else it is counted, and counting is the caller's cost. `counted` are the
    same rows where they can be counted more cheaply, such as without what only their order needs.
    """
    text = request.GET.get("page", "1")
    number = min(int(text), MOST_PAGES) if text.isascii() and text.isdigit() and int(text) > 0 else 1
    start = (number - 1) * size
    found = list(rows[start : start + size + 1])
    more = len(found) > size
    shown = found[:size]
    if total is None:
        whole = rows if counted is None else counted
        total = start + len(shown) if not more and (shown or number == 1) else whole.order_by().count()
    return Page(
        rows=shown,
        number=number,
        first=start + 1 if shown else 0,
        last=start + len(shown),
        total=total,
        earlier=number - 1 if number > 1 else None,
        later=number + 1 if more else None,
    )
