"""The API keys of a party, in a list and by number."""

from django.db.models import QuerySet

from tertib.errors import NotFound
from tertib.queries.types import Reader, eyes
from tertib.queries.visible import visible_api_keys
from tertib.store.models import ApiKey


def api_keys(reader: Reader) -> QuerySet[ApiKey]:
    """The keys of the reader's party, latest first."""
    found = visible_api_keys(*eyes(reader)).select_related("made_by")
    return found.order_by("-created_at", "-pk")


def api_key(reader: Reader, number: int) -> ApiKey:
    """One key by its number. Raises NotFound."""
    row = api_keys(reader).filter(pk=number).first()
    if row is None:
        raise NotFound("There is nothing here with this number, or it is not for your office.")
    return row
