"""Many fetches at once without pressing anyone: one lane a host, each with its rate and its pauses."""

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from math import ceil, floor, inf

from yarl import URL

from tertib.adapters.fetch.answer import retry_after_seconds
from tertib.adapters.fetch.client import Fetcher, HostPaused
from tertib.adapters.fetch.robots import Leave, Robots
from tertib.core.verification.page import Page, PageError

# Without a Retry-After; doubles while the host goes on refusing. A 503 without one says that something broke, not
# that we come too often.
PAUSE_SECONDS = {429: 30.0, 503: 0.25}
PAUSE_STATUSES = frozenset(PAUSE_SECONDS)
MAX_ATTEMPTS = 2  # a job that met a pause is tried once more after it
CATCH_UP_SECONDS = 0.1  # so much of a late wake-up is made good; the window below still holds


@dataclass(frozen=True, slots=True, kw_only=True)
class LaneLimits:
    """How one host is treated.

    Never do more than floor(per_second) requests (at least one) reach the host within any
    floor(per_second) / per_second seconds, whatever the network delays.
    """

    per_second: float = 1.0
    in_flight: int = 2
    longest_pause_seconds: float = 300.0  # a longer pause ends the host's jobs of this run

    def __post_init__(self) -> None:
        if not 0 < self.per_second < inf or self.in_flight < 1:
            raise ValueError(f"a lane needs a rate above 0 and at least 1 in flight, not {self}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One page to fetch; `key` is the caller's own name for it, `exit` the network to go by, empty for the first.

    All exits share the one pace of a host: it is not pressed from two sides.
    """

    key: str
    url: str
    exit: str = ""
    heeds_robots: bool = True  # not for an interface that the platform made for us


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What came of a job. Each job gives exactly one."""

    job: Job
    page: Page


@dataclass(slots=True)
class _Waiting:
    job: Job
    attempts: int = 0


@dataclass(slots=True)
class _Lane:
    """One host's queue and its turnstile.

    A slot comes free one window after the *answer* came, not after the request left. The host saw the request
    before it answered, so no delay on the way can push more requests into a window than there are slots.
    """

    limits: LaneLimits
    clock: Callable[[], float]
    sleep: Callable[[float], Awaitable[None]]
    waiting: deque[_Waiting] = field(default_factory=deque)
    paused_until: float = -inf
    refusals: int = 0
    workers: int = 0  # tasks that empty the queue
    robots_turn: asyncio.Lock = field(default_factory=asyncio.Lock)  # a host's robots.txt is asked for once
    _running: int = 0
    _answered: deque[float] = field(default_factory=deque)
    _next_at: float = -inf
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    _freed: asyncio.Event = field(default_factory=asyncio.Event)

    async def enter(self) -> None:
        """Wait for a slot; first come, first served. Raises HostPaused if the lane is closed."""
        async with self._turn:
            while (seconds := self._seconds_to_wait()) > 0:
                if self.is_closed:
                    raise HostPaused
                if seconds < inf:
                    await self.sleep(seconds)
                else:
                    self._freed.clear()
                    await self._freed.wait()
            self._running += 1
            pace = 1 / self.limits.per_second
            self._next_at = max(self._next_at, self.clock() - CATCH_UP_SECONDS) + pace

    def leave(self) -> None:
        """Give the slot back."""
        self._running -= 1
        self._answered.append(self.clock())
        self._freed.set()

    def _seconds_to_wait(self) -> float:
        """0 for a free slot; infinity while only an answer can free one."""
        now = self.clock()
        slots = max(1, floor(self.limits.per_second))
        window = slots / self.limits.per_second
        while self._answered and self._answered[0] + window < now:
            self._answered.popleft()
        if self._running >= min(self.limits.in_flight, slots):
            return inf
        waits = [self._next_at - now, self.paused_until - now]
        if self._running + len(self._answered) >= slots:
            waits.append(self._answered[0] + window - now + 0.001)
        return max(0.0, *waits)

    def note(self, page: Page) -> None:
        """Pause the lane if the host asks for it."""
        if page.status is None or page.status not in PAUSE_STATUSES:
            self.refusals = 0 if page.error is None else self.refusals
            return
        asked = retry_after_seconds(page.headers)
        seconds = PAUSE_SECONDS[page.status] * 2 ** min(self.refusals, 10) if asked is None else asked
        self.refusals += self.clock() >= self.paused_until  # those that were under way count as one
        self.paused_until = max(self.paused_until, self.clock() + seconds)

    def slow_down(self, seconds: float, *, not_before: float) -> None:
        """Leave at least so many seconds between two requests, the first not before that moment."""
        self._next_at = max(self._next_at, not_before)
        if 1 / self.limits.per_second < seconds:
            self.limits = replace(self.limits, per_second=1 / seconds)

    @property
    def seconds_ahead(self) -> float:
        """How long the last one of the queue would wait at this pace."""
        return (len(self.waiting) + 1) / self.limits.per_second

    @property
    def is_closed(self) -> bool:
        """Whether the host asked for a longer pause than this run waits."""
        return self.paused_until - self.clock() > self.limits.longest_pause_seconds


class Lanes:
    """Standing lanes: jobs come in at any time, and `give` is awaited with the one result of each, in no fixed order.

    `limits` is one for all hosts, or by host (lower case; others get the default). `in_flight` caps the
    requests of all lanes together; lanes wait for it in turn, so no host starves another. Requests that
    follow a redirect wait in the lane of the host that they go to. A host that answers 429 or 503 is left
    alone for as long as it asks; if that is longer than `longest_pause_seconds`, its jobs come back with
    PageError.PAUSED, their only header `retry-after`. With `robots` a page that its host does not allow comes
    back with PageError.ROBOTS, unasked; a Crawl-delay slows the lane, and what would wait too long for it comes
    back as PAUSED. An error of our own, which no page can cause, is given instead of a result.
    """

    def __init__(
        self,
        fetcher: Fetcher,
        give: Callable[[Result | Exception], Awaitable[None]],
        *,
        limits: LaneLimits | Mapping[str, LaneLimits] | None = None,
        in_flight: int = 200,
        robots: Robots | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._fetcher, self._give, self._limits, self._robots = fetcher, give, limits, robots
        self._clock, self._sleep = clock, sleep
        self._room = asyncio.Semaphore(in_flight)
        self._lanes: dict[str, _Lane] = {}
        self._workers: set[asyncio.Task[None]] = set()

    def add(self, jobs: Iterable[Job]) -> None:
        """Put jobs at the end of their hosts' queues."""
        touched: dict[str, _Lane] = {}
        for job in jobs:
            host = _host(job.url)
            touched[host] = self._lane_of(host)
            touched[host].waiting.append(_Waiting(job))
        for lane in touched.values():
            for _ in range(min(lane.limits.in_flight - lane.workers, len(lane.waiting))):
                lane.workers += 1
                worker = asyncio.create_task(self._work(lane))
                self._workers.add(worker)
                worker.add_done_callback(self._workers.discard)

    async def close(self) -> None:
        """Cancel what is under way."""
        workers = list(self._workers)
        for worker in workers:
            worker.cancel()
        await asyncio.gather(*workers, return_exceptions=True)

    async def _work(self, lane: _Lane) -> None:
        try:
            while lane.waiting:
                entry = lane.waiting.popleft()
                leave = await self._leave(lane, entry.job)
                if leave.error is not None:
                    page = Page(asked_url=entry.job.url, final_url=entry.job.url, error=leave.error)
                    await self._give(Result(job=entry.job, page=_told_when(page, leave.wait_seconds)))
                    continue
                page = await self._fetcher.fetch(entry.job.url, gate=self._gate, by=entry.job.exit)
                entry.attempts += 1
                self._lane_of(_host(page.final_url)).note(page)
                if page.status in PAUSE_STATUSES and entry.attempts < MAX_ATTEMPTS and not lane.is_closed:
                    lane.waiting.appendleft(entry)
                    continue
                if page.error is PageError.PAUSED:
                    page = _told_when(page, lane.paused_until - self._clock())
                await self._give(Result(job=entry.job, page=page))
        except Exception as error:  # noqa: BLE001  # passed on to who waits for the result
            await self._give(error)
        finally:
            lane.workers -= 1

    async def _leave(self, lane: _Lane, job: Job) -> Leave:
        """What the host's robots.txt says of the job, and the lane slowed down as it asks."""
        if self._robots is None or not job.heeds_robots:
            return Leave()
        async with lane.robots_turn:
            leave = await self._robots.leave(job.url, fetcher=self._fetcher, gate=self._gate, by=job.exit)
            if leave.error is None and leave.delay_seconds:
                lane.slow_down(leave.delay_seconds, not_before=self._robots.next_at(_host(job.url)))
                if lane.seconds_ahead > max(lane.limits.longest_pause_seconds, 2 * leave.delay_seconds):
                    return Leave(error=PageError.PAUSED, wait_seconds=leave.delay_seconds)
        return leave

    @asynccontextmanager
    async def _gate(self, host: str) -> AsyncIterator[None]:
        lane = self._lane_of(host)
        await lane.enter()
        try:
            async with self._room:
                if self._robots is not None:
                    self._robots.went(host)
                yield
        finally:
            lane.leave()

    def _lane_of(self, host: str) -> _Lane:
        if host not in self._lanes:
            chosen = self._limits.get(host) if isinstance(self._limits, Mapping) else self._limits
            self._lanes[host] = _Lane(chosen or LaneLimits(), self._clock, self._sleep)
        return self._lanes[host]


async def run_lanes(
    jobs: Iterable[Job],
    fetcher: Fetcher,
    *,
    limits: LaneLimits | Mapping[str, LaneLimits] | None = None,
    in_flight: int = 200,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> AsyncIterator[Result]:
    """Fetch all `jobs` in `Lanes` and yield each result as it comes; exactly one for each job, in no fixed order.

    Leaving the loop early cancels what is under way.
    """
    asked = list(jobs)
    done: asyncio.Queue[Result | Exception] = asyncio.Queue(maxsize=1_000)
    lanes = Lanes(fetcher, done.put, limits=limits, in_flight=in_flight, clock=clock, sleep=sleep)
    lanes.add(asked)
    try:
        for _ in asked:
            result = await done.get()
            if isinstance(result, Exception):
                raise result
            yield result
    finally:
        await lanes.close()


def _told_when(page: Page, seconds: float) -> Page:
    """A page that was not asked for, with the seconds that the host still wants us to wait."""
    return replace(page, headers={"retry-after": str(ceil(seconds))}) if 0 < seconds < inf else page


def _host(url: str) -> str:
    """Return the lower-case host, or "" for what is no URL: all such share a lane and fail at once."""
    try:
        return URL(url).host or ""
    except ValueError:
        return ""
