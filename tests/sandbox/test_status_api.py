"""LapakRaya's interface that says how a listing stands: what it says is what stands."""

import asyncio
from pathlib import Path

from tertib.sandbox.goods import offer_at
from tertib.sandbox.places import PLACES
from tertib.sandbox.standing import Change, Standing
from tests.sandbox.world import running

PLACE = PLACES["lapakraya"]


def test_it_says_how_a_listing_stands_under_the_listings_own_id(tmp_path: Path) -> None:
    asyncio.run(ask(tmp_path))


async def ask(tmp_path: Path) -> None:
    async with running(tmp_path) as (marketplaces, client):
        world = marketplaces.world
        up = next(item for item in range(10, 500) if world.standing(PLACE, item) is Standing.UP)
        name = offer_at(PLACE, up, seed=world.seed).path.rpartition("i.")[2]

        async def state(listing: str, *, host: str = PLACE.host) -> tuple[int, object]:
            url = f"http://127.0.0.1:{marketplaces.port}/api/status/{listing}"
            async with client.get(url, headers={"Host": host}) as answer:
                is_json = answer.content_type == "application/json"
                return answer.status, (await answer.json() if is_json else None)

        assert await state(name) == (200, {"listing": name, "state": "live"})
        world.change(PLACE, [Change(up, Standing.GONE, "staff", "diminta")], at=marketplaces.clock.now())
        assert await state(name) == (200, {"listing": name, "state": "removed"})
        assert await state("1.2") == (200, {"listing": "1.2", "state": "unknown"})
        assert await state("bukan-nomor") == (200, {"listing": "bukan-nomor", "state": "unknown"})
        assert (await state(name, host=PLACES["pasarkita"].host))[1] is None
