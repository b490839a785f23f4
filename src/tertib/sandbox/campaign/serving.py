"""The campaign's pages on loopback, in the marketplaces' own design: one port for each exit by which a look may come."""

import asyncio
from collections.abc import Awaitable, Coroutine, Mapping
from threading import Thread
from typing import Any, Final, TypeVar

from aiohttp import web

from tertib.sandbox.campaign import sight
from tertib.sandbox.campaign.market import Market
from tertib.sandbox.campaign.records import Listing
from tertib.sandbox.campaign.seen import Shown
from tertib.sandbox.goods import Offer, Shop
from tertib.sandbox.pages.design import Answer, design_of
from tertib.sandbox.places import PLACES, Place
from tertib.sandbox.standing import Standing
from tertib.vocabulary import PageState

Given = TypeVar("Given")

UP_KEY, NOBODYS_KEY = (
    "10000000001",
    "99999999999999",
)  # control pages: always up, and an id that nobody can have
_FIXED: Final = {
    PageState.SHOP_GONE: "shop_closed",
    PageState.BLOCKED_US: "wall",
    PageState.ERROR: "broken",
}
_SHELF: Final = Shop(place=1, name="Toko Contoh", city="Kota Contoh", sells_used=False)
_WAIT_SECONDS: Final = 10.0


class Served:
    """A server in a thread of its own. The world stands still while it answers: whoever asks waits for the answer."""

    def __init__(self, market: Market) -> None:
        self._market = market
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, daemon=True)
        self._runners: list[web.ServerRunner] = []
        self.answered = 0

    def start(self) -> Mapping[str, int]:
        """Listen; gives the port of each exit."""
        self._thread.start()
        return {way: self._run(self._listen(way)) for way in sight.EXITS}

    def stop(self) -> None:
        """Stop listening."""
        for runner in self._runners:
            self._run(runner.cleanup())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(_WAIT_SECONDS)
        self._loop.close()

    def _run(self, work: Coroutine[Any, Any, Given]) -> Given:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(_WAIT_SECONDS)

    async def _listen(self, way: str) -> int:
        def answer(request: web.BaseRequest) -> Awaitable[web.Response]:
            return self._answer(request, way)

        runner = web.ServerRunner(web.Server(answer, access_log=None))
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self._runners.append(runner)
        return int(runner.addresses[0][1])

    async def _answer(self, request: web.BaseRequest, way: str) -> web.Response:
        self.answered += 1
        slug = request.headers.get("Host", "").partition(".")[0]
        page = self._page(PLACES[slug], request.path, way) if slug in PLACES else Answer(404, b"", {})
        return web.Response(
            body=page.body,
            status=page.status,
            headers=page.headers,
            content_type="text/html",
            charset="utf-8",
        )

    def _page(self, place: Place, path: str, way: str) -> Answer:
        design, market = design_of(place), self._market
        key = path.removeprefix("/item/")
        if key == path or not key.isdecimal():
            return design.home(()) if path == "/" else design.fixed("absent")
        shown = self._shown(f"{place.slug}:{key}", place.slug, key, way)
        if fixed := _FIXED.get(shown.state):
            return design.fixed(fixed)
        if shown.state not in (PageState.UP, PageState.NOT_FOR_SALE):
            return design.fixed("absent")
        standing = Standing.UP if shown.state is PageState.UP else Standing.SOLD_OUT
        return design.product(_offer(key, market.listings.get(f"{place.slug}:{key}")), standing=standing)

    def _shown(self, listing_id: str, platform: str, key: str, way: str) -> Shown:
        market = self._market
        if key in (UP_KEY, NOBODYS_KEY):
            pair = sight.controls(market, platform, way, market.hour)
            return pair.positive if key == UP_KEY else pair.negative
        return sight.look(market, listing_id, way, market.hour)


def _offer(key: str, listing: Listing | None) -> Offer:
    """A listing as the design wants it; the control page has goods of its own."""
    return Offer(
        item=int(key) % 1_000_000,
        key=key,
        title=listing.title if listing is not None else "Kain Lap Serbaguna",
        price=listing.price if listing is not None else 10_000,
        text=listing.text if listing is not None else "Barang contoh.",
        used=False,
        one_piece=False,
        sold=listing.sold if listing is not None else 0,
        shop=_SHELF
        if listing is None
        else Shop(place=1, name=listing.shop.name, city=listing.shop.place, sells_used=False),
        slug="",
        path=f"/item/{key}",
    )
