"""What tests of the sandbox share: a running world on a free port."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp

from tertib.sandbox.clock import start_clock
from tertib.sandbox.serving import Marketplaces, Moods
from tertib.sandbox.standing import World

CALM = Moods(walls=0.0, errors=0.0, per_second=10**9)


@asynccontextmanager
async def running(
    home: Path, *, moods: Moods = CALM, speed: float = 3600.0
) -> AsyncIterator[tuple[Marketplaces, aiohttp.ClientSession]]:
    """The marketplaces of a home, and a client that resolves their hosts to loopback."""
    world = World(home)
    marketplaces = Marketplaces(world, start_clock(home, speed=speed), moods=moods)
    await marketplaces.start(0)
    try:
        async with aiohttp.ClientSession() as client:
            yield marketplaces, client
    finally:
        await marketplaces.stop()
        world.close()
