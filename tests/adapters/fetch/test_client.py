import asyncio
import gzip
import resource
import socket
import zlib

import pytest
from aiohttp import web

from tertib.adapters.fetch.client import Fetcher, FetchLimits
from tertib.core.verification import Hop, Page, PageError
from tertib.errors import SettingWrong
from tests.adapters.fetch.places import Handler, Names, Site

HOST = "lapakraya.localhost"


def fetch(handler: Handler, path: str = "/", *, limits: FetchLimits | None = None) -> Page:
    async def run() -> Page:
        async with (
            Site(handler) as site,
            Fetcher(contact="ops@tertib.example", hosts=site.hosts(HOST), limits=limits) as fetcher,
        ):
            return await fetcher.fetch(f"http://{HOST}{path}")

    return asyncio.run(run())


def raw_answer(data: bytes, *, limits: FetchLimits | None = None, stay: float = 0) -> Page:
    """What becomes of a server that sends `data` to whatever it is asked."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(data)
        await writer.drain()
        await asyncio.sleep(stay)
        writer.close()

    async def run() -> Page:
        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        place = ("127.0.0.1", server.sockets[0].getsockname()[1])
        async with server, Fetcher(contact="x", hosts={HOST: place}, limits=limits) as fetcher:
            return await fetcher.fetch(f"http://{HOST}/")

    return asyncio.run(run())


def test_a_page_comes_with_status_headers_and_text() -> None:
    async def answer(request: web.Request) -> web.StreamResponse:
        return web.Response(
            status=404,
            body="Produk dihapus é".encode("latin-1"),
            headers={"Content-Type": "text/html; charset=latin-1", "X-Wall": "no"},
        )

    page = fetch(answer, "/p/12?x=1#top")
    assert (page.asked_url, page.final_url) == (f"http://{HOST}/p/12?x=1#top",) * 2
    assert (page.status, page.body, page.error) == (404, "Produk dihapus é", None)
    assert page.headers["x-wall"] == "no"
    assert page.seconds > 0


def test_the_user_agent_names_the_project_and_whom_to_reach() -> None:
    async def answer(request: web.Request) -> web.StreamResponse:
        return web.Response(text=request.headers["User-Agent"])

    assert fetch(answer).body == "Tertib/0.1 (checks reported listings; ops@tertib.example)"


@pytest.mark.parametrize("contact", ["", " ", "a\r\nX-Evil: 1", "é"])
def test_a_contact_that_cannot_stand_in_a_header_is_refused(contact: str) -> None:
    with pytest.raises(SettingWrong, match="contact"):
        Fetcher(contact=contact)


def test_no_cookie_is_kept_between_fetches() -> None:
    async def answer(request: web.Request) -> web.StreamResponse:
        return web.Response(
            text=request.headers.get("Cookie", "none"), headers={"Set-Cookie": "id=1; Path=/"}
        )

    async def run() -> list[str]:
        async with Site(answer) as site, Fetcher(contact="x", hosts=site.hosts(HOST)) as fetcher:
            return [(await fetcher.fetch(f"http://{HOST}/")).body for _ in range(3)]

    assert asyncio.run(run()) == ["none"] * 3


def test_proxy_settings_of_the_environment_are_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")

    async def answer(request: web.Request) -> web.StreamResponse:
        return web.Response(text="direct")

    assert fetch(answer).body == "direct"


def test_redirects_are_followed_and_told() -> None:
    async def answer(request: web.Request) -> web.StreamResponse:
        if request.path == "/p/12":
            return web.Response(status=302, headers={"Location": "../cari?q=jaket"})
        return web.Response(text="search")

    page = fetch(answer, "/p/12")
    assert page.final_url == f"http://{HOST}/cari?q=jaket"
    assert page.redirects == (Hop(status=302, url=f"http://{HOST}/cari?q=jaket"),)
    assert page.body == "search"


@pytest.mark.parametrize(("steps", "error"), [(5, None), (6, PageError.TOO_MANY_REDIRECTS)])
def test_five_redirects_are_followed_and_no_sixth(steps: int, error: PageError | None) -> None:
    async def answer(request: web.Request) -> web.StreamResponse:
        left = int(request.path[1:])
        if left == 0:
            return web.Response(text="there")
        return web.Response(status=301, headers={"Location": f"/{left - 1}"})

    page = fetch(answer, f"/{steps}")
    assert page.error is error
    assert len(page.redirects) == 5


@pytest.mark.parametrize(
    ("location", "error"),
    [
        (None, PageError.BAD_REDIRECT),
        ("http://[bad", PageError.BAD_REDIRECT),
        ("javascript:alert(1)", PageError.BAD_URL),
        ("tokokita://product/12", PageError.BAD_URL),  # into the platform's app
        ("http://user:word@lapakraya.localhost/", PageError.BAD_URL),
    ],
)
def test_a_redirect_to_no_web_page_is_an_error(location: str | None, error: PageError) -> None:
    async def answer(request: web.Request) -> web.StreamResponse:
        return web.Response(status=302, headers={} if location is None else {"Location": location})

    assert fetch(answer).error is error


def test_reading_stops_at_the_cap() -> None:
    sent = 0

    async def answer(request: web.Request) -> web.StreamResponse:
        nonlocal sent
        response = web.StreamResponse()
        await response.prepare(request)
        try:
            while True:
                await response.write(b"x" * 65_536)
                sent += 65_536
        except ConnectionError:
            return response

    page = fetch(answer, limits=FetchLimits(body_bytes=100_000))
    assert (len(page.body), page.truncated, page.error) == (100_000, True, None)
    assert sent < 20_000_000


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_a_compression_bomb_costs_no_more_than_the_cap(encoding: str) -> None:
    zeros = b"\0" * 50_000_000
    bomb = gzip.compress(zeros, 9) if encoding == "gzip" else zlib.compress(zeros, 9)
    for _ in range(2):  # 50 MB -> 50 kB; twice nested in gzip members: 400 MB in half a megabyte
        bomb = bomb * 2 if encoding == "gzip" else bomb
    head = f"HTTP/1.1 200 OK\r\nContent-Encoding: {encoding}\r\nContent-Length: {len(bomb)}\r\n\r\n".encode()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    page = raw_answer(head + bomb, limits=FetchLimits(body_bytes=1_000_000))
    grown_kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert (len(page.body), page.truncated) == (1_000_000, True)
    assert grown_kib < 30_000


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", PageError.CONNECT),
        (b"SSH-2.0-OpenSSH_9.6\r\n", PageError.PROTOCOL),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc", PageError.PROTOCOL),
        (
            b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nabcd",
            PageError.DECOMPRESSION,
        ),
        (b"HTTP/1.1 200 OK\r\nX: " + b"a" * 100_000 + b"\r\n\r\n", PageError.PROTOCOL),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", PageError.PROTOCOL),
    ],
)
def test_a_broken_answer_is_an_error_and_never_raises(data: bytes, error: PageError) -> None:
    assert raw_answer(data).error is error


def test_a_server_that_never_ends_is_left_in_time() -> None:
    limits = FetchLimits(total_seconds=0.3)
    page = raw_answer(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc", limits=limits, stay=3)
    assert page.error is PageError.TIMEOUT
    assert page.seconds < 2


def test_the_time_of_all_hops_together_is_limited() -> None:
    async def answer(request: web.Request) -> web.StreamResponse:
        await asyncio.sleep(0.15)
        return web.Response(status=302, headers={"Location": "/on"})

    page = fetch(answer, limits=FetchLimits(total_seconds=0.4))
    assert page.error is PageError.TIMEOUT
    assert page.seconds < 1


@pytest.mark.parametrize(
    "charset", ["utf-16", "idna", "rot13", "nonsense", "unicode_escape", "latin-nonsense", "'"]
)
def test_a_strange_charset_is_read_as_utf_8(charset: str) -> None:
    body = "harga é".encode()
    kind = f"Content-Type: text/html; charset={charset}\r\nContent-Length: {len(body)}\r\n\r\n"
    page = raw_answer(f"HTTP/1.1 200 OK\r\n{kind}".encode() + body)
    assert (page.body, page.error) == ("harga é", None)


def test_header_bytes_that_are_no_text_can_still_be_stored() -> None:
    page = raw_answer(b"HTTP/1.1 200 OK\r\nX-Name: \xff\xfe\r\nContent-Length: 0\r\n\r\n")
    page.headers["x-name"].encode("utf-8")


@pytest.mark.parametrize(
    "url",
    [
        "",
        "x",
        "ftp://a.example/",
        "http://",
        "http://a b.example/",
        "http://[::",
        "http://a.example:99999/",
        "http://" + "a" * 9_000,
        "http://xn--a/\ud800",
    ],
)
def test_what_is_no_web_address_is_an_error_and_never_raises(url: str) -> None:
    async def run() -> Page:
        async with Fetcher(contact="x", resolver=Names({})) as fetcher:
            return await fetcher.fetch(url)

    assert asyncio.run(run()).error in {PageError.BAD_URL, PageError.DNS}


def test_a_name_that_does_not_exist_and_a_closed_port_are_told_apart() -> None:
    async def run() -> list[PageError | None]:
        with socket.socket() as closed:
            closed.bind(("127.0.0.1", 0))
            hosts = {HOST: ("127.0.0.1", closed.getsockname()[1])}
            async with Fetcher(contact="x", hosts=hosts, resolver=Names({})) as fetcher:
                return [
                    (await fetcher.fetch(url)).error for url in ("http://gone.example/", f"http://{HOST}/")
                ]

    assert asyncio.run(run()) == [PageError.DNS, PageError.CONNECT]


def test_a_fetcher_that_is_not_open_says_so() -> None:
    with pytest.raises(RuntimeError, match="async with"):
        asyncio.run(Fetcher(contact="x").fetch("http://a.example/"))


def post(handler: Handler, body: bytes = b"{}") -> Page:
    async def run() -> Page:
        async with Site(handler) as site, Fetcher(contact="x", hosts=site.hosts(HOST)) as fetcher:
            return await fetcher.post(f"http://{HOST}/hook", body, {"Content-Type": "application/json"})

    return asyncio.run(run())


def test_a_post_carries_its_body_and_headers_unchanged() -> None:
    async def answer(request: web.BaseRequest) -> web.StreamResponse:
        content = await request.read()
        return web.Response(status=202, text=f"{request.method} {request.content_type} {content!r}")

    page = post(answer, b'{"a": 1 }')
    assert (page.status, page.body) == (202, "POST application/json b'{\"a\": 1 }'")


@pytest.mark.parametrize("status", [301, 302, 303, 304, 307, 308])
def test_a_post_is_never_redirected(status: int) -> None:
    paths: list[str] = []

    async def answer(request: web.Request) -> web.StreamResponse:
        paths.append(request.path)
        return web.Response(status=status, headers={"Location": "/elsewhere"})

    page = post(answer)
    assert (page.status, page.error) == (status, PageError.BAD_REDIRECT)
    assert paths == ["/hook"]


def test_the_answer_to_a_post_is_bounded() -> None:
    async def answer(request: web.Request) -> web.StreamResponse:
        return web.Response(text="x" * 1_000_000)

    assert len(post(answer).body) == FetchLimits().reply_bytes
