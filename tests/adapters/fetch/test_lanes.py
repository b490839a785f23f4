import asyncio
from collections import Counter

import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st

from tertib.adapters.fetch.answer import retry_after_seconds
from tertib.adapters.fetch.client import Fetcher
from tertib.adapters.fetch.lanes import Job, LaneLimits, Lanes, Result, run_lanes
from tertib.core.verification import PageError
from tests.adapters.fetch.places import Site

LAPAK, PASAR, NIAGA = "lapakraya.localhost", "pasarkita.localhost", "niagaid.localhost"


async def _answer(request: web.Request) -> web.StreamResponse:
    return web.Response(text=request.path)


def jobs_of(host: str, count: int) -> list[Job]:
    return [Job(key=f"{host}/{n}", url=f"http://{host}/p/{n}") for n in range(count)]


async def collect(site: Site, jobs: list[Job], **options: object) -> list[Result]:
    async with Fetcher(contact="x", hosts=site.hosts(LAPAK, PASAR, NIAGA)) as fetcher:
        return [each async for each in run_lanes(jobs, fetcher, **options)]  # type: ignore[arg-type]


def test_every_job_gives_exactly_one_result() -> None:
    async def run() -> None:
        jobs = [*jobs_of(LAPAK, 40), *jobs_of(PASAR, 25), Job(key="odd", url="no link"), Job(key="", url="")]
        async with Site(_answer) as site:
            results = await collect(site, jobs, limits=LaneLimits(per_second=1000, in_flight=10))
        assert Counter(each.job.key for each in results) == Counter(each.key for each in jobs)
        assert all(
            each.page.body == f"/p/{each.job.key.split('/')[1]}" for each in results if "/" in each.job.key
        )

    asyncio.run(run())


def test_no_jobs_give_no_results() -> None:
    async def run() -> None:
        async with Site(_answer) as site:
            assert await collect(site, []) == []

    asyncio.run(run())


@pytest.mark.parametrize(("per_second", "count"), [(20, 45), (5, 8), (50, 120)])
def test_a_host_never_sees_more_than_its_rate(per_second: int, count: int) -> None:
    async def slow_now_and_then(request: web.Request) -> web.StreamResponse:
        await asyncio.sleep(0.2 if request.path.endswith("7") else 0.001)
        return web.Response(text="x")

    async def run() -> None:
        async with Site(slow_now_and_then) as site:
            jobs = [*jobs_of(LAPAK, count), *jobs_of(PASAR, count)]
            await collect(site, jobs, limits=LaneLimits(per_second=per_second, in_flight=20))
            assert len(site.arrivals) == 2 * count
            for host in (LAPAK, PASAR):
                assert 0.6 * per_second <= site.most_in(1.0, host=host) <= per_second

    asyncio.run(run())


def test_a_rate_below_one_a_second_is_kept() -> None:
    async def run() -> None:
        async with Site(_answer) as site:
            await collect(site, jobs_of(LAPAK, 2), limits=LaneLimits(per_second=0.8))
            assert site.most_in(1.25, host=LAPAK) == 1

    asyncio.run(run())


def test_requests_that_follow_a_redirect_count_in_the_lane_too() -> None:
    async def to_itself(request: web.Request) -> web.StreamResponse:
        if request.path.startswith("/p/"):
            return web.Response(status=302, headers={"Location": "/cari"})
        return web.Response(text="search")

    async def run() -> None:
        async with Site(to_itself) as site:
            results = await collect(site, jobs_of(LAPAK, 12), limits=LaneLimits(per_second=10, in_flight=8))
            assert {each.page.body for each in results} == {"search"}
            assert len(site.arrivals) == 24
            assert site.most_in(1.0, host=LAPAK) <= 10

    asyncio.run(run())


@pytest.mark.parametrize(("in_flight", "together", "most"), [(3, 200, 3), (50, 4, 4)])
def test_no_more_are_under_way_than_allowed(in_flight: int, together: int, most: int) -> None:
    running = peak = 0

    async def slow(request: web.Request) -> web.StreamResponse:
        nonlocal running, peak
        running += 1
        peak = max(peak, running)
        await asyncio.sleep(0.02)
        running -= 1
        return web.Response(text="x")

    async def run() -> None:
        async with Site(slow) as site:
            limits = LaneLimits(per_second=1000, in_flight=in_flight)
            await collect(site, jobs_of(LAPAK, 30), limits=limits, in_flight=together)

    asyncio.run(run())
    assert peak == most


def test_a_slow_host_does_not_hold_up_the_others() -> None:
    async def slow_lapak(request: web.Request) -> web.StreamResponse:
        await asyncio.sleep(0.3 if request.host.startswith(LAPAK) else 0)
        return web.Response(text="x")

    async def run() -> list[str]:
        async with Site(slow_lapak) as site:
            jobs = [*jobs_of(LAPAK, 4), *jobs_of(PASAR, 20)]
            limits = LaneLimits(per_second=500, in_flight=2)
            return [each.job.key for each in await collect(site, jobs, limits=limits, in_flight=4)]

    order = asyncio.run(run())
    assert all(key.startswith(PASAR) for key in order[:18])


def test_a_host_that_asks_to_wait_is_left_alone_as_long_and_tried_once_more() -> None:
    refused: list[str] = []

    async def refuse_first(request: web.Request) -> web.StreamResponse:
        if request.host == LAPAK and not refused:
            refused.append(request.path)
            return web.Response(status=429, headers={"Retry-After": "1"})
        return web.Response(text="x")

    async def run() -> None:
        async with Site(refuse_first) as site:
            jobs = [*jobs_of(LAPAK, 5), *jobs_of(PASAR, 5)]
            results = await collect(site, jobs, limits=LaneLimits(per_second=100, in_flight=1))
        assert {each.page.status for each in results} == {200}
        times = [at for host, at in site.arrivals if host == LAPAK]
        assert len(times) == 6
        assert times[1] - times[0] >= 1.0
        assert max(at for host, at in site.arrivals if host == PASAR) < times[1]

    asyncio.run(run())


def test_a_host_that_asks_for_too_long_gets_no_further_request() -> None:
    async def refuse(request: web.Request) -> web.StreamResponse:
        return web.Response(status=503, headers={"Retry-After": "3600"})

    async def run() -> None:
        async with Site(refuse) as site:
            results = await collect(site, jobs_of(LAPAK, 10), limits=LaneLimits(per_second=100, in_flight=2))
            errors = Counter(each.page.error for each in results)
            assert len(site.arrivals) <= 2
            assert errors == {None: len(site.arrivals), PageError.PAUSED: 10 - len(site.arrivals)}

    asyncio.run(run())


@pytest.mark.parametrize(("status", "pauses"), [(429, [30, 60, 120]), (503, [0.25, 0.5, 1])])
def test_without_a_word_the_pause_doubles(status: int, pauses: list[float]) -> None:
    naps: list[float] = []
    now = 0.0

    async def nap(seconds: float) -> None:
        nonlocal now
        naps.append(round(seconds, 2))
        now += seconds

    async def refuse(request: web.Request) -> web.StreamResponse:
        return web.Response(status=status)

    async def run() -> None:
        async with Site(refuse) as site:
            limits = LaneLimits(per_second=100, in_flight=1)
            await collect(site, jobs_of(LAPAK, 2), limits=limits, clock=lambda: now, sleep=nap)

    asyncio.run(run())
    assert [each for each in naps if each > 0.2] == pauses


def test_jobs_may_come_while_others_are_under_way() -> None:
    async def run() -> None:
        async with Site(_answer) as site, Fetcher(contact="x", hosts=site.hosts(LAPAK)) as fetcher:
            done: asyncio.Queue[Result | Exception] = asyncio.Queue()
            lanes = Lanes(fetcher, done.put, limits=LaneLimits(per_second=40, in_flight=4))
            found = []
            for part in range(3):
                lanes.add(Job(key=f"{part}/{n}", url=f"http://{LAPAK}/p/{n}") for n in range(20))
                found += [await done.get() for _ in range(10)]
            found += [await done.get() for _ in range(30)]
            await lanes.close()
            keys = {each.job.key for each in found if isinstance(each, Result)}
            assert len(found) == len(keys) == 60
            assert site.most_in(1.0, host=LAPAK) <= 40

    asyncio.run(run())


def test_leaving_early_ends_what_is_under_way() -> None:
    async def run() -> None:
        async with Site(_answer) as site, Fetcher(contact="x", hosts=site.hosts(LAPAK)) as fetcher:
            lanes = run_lanes(jobs_of(LAPAK, 500), fetcher, limits=LaneLimits(per_second=200, in_flight=9))
            async for _ in lanes:
                break
            await lanes.aclose()  # type: ignore[attr-defined]
            assert len(asyncio.all_tasks()) <= 20  # the server's connections, no workers
            seen = len(site.arrivals)
            await asyncio.sleep(0.2)
            assert len(site.arrivals) == seen

    asyncio.run(run())


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "120"}, 120),
        ({"retry-after": " 0 "}, 0),
        ({"retry-after": "9" * 5_000}, 10**8),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "-5"}, None),
        ({"retry-after": "Fri, 31 Dec 2027 23:59:59 GMT", "date": "Fri, 31 Dec 2027 23:58:59 GMT"}, 60),
        ({"retry-after": "Fri, 31 Dec 2027 23:58:00 GMT", "date": "Fri, 31 Dec 2027 23:58:59 GMT"}, 0),
        ({"retry-after": "Fri, 31 Dec 2027 23:59:59 GMT"}, None),  # without its own Date it means nothing
    ],
)
def test_retry_after_is_read_in_seconds_and_as_a_date(headers: dict[str, str], seconds: float | None) -> None:
    assert retry_after_seconds(headers) == seconds


@given(st.dictionaries(st.sampled_from(["retry-after", "date"]), st.text(max_size=40)))
def test_no_retry_after_is_too_strange(headers: dict[str, str]) -> None:
    seconds = retry_after_seconds(headers)
    assert seconds is None or seconds >= 0


@pytest.mark.parametrize(("rate", "in_flight"), [(0, 1), (-1, 1), (float("nan"), 1), (1, 0)])
def test_a_lane_without_a_rate_is_refused(rate: float, in_flight: int) -> None:
    with pytest.raises(ValueError):
        LaneLimits(per_second=rate, in_flight=in_flight)
