"""Runs the whole small world in one process: marketplaces, mail server, staff."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tertib.sandbox.clock import start_clock
from tertib.sandbox.controls import controls_toml
from tertib.sandbox.mail import MailServer
from tertib.sandbox.places import HUB_HOST
from tertib.sandbox.serving import Marketplaces, Moods
from tertib.sandbox.staff.crew import Crew
from tertib.sandbox.standing import World

_KEEP_SECONDS: Final = 2.0  # between two notes of where the clock stands


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How a world is run. Port 0 is any free one; `reply_mail` is where Tertib takes in mailed replies."""

    home: Path
    port: int = 8801
    mail_port: int = 8825
    api: str = "http://127.0.0.1:8800"
    keys: Path | None = None
    reply_mail: tuple[str, int] = ("127.0.0.1", 8824)
    speed: float = 1.0
    clock_file: Path | None = None
    staffed: bool = True
    walls: float = 0.004
    errors: float = 0.002
    latency: float = 1.0


async def run_world(settings: Settings, *, stop: asyncio.Event, ready: Callable[[str], None]) -> None:
    """Run until `stop`; `ready` is told one line when everything listens.

    Writes `controls.toml` (control pages with the port in use) into the home.
    Raises ValueError for a speed that is not above 0, OSError for a port or a home that cannot be had.
    """
    home = settings.home
    home.mkdir(parents=True, exist_ok=True)
    clock = start_clock(home, speed=settings.speed, followed=settings.clock_file)
    world = World(home)
    moods = Moods(walls=settings.walls, errors=settings.errors, latency=settings.latency)
    marketplaces = Marketplaces(world, clock, moods=moods)
    mail = MailServer(home)
    crew = None
    try:
        port = await marketplaces.start(settings.port)
        mail_port = await mail.start(settings.mail_port)
        (home / "controls.toml").write_text(controls_toml(port=port, seed=world.seed), encoding="utf-8")
        if settings.staffed:
            crew = Crew(marketplaces, api=settings.api, keys=settings.keys, reply_mail=settings.reply_mail)
            await crew.start()
        ready(f"the sandbox stands at http://{HUB_HOST}:{port}/ , its mail at 127.0.0.1:{mail_port}")
        while not stop.is_set():
            clock.keep(home)
            try:
                await asyncio.wait_for(stop.wait(), _KEEP_SECONDS)
            except TimeoutError:
                continue
    finally:
        if crew is not None:
            await crew.stop()
        mail.stop()
        await marketplaces.stop()
        clock.keep(home)
        world.close()
