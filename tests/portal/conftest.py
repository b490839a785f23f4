"""What tests of pages share: pages without a second factor, and people who look at them."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

import tertib.sandbox
from tertib.actions import tables
from tertib.actions.actor import Actor
from tertib.adapters.channels import MailServer
from tertib.adapters.files import Files
from tertib.queries.types import Feed, Party, Person
from tertib.site.clock import wall
from tertib.vocabulary import PartyKind, Role
from tertib.worker.context import Context
from tests.factories import NOW, make_feed, make_party, make_person
from tests.policy_desk import Desk, make_desk
from tests.portal.offices import Offices, make_offices
from tests.portal.small_world import STANDING, SmallWorld, small_world


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


@pytest.fixture
def invented_platforms(settings: Settings) -> Iterator[None]:
    """The sandbox's marketplaces are known beside the real ones."""
    settings.TERTIB_PLATFORM_FILES = [str(Path(tertib.sandbox.__file__).with_name("platforms.toml"))]
    tables.platforms.cache_clear()
    yield
    tables.platforms.cache_clear()


@pytest.fixture
def world(db: None, invented_platforms: None, settings: Settings) -> SmallWorld:
    """One authority, two invented platforms, and cases that go their way by the real actions; the clock stands."""
    settings.TERTIB_CLOCK = "tests.portal.small_world.standing_clock"
    return small_world()


@pytest.fixture
def offices(db: None, invented_platforms: None, settings: Settings) -> Offices:
    """Parties and who sees to them; the clock stands at the moment of the factories."""
    settings.TERTIB_CLOCK = "tests.portal.small_world.standing_clock"
    STANDING[0] = NOW
    return make_offices()


@pytest.fixture
def platform(invented_platforms: None, authority: Party) -> Party:
    return make_party("lapakraya", PartyKind.PLATFORM)


@pytest.fixture
def clerk(platform: Party, browse: Callable[[Person], Client]) -> Client:
    """The browser of somebody of the marketplace."""
    return browse(make_person(platform, Role.RESPONDER))


@pytest.fixture
def feed(platform: Party) -> Feed:
    return make_feed(platform)


@pytest.fixture
def worker(tmp_path: Path) -> Context:
    return Context(
        worker="one",
        clock=lambda: NOW + timedelta(days=2000),
        wall=wall,
        files=Files(str(tmp_path / "files")),
        agent_contact="https://tertib.example/kontak",
        hosts={},
        mail=MailServer(host="127.0.0.1", port=1, timeout_seconds=1),
    )


@pytest.fixture
def desk(db: None, settings: Settings, tmp_path: Path) -> Desk:
    """A policy desk with everybody in place, at a standing clock."""
    settings.TERTIB_HOME = tmp_path
    settings.TERTIB_CLOCK = "tests.portal.small_world.standing_clock"
    return make_desk()


@pytest.fixture
def editor(desk: Desk, browse: Callable[[Person], Client]) -> Client:
    """The browser of the desk's policy editor."""
    return browse(desk.editing)


@pytest.fixture
def approver(desk: Desk, browse: Callable[[Person], Client]) -> Client:
    """The browser of who may publish the editor's drafts."""
    return browse(desk.approving)


@pytest.fixture
def as_(browse: Callable[[Person], Client]) -> Callable[[Actor], Client]:
    """The browser of whoever an actor is."""

    def client(actor: Actor) -> Client:
        assert actor.person is not None
        return browse(actor.person)

    return client
