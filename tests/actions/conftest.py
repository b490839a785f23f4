"""What tests of actions share: the invented marketplaces, and a world that ends sound after every test."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

import tertib.sandbox
from tertib.actions import tables
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
