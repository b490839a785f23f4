"""One guarded HTTP client: pages in, webhooks out, with limits on bytes, time and redirects."""

import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Self

import aiohttp
from aiohttp.abc import AbstractResolver
from yarl import URL

from tertib.adapters.fetch.answer import code_of, headers_of, printable, read_body, text_of
from tertib.adapters.fetch.exits import OWN, Exit
from tertib.adapters.fetch.guard import (
    PUBLIC_PORTS,
    ForbiddenAddress,
    HostMap,
    MappedResolver,
    guarded_socket,
    mapped_socket,
    public_place,
)
from tertib.core.verification.page import Hop, Page, PageError
from tertib.errors import OutsideError, SettingWrong

MAX_URL_CHARS = 8_192
REDIRECTS = frozenset({301, 302, 303, 307, 308})

# Asked before each request, redirects included; the request is made inside. May raise HostPaused.
Gate = Callable[[str], AbstractAsyncContextManager[None]]


class HostPaused(OutsideError):
    """Raised by a gate: the host asked for a longer pause than the run waits. Becomes PageError.PAUSED."""

    code = "host_paused"


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchLimits:
    """What one fetch may cost. Time spent waiting at a gate is not counted."""

    body_bytes: int = 2_097_152  # after decompression; product pages have 0.1 to 1 MB, and their proof early
    reply_bytes: int = 65_536  # of an answer to a post
    total_seconds: float = 30.0  # all hops together
    connect_seconds: float = 10.0
    redirects: int = 5


class Fetcher:
    """An async context manager that makes guarded requests.

    Only http and https on ports 80 and 443 of public addresses are reached, whatever a name, a literal or a
    redirect says; except that each host of `hosts` is reached at exactly its place, and that place through no
    other host. A request goes out by the exit that it names, the first of `exits` if it names none; a host of
    `hosts` stands on this machine and is reached without a proxy. Where a proxy stands between, we look the name up
    ourselves, and for https the proxy is told the address that was checked, so that it cannot be led elsewhere; for
    http it is told the name, so a proxy must refuse addresses of its own network itself. No cookies are kept, no
    proxy settings of the machine read. The user agent names the project and `contact`,
    an address (mail or URL) at which a site's owner can reach who runs this installation. Trouble outside
    never raises: it is a Page with `error`.
    """

    def __init__(
        self,
        *,
        contact: str,
        hosts: HostMap | None = None,
        limits: FetchLimits | None = None,
        resolver: AbstractResolver | None = None,
        ports: frozenset[int] = PUBLIC_PORTS,
        exits: Sequence[Exit] = OWN,
    ) -> None:
        if not contact.strip() or not contact.isprintable() or not contact.isascii():
            raise SettingWrong(f"the fetcher's contact is {contact!r}; give a mail address or a URL")
        self._user_agent = f"Tertib/0.1 (checks reported listings; {contact.strip()})"
        self._hosts = dict(hosts or {})
        self._limits = limits or FetchLimits()
        self._resolver = resolver
        self._ports = ports
        self._public: aiohttp.ClientSession | None = None
        self._mapped: aiohttp.ClientSession | None = None
        self._exits = {each.name: each for each in exits}
        self._first = exits[0]
        self._by_proxy: aiohttp.ClientSession | None = None
        self._lookup: AbstractResolver | None = None

    async def __aenter__(self) -> Self:
        guarded = aiohttp.TCPConnector(
            limit=0, socket_factory=guarded_socket(ports=self._ports), resolver=self._resolver
        )
        mapped = aiohttp.TCPConnector(
            limit=0, socket_factory=mapped_socket(self._hosts), resolver=MappedResolver(self._hosts)
        )
        self._public, self._mapped = self._open_session(guarded), self._open_session(mapped)
        if any(each.proxy for each in self._exits.values()):
            # Each connection is used once: two names may share an address, and a tunnel is for one of them.
            self._by_proxy = self._open_session(aiohttp.TCPConnector(limit=0, force_close=True))
            self._lookup = self._resolver or aiohttp.ThreadedResolver()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for session in (self._public, self._mapped, self._by_proxy):
            if session is not None:
                await session.close()
        self._public = self._mapped = self._by_proxy = None

    async def fetch(self, url: str, *, gate: Gate | None = None, by: str = "") -> Page:
        """Get `url` by the named exit, following at most `limits.redirects` redirects, each checked like the first.

        Raises KeyError for an exit that is not there: it would be a look by a network that nobody named.
        """
        way = self._exits[by] if by else self._first
        page = Page(asked_url=url, final_url=url)
        while True:
            hop = await self._request("GET", page, gate=gate, cap=self._limits.body_bytes, way=way)
            target = hop.headers.get("location")
            if hop.error is not None or hop.status not in REDIRECTS:
                return hop
            if target is None:
                return replace(hop, error=PageError.BAD_REDIRECT, detail="no location")
            if len(hop.redirects) >= self._limits.redirects:
                return replace(hop, error=PageError.TOO_MANY_REDIRECTS)
            try:
                before = URL(hop.final_url)
                after = before.join(URL(target.strip()))
                downgraded = before.scheme == "https" and after.scheme == "http"
            except ValueError:
                return replace(hop, error=PageError.BAD_REDIRECT, detail=printable(target))
            step = Hop(status=hop.status, url=str(after), downgraded=downgraded)
            page = Page(
                asked_url=url, final_url=str(after), redirects=(*hop.redirects, step), seconds=hop.seconds
            )

    async def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Page:
        """Post `body` once. A redirect is not followed: it is the error BAD_REDIRECT with its status."""
        asked = Page(asked_url=url, final_url=url)
        page = await self._request("POST", asked, cap=self._limits.reply_bytes, body=body, headers=headers)
        if page.error is None and page.status is not None and 300 <= page.status < 400:
            return replace(page, error=PageError.BAD_REDIRECT, detail="a post is not redirected")
        return page

    def _open_session(self, connector: aiohttp.TCPConnector) -> aiohttp.ClientSession:
        return aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            trust_env=False,
            headers={
                "User-Agent": self._user_agent,
                "Accept": "text/html,application/xhtml+xml,application/json;q=0.8,*/*;q=0.5",
                "Accept-Language": "id,en;q=0.7",
                "Accept-Encoding": "gzip, deflate",
            },
        )

    async def _request(
        self,
        method: str,
        page: Page,
        *,
        cap: int,
        gate: Gate | None = None,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        way: Exit | None = None,
    ) -> Page:
        """Make one request for `page.final_url` and fill the page in; follows nothing, raises nothing."""
        try:
            url = _read_url(page.final_url)
        except ValueError as error:
            return replace(page, error=PageError.BAD_URL, detail=printable(str(error)))
        host = url.host or ""
        session = self._session_for(url, host)
        if session is None:
            return replace(page, error=PageError.FORBIDDEN_ADDRESS, detail=f"port {url.port}")
        if page.seconds >= self._limits.total_seconds:
            return replace(page, error=PageError.TIMEOUT)
        try:
            async with gate(host) if gate is not None else nullcontext():
                started = time.monotonic()
                sent = _Sending(method=method, url=url, body=body, headers=headers)
                if way is not None and way.proxy is not None and session is self._public:
                    page = await self._answer_by(way.proxy, sent, page, cap=cap)
                else:
                    page = await self._answer(session, sent, page, cap=cap)
                return replace(page, seconds=page.seconds + time.monotonic() - started)
        except HostPaused:
            return replace(page, error=PageError.PAUSED)

    async def _answer_by(self, proxy: str, sent: "_Sending", page: Page, *, cap: int) -> Page:
        """Make one request through a proxy, after the guard that the socket would have been."""
        url, host = sent.url, sent.url.host or ""
        if self._by_proxy is None or self._lookup is None:
            raise RuntimeError("use a Fetcher inside `async with`")
        try:
            address = await public_place(host, url.port or 0, resolver=self._lookup, ports=self._ports)
        except ForbiddenAddress as error:
            return replace(page, error=PageError.FORBIDDEN_ADDRESS, detail=printable(str(error)))
        except OSError as error:
            return replace(page, error=PageError.DNS, detail=printable(str(error)))
        way: dict[str, str] = {"proxy": proxy}
        if url.scheme == "https":
            named = {**(sent.headers or {}), "Host": host if url.is_default_port() else f"{host}:{url.port}"}
            sent = replace(sent, url=url.with_host(address), headers=named)
            way["server_hostname"] = host
        return await self._answer(self._by_proxy, sent, page, cap=cap, way=way)

    async def _answer(
        self,
        session: aiohttp.ClientSession,
        sent: "_Sending",
        page: Page,
        *,
        cap: int,
        way: Mapping[str, str] | None = None,
    ) -> Page:
        timeout = aiohttp.ClientTimeout(
            total=self._limits.total_seconds - page.seconds, sock_connect=self._limits.connect_seconds
        )
        try:
            async with session.request(
                sent.method,
                sent.url,
                data=sent.body,
                headers=sent.headers,
                allow_redirects=False,
                timeout=timeout,
                **(way or {}),  # type: ignore[arg-type]
            ) as answer:
                page = replace(page, status=answer.status, headers=headers_of(answer))
                content, truncated = await read_body(
                    answer, cap=min(cap, self._limits.reply_bytes) if answer.status in REDIRECTS else cap
                )
                return replace(page, body=text_of(content, answer.charset), truncated=truncated)
        except (TimeoutError, aiohttp.ClientError, OSError, ValueError, LookupError) as error:
            return replace(page, error=code_of(error), detail=printable(f"{type(error).__name__}: {error}"))

    def _session_for(self, url: URL, host: str) -> aiohttp.ClientSession | None:
        """Return the session that may reach `url`, or None for a port that none may."""
        if self._public is None or self._mapped is None:
            raise RuntimeError("use a Fetcher inside `async with`")
        if host in self._hosts:
            is_there = url.port in {self._hosts[host][1], 80} and url.scheme == "http"
            return self._mapped if is_there else None
        return self._public if url.port in self._ports else None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sending:
    """One request as it leaves."""

    method: str
    url: URL
    body: bytes | None
    headers: Mapping[str, str] | None


def _read_url(text: str) -> URL:
    """Raises ValueError for anything but an http(s) URL with a host and without a user name."""
    if len(text) > MAX_URL_CHARS:
        raise ValueError(f"longer than {MAX_URL_CHARS} characters")
    url = URL(text)
    if url.scheme not in {"http", "https"}:
        raise ValueError(f"scheme {url.scheme!r}")
    if not url.host:
        raise ValueError("no host")
    if url.user is not None or url.password is not None:
        raise ValueError("a user name in the URL")
    if url.port is None or url.port == 0:
        raise ValueError("no port")
    return url.with_fragment(None)
