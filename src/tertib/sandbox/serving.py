"""The marketplaces on one loopback port, told apart by the Host header."""

import asyncio
import math
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Final
from urllib.parse import parse_qs

from aiohttp import web

from tertib.sandbox.clock import WorldClock, wall
from tertib.sandbox.draw import draw, share
from tertib.sandbox.goods import Offer, offer_at, shop_at
from tertib.sandbox.hub import hub_page
from tertib.sandbox.pages.design import Answer, design_of
from tertib.sandbox.photo import picture
from tertib.sandbox.places import (
    HUB_HOST,
    IMPOSSIBLE,
    PLACES,
    STATUS_PATH,
    Asked,
    Place,
    item_of_short,
    read_path,
)
from tertib.sandbox.standing import CANARIES, Standing, World

Hook = Callable[[Mapping[str, str], bytes], Awaitable[int]]  # headers, body -> HTTP status

SHOWN: Final = 24  # offers on one list page
_ROBOTS: Final = b"User-agent: *\nDisallow: /cari\nDisallow: /search\nAllow: /\n"
_FIXED: Final = {
    Standing.GONE: "absent",
    Standing.SHOP_CLOSED: "shop_closed",
    Standing.LOGIN: "login",
    Standing.APP: "app_only",
}
_SAID: Final = {  # by the status API
    Standing.SOLD_OUT: "sold",
    Standing.HOLIDAY: "paused",
    Standing.HIDDEN: "unlisted",
    Standing.GONE: "removed",
    Standing.SHOP_CLOSED: "shop_closed",
}
_MAX_HOOK_BYTES: Final = 1 << 20
_NOT_AN_ANSWER: Final = 1e-3  # seconds: shorter waits cost more than they show


@dataclass(frozen=True, slots=True)
class Moods:
    """How moody the marketplaces are towards visitors. Shares are of product pages."""

    walls: float = 0.004  # a wall against robots
    errors: float = 0.002  # a 5xx
    latency: float = 1.0  # times the place's own, which also shrinks as the clock runs faster
    per_second: int = 800  # more requests on one host in one second meet the wall
    asks_to_wait: int = 0  # seconds; above 0 every page is a 503 with this Retry-After


class _Rate:
    """How many requests came in the running second, and in the busiest one."""

    __slots__ = ("count", "peak", "second", "total")

    def __init__(self) -> None:
        self.second = self.count = self.peak = self.total = 0

    def step(self, second: int) -> int:
        self.total += 1
        if second != self.second:
            self.second, self.count = second, 0
        self.count += 1
        self.peak = max(self.peak, self.count)
        return self.count


def _latencies(place: Place, *, seed: int) -> tuple[float, ...]:
    """1,024 waits in seconds from a lognormal with the place's median and 98th percentile."""
    median, slow = place.latency_ms
    spread = math.log(slow / median) / 2.054  # the 98th percentile of a normal lies 2.054 deviations up
    waits = []
    for n in range(1024):
        u, v = share(draw(seed, place.no, 71, n)) + 1e-12, share(draw(seed, place.no, 72, n))
        waits.append(
            median * math.exp(spread * math.sqrt(-2 * math.log(u)) * math.cos(2 * math.pi * v)) / 1000
        )
    return tuple(waits)


class Marketplaces:
    """Answers every request; knows nothing of who asks."""

    def __init__(self, world: World, clock: WorldClock, *, moods: Moods | None = None) -> None:
        self.world = world
        self.clock = clock
        self.moods = moods or Moods()
        self.hooks: dict[str, Hook] = {}
        self.robots = _ROBOTS
        self.port = 0
        self.rates: dict[str, _Rate] = {}
        self.statuses: Counter[int] = Counter()
        self._asked = 0
        self._by_host = {place.host: place for place in PLACES.values()}
        self._by_short = {place.short_host: place for place in PLACES.values() if place.short_host}
        self._waits = {place.slug: _latencies(place, seed=world.seed) for place in PLACES.values()}
        self._titles: dict[str, list[str]] = {}
        self._runner: web.ServerRunner | None = None

    async def start(self, port: int, *, host: str = "127.0.0.1") -> int:
        """Listen on a port (0: any free one) and give it. Raises OSError if it is taken."""
        runner = web.ServerRunner(web.Server(self.answer, access_log=None))
        await runner.setup()
        site = web.TCPSite(runner, host, port, backlog=1024)
        try:
            await site.start()
        except OSError:
            await runner.cleanup()
            raise
        self._runner = runner
        self.port = int(runner.addresses[0][1])
        return self.port

    async def stop(self) -> None:
        """Stop listening."""
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def answer(self, request: web.BaseRequest) -> web.Response:
        """One request, of any host."""
        host = request.headers.get("Host", "").partition(":")[0].lower()
        path, _, query = request.raw_path.partition("?")
        if (rate := self.rates.get(host)) is None:
            known = host in self._by_host or host in self._by_short
            rate = self.rates.setdefault(host if known else HUB_HOST, _Rate())
        busy = rate.step(int(wall()))
        if place := self._by_host.get(host):
            asked = read_path(place, path)
            if asked.kind == "hook":
                return await self._hook(place, request)
            if asked.kind == "photo":
                return _photo(path)
            if asked.kind == "robots":
                return web.Response(body=self.robots, content_type="text/plain")
            if asked.kind == "status":
                return self._status(place, asked, path)
            await self._wait(place)
            answer = (
                Answer(503, b"", {"Retry-After": str(self.moods.asks_to_wait)})
                if self.moods.asks_to_wait
                else design_of(place).fixed("wall")
                if busy > self.moods.per_second
                else self._page(place, asked, query)
            )
        elif place := self._by_short.get(host):
            item = item_of_short(place, path)
            answer = (
                Answer(302, b"", {"Location": self.address(place, self.offer(place, item).path)})
                if item is not None and self.world.exists(place, item)
                else Answer(404, b"short link unknown", {})
            )
        else:
            answer = Answer(200, hub_page(self.world, port=self.port, rates=self.peaks()), {})
        self.statuses[answer.status] += 1
        return web.Response(
            body=answer.body,
            status=answer.status,
            headers=answer.headers,
            content_type="text/html",
            charset="utf-8",
        )

    def address(self, place: Place, path: str) -> str:
        """The full address of a path of a marketplace."""
        return f"http://{place.host}:{self.port}{path}"

    def offer(self, place: Place, item: int) -> Offer:
        """What a listing shows."""
        made = self.world.made(place, item)
        drawn_from = made.of
        if drawn_from is None and self.world.standing(place, item) is Standing.CHANGED:
            drawn_from = (item * 7 + 3) % place.listings
        return offer_at(place, item, seed=self.world.seed, drawn_from=drawn_from, word=made.word)

    def peaks(self) -> dict[str, tuple[int, int]]:
        """For each host: requests in its busiest second, and in all."""
        return {host: (rate.peak, rate.total) for host, rate in self.rates.items()}

    async def _wait(self, place: Place) -> None:
        self._asked += 1
        seconds = (
            self._waits[place.slug][self._asked & 1023] * self.moods.latency / max(1.0, self.clock.speed)
        )
        if seconds > _NOT_AN_ANSWER:
            await asyncio.sleep(seconds)

    def _page(self, place: Place, asked: Asked, query: str) -> Answer:
        design, world = design_of(place), self.world
        match asked:
            case Asked("product", item=int(item)) if world.exists(place, item):
                if item not in CANARIES:
                    mood = share(draw(world.seed, 41, self._asked))
                    if mood < self.moods.walls:
                        return design.fixed("wall")
                    if mood < self.moods.walls + self.moods.errors:
                        return design.fixed("broken")
                standing = world.standing(place, item)
                if fixed := _FIXED.get(standing):
                    return design.fixed(fixed)
                return design.product(self.offer(place, item), standing=standing)
            case Asked("shop", shop=int(shop)) if shop <= IMPOSSIBLE:
                offers = self._shown(place, world.of_shop(place, shop))
                if not offers:
                    return design.fixed("shop_closed")
                return design.shop(shop_at(place, shop, seed=world.seed), offers)
            case Asked("search"):
                words = parse_qs(query, max_num_fields=20).get("q", [""])[0] if query.count("&") < 20 else ""
                return design.results(words[:200], self._found(place, words[:200]))
            case Asked("home"):
                start = int(wall() // 60) * SHOWN % place.listings
                return design.home(self._shown(place, range(start, min(start + SHOWN, place.listings))))
            case _:
                return design.fixed("absent")

    def _shown(self, place: Place, items: Iterable[int]) -> list[Offer]:
        """Those of some listings that lists show: neither gone nor hidden."""
        off = (Standing.GONE, Standing.SHOP_CLOSED, Standing.HIDDEN)
        return [self.offer(place, item) for item in items if self.world.standing(place, item) not in off]

    def _found(self, place: Place, words: str) -> list[Offer]:
        titles = self._titles.get(place.slug)
        if titles is None:  # built at the first search: a fifth of a second, then kept
            titles = [
                offer_at(place, item, seed=self.world.seed).title.lower() for item in range(place.listings)
            ]
            self._titles[place.slug] = titles
        wanted = words.lower().split()
        hits = (item for item, title in enumerate(titles) if all(word in title for word in wanted))
        return self._shown(place, islice(hits, 2 * SHOWN))[:SHOWN]

    def _status(self, place: Place, asked: Asked, path: str) -> web.Response:
        """How a listing stands, in the marketplace's own words; what it says is true."""
        item = asked.item
        is_known = item is not None and self.world.exists(place, item)
        word = (
            _SAID.get(self.world.standing(place, item), "live")
            if is_known and item is not None
            else "unknown"
        )
        said = {"listing": path.removeprefix(STATUS_PATH)[:60], "state": word}
        return web.json_response(said)

    async def _hook(self, place: Place, request: web.BaseRequest) -> web.Response:
        hook = self.hooks.get(place.slug)
        if hook is None or request.method != "POST":
            return web.Response(status=404, text="no such hook")
        if (request.content_length or 0) > _MAX_HOOK_BYTES:
            return web.Response(status=413, text="too large")
        return web.Response(status=await hook(request.headers, await request.read()))


def _photo(path: str) -> web.Response:
    name = path.removeprefix("/photo/").removesuffix(".svg")
    number = name.removesuffix("-b")
    if not number.isdecimal() or len(number) > 9:
        return web.Response(status=404, text="no such photo")
    drawn = picture(int(number) + (10**9 if name.endswith("-b") else 0))
    return web.Response(body=drawn, content_type="image/svg+xml", headers={"Cache-Control": "max-age=3600"})
