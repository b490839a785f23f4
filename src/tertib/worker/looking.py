"""LOOK: fetch pages lane beside lane, see what they show, and save it in batches."""

import asyncio
import hashlib
import logging
import re
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from html import unescape

import uvloop
from django.db import OperationalError

from tertib.actions import outbox, tables
from tertib.actions.errands import LookSession
from tertib.actions.verification import looks
from tertib.actions.verification.risk import pace
from tertib.adapters.fetch import (
    Fetcher,
    Job,
    Leave,
    Robots,
    names_of,
)
from tertib.core.verification.controls import ABSENCE, STATUS_API, ControlKind
from tertib.core.verification.observe import Observation, observe, observe_status
from tertib.core.verification.page import Page, PageError
from tertib.errors import Conflict
from tertib.vocabulary import Errand, PageState
from tertib.worker.context import Context
from tertib.worker.manners import hosts_without_robots, limits_of, wants_away
from tertib.worker.outing import Outing
from tertib.worker.pieces import one_piece

log = logging.getLogger("tertib.worker")

LEASE = timedelta(minutes=5)
AFTER_PAUSE = timedelta(minutes=15)
ROUND_SECONDS = 20.0  # after that no further looks are begun, and other work has its turn
BATCH_SECONDS = 2.5  # so much of a host's pace is claimed and saved together
AHEAD_SECONDS = 2.0  # a lane that has less than this on its way gets its next batch
MOST_IN_BATCH = 2_000
WAIT_SECONDS = 0.2
WINDOW_SECONDS = 1.0  # the pace of a host holds over the border of two rounds too
WANTED = {
    ControlKind.POSITIVE: frozenset({PageState.UP}),
    ControlKind.NEGATIVE: ABSENCE | {PageState.REDIRECTED},
}
"""A control that shows one of these is enough; else the platform's next one is tried: a wall may be met by chance."""
TITLE = re.compile(r"<title[^>]{0,200}>([^<]{0,2000})", re.IGNORECASE)


@dataclass(slots=True, kw_only=True)
class _Batch:
    """Looks of one lane, by one exit, that were claimed together. `at` is when we went out: the session's and theirs."""

    lane: str
    at: datetime
    session: LookSession
    claims: Sequence[outbox.Claim]
    waiting: set[str]  # keys of pages that have not come yet
    sightings: list[looks.Sighting] = field(default_factory=list)
    away: timedelta = timedelta(0)  # how long the host wants to be left alone


class Looker:
    """Looks at what is due; remembers when it last went out, to keep the pace."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self._runner = asyncio.Runner(loop_factory=uvloop.new_event_loop)
        self._went_out = 0.0
        self._robots = Robots(exempt=hosts_without_robots())

    def look_next(self) -> int:
        """Look at what is due in every lane that is free, for some ROUND_SECONDS; returns how many looks were asked for.

        Lanes do not wait for each other: a lane gets its next batch while its last is on the way, and what came is
        judged and saved meanwhile.
        """
        with ExitStack() as held:
            due = outbox.lanes_due(Errand.LOOK, now=self.context.clock())
            free = [lane for lane in due if self._take(lane, held)]
            first = [batch for lane in free for batch in self._claim(lane)]
            if not first:
                return 0
            limits = limits_of(free)
            not_before = self._went_out + WINDOW_SECONDS
            with Outing(self.context, limits, robots=self._robots, not_before=not_before) as outing:
                done = self._go_on(outing, first)
            self._went_out = time.monotonic()
            return done

    def _go_on(self, outing: Outing, first: Sequence[tuple[_Batch, list[looks.Task]]]) -> int:
        """Keep every lane busy until its due looks or the time are used up; returns how many looks were asked for."""
        until = time.monotonic() + ROUND_SECONDS
        batches: dict[str, list[_Batch]] = {}
        tasks: dict[str, tuple[_Batch, looks.Task]] = {}
        asked = 0

        def ask(batch: _Batch, wanted: Sequence[looks.Task]) -> None:
            nonlocal asked
            asked += len(batch.claims)
            batches.setdefault(batch.lane, []).append(batch)
            tasks.update({str(task.case_id): (batch, task) for task in wanted})
            outing.ask(_job(task) for task in wanted)

        for batch, wanted in first:
            ask(batch, wanted)
        going_on = set(batches)
        while any(batches.values()):
            for lane in sorted(going_on):
                if time.monotonic() > until:
                    going_on.clear()
                elif sum(len(batch.waiting) for batch in batches[lane]) <= self._pace(lane) * AHEAD_SECONDS:
                    following = self._claim(lane)
                    if not following:
                        going_on.discard(lane)
                    for batch, wanted in following:
                        ask(batch, wanted)
            for result in outing.came(within=WAIT_SECONDS):
                batch, task = tasks.pop(result.job.key)
                batch.waiting.discard(result.job.key)
                if result.page.error is not PageError.PAUSED:
                    batch.sightings.append(_sighting(task, result.page))
                if (away := wants_away(result.page)) is not None:
                    going_on.discard(batch.lane)
                    batch.away = max(batch.away, away)
            for open_ones in batches.values():
                for batch in [each for each in open_ones if not each.waiting]:
                    open_ones.remove(batch)
                    self._save(batch)
        return asked

    def _take(self, lane: str, held: ExitStack) -> bool:
        context, now, wall = self.context, self.context.clock(), self.context.wall()
        if not outbox.take_lane(lane, worker=context.worker, now=now, lease=LEASE, real_now=wall):
            return False
        held.callback(outbox.leave_lane, lane, worker=context.worker)
        return True

    def _claim(self, lane: str) -> list[tuple[_Batch, list[looks.Task]]]:
        """The next looks of a lane that is ours, each exit's with the session that vouches for them."""
        now, wall = self.context.clock(), self.context.wall()
        most = max(1, min(MOST_IN_BATCH, int(self._pace(lane) * BATCH_SECONDS)))
        claims = outbox.claim(Errand.LOOK, now=now, lease=LEASE, most=most, lane=lane, real_now=wall)
        if not claims:
            return []
        at = self.context.clock()
        exits = (*names_of(self.context.exits), *_status_api_of(lane))
        tasks = looks.tasks_of(claims, exits=exits)
        by_case = {task.claim.id: task.exit for task in tasks}
        batches = []
        for name in exits:
            ours = [claim for claim in claims if by_case.get(claim.id, exits[0]) == name]
            wanted = [task for task in tasks if task.exit == name]
            if ours:
                session = self._session(lane, name, at)
                waiting = {str(task.case_id) for task in wanted}
                batches.append(
                    (_Batch(lane=lane, at=at, session=session, claims=ours, waiting=waiting), wanted)
                )
        return batches

    def _pace(self, lane: str) -> float:
        """Looks a second at this platform: by the table, or slower where a host's robots.txt asks for it."""
        hosts = tables.platforms()[lane].hosts if lane in tables.platforms() else ()
        delay = max((self._robots.delay(host.partition(":")[0]) for host in hosts), default=0.0)
        return min(pace(lane), 1 / delay) if delay else pace(lane)

    def _save(self, batch: _Batch) -> None:
        sightings, session, at = batch.sightings, batch.session, batch.at
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
        left = [claim for claim in batch.claims if claim.id not in looked]
        self._put_back(left, away=batch.away)
        if batch.away and not left:
            outbox.close_lane(batch.lane, until=self.context.clock() + batch.away)

    def _put_back(self, claims: Sequence[outbox.Claim], *, away: timedelta) -> None:
        """The host asked for a pause: nothing was seen, and nothing is said of these; they come back later."""
        if claims:
            until = self.context.clock() + max(away, AFTER_PAUSE)
            outbox.put_back(claims, due_at=until, error="the host asked us to wait")
            outbox.close_lane(claims[0].lane, until=until)

    def _session(self, platform: str, name: str, at: datetime) -> LookSession:
        """The exit's standing session, or a new one: the first positive control that is up, the first negative one."""
        standing = looks.standing_session(platform, now=at, exit_name=name)
        if standing is not None:
            return standing
        sights = self._runner.run(self._look_at_controls(platform, name))
        return looks.open_session(
            platform,
            positive=sights.get(ControlKind.POSITIVE),
            negative=sights.get(ControlKind.NEGATIVE),
            exit_name=name,
            now=at,
            exits=len(self.context.exits),
        )

    async def _look_at_controls(self, platform: str, name: str) -> dict[ControlKind, Observation]:
        sights: dict[ControlKind, Observation] = {}
        out = self.context
        async with Fetcher(contact=out.agent_contact, hosts=out.hosts, exits=out.exits) as fetcher:
            for task in looks.control_tasks(platform):
                kind = task.control.kind
                if kind in sights and sights[kind].state in WANTED[kind]:
                    continue
                url, by = _way(platform, task.listing_id, link=task.control.url, name=name)
                robots, gate = self._robots, self._robots.gate
                leave = Leave()
                if name != STATUS_API:
                    leave = await robots.leave(url, fetcher=fetcher, gate=gate, by=by)
                if leave.error is None:
                    page = await fetcher.fetch(url, gate=gate, by=by)
                else:
                    page = Page(asked_url=url, final_url=url, error=leave.error)
                see = observe_status if name == STATUS_API else observe
                sights[kind] = see(
                    page, templates=tables.templates(), platform=platform, listing_id=task.listing_id
                )
        return sights


def _status_api_of(platform: str) -> tuple[str, ...]:
    """The platform's own word on its listings stands beside the exits, as one more way to look."""
    return (STATUS_API,) if tables.templates().of(platform).status_api else ()


def _way(platform: str, listing_id: str, *, link: str, name: str) -> tuple[str, str]:
    """Which URL to fetch, by which exit; a status API is asked by the first."""
    api = tables.templates().of(platform).status_api
    if name != STATUS_API or api is None:
        return link, name
    return api.address(listing_id, link=link), ""


def _job(task: looks.Task) -> Job:
    url, by = _way(task.platform, task.listing_id, link=task.url, name=task.exit)
    return Job(key=str(task.case_id), url=url, exit=by, heeds_robots=task.exit != STATUS_API)


def _sighting(task: looks.Task, page: Page) -> looks.Sighting:
    rules, platform, listing_id = tables.templates(), task.platform, task.listing_id
    if task.exit == STATUS_API:
        sight = observe_status(page, templates=rules, platform=platform, listing_id=listing_id)
    else:
        sight = observe(
            page, templates=rules, platform=platform, listing_id=listing_id, reference=task.reference
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
