"""Looks over real HTTP: the same campaign as without, page by page."""

from contextlib import ExitStack
from pathlib import Path

import pytest

from tertib import sandbox
from tertib.commands.simulation.eyes import Eyes, Told
from tertib.commands.simulation.fetched import Fetched
from tertib.commands.simulation.office import Office
from tertib.core.verification import Observation
from tertib.sandbox.campaign.market import PLATFORMS
from tertib.sandbox.campaign.records import Standing
from tertib.sandbox.campaign.serving import NOBODYS_KEY, UP_KEY
from tertib.sandbox.campaign.world import Size, World
from tertib.vocabulary import PageState

SIZE = Size(days=2, dealers=8, honest=20)
TEMPLATES = Path(sandbox.__file__).with_name("templates.toml")


def http(world: World, stack: ExitStack) -> Fetched:
    served = world.served()
    ports = served.start()
    stack.callback(served.stop)
    keys = (UP_KEY, NOBODYS_KEY)
    return stack.enter_context(Fetched(PLATFORMS, ports, templates=TEMPLATES, keys=keys))


def test_a_campaign_over_http_goes_as_one_that_is_told():
    def played(*, over_http: bool) -> list[tuple[object, ...]]:
        world = World(seed=11, size=SIZE)
        with ExitStack() as stack:
            eyes: Eyes = http(world, stack) if over_http else Told(world.outside())
            office = Office(world.outside(), eyes)
            office.run(SIZE.days, tell=lambda day: None)
        return [(file.id, file.case, tuple(file.turns)) for file in office.book.files.values()]

    assert played(over_http=True) == played(over_http=False)


@pytest.mark.parametrize("platform", PLATFORMS)
def test_every_standing_is_read_off_the_page_as_it_is(platform: str):
    world = World(seed=11, size=Size(days=1, dealers=20, honest=60))
    outside, truth = world.outside(), world.truth()
    with ExitStack() as stack:
        eyes = http(world, stack)
        outside.advance(1.0)
        told = Told(outside)
        listing = next(one for one in truth.listings() if one.shop.platform == platform)

        def states(one: Observation, other: Observation) -> bool:
            return one.state is other.state

        for standing in Standing:
            listing.changes[:] = [(0.5, standing)]
            for way in outside.exits:
                assert states(eyes.look(listing.id, way), told.look(listing.id, way))
        for way in outside.exits:
            assert all(map(states, eyes.controls(platform, way), told.controls(platform, way)))
    assert eyes.fetched >= 2 * len(Standing)


def test_a_wall_over_http_is_a_wall():
    world = World(seed=11, size=SIZE)
    outside = world.outside()
    with ExitStack() as stack:
        eyes = http(world, stack)
        for hour in range(0, 6_000, 6):
            outside.advance(float(hour))
            if outside.controls("pasarkita", "jakarta").positive.state is PageState.BLOCKED_US:
                break
        assert [one.state for one in eyes.controls("pasarkita", "jakarta")] == [PageState.BLOCKED_US] * 2
