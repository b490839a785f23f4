"""What tests of the worker share: the outside on loopback, and a world whose marketplaces are there."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from pytest_django import Settings

import tertib.sandbox
from tertib.actions import tables
from tertib.actions.actor import Actor
from tertib.actions.feeds import handing_over
from tertib.actions.secrets import seal
from tertib.sandbox.controls import controls_toml
from tertib.store import triggers
from tertib.store.models import Contact, Feed
from tertib.vocabulary import PartyKind, Role
from tertib.worker.context import Context
from tests.actions.world import World, assert_sound, make_world
from tests.factories import NOW, POLICY, make_actor, make_party
from tests.worker.batches import invented_platforms, stays_at_home
from tests.worker.outside import SECRET, Outside, outside


@pytest.fixture
def around(tmp_path: Path, settings: Settings) -> Iterator[Outside]:
    """The outside, whose platforms, templates and control pages are known."""
    with outside(tmp_path) as made:
        sandbox = Path(tertib.sandbox.__file__)
        controls = tmp_path / "controls.toml"
        controls.write_text(controls_toml(port=made.marketplaces.port))
        settings.TERTIB_PLATFORM_FILES = [str(sandbox.with_name("platforms.toml"))]
        settings.TERTIB_TEMPLATE_FILES = [str(sandbox.with_name("templates.toml"))]
        settings.TERTIB_CONTROL_FILES = [str(controls)]
        loaded = (tables.platforms, tables.templates, tables.controls)
        for table in loaded:
            table.cache_clear()
        yield made
        for table in loaded:
            table.cache_clear()


@pytest.fixture
def frozen_again(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Puts the triggers back when the database was emptied."""
    yield
    with django_db_blocker.unblock():
        triggers.put_on(connection)


@pytest.fixture
def world(frozen_again: None, transactional_db: None, around: Outside) -> Iterator[World]:
    """Nothing is handed in yet; other threads see what is saved. What is kept is sound when the test is over."""
    try:
        made = reachable(around)
        yield made
        assert_sound(made.now)
    finally:
        triggers.take_off(connection)


def reachable(around: Outside) -> World:
    """A world whose webhook leads to the outside."""
    made = make_world()
    hook = f"http://lapakraya.localhost:{around.marketplaces.port}/hooks/tertib"
    Contact.objects.filter(party=made.platforms["lapakraya"]).update(target=hook, secret=seal(SECRET))
    return made


@pytest.fixture
def invented(settings: Settings) -> Iterator[None]:
    """The sandbox's marketplaces are known."""
    with invented_platforms(settings):
        yield


@pytest.fixture
def homebody(tmp_path: Path, invented: None) -> Context:
    """A worker that stays at home."""
    return stays_at_home(tmp_path)


@pytest.fixture
def clerk(db: None, invented: None) -> Actor:
    """Someone of a marketplace who hands its listings over."""
    return make_actor(make_party("lapakraya", PartyKind.PLATFORM), Role.RESPONDER)


@pytest.fixture
def feed(clerk: Actor) -> Feed:
    """A feed of that marketplace, judged by POLICY."""
    return handing_over.make_feed(
        clerk, form=handing_over.FeedForm(name="Katalog", policies=[POLICY]), now=NOW
    )
