"""robots.txt from real servers: what it allows, how long it is kept, and files that mean harm."""

import asyncio
import gzip
import os
import time
from collections.abc import Mapping

import pytest
from aiohttp import web

from tertib.adapters.fetch import Fetcher, Job, LaneLimits, Result, Robots
from tertib.adapters.fetch.lanes import Lanes
from tertib.adapters.fetch.robots import KEPT_SECONDS, LONGEST_DELAY_SECONDS, STALE_SECONDS
from tertib.core.verification import PageError
from tests.adapters.fetch.places import Site

HOST = "lapakraya.localhost"
FAST = LaneLimits(per_second=200, in_flight=4, longest_pause_seconds=5)
HUGE = b"User-agent: *\n" + b"Disallow: /x*y*z\n" * 200_000


class Shop:
    """A host whose robots.txt is `text`, with a status and headers; it notes the paths that were asked for."""

    def __init__(
        self, text: bytes = b"", *, status: int = 200, headers: Mapping[str, str] | None = None
    ) -> None:
        self.text, self.status, self.headers = text, status, dict(headers or {})
        self.paths: list[str] = []

    async def __call__(self, request: web.Request) -> web.StreamResponse:
        self.paths.append(request.path)
        if request.path != "/robots.txt":
            return web.Response(text="goods")
        return web.Response(body=self.text, status=self.status, headers=self.headers)


async def looked(
    shop: Shop,
    *paths: str,
    robots: Robots | None = None,
    heeds_robots: bool = True,
    limits: LaneLimits = FAST,
) -> dict[str, Result]:
    """What came of asking for these paths through lanes that heed robots.txt."""
    done: asyncio.Queue[Result | Exception] = asyncio.Queue()
    async with Site(shop) as site, Fetcher(contact="x", hosts=site.hosts(HOST)) as fetcher:
        lanes = Lanes(fetcher, done.put, limits=limits, robots=robots or Robots())
        lanes.add(Job(key=path, url=f"http://{HOST}{path}", heeds_robots=heeds_robots) for path in paths)
        found = [await done.get() for _ in paths]
        await lanes.close()
    results = [each for each in found if isinstance(each, Result)]
    assert len(results) == len(paths), found
    return {each.job.key: each for each in results}


def errors(shop: Shop, *paths: str, **options: object) -> dict[str, PageError | None]:
    found = asyncio.run(looked(shop, *paths, **options))  # type: ignore[arg-type]
    return {path: found[path].page.error for path in paths}


def test_what_is_not_allowed_is_never_asked_for() -> None:
    shop = Shop(b"User-agent: *\nDisallow: /cari\nDisallow: /*?sort=\nDisallow: /p/\nAllow: /p/1$\n")
    assert errors(shop, "/p/1", "/p/2", "/cari/jaket", "/toko") == {
        "/p/1": None,
        "/p/2": PageError.ROBOTS,
        "/cari/jaket": PageError.ROBOTS,
        "/toko": None,
    }
    assert sorted(shop.paths) == ["/p/1", "/robots.txt", "/toko"]


def test_a_group_for_our_name_goes_before_the_one_for_all() -> None:
    assert errors(Shop(b"User-agent: *\nDisallow: /\n\nUser-agent: Tertib\nAllow: /\n"), "/p/1") == {
        "/p/1": None
    }


def test_robots_txt_is_asked_for_once_a_day_and_by_origin() -> None:
    now = [0.0]
    robots, shop = Robots(clock=lambda: now[0]), Shop(b"User-agent: *\nDisallow: /x\n")
    errors(shop, "/p/1", "/p/2", "/p/3", robots=robots)
    now[0] = KEPT_SECONDS
    errors(shop, "/p/4", robots=robots)
    assert shop.paths.count("/robots.txt") == 1
    now[0] = KEPT_SECONDS + 1
    errors(shop, "/p/5", robots=robots)
    assert shop.paths.count("/robots.txt") == 2


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_a_host_without_robots_txt_allows_everything(status: int) -> None:
    assert errors(Shop(b"User-agent: *\nDisallow: /\n", status=status), "/p/1") == {"/p/1": None}


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_host_that_cannot_answer_is_waited_for(status: int) -> None:
    shop = Shop(status=status, headers={"Retry-After": "7200"})
    found = asyncio.run(looked(shop, "/p/1"))["/p/1"].page
    assert found.error is PageError.PAUSED
    assert found.headers == {"retry-after": "7200"}
    assert shop.paths == ["/robots.txt"]


def test_an_old_copy_stands_in_for_thirty_days() -> None:
    now = [0.0]
    robots, shop = Robots(clock=lambda: now[0]), Shop(b"User-agent: *\nDisallow: /x\n")
    errors(shop, "/p/1", robots=robots)
    shop.status, now[0] = 503, STALE_SECONDS
    assert errors(shop, "/p/1", "/x", robots=robots) == {"/p/1": None, "/x": PageError.ROBOTS}
    now[0] = STALE_SECONDS + 1
    assert errors(shop, "/p/1", robots=robots) == {"/p/1": PageError.PAUSED}


def test_a_permission_and_an_interface_made_for_us_go_before_robots_txt() -> None:
    shop = Shop(b"User-agent: *\nDisallow: /\n")
    assert errors(shop, "/p/1", robots=Robots(exempt=frozenset({HOST}))) == {"/p/1": None}
    assert errors(shop, "/status/1", heeds_robots=False) == {"/status/1": None}
    assert "/robots.txt" not in shop.paths


@pytest.mark.parametrize(
    ("text", "headers"),
    [
        (HUGE, {}),
        (os.urandom(100_000), {}),
        (b"\x89PNG\r\n\x1a\n" + bytes(5000), {"Content-Type": "image/png"}),
        (b"<!doctype html><title>404</title>", {"Content-Type": "text/html"}),
        (b"not gzip", {"Content-Encoding": "gzip"}),
        (gzip.compress(bytes(50_000_000)), {"Content-Encoding": "gzip"}),
        (b"User-agent: *\nDisallow: /" + b"*a" * 20_000 + b"$\n", {}),
        (b"\xff\xfe" + "User-agent: *\nDisallow: /x\n".encode("utf-16-le"), {}),
        (b"Crawl-delay: nan\nUser-agent\nDisallow\n:::\n" * 100, {}),
        (b"", {}),
    ],
)
def test_a_hostile_file_neither_stops_us_nor_takes_long(text: bytes, headers: dict[str, str]) -> None:
    began = time.process_time()
    assert errors(Shop(text, headers=headers), "/p/" + "a" * 200) == {"/p/" + "a" * 200: None}
    assert time.process_time() - began < 5


def test_redirects_without_end_allow_and_redirects_inward_are_guarded() -> None:
    assert errors(Shop(status=302, headers={"Location": "/robots.txt"}), "/p/1") == {"/p/1": None}
    inward = Shop(status=302, headers={"Location": "http://169.254.169.254/latest/meta-data"})
    assert errors(inward, "/p/1") == {"/p/1": PageError.FORBIDDEN_ADDRESS}
    assert "/p/1" not in inward.paths


def test_a_crawl_delay_holds_over_all_outings() -> None:
    robots, shop = Robots(), Shop(b"User-agent: *\nCrawl-delay: 0.4\n")
    began = time.monotonic()
    for path in ("/p/1", "/p/2", "/p/3"):  # a lane of its own each time
        assert errors(shop, path, robots=robots) == {path: None}
    assert time.monotonic() - began >= 3 * 0.4
    assert robots.delay(HOST) == 0.4


def test_what_a_crawl_delay_would_hold_up_for_long_comes_back_at_once() -> None:
    robots, shop = Robots(), Shop(b"User-agent: *\nCrawl-delay: 1e99\n")
    limits = LaneLimits(per_second=200, in_flight=1, longest_pause_seconds=5)
    assert asyncio.run(_first_of_many(shop, robots, limits)) is PageError.PAUSED
    assert robots.delay(HOST) == LONGEST_DELAY_SECONDS
    assert shop.paths == ["/robots.txt"]


async def _first_of_many(shop: Shop, robots: Robots, limits: LaneLimits) -> PageError | None:
    done: asyncio.Queue[Result | Exception] = asyncio.Queue()
    async with Site(shop) as site, Fetcher(contact="x", hosts=site.hosts(HOST)) as fetcher:
        lanes = Lanes(fetcher, done.put, limits=limits, robots=robots)
        lanes.add(Job(key=str(n), url=f"http://{HOST}/p/{n}") for n in range(30))
        found = await done.get()
        await lanes.close()
    assert isinstance(found, Result)
    return found.page.error
