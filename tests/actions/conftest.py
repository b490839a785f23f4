"""What tests of actions share: the invented marketplaces, and a world that ends sound after every test."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from pytest_django import Settings

import tertib.sandbox
from tertib.actions import tables
from tertib.store import triggers
from tests.actions.world import World, assert_sound, make_world


@pytest.fixture
def invented_platforms(settings: Settings) -> Iterator[None]:
    """The sandbox's marketplaces are known beside the real ones."""
    settings.TERTIB_PLATFORM_FILES = [str(Path(tertib.sandbox.__file__).with_name("platforms.toml"))]
    tables.platforms.cache_clear()
    yield
    tables.platforms.cache_clear()


@pytest.fixture
def world(db: None, invented_platforms: None) -> Iterator[World]:
    """A world with everybody in place; whatever a test did with it, what is kept must be sound after it."""
    made = make_world()
    yield made
    assert_sound(made.now)


@pytest.fixture
def frozen_again(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Puts the triggers back when the database was emptied after a test that others' threads could see."""
    yield
    with django_db_blocker.unblock():
        triggers.put_on(connection)


@pytest.fixture
def shared_world(frozen_again: None, transactional_db: None, invented_platforms: None) -> Iterator[World]:
    """A world that other threads see too: each step is saved at once."""
    try:
        made = make_world()
        yield made
        assert_sound(made.now)
    finally:
        triggers.take_off(connection)  # history cannot be deleted, and now the tables are emptied
