"""The whole small world in one process: it starts, answers, stops, and goes on where it stood."""

import asyncio
import re
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
import pytest

from tertib.core.verification.control_table import load_controls
from tertib.sandbox.clock import read_pace, start_clock
from tertib.sandbox.places import PLACES
from tertib.sandbox.running import Settings, run_world


async def first_page(settings: Settings) -> tuple[int, str]:
    """Start a world, read the page that says what it is, stop it; gives the port and the page."""
    stop, said = asyncio.Event(), asyncio.get_running_loop().create_future()
    world = asyncio.create_task(run_world(settings, stop=stop, ready=said.set_result))
    done, _ = await asyncio.wait([world, said], return_when=asyncio.FIRST_COMPLETED)
    if world in done:
        await world
    found = re.search(r"localhost:(\d+)/", await said)
    assert found is not None
    async with (
        aiohttp.ClientSession() as client,
        client.get(
            f"http://127.0.0.1:{found[1]}/", headers={"Host": f"sandbox.localhost:{found[1]}"}
        ) as page,
    ):
        text = await page.text()
    stop.set()
    await world
    return int(found[1]), text


def test_the_front_page_names_every_marketplace_and_a_sample_of_every_kind(tmp_path: Path) -> None:
    port, page = asyncio.run(first_page(Settings(home=tmp_path, port=0, mail_port=0)))
    for place in PLACES.values():
        assert place.name in page and f"http://{place.host}:{port}/" in page
    for kind in ("up", "gone", "sold_out", "holiday", "hidden", "shop_closed", "login", "app", "short link"):
        assert f">{kind}</a>" in page


def test_the_control_pages_in_the_home_are_read_by_the_main_program(tmp_path: Path) -> None:
    port, _ = asyncio.run(first_page(Settings(home=tmp_path, port=0, mail_port=0)))
    table = load_controls(tmp_path / "controls.toml")
    assert set(table.by_platform) == set(PLACES)
    assert all(f":{port}/" in control.url for each in table.by_platform.values() for control in each)


def test_the_clock_goes_on_where_it_stood_when_the_world_stopped(tmp_path: Path) -> None:
    asyncio.run(first_page(Settings(home=tmp_path, port=0, mail_port=0, speed=1_000_000.0)))
    kept = read_pace(tmp_path / "clock.json")
    assert kept is not None and kept[1] > kept[0]
    again = start_clock(tmp_path, speed=1.0)
    assert 0 <= (again.now() - datetime.fromtimestamp(kept[1], UTC)).total_seconds() < 60


def test_a_followed_clock_tells_the_other_programs_time(tmp_path: Path) -> None:
    told = datetime(2030, 1, 1, tzinfo=UTC)
    pace = f'{{"real": {datetime.now(UTC).timestamp()}, "told": {told.timestamp()}, "speed": 60.0}}'
    (tmp_path / "pace.json").write_text(pace)
    clock = start_clock(tmp_path, speed=1.0, followed=tmp_path / "pace.json")
    assert 0 <= (clock.now() - told).total_seconds() < 600
    assert clock.speed == 60.0


@pytest.mark.parametrize("speed", [0.0, -1.0, float("nan")])
def test_a_speed_that_is_not_above_zero_is_refused(speed: float, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="above 0"):
        asyncio.run(first_page(Settings(home=tmp_path, port=0, mail_port=0, speed=speed)))


def test_a_taken_port_is_told(tmp_path: Path) -> None:
    async def twice() -> None:
        server = await asyncio.get_running_loop().create_server(asyncio.Protocol, "127.0.0.1", 0)
        async with server:
            await first_page(Settings(home=tmp_path, port=server.sockets[0].getsockname()[1], mail_port=0))

    with pytest.raises(OSError, match="address already in use"):
        asyncio.run(twice())
