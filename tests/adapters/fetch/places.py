"""Places on loopback that tests fetch from: a real HTTP server, and a bare socket that counts."""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from threading import Thread
from types import TracebackType
from typing import Self

from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Site:
    """An HTTP server on a free loopback port; `arrivals` holds host and monotonic seconds of each request."""

    def __init__(self, handler: Handler) -> None:
        self.arrivals: list[tuple[str, float]] = []
        self.port = 0
        self._handler = handler

    async def __aenter__(self) -> Self:
        self._runner = web.ServerRunner(web.Server(self._take, access_log=None))
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.port = self._runner.addresses[0][1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._runner.cleanup()

    async def _take(self, request: web.BaseRequest) -> web.StreamResponse:
        self.arrivals.append((request.host.partition(":")[0], asyncio.get_running_loop().time()))
        return await self._handler(request)  # type: ignore[arg-type]

    def hosts(self, *names: str) -> dict[str, tuple[str, int]]:
        return dict.fromkeys(names, ("127.0.0.1", self.port))

    def most_in(self, seconds: float, *, host: str) -> int:
        """The most requests of `host` that arrived within any such stretch of time."""
        times = sorted(at for name, at in self.arrivals if name == host)
        first, most = 0, 0
        for last, at in enumerate(times):
            while at - times[first] >= seconds:
                first += 1
            most = max(most, last - first + 1)
        return most


class Listener:
    """A socket on all local addresses of both families; counts who connects."""

    def __init__(self, sock: socket.socket) -> None:
        self.port: int = sock.getsockname()[1]
        self.connections = 0
        self._own = 0
        self._sock = sock

    def settled(self) -> int:
        """Connections so far but for the one made here, which is waited for: accepting goes in order."""
        before = self._own
        with socket.create_connection(("127.0.0.1", self.port), timeout=5) as own:
            own.recv(1)  # ends when the counting side closes it
        self._own = before + 1
        return self.connections - self._own

    def count(self) -> None:
        while True:
            try:
                taken, _ = self._sock.accept()
            except OSError:
                return
            self.connections += 1
            taken.close()


@contextmanager
def listening() -> Iterator[Listener]:
    with socket.socket(socket.AF_INET6 if socket.has_dualstack_ipv6() else socket.AF_INET) as sock:
        if sock.family == socket.AF_INET6:
            sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        sock.bind(("", 0))
        sock.listen(64)
        listener = Listener(sock)
        thread = Thread(target=listener.count, daemon=True)
        thread.start()
        yield listener
        sock.shutdown(socket.SHUT_RDWR)
        thread.join(5)


class Names(AbstractResolver):
    """A name server that answers from a table; a name's answers are given in turn, the last for ever."""

    def __init__(self, table: dict[str, list[list[str]]]) -> None:
        self._table = table
        self.asked: list[str] = []

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        self.asked.append(host)
        answers = self._table.get(host)
        if not answers:
            raise OSError("no such name")
        now = answers.pop(0) if len(answers) > 1 else answers[0]
        return [
            ResolveResult(
                hostname=host,
                host=address,
                port=port,
                family=socket.AF_INET6 if ":" in address else socket.AF_INET,
                proto=0,
                flags=0,
            )
            for address in now
        ]

    async def close(self) -> None:
        pass
