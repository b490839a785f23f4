"""The invented people of a demo, whom a visitor can be. Asked for by the demo's pages only."""

from tertib.errors import NotFound
from tertib.store.models import Person
from tertib.vocabulary import PartyKind, Role

KINDS = list(PartyKind)
ROLES = list(Role)


def people() -> list[Person]:
    """Everyone who can sign in, by what their office is, its name and their role."""
    found = Person.objects.filter(is_active=True, party__active=True).select_related("party")
    return sorted(
        found,
        key=lambda person: (KINDS.index(person.party.kind), person.party.name, ROLES.index(person.role)),
    )


def person(number: int) -> Person:
    """One of them. Raises NotFound."""
    found = (
        Person.objects.filter(pk=number, is_active=True, party__active=True).select_related("party").first()
    )
    if found is None:
        raise NotFound("There is no such person in this demo.")
    return found
