"""robots.txt: whether a host lets its pages be looked at by machine, and how far apart; asked once a day and kept.

Where it applies, and what was weighed: docs/why/0014-robots.md. Source: RFC 9309.
"""

import asyncio
import math
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from protego import Protego
from yarl import URL

from tertib.adapters.fetch.answer import retry_after_seconds
from tertib.adapters.fetch.client import Fetcher, Gate
from tertib.core.verification.page import Page, PageError

AGENT = "tertib"  # as the user agent of our requests begins
MAX_ROBOTS_CHARS = (
    512 * 1024
)  # RFC 9309, 2.5: at least 500 KiB are read; what stands behind counts for nothing
KEPT_SECONDS = 24 * 3600.0  # RFC 9309, 2.4
STALE_SECONDS = (
    30 * 24 * 3600.0
)  # RFC 9309, 2.3.1.4: so long an old copy stands in for one that cannot be had
LONGEST_DELAY_SECONDS = 60.0  # a longer Crawl-delay is taken as this: a look a minute presses no host
MAX_ORIGINS = 10_000

# No robots.txt is to be had, and no page either: the look is told why.
_UNREACHABLE = frozenset(
    {PageError.DNS, PageError.CONNECT, PageError.TLS, PageError.TIMEOUT, PageError.PAUSED}
    | {PageError.FORBIDDEN_ADDRESS, PageError.BAD_URL}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Leave:
    """Whether a page may be asked for: `error` says why not. `delay_seconds` is the host's Crawl-delay, 0 for none."""

    error: PageError | None = None
    delay_seconds: float = 0.0
    wait_seconds: float = 0.0  # with PAUSED: what the host's Retry-After asks for, 0 if it named nothing


@dataclass(frozen=True, slots=True)
class _Kept:
    rules: Protego | None  # None: everything is allowed
    at: float


@dataclass(slots=True)
class Robots:
    """What each origin's robots.txt says; one object for all outings of a process.

    `exempt` are hosts whose platform gave a written permission: their robots.txt is not asked for.
    """

    exempt: frozenset[str] = frozenset()
    clock: Callable[[], float] = time.monotonic
    _kept: dict[str, _Kept] = field(default_factory=dict)
    _asked_at: dict[str, float] = field(default_factory=dict)
    _delays: dict[str, float] = field(default_factory=dict)

    async def leave(self, url: str, *, fetcher: Fetcher, gate: Gate | None = None, by: str = "") -> Leave:
        """Ask whether `url` may be fetched, by the same fetcher, gate and exit that would fetch it.

        An answer of 4xx, a file without rules and one that is no text allow everything. 5xx and 429 mean wait: PAUSED,
        unless a copy younger than STALE_SECONDS is kept. `error` is ROBOTS for a page that is not allowed.
        """
        try:
            asked = URL(url)
            host, origin = asked.host or "", str(asked.origin())
        except ValueError:
            return Leave()  # the fetch says what is wrong with it
        if not host or host in self.exempt or asked.scheme not in {"http", "https"}:
            return Leave()
        kept = self._kept.get(origin)
        if kept is None or self.clock() - kept.at > KEPT_SECONDS:
            page = await fetcher.fetch(f"{origin}/robots.txt", gate=gate, by=by)
            found = read_robots(page)
            if not isinstance(found, PageError):
                kept = self._keep(origin, host, found)
            elif kept is None or self.clock() - kept.at > STALE_SECONDS:
                return Leave(error=found, wait_seconds=retry_after_seconds(page.headers) or 0.0)
        if kept.rules is None:
            return Leave()
        allowed = kept.rules.can_fetch(url, AGENT)
        return Leave(error=None if allowed else PageError.ROBOTS, delay_seconds=self.delay(host))

    def delay(self, host: str) -> float:
        """Seconds that the host wants between two requests, as far as is known; 0 if it names none."""
        return self._delays.get(host, 0.0)

    def next_at(self, host: str) -> float:
        """The moment (of `clock`) before which the host wants no further request, over all outings."""
        return self._asked_at.get(host, -math.inf) + self.delay(host)

    def went(self, host: str) -> None:
        """Note that a request went to the host."""
        if host in self._delays:
            self._asked_at[host] = self.clock()

    @asynccontextmanager
    async def gate(self, host: str) -> AsyncIterator[None]:
        """A gate for few requests beside all lanes: it waits for the host's Crawl-delay and notes the request."""
        await asyncio.sleep(max(0.0, self.next_at(host) - self.clock()))
        self.went(host)
        yield

    def _keep(self, origin: str, host: str, rules: Protego | None) -> _Kept:
        if len(self._kept) >= MAX_ORIGINS:
            self._kept.clear()
            self._delays.clear()
        kept = self._kept[origin] = _Kept(rules, self.clock())
        self._delays.pop(host, None)
        delay = _seconds(rules.crawl_delay(AGENT)) if rules is not None else 0.0
        if delay:
            self._delays[host] = delay
            self._asked_at[host] = self.clock()
        return kept


def read_robots(page: Page) -> Protego | PageError | None:
    """The rules of a fetched robots.txt; None if everything is allowed, an error if it must be asked for again."""
    if page.error in _UNREACHABLE:
        return page.error
    if page.error is not None or page.status is None:
        return None  # too many redirects, no proper file: RFC 9309, 2.3.1.2 and 2.3.1.3
    if page.status >= 500 or page.status == 429:
        return PageError.PAUSED
    if not 200 <= page.status < 300 or "\0" in page.body[:1024]:
        return None
    text = page.body[:MAX_ROBOTS_CHARS]
    if page.truncated or len(page.body) > MAX_ROBOTS_CHARS:
        text = text.rpartition("\n")[0]  # half a line would forbid more than the whole one
    return Protego.parse(text)


def _seconds(said: float | None) -> float:
    if said is None or not said > 0:  # NaN is not above 0
        return 0.0
    return min(float(said), LONGEST_DELAY_SECONDS)
