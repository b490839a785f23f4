"""Cases of the simulated office: every event through `core.cases.decide`, every verdict through `core.verification`."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from heapq import heappop, heappush
from typing import Final
from zlib import crc32

from tertib.commands.simulation.eyes import Eyes
from tertib.commands.simulation.hours import hour_of, moment
from tertib.core.cases import events as e
from tertib.core.cases.decide import Case, decide
from tertib.core.cases.events import EVENT_KINDS
from tertib.core.deadlines import Calendar, DeadlineRule, start
from tertib.core.statistics.spells import Turn
from tertib.core.verification import Look, Session, Watch, next_exit, next_look, verdict
from tertib.core.verification.risk import Record, phase_of, return_rate
from tertib.sandbox.campaign.seen import Reply, Row
from tertib.sandbox.campaign.world import Outside
from tertib.vocabulary import CaseState, ReplyKind, Verdict

OFFICE: Final = "simulated"
NOTHING_KNOWN: Final = Record()


@dataclass(slots=True, eq=False)
class File:
    """One case with all that the office knows of it. `found` is the hour at which the listing was first pointed at."""

    row: Row
    found: float
    case: Case
    looks: list[Look] = field(default_factory=list)
    since_there: list[Look] = field(
        default_factory=list
    )  # the last look that told it was there, and all later ones
    turns: list[Turn] = field(default_factory=list)
    there: list[datetime] = field(default_factory=list)  # looks that told: on its page
    gone: list[datetime] = field(default_factory=list)
    last_by: dict[str, datetime] = field(default_factory=dict)
    notices: list[datetime] = field(default_factory=list)
    down_at: list[datetime] = field(default_factory=list)  # every verified takedown
    answer_due: datetime | None = None
    terms: tuple[str, ...] = ()  # the words that told, as written
    next_due: float = float("inf")

    @property
    def id(self) -> str:
        """`platform:key`."""
        return self.row.id

    @property
    def shop(self) -> str:
        """`platform:key` of the account."""
        return self.row.account

    @property
    def last_up(self) -> datetime | None:
        """The last look that saw it on its page before it was first seen gone, or its first notice if none did."""
        gone = self.first_gone
        if gone is None or not self.notices:
            return None
        return max([self.notices[0], *(at for at in self.there if at < gone)])

    @property
    def first_gone(self) -> datetime | None:
        """When it was first seen gone after it had been asked for."""
        sent = self.notices[0] if self.notices else None
        return next((at for at in self.gone if sent is not None and at >= sent), None)


class Casebook:
    """Opens cases, sends notices, takes replies, looks when a look is due."""

    def __init__(self, outside: Outside, eyes: Eyes, *, rule: DeadlineRule, calendar: Calendar) -> None:
        self._outside, self._eyes, self._rule, self._calendar = outside, eyes, rule, calendar
        self.files: dict[str, File] = {}
        self._by_notice: dict[str, File] = {}
        self._due: list[tuple[float, int, str]] = []
        self._timers: list[tuple[float, str]] = []
        self._sessions: dict[tuple[str, str, float], Session] = {}
        self._count = 0
        self.looks = 0
        self._records: dict[str, Record] = {}  # by platform, and by shop: what was down, and came back
        self.unsettled: dict[str, File] = {}  # cases in whose state a person may have to ask again

    def open(self, row: Row, *, hour: float, found: float, terms: tuple[str, ...]) -> File:
        """Open a case for a listing that two persons confirmed; look, and send the notice if it is up."""
        file = File(row=row, found=found, case=Case(state=CaseState.OPEN), terms=terms)
        self.files[row.id] = file
        self._take(file, e.Opened(order="O", authority=OFFICE, row=1), moment(hour))
        self._look(file, hour)
        return file

    def send(self, file: File, *, hour: float) -> None:
        """Send a notice, the first or another one."""
        now = moment(hour)
        notice = f"N-{len(self._by_notice):06d}"
        self._by_notice[notice] = file
        self._take(file, e.NoticeApproved(notice=notice), now)
        clock = start(self._rule, now, calendar=self._calendar)
        self._take(file, e.NoticeSent(notice=notice, answer_due=clock.due_legal), now)
        file.notices.append(now)
        file.answer_due = clock.due_legal
        heappush(self._timers, (hour_of(clock.due_legal), file.id))
        self._outside.notify(file.id, notice)
        self._plan(file, now)

    def close(self, file: File, event: e.Closed, *, hour: float) -> None:
        """A person closes a case."""
        self._take(file, event, moment(hour))
        file.next_due = float("inf")

    def take_replies(self, replies: list[Reply], *, hour: float) -> None:
        """Take in what platforms answered."""
        for reply in replies:
            file = self._by_notice[reply.notice]
            event = e.Replied(notice=reply.notice, reply=reply.notice, kind=reply.kind, why=reply.why)
            self._take(file, event, moment(hour))
            if reply.kind is ReplyKind.ACTED:
                self._plan(file, moment(hour))

    def tick(self, hour: float) -> None:
        """Let clocks run out and make all looks that are due."""
        while self._timers and self._timers[0][0] <= hour:
            _, key = heappop(self._timers)
            file = self.files[key]
            if file.answer_due is not None and file.answer_due <= moment(hour):
                if file.case.state is CaseState.NOTIFIED and not file.case.clock_paused:
                    self._take(file, e.AnswerDueRanOut(due=file.answer_due), moment(hour))
                    self._plan(file, moment(hour))
        while self._due and self._due[0][0] <= hour:
            due, _, key = heappop(self._due)
            file = self.files[key]
            if due == file.next_due:
                self._look(file, hour)

    def _look(self, file: File, hour: float) -> None:
        now = moment(hour)
        way = next_exit(self._outside.exits, last_by=file.last_by)
        observation = self._eyes.look(file.id, way)
        self.looks += 1
        look = Look(
            platform=file.row.platform,
            at=now,
            observation=observation,
            session=self._session(file.row.platform, way, hour),
        )
        file.looks.append(look)
        file.last_by[way] = now
        alone = verdict([look], now=now)
        if alone.first_gone is not None:
            file.gone.append(now)
        elif alone.verdict is not Verdict.CANNOT_TELL:
            file.there.append(now)
            file.since_there.clear()  # what came before it changes no verdict any more
        file.since_there.append(look)
        judged = verdict(file.since_there, now=now)
        due = self._next(file, now)
        was = file.case.state
        self._take(file, e.Seen(verdict=judged.verdict, state=look.observation.state, next_look=due), now)
        if file.case.state is CaseState.DOWN and was is not CaseState.DOWN:
            file.down_at.append(now)
            self._count_in(file, removed=int(len(file.down_at) == 1))
            due = self._next(file, now)
        if file.case.state is CaseState.RETURNED and was is CaseState.DOWN:
            self._count_in(file, returned=1)
        self._put_due(file, due)
        if file.case.state is CaseState.OPEN and file.case.seen_up_at is not None:
            self.send(file, hour=hour)

    def _next(self, file: File, now: datetime) -> datetime | None:
        case = file.case
        watch = Watch(
            opened_at=moment(file.found),
            notified_at=case.sent_at,
            answer_due=file.answer_due,
            claimed_at=case.claimed_at,
            ended_at=now if case.state is CaseState.CLOSED else None,
            return_rate=return_rate(
                platform=self._records.get(file.row.platform, NOTHING_KNOWN),
                shop=self._records.get(file.shop, NOTHING_KNOWN),
            ),
            phase=phase_of(crc32(file.id.encode())),
        )
        return next_look(watch, file.since_there, now=now)

    def _count_in(self, file: File, *, removed: int = 0, returned: int = 0) -> None:
        for name in (file.row.platform, file.shop):
            known = self._records.get(name, NOTHING_KNOWN)
            self._records[name] = Record(known.removed + removed, known.returned + returned)

    def _plan(self, file: File, now: datetime) -> None:
        self._put_due(file, self._next(file, now))

    def _put_due(self, file: File, due: datetime | None) -> None:
        file.next_due = float("inf") if due is None else hour_of(due)
        if due is not None:
            self._count += 1
            heappush(self._due, (file.next_due, self._count, file.id))

    def _session(self, platform: str, way: str, hour: float) -> Session:
        key = (platform, way, hour)
        known = self._sessions.get(key)
        if known is None:
            positive, negative = self._eyes.controls(platform, way)
            known = self._sessions[key] = Session(
                platform=platform,
                at=moment(hour),
                positive=positive,
                negative=negative,
                exit=way,
                exits=len(self._outside.exits),
            )
        return known

    def _take(self, file: File, event: e.Event, now: datetime) -> None:
        decision = decide(file.case, event, now=now)
        file.case = decision.case
        file.turns.append(Turn(EVENT_KINDS[type(event)], file.case.state, now))
        if file.case.state in UNSETTLED:
            self.unsettled[file.id] = file
        else:
            self.unsettled.pop(file.id, None)

    def hosts(self) -> dict[str, int]:
        """How many looks each platform got."""
        counts: dict[str, int] = {}
        for file in self.files.values():
            counts[file.row.platform] = counts.get(file.row.platform, 0) + len(file.looks)
        return counts


UNSETTLED: Final = (CaseState.RETURNED, CaseState.OVERDUE, CaseState.REFUSED, CaseState.CLAIMED)
PATIENCE: Final = timedelta(hours=24)  # between two notices for one listing
MOST_NOTICES: Final = 6


def must_ask_again(file: File, now: datetime) -> bool:
    """Whether a person would now send another notice for an unsettled case: a claim only if the page is seen up."""
    if len(file.notices) >= MOST_NOTICES or now - file.notices[-1] < PATIENCE:
        return False
    return file.case.state is not CaseState.CLAIMED or file.case.verdict is Verdict.UP
