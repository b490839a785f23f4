"""One guarded HTTP client: pages in, webhooks out, with limits on bytes, time and redirects."""

import time
from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Self

import aiohttp
from aiohttp.abc import AbstractResolver
from aiohttp.http_exceptions import ContentEncodingError
from yarl import URL

from tertib.adapters.fetch.guard import (
    PUBLIC_PORTS,
    ForbiddenAddress,
    HostMap,
    MappedResolver,
    guarded_socket,
    mapped_socket,
)
from tertib.core.verification.page import Hop, Page, PageError
from tertib.errors import OutsideError, SettingWrong

MAX_URL_CHARS = 8_192
REDIRECTS = frozenset({301, 302, 303, 307, 308})
_CHUNK = 65_536

# Text encodings that pages use; others are read as UTF-8. Python knows more, some of them slow or no text.
_CHARSETS = (
    "utf-8",
    "utf8",
    "us-ascii",
    "iso-8859-",
    "latin",
    "windows-125",
    "cp125",
    "gb",
    "big5",
    "shift_jis",
    "euc-",
)

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
    other host. No cookies are kept, no proxy settings read. The user agent names the project and `contact`,
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

    async def __aenter__(self) -> Self:
        guarded = aiohttp.TCPConnector(
            limit=0, socket_factory=guarded_socket(ports=self._ports), resolver=self._resolver
        )
        mapped = aiohttp.TCPConnector(
            limit=0, socket_factory=mapped_socket(self._hosts), resolver=MappedResolver(self._hosts)
        )
        self._public, self._mapped = self._open_session(guarded), self._open_session(mapped)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for session in (self._public, self._mapped):
            if session is not None:
                await session.close()
        self._public = self._mapped = None

    async def fetch(self, url: str, *, gate: Gate | None = None) -> Page:
        """Get `url`, following at most `limits.redirects` redirects, each checked like the first request."""
        page = Page(asked_url=url, final_url=url)
        while True:
            hop = await self._request("GET", page, gate=gate, cap=self._limits.body_bytes)
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
                return replace(hop, error=PageError.BAD_REDIRECT, detail=_printable(target))
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
    ) -> Page:
        """Make one request for `page.final_url` and fill the page in; follows nothing, raises nothing."""
        try:
            url = _read_url(page.final_url)
        except ValueError as error:
            return replace(page, error=PageError.BAD_URL, detail=_printable(str(error)))
        host = url.host or ""
        session = self._session_for(url, host)
        if session is None:
            return replace(page, error=PageError.FORBIDDEN_ADDRESS, detail=f"port {url.port}")
        if page.seconds >= self._limits.total_seconds:
            return replace(page, error=PageError.TIMEOUT)
        try:
            async with gate(host) if gate is not None else nullcontext():
                started = time.monotonic()
                page = await self._answer(session, method, url, page, cap=cap, body=body, headers=headers)
                return replace(page, seconds=page.seconds + time.monotonic() - started)
        except HostPaused:
            return replace(page, error=PageError.PAUSED)

    async def _answer(
        self,
        session: aiohttp.ClientSession,
        method: str,
        url: URL,
        page: Page,
        *,
        cap: int,
        body: bytes | None,
        headers: Mapping[str, str] | None,
    ) -> Page:
        timeout = aiohttp.ClientTimeout(
            total=self._limits.total_seconds - page.seconds, sock_connect=self._limits.connect_seconds
        )
        try:
            async with session.request(
                method, url, data=body, headers=headers, allow_redirects=False, timeout=timeout
            ) as answer:
                page = replace(page, status=answer.status, headers=_headers(answer))
                content, truncated = await _read(
                    answer, cap=min(cap, self._limits.reply_bytes) if answer.status in REDIRECTS else cap
                )
                return replace(page, body=_text(content, answer.charset), truncated=truncated)
        except (TimeoutError, aiohttp.ClientError, OSError, ValueError, LookupError) as error:
            return replace(page, error=_code(error), detail=_printable(f"{type(error).__name__}: {error}"))

    def _session_for(self, url: URL, host: str) -> aiohttp.ClientSession | None:
        """Return the session that may reach `url`, or None for a port that none may."""
        if self._public is None or self._mapped is None:
            raise RuntimeError("use a Fetcher inside `async with`")
        if host in self._hosts:
            is_there = url.port in {self._hosts[host][1], 80} and url.scheme == "http"
            return self._mapped if is_there else None
        return self._public if url.port in self._ports else None


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


async def _read(answer: aiohttp.ClientResponse, *, cap: int) -> tuple[bytes, bool]:
    """Read at most `cap` bytes; what is beyond is never asked for."""
    parts: list[bytes] = []
    size = 0
    async for part in answer.content.iter_chunked(_CHUNK):
        parts.append(part)
        size += len(part)
        if size > cap:
            answer.close()
            return b"".join(parts)[:cap], True
    return b"".join(parts), False


def _text(content: bytes, charset: str | None) -> str:
    name = (charset or "utf-8").lower()
    if not name.startswith(_CHARSETS):
        name = "utf-8"
    try:
        return content.decode(name, errors="replace")
    except LookupError:
        return content.decode("utf-8", errors="replace")


def _headers(answer: aiohttp.ClientResponse) -> dict[str, str]:
    """Lower-case names; of a repeated header the first value. Undecodable bytes become U+FFFD."""
    kept: dict[str, str] = {}
    for name, value in answer.headers.items():
        kept.setdefault(name.lower(), value.encode("utf-8", "replace").decode("utf-8"))
    return kept


def _code(error: BaseException) -> PageError:
    """Name the trouble; an error's causes are looked through, for a client wraps what the socket said."""
    chain: list[BaseException] = []
    waiting: BaseException | None = error
    while waiting is not None and len(chain) < 10:
        chain.append(waiting)
        waiting = waiting.__cause__ or waiting.__context__
    if any(isinstance(each, ForbiddenAddress) or ForbiddenAddress.marker in str(each) for each in chain):
        return PageError.FORBIDDEN_ADDRESS
    if any(isinstance(each, ContentEncodingError) for each in chain):
        return PageError.DECOMPRESSION
    match error:
        case TimeoutError():
            return PageError.TIMEOUT
        case aiohttp.ClientConnectorDNSError():
            return PageError.DNS
        case aiohttp.ClientSSLError():
            return PageError.TLS
        case aiohttp.InvalidURL():
            return PageError.BAD_URL
        case aiohttp.ClientConnectionError():
            return PageError.CONNECT
        case aiohttp.ClientError():
            return PageError.PROTOCOL
        case OSError():
            return PageError.CONNECT
        case _:
            return PageError.PROTOCOL


def _printable(text: str) -> str:
    return "".join(each if each.isprintable() else " " for each in text[:200])
