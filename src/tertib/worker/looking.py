"""LOOK: fetch pages lane by lane, see what they show, and save it in batches."""

import asyncio
import hashlib
import logging
import re
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from datetime import datetime, timedelta
from html import unescape

import uvloop
from django.db import OperationalError

from tertib.actions import looks, outbox, tables
from tertib.actions.errands import LookSession
from tertib.adapters.fetch import Fetcher, Job, LaneLimits, run_lanes
from tertib.core.verification.controls import ControlKind
from tertib.core.verification.observe import Observation, observe
from tertib.core.verification.page import Page, PageError
from tertib.errors import Conflict
from tertib.vocabulary import Errand, PageState
from tertib.worker.context import Context
from tertib.worker.pieces import one_piece

log = logging.getLogger("tertib.worker")

LEASE = timedelta(minutes=5)
AFTER_PAUSE = timedelta(minutes=15)
LONGEST_PAUSE_SECONDS = 5.0  # a host that asks for a longer one gets it, and its looks come back later
MOST_IN_LANE = 500  # looks of one platform in one go
IN_FLIGHT = 64  # requests at one host at a time, where its pace allows so many
WINDOW_SECONDS = 1.0  # the pace of a host holds over the border of two rounds too
WANTED = {
    ControlKind.POSITIVE: frozenset({PageState.UP}),
    ControlKind.NEGATIVE: frozenset({PageState.GONE_HARD, PageState.GONE_SOFT, PageState.REDIRECTED}),
}
"""A control that shows one of these is enough; else the platform's next one is tried: a wall may be met by chance."""
TITLE = re.compile(r"<title[^>]{0,200}>([^<]{0,2000})", re.IGNORECASE)


class Looker:
    """Looks at what is due, round by round; remembers when it last went out, to keep the pace."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self._runner = asyncio.Runner(loop_factory=uvloop.new_event_loop)
        self._went_out = 0.0

    def look_next(self) -> int:
        """Look at the next listings of every lane that is free; returns how many."""
        with ExitStack() as held:
            lanes = outbox.lanes_due(Errand.LOOK, now=self.context.clock())
            batches = {lane: claims for lane in lanes if (claims := self._claim(lane, held))}
            if not batches:
                return 0
            at = (
                self.context.clock()
            )  # when we go out: the session's time, and that of every look of the round
            sessions = {lane: self._session(lane, at) for lane in batches}
            tasks = {
                str(task.case_id): task for claims in batches.values() for task in looks.tasks_of(claims)
            }
            sightings = self._runner.run(self._go_out(tasks))
            for lane, claims in batches.items():
                seen = [one for one in sightings if one.task.platform == lane]
                self._save(seen, sessions[lane], claims, at)
            return len(tasks)

    def _claim(self, lane: str, held: ExitStack) -> list[outbox.Claim]:
        context, now, wall = self.context, self.context.clock(), self.context.wall()
        if not outbox.take_lane(lane, worker=context.worker, now=now, lease=LEASE, real_now=wall):
            return []
        held.callback(outbox.leave_lane, lane, worker=context.worker)
        pace = tables.platforms()[lane].looks_per_second if lane in tables.platforms() else 1.0
        most = max(1, min(MOST_IN_LANE, int(pace * LEASE.total_seconds() / 4)))
        return outbox.claim(Errand.LOOK, now=now, lease=LEASE, most=most, lane=lane, real_now=wall)

    async def _go_out(self, tasks: Mapping[str, looks.Task]) -> list[looks.Sighting]:
        """Fetch every page, each host at its pace, and see what it shows."""
        await asyncio.sleep(self._went_out + WINDOW_SECONDS - time.monotonic())
        jobs = [Job(key=key, url=task.url) for key, task in tasks.items()]
        limits = _limits({task.platform for task in tasks.values()})
        async with Fetcher(contact=self.context.agent_contact, hosts=self.context.hosts) as fetcher:
            found = [
                _sighting(tasks[result.job.key], result.page)
                async for result in run_lanes(jobs, fetcher, limits=limits)
                if result.page.error is not PageError.PAUSED
            ]
        self._went_out = time.monotonic()
        return found

    def _save(
        self,
        sightings: Sequence[looks.Sighting],
        session: LookSession,
        claims: Sequence[outbox.Claim],
        at: datetime,
    ) -> None:
        looked = {one.task.claim.id for one in sightings}
        try:
            looks.save_looks(sightings, session=session, at=at, now=self.context.clock())
        except (OperationalError, Conflict):
            raise
        except Exception:  # one of them cannot be saved: the others can
            log.exception("%s: looks are saved one by one", session.platform)
            for one in sightings:
                with one_piece(one.task.claim, self.context):
                    looks.save_looks([one], session=session, at=at, now=self.context.clock())
        self._put_back([claim for claim in claims if claim.id not in looked])

    def _put_back(self, claims: Sequence[outbox.Claim]) -> None:
        """The host asked for a pause: nothing was seen, and nothing is said of these; they come back later."""
        if claims:
            until = self.context.clock() + AFTER_PAUSE
            outbox.put_back(claims, due_at=until, error="the host asked us to wait")
            outbox.close_lane(claims[0].lane, until=until)

    def _session(self, platform: str, at: datetime) -> LookSession:
        """The standing session, or a new one: the first positive control that is up, the first negative one."""
        standing = looks.standing_session(platform, now=at)
        if standing is not None:
            return standing
        sights = self._runner.run(self._look_at_controls(platform))
        return looks.open_session(
            platform,
            positive=sights.get(ControlKind.POSITIVE),
            negative=sights.get(ControlKind.NEGATIVE),
            exit_name="direct",
            now=at,
        )

    async def _look_at_controls(self, platform: str) -> dict[ControlKind, Observation]:
        sights: dict[ControlKind, Observation] = {}
        async with Fetcher(contact=self.context.agent_contact, hosts=self.context.hosts) as fetcher:
            for task in looks.control_tasks(platform):
                kind = task.control.kind
                if kind in sights and sights[kind].state in WANTED[kind]:
                    continue
                page = await fetcher.fetch(task.control.url)
                sights[kind] = observe(
                    page, templates=tables.templates(), platform=platform, listing_id=task.listing_id
                )
        return sights


def _limits(lanes: Iterable[str]) -> dict[str, LaneLimits]:
    """The pace of every host of these platforms."""
    limits: dict[str, LaneLimits] = {}
    for lane in lanes:
        if lane not in tables.platforms():
            continue
        platform = tables.platforms()[lane]
        pace = LaneLimits(
            per_second=platform.looks_per_second,
            in_flight=max(1, min(IN_FLIGHT, int(platform.looks_per_second / 4))),
            longest_pause_seconds=LONGEST_PAUSE_SECONDS,
        )
        limits |= {host.partition(":")[0]: pace for host in platform.hosts}
    return limits


def _sighting(task: looks.Task, page: Page) -> looks.Sighting:
    sight = observe(
        page,
        templates=tables.templates(),
        platform=task.platform,
        listing_id=task.listing_id,
        reference=task.reference,
    )
    title = TITLE.search(page.body)
    return looks.Sighting(
        task=task,
        sight=sight,
        status=page.status,
        final_url=page.final_url,
        title=" ".join(unescape(title[1]).replace("\x00", "").split()) if title else "",
        body_sha256=hashlib.sha256(page.body.encode("utf-8", "surrogatepass")).hexdigest()
        if page.body
        else "",
    )
