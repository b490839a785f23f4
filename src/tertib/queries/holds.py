"""Police holds with the reader's cases under them."""

from collections.abc import Sequence

from tertib.queries.types import Reader, eyes
from tertib.queries.visible import visible_cases
from tertib.store.models import Case, Hold


def cases_under(reader: Reader, rows: Sequence[Hold]) -> dict[str, list[Case]]:
    """The reader's cases by listing key of these holds."""
    found: dict[str, list[Case]] = {}
    keys = {row.listing_key for row in rows}
    for case in (
        visible_cases(*eyes(reader)).filter(listing__key__in=keys).select_related("listing").order_by("pk")
    ):
        found.setdefault(case.listing.key, []).append(case)
    return found
