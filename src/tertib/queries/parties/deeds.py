"""Who did what to the house itself, for whoever may see it."""

from django.db.models import QuerySet

from tertib.queries.types import Reader, eyes
from tertib.queries.visible import visible_deeds
from tertib.store.models import Deed
from tertib.vocabulary import DeedKind


def deeds(reader: Reader, kind: DeedKind | None = None) -> QuerySet[Deed]:
    """The deeds that the reader may see, latest first, with who did them and to whose office."""
    found = visible_deeds(*eyes(reader))
    if kind is not None:
        found = found.filter(kind=kind)
    return found.select_related("office", "party", "person", "api_key").order_by("-at", "-pk")
