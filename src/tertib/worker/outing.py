"""Fetch pages in a thread of their own, so that what came already is judged and saved meanwhile."""

import asyncio
import queue
import threading
import time
from collections.abc import Iterable, Mapping
from types import TracebackType
from typing import Self

import uvloop

from tertib.adapters.fetch import Fetcher, Job, LaneLimits, Lanes, Result, Robots
from tertib.worker.context import Context

MOST_AT_ONCE = 500  # results handed over in one go


class Outing:
    """One going out: `ask` for pages at any time, and let what `came` be told. The caller's thread keeps the database.

    Leaving the `with` cancels what is under way. `not_before` is a time.monotonic: no request leaves earlier.
    """

    def __init__(
        self, context: Context, limits: Mapping[str, LaneLimits], *, robots: Robots, not_before: float
    ) -> None:
        self._context, self._limits, self._not_before = context, limits, not_before
        self._robots = robots
        self._found: queue.SimpleQueue[Result | Exception] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="tertib-fetching", daemon=True)
        self._stands = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._lanes: Lanes | None = None
        self._over: asyncio.Event | None = None

    def __enter__(self) -> Self:
        self._thread.start()
        self._stands.wait()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._loop is not None and self._over is not None and self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._over.set)
        self._thread.join()

    def ask(self, jobs: Iterable[Job]) -> None:
        """Fetch these too, each host at its pace."""
        if self._loop is not None and self._lanes is not None:
            self._loop.call_soon_threadsafe(self._lanes.add, list(jobs))

    def came(self, *, within: float) -> list[Result]:
        """What has come; waits up to `within` seconds for the first. Raises what went wrong in the thread."""
        found: list[Result] = []
        try:
            while len(found) < MOST_AT_ONCE:
                one = self._found.get(block=not found, timeout=within)
                if isinstance(one, Exception):
                    raise one
                found.append(one)
        except queue.Empty:
            pass
        return found

    def _run(self) -> None:
        try:
            with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
                runner.run(self._go())
        except Exception as error:  # noqa: BLE001  # raised again in the caller's thread, by `came`
            self._found.put(error)
        finally:
            self._stands.set()

    async def _go(self) -> None:
        await asyncio.sleep(self._not_before - time.monotonic())
        out = self._context
        async with Fetcher(contact=out.agent_contact, hosts=out.hosts, exits=out.exits) as fetcher:
            self._over = asyncio.Event()
            self._lanes = Lanes(fetcher, self._give, limits=self._limits, robots=self._robots)
            self._loop = asyncio.get_running_loop()
            self._stands.set()
            try:
                await self._over.wait()
            finally:
                await self._lanes.close()

    async def _give(self, found: Result | Exception) -> None:
        self._found.put(found)
