"""How fast 40,000 listings are looked at without pressing any host, beside the loop one would write oneself.

    python -m bench.fetch [--links 40000] [--rate 150] [--latency-ms 20] [--plain 2000]

A server process on loopback plays five hosts and notes when each request arrives. Exit code 1 if a host saw
more than its rate in any one second, or a link got no answer, or it took longer than --within seconds.
"""

import argparse
import asyncio
import multiprocessing
import resource
import sys
import time
import urllib.request
from collections import Counter
from collections.abc import Sequence
from multiprocessing.connection import Connection

import uvloop
from aiohttp import web
from bench.figures import Figure, Outcome, main_of

from tertib.adapters.fetch import Fetcher, Job, LaneLimits, run_lanes
from tertib.core.verification import load_templates, observe
from tertib.vocabulary import PageState

HOSTS = tuple(f"{name}.localhost" for name in ("lapakraya", "pasarkita", "niagaid", "sandangku", "kioskilat"))
PRODUCT = (
    "<title>Jaket {id}</title><script type='application/ld+json'>"
    '{{"@type":"Product","sku":"{id}","name":"Jaket {id}"}}</script>' + "<p>keterangan barang</p>" * 200
)


def serve(pipe: Connection, latency_seconds: float) -> None:
    """Answer for all hosts until told to stop, then hand over host -> times of arrival."""
    arrivals: dict[str, list[float]] = {host: [] for host in HOSTS}

    async def answer(request: web.BaseRequest) -> web.StreamResponse:
        arrivals.setdefault(request.host.partition(":")[0], []).append(time.monotonic())
        await asyncio.sleep(latency_seconds)
        page = PRODUCT.format(id=request.path.rsplit("/", 1)[-1])
        return web.Response(text=page, content_type="text/html")

    async def run() -> None:
        runner = web.ServerRunner(web.Server(answer, access_log=None))
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0, backlog=1024).start()
        pipe.send(runner.addresses[0][1])
        await asyncio.get_running_loop().run_in_executor(None, pipe.recv)
        await runner.cleanup()

    uvloop.run(run())
    pipe.send(arrivals)


def most_in_a_second(times: list[float]) -> int:
    times = sorted(times)
    first, most = 0, 0
    for last, at in enumerate(times):
        while at - times[first] >= 1.0:
            first += 1
        most = max(most, last - first + 1)
    return most


class Server:
    """The five hosts, in a process of their own."""

    def __init__(self, latency_seconds: float) -> None:
        self.pipe, theirs = multiprocessing.Pipe()
        self.process = multiprocessing.get_context("spawn").Process(
            target=serve, args=(theirs, latency_seconds)
        )

    def __enter__(self) -> "Server":
        self.process.start()
        self.port: int = self.pipe.recv()
        return self

    def __exit__(self, *_: object) -> None:
        self.process.join(10)

    def stop(self) -> dict[str, list[float]]:
        self.pipe.send("stop")
        arrivals: dict[str, list[float]] = self.pipe.recv()
        return arrivals


async def look_at_all(port: int, *, links: int, rate: float) -> tuple[Counter[PageState], float]:
    """Fetch and judge `links` pages; return how many showed which state, and the seconds it took."""
    templates = load_templates()
    jobs = [Job(key=str(n), url=f"http://{HOSTS[n % len(HOSTS)]}/p/{n}") for n in range(links)]
    hosts = dict.fromkeys(HOSTS, ("127.0.0.1", port))
    states: Counter[PageState] = Counter()
    started = time.perf_counter()
    async with Fetcher(contact="bench@tertib.example", hosts=hosts) as fetcher:
        async for result in run_lanes(jobs, fetcher, limits=LaneLimits(per_second=rate, in_flight=20)):
            seen = observe(result.page, templates=templates, platform="bench", listing_id=result.job.key)
            states[seen.state] += 1
    return states, time.perf_counter() - started


def plain_loop(port: int, *, links: int) -> float:
    """The loop that one would write oneself; returns seconds."""
    started = time.perf_counter()
    for n in range(links):
        request = urllib.request.Request(
            f"http://127.0.0.1:{port}/p/{n}", headers={"Host": HOSTS[n % len(HOSTS)]}
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            answer.read()
    return time.perf_counter() - started


def cpu_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def run(argv: Sequence[str]) -> Outcome:
    """Look at all of them by lanes, then at some by the plain loop."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--links", type=int, default=40_000)
    parser.add_argument("--rate", type=float, default=150.0, help="requests a second and host")
    parser.add_argument("--latency-ms", type=float, default=20.0)
    parser.add_argument(
        "--plain", type=int, default=2_000, help="links for the plain loop; the rest is extrapolated"
    )
    parser.add_argument("--within", type=float, default=60.0, help="seconds")
    options = parser.parse_args(argv)

    with Server(options.latency_ms / 1000) as server:
        before = cpu_seconds()
        states, seconds = uvloop.run(look_at_all(server.port, links=options.links, rate=options.rate))
        used = cpu_seconds() - before
        memory_mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        arrivals = server.stop()
    worst = max(most_in_a_second(arrivals[host]) for host in HOSTS)
    with Server(options.latency_ms / 1000) as server:
        plain = plain_loop(server.port, links=options.plain)
        server.stop()
    whole = plain / options.plain * options.links
    where = f"{options.links:,} pages at {len(HOSTS)} hosts, {options.latency_ms:g} ms away"
    figures = [
        Figure(
            f"{where}: fetched and judged",
            f"{seconds:.1f} s, {options.links / seconds:.0f} a second; CPU {used:.0f} s, {memory_mib:.0f} MiB",
            f"aim {options.within:g} s; one after another by urllib {whole:.0f} s (extrapolated)",
        ),
        Figure("most requests that one host saw in any second", f"{worst}", f"its rate of {options.rate:g}"),
        Figure("pages that showed what they are", f"{states[PageState.UP]:,}", f"all {options.links:,}"),
    ]
    kept = worst <= options.rate and states[PageState.UP] == options.links and seconds <= options.within
    return Outcome(title="Fetching", figures=figures, kept=kept)


if __name__ == "__main__":
    sys.exit(main_of(run))
