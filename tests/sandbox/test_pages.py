"""Every kind of page of every marketplace is told apart by the templates that the sandbox ships."""

import asyncio
from pathlib import Path

import aiohttp
import pytest

import tertib.sandbox
from tertib.core.verification import Hop, Page, load_templates, observe
from tertib.sandbox.controls import controls
from tertib.sandbox.places import IMPOSSIBLE, PLACES, Place, listing_id, product_path
from tertib.sandbox.serving import Marketplaces, Moods
from tertib.sandbox.standing import Standing
from tertib.vocabulary import PageState
from tests.sandbox.world import CALM, running

TEMPLATES = load_templates(Path(tertib.sandbox.__file__).with_name("templates.toml"))

SHOWN = {
    Standing.UP: PageState.UP,
    Standing.SOLD_OUT: PageState.NOT_FOR_SALE,
    Standing.HOLIDAY: PageState.NOT_FOR_SALE,
    Standing.HIDDEN: PageState.HIDDEN,
    Standing.SHOP_CLOSED: PageState.SHOP_GONE,
    Standing.LOGIN: PageState.LOGIN_WALL,
    Standing.APP: PageState.APP_ONLY,
}
GONE = {
    "lapakraya": PageState.GONE_HARD,
    "pasarkita": PageState.GONE_SOFT,
    "niagaid": PageState.REDIRECTED,
    "sandangku": PageState.GONE_HARD,
    "kioskilat": PageState.GONE_SOFT,
}


async def looked_at(client: aiohttp.ClientSession, shop: Marketplaces, place: Place, path: str) -> Page:
    """Fetch as a fetcher does: follow redirects, keep the hops."""
    asked = url = f"http://{place.host}:{shop.port}{path}"
    hops: list[Hop] = []
    while True:
        local = url.replace(place.host, "127.0.0.1")
        async with client.get(local, headers={"Host": place.host}, allow_redirects=False) as answer:
            body = await answer.text()
            if answer.status not in (301, 302):
                headers = {name.lower(): value for name, value in answer.headers.items()}
                return Page(
                    asked_url=asked,
                    final_url=url,
                    status=answer.status,
                    headers=headers,
                    body=body,
                    redirects=tuple(hops),
                )
            target = answer.headers["Location"]
            url = target if "://" in target else f"http://{place.host}:{shop.port}{target}"
            hops.append(Hop(status=answer.status, url=url))


async def states(
    home: Path, place: Place, paths: dict[str, str], *, moods: Moods = CALM
) -> dict[str, PageState]:
    """The state that each page shows, by listing id."""
    async with running(home, moods=moods) as (shop, client):
        return {
            key: observe(
                await looked_at(client, shop, place, path),
                templates=TEMPLATES,
                platform=place.slug,
                listing_id=key,
            ).state
            for key, path in paths.items()
        }


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
def test_every_standing_shows_its_state(place: Place, tmp_path: Path) -> None:
    async def all_standings() -> None:
        async with running(tmp_path) as (shop, client):
            seen = {}
            for item in range(4_000):
                standing = shop.world.standing(place, item)
                if standing not in seen:
                    page = await looked_at(client, shop, place, shop.offer(place, item).path)
                    key = listing_id(place, item)
                    seen[standing] = observe(
                        page, templates=TEMPLATES, platform=place.slug, listing_id=key
                    ).state
            assert seen == {**SHOWN, Standing.GONE: GONE[place.slug]}

    asyncio.run(all_standings())


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
def test_nobodys_id_shows_the_same_absence_as_a_removed_listing(place: Place, tmp_path: Path) -> None:
    paths = {
        listing_id(place, IMPOSSIBLE + n): product_path(place, IMPOSSIBLE + n, "tidak-ada") for n in (1, 2, 3)
    }
    assert set(asyncio.run(states(tmp_path, place, paths)).values()) == {GONE[place.slug]}


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
def test_control_listings_are_up_even_in_the_worst_mood(place: Place, tmp_path: Path) -> None:
    paths = {
        listing_id(place, n): "/" + url.split("/", 3)[3]
        for n, url in enumerate(controls(place, port=8801)["positive"])
    }
    moody = Moods(walls=1.0, errors=0.0, per_second=10**9)
    assert set(asyncio.run(states(tmp_path, place, paths, moods=moody)).values()) == {PageState.UP}


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
@pytest.mark.parametrize(
    ("moods", "state"),
    [
        (Moods(walls=1.0, errors=0.0, per_second=10**9), PageState.BLOCKED_US),
        (Moods(walls=0.0, errors=1.0, per_second=10**9), PageState.ERROR),
        (Moods(walls=0.0, errors=0.0, per_second=0), PageState.BLOCKED_US),  # too fast
    ],
)
def test_walls_and_errors_say_nothing_of_the_listing(
    place: Place, moods: Moods, state: PageState, tmp_path: Path
) -> None:
    paths = {listing_id(place, 77): product_path(place, 77, "apa-saja")}
    assert set(asyncio.run(states(tmp_path, place, paths, moods=moods)).values()) == {state}
