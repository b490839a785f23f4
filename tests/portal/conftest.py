"""What tests of pages share: pages without a second factor, and people who look at them."""

from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import Settings

from tertib.queries.types import Party, Person
from tertib.vocabulary import Role
from tests.factories import make_party, make_person


@pytest.fixture
def one_factor(settings: Settings) -> None:
    """Persons come to the pages without a second factor."""
    settings.TERTIB_SECOND_FACTOR = False


@pytest.fixture
def authority(db: None) -> Party:
    return make_party()


@pytest.fixture
def browse(one_factor: None) -> Callable[[Person], Client]:
    """A browser in which a person is signed in, reading English."""

    def signed_in(person: Person) -> Client:
        client = Client(headers={"accept-language": "en"})
        client.force_login(person)
        return client

    return signed_in


@pytest.fixture
def analyst(authority: Party, browse: Callable[[Person], Client]) -> Client:
    """The browser of an analyst of the authority."""
    return browse(make_person(authority, Role.ANALYST))
