"""Who acts: a person or a program for a party, or the worker."""

from dataclasses import dataclass

from tertib.store.models import ApiKey, Party, Person
from tertib.vocabulary import Role


@dataclass(frozen=True, slots=True)
class Actor:
    """The party that acts, by a person or an API key. All null: the worker, acting under a rule."""

    party: Party | None
    role: Role | None
    person: Person | None = None
    api_key: ApiKey | None = None

    @property
    def home(self) -> Party:
        """The actor's party. Raises LookupError for the worker, which has none."""
        if self.party is None:
            raise LookupError("The worker acts for no party.")
        return self.party


WORKER = Actor(None, None)


def actor_of_person(person: Person) -> Actor:
    """The actor that a signed-in person is."""
    return Actor(person.party, person.role, person=person)


def actor_of_key(api_key: ApiKey) -> Actor:
    """The actor that a program with this key is."""
    return Actor(api_key.party, api_key.role, api_key=api_key)
