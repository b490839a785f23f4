"""Exits: how they are named, and that a proxy in between opens no way to the inside."""

import asyncio
import base64
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult

from tertib.adapters.fetch import Exit, Fetcher, Job, names_of, read_exits, run_lanes
from tertib.core.verification.page import Page, PageError
from tertib.errors import SettingWrong
from tests.adapters.fetch.places import Site

PUBLIC = "93.184.215.14"


class Names(AbstractResolver):
    """A resolver that knows what it is told."""

    def __init__(self, **known: str) -> None:
        self.known = {name.replace("_", "."): address for name, address in known.items()}

    async def resolve(self, host: str, port: int = 0, family: Any = 0) -> list[ResolveResult]:
        if host not in self.known:
            raise OSError(f"{host}: no such name")
        address = self.known[host]
        return [ResolveResult(hostname=host, host=address, port=port, family=2, proto=0, flags=0)]

    async def close(self) -> None:
        """Nothing is held open."""


class Proxy(Site):
    """An HTTP proxy that answers in the place of whom it is asked for, and keeps what it was asked."""

    def __init__(self) -> None:
        super().__init__(self.answer)
        self.asked: list[tuple[str, str, str]] = []

    async def answer(self, request: web.BaseRequest) -> web.StreamResponse:
        said = request.headers.get("Proxy-Authorization", "")
        self.asked.append((request.method, str(request.raw_path), said))
        if request.path.endswith("/lead-inside"):
            raise web.HTTPFound("http://inside.example/secret")
        if request.method == "CONNECT":
            return web.Response(status=502)
        return web.Response(text="through the proxy")


def by_proxy(
    act: Callable[[Fetcher, Proxy], Coroutine[Any, Any, Any]], *, user: str = "", **names: str
) -> tuple[Any, Proxy]:
    async def go() -> tuple[Any, Proxy]:
        async with Proxy() as proxy, Site(told) as site:
            exits = (Exit("jakarta"), Exit("singapura", f"http://{user}127.0.0.1:{proxy.port}"))
            hosts = site.hosts("toko.localhost")
            async with Fetcher(
                contact="a@b.example", exits=exits, resolver=Names(**names), hosts=hosts
            ) as fetcher:
                return await act(fetcher, proxy), proxy

    return asyncio.run(go())


async def told(request: web.BaseRequest) -> web.StreamResponse:
    return web.Response(text="the site itself")


def test_a_look_by_a_named_exit_goes_through_its_proxy() -> None:
    page, proxy = by_proxy(
        lambda fetcher, _: fetcher.fetch("http://toko.example/p/1?x=2", by="singapura"),
        user="u:p@",
        toko_example=PUBLIC,
    )
    assert (page.status, page.body) == (200, "through the proxy")
    password = "Basic " + base64.b64encode(b"u:p").decode()
    assert proxy.asked == [("GET", "http://toko.example/p/1?x=2", password)]


def test_for_https_the_proxy_is_told_the_address_that_was_checked() -> None:
    page, proxy = by_proxy(
        lambda fetcher, _: fetcher.fetch("https://toko.example/p/1", by="singapura"), toko_example=PUBLIC
    )
    assert page.error is not None
    assert [(method, target) for method, target, _ in proxy.asked] == [("CONNECT", f"{PUBLIC}:443")]


@pytest.mark.parametrize("url", ["http://toko.localhost/", "http://toko.localhost:80/x"])
def test_a_host_of_this_machine_is_reached_without_the_proxy(url: str) -> None:
    page, proxy = by_proxy(lambda fetcher, _: fetcher.fetch(url, by="singapura"))
    assert (page.body, proxy.asked) == ("the site itself", [])


@pytest.mark.parametrize(
    ("url", "error"),
    [
        ("http://inside.example/", PageError.FORBIDDEN_ADDRESS),
        ("https://inside.example/", PageError.FORBIDDEN_ADDRESS),
        ("http://169.254.169.254/latest", PageError.FORBIDDEN_ADDRESS),
        ("https://[::1]/", PageError.FORBIDDEN_ADDRESS),
        ("http://127.0.0.1/", PageError.FORBIDDEN_ADDRESS),
        ("http://toko.example:8080/", PageError.FORBIDDEN_ADDRESS),
        ("http://toko.example/lead-inside", PageError.FORBIDDEN_ADDRESS),
        ("http://unknown.example/", PageError.DNS),
    ],
)
def test_what_is_inside_is_never_asked_of_a_proxy(url: str, error: PageError) -> None:
    page, proxy = by_proxy(
        lambda fetcher, _: fetcher.fetch(url, by="singapura"), toko_example=PUBLIC, inside_example="10.0.0.7"
    )
    assert page.error is error
    assert not [target for _, target, _ in proxy.asked if "lead-inside" not in target]


def test_without_a_name_the_first_exit_is_taken_and_an_unknown_one_is_refused() -> None:
    page, proxy = by_proxy(lambda fetcher, _: fetcher.fetch("http://toko.localhost/"))
    assert (page.body, proxy.asked) == ("the site itself", [])
    with pytest.raises(KeyError):
        by_proxy(lambda fetcher, _: fetcher.fetch("http://toko.example/", by="bandung"))


def test_a_proxy_that_is_not_there_is_an_error_of_connecting() -> None:
    async def go() -> Page:
        exits = (Exit("jauh", "http://127.0.0.1:9"),)
        async with Fetcher(
            contact="a@b.example", exits=exits, resolver=Names(toko_example=PUBLIC)
        ) as fetcher:
            return await fetcher.fetch("http://toko.example/")

    assert asyncio.run(go()).error is PageError.CONNECT


def test_jobs_say_by_which_exit_they_go() -> None:
    async def act(fetcher: Fetcher, _: Proxy) -> dict[str, str]:
        jobs = [
            Job(key="a", url="http://toko.example/1", exit="singapura"),
            Job(key="b", url="http://toko.localhost/2", exit="jakarta"),
        ]
        return {result.job.key: result.page.body async for result in run_lanes(jobs, fetcher)}

    bodies, _ = by_proxy(act, toko_example=PUBLIC)
    assert bodies == {"a": "through the proxy", "b": "the site itself"}


def test_exits_are_read_in_order() -> None:
    exits = read_exits(" jakarta = direct ,singapura=http://u:p@proxy.example:3128 ")
    assert names_of(exits) == ("jakarta", "singapura")
    assert (exits[0].proxy, exits[1].proxy) == (None, "http://u:p@proxy.example:3128")
    assert names_of(read_exits(" ")) == ("direct",)


def test_an_exit_never_shows_its_password() -> None:
    assert "secret" not in repr(read_exits("a=http://u:secret@proxy.example:3128"))
    with pytest.raises(SettingWrong) as caught:
        read_exits("a=ftp://u:secret@proxy.example:3128")
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("jakarta", "NAME=direct"),
        ("Jakarta=direct", "lower-case"),
        ("status_api=direct", "lower-case"),
        ("a=direct,a=http://p.example:1", "stands twice"),
        ("a=direct,b=direct", "one network"),
        ("a=http://p.example:3128,b=http://p.example:3128", "same proxy"),
        ("a=socks5://p.example:1080", "must be direct or"),
        ("a=http://p.example:3128/x", "must be direct or"),
        ("a=http://", "must be direct or"),
        (",".join(f"a{n}=http://p{n}.example:3128" for n in range(17)), "at most 16"),
    ],
)
def test_what_is_no_list_of_exits_is_refused(text: str, says: str) -> None:
    with pytest.raises(SettingWrong, match=says):
        read_exits(text)
