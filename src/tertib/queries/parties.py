"""What belongs to a party, in lists and by number: contacts, API keys, persons and alarms."""

from typing import TypeVar

from django.db.models import Model, QuerySet

from tertib.errors import NotFound
from tertib.queries.types import Reader, eyes
from tertib.queries.visible import (
    visible_alarms,
    visible_api_keys,
    visible_contacts,
    visible_persons,
)
from tertib.store.models import Alarm, ApiKey, Contact, Person

Row = TypeVar("Row", bound=Model)


def contacts(reader: Reader) -> QuerySet[Contact]:
    """Contacts in use that the reader may see, by party and rank."""
    return visible_contacts(*eyes(reader)).select_related("party").order_by("party__name", "rank", "pk")


def contact(reader: Reader, number: int) -> Contact:
    """One contact by its number. Raises NotFound."""
    return _numbered(contacts(reader), number)


def api_keys(reader: Reader) -> QuerySet[ApiKey]:
    """The keys of the reader's party, latest first."""
    return visible_api_keys(*eyes(reader)).order_by("-created_at", "-pk")


def api_key(reader: Reader, number: int) -> ApiKey:
    """One key by its number. Raises NotFound."""
    return _numbered(api_keys(reader), number)


def persons(reader: Reader) -> QuerySet[Person]:
    """The persons of the reader's party, by name."""
    return visible_persons(*eyes(reader)).order_by("name", "pk")


def person(reader: Reader, number: int) -> Person:
    """One person of the reader's party by number. Raises NotFound."""
    return _numbered(persons(reader), number)


def alarms(reader: Reader, *, open_only: bool = True) -> QuerySet[Alarm]:
    """Alarms that the reader may see, latest first."""
    found = visible_alarms(*eyes(reader)).select_related("party").order_by("-raised_at", "-pk")
    return found.filter(cleared_at=None) if open_only else found


def _numbered(rows: QuerySet[Row], number: int) -> Row:
    row = rows.filter(pk=number).first()
    if row is None:
        raise NotFound("There is nothing here with this number, or it is not for your office.")
    return row
