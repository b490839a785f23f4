"""One small campaign that the tests of this folder look at."""

from dataclasses import dataclass

import pytest

from tertib.commands.simulation.compare import Outcome, compare
from tertib.commands.simulation.eyes import Told
from tertib.commands.simulation.office import Office
from tertib.sandbox.campaign.truth import Truth
from tertib.sandbox.campaign.world import Size, World

SIZE = Size(days=8, dealers=30, honest=150)


@dataclass(frozen=True)
class Campaign:
    office: Office
    truth: Truth
    outcome: Outcome


@pytest.fixture(scope="package")
def campaign() -> Campaign:
    idle = World(seed=4, size=SIZE)
    idle.outside().advance(SIZE.days * 24.0)
    nothing = idle.truth().on_sale([day * 24.0 for day in range(SIZE.days + 1)])
    world = World(seed=4, size=SIZE)
    office = Office(world.outside(), Told(world.outside()))
    office.run(SIZE.days, tell=lambda day: None)
    truth = world.truth()
    return Campaign(office, truth, compare(office, truth, nothing, days=SIZE.days))
