"""The simulated office, hour by hour: feeds, findings, persons, notices, looks. It meets the world's face alone."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from tertib.commands.simulation.casebook import Casebook, File, must_ask_again
from tertib.commands.simulation.eyes import Eyes
from tertib.commands.simulation.hours import WORK, moment
from tertib.commands.simulation.loops import Loop
from tertib.commands.simulation.patrol import Pointed, point, remember
from tertib.commands.simulation.returns_desk import ReturnsDesk
from tertib.commands.simulation.sellers_desk import SellersDesk
from tertib.commands.simulation.shown import case_counts
from tertib.commands.simulation.words_desk import WordsDesk
from tertib.core.cases.events import Closed
from tertib.core.deadlines import load_calendar
from tertib.core.detection.memory import Memory
from tertib.core.policies import SHIPPED_POLICIES, load_policy
from tertib.core.statistics import CaseCounts
from tertib.sandbox.campaign.seen import Answer, Row
from tertib.sandbox.campaign.world import Outside
from tertib.vocabulary import Band, CaseOutcome, CaseState, Urgency

POLICY: Final = "pakaian-bekas-impor"
FEED_HOURS: Final = 6
MORNING: Final = 1  # hour of the day, before anyone is at the desk
BACK_DAYS: Final = 45  # how far back stored listings are judged again by a new version
AGAIN: Final = 2  # more persons who look at what one could not tell, once its seller was confirmed elsewhere
PROTECTED: Final = 1_000  # lawful examples that a new word is tried on
READERS, READS_AN_HOUR = 2, 60  # persons at the desk, and findings each decides in an hour
SETTLING_HOURS: Final = 48  # after the last day, until its notices are answered, acted on and looked at twice
AFTERCARE_DAYS: Final = (
    98  # how long looks go on after the last day: 90 days of watch, and a week of patience
)


@dataclass(slots=True)
class Counts:
    """What the office did."""

    listings: int = 0
    findings: int = 0
    reviewed: int = 0
    confirmed: int = 0
    approved: int = 0


@dataclass(slots=True, eq=False)
class Office:
    """The product's rules and two persons, on one world; `without` are the loops that it does not go."""

    outside: Outside
    eyes: Eyes
    without: frozenset[Loop] = frozenset()
    book: Casebook = field(init=False)
    words: WordsDesk = field(init=False)
    sellers: SellersDesk = field(init=False)
    returns: ReturnsDesk = field(default_factory=ReturnsDesk)
    counts: Counts = field(default_factory=Counts)
    known: dict[str, Row] = field(default_factory=dict)
    seen_at: dict[str, float] = field(default_factory=dict)  # listing -> hour of the batch it came in
    found_at: dict[str, float] = field(default_factory=dict)  # listing -> hour at which it was pointed at
    unsure: set[str] = field(default_factory=set)  # nobody said no, and nobody could say yes
    _turns: dict[str, int] = field(default_factory=dict)
    at_end: list[CaseCounts] = field(
        default_factory=list
    )  # how cases stood SETTLING_HOURS after the last day
    protected: list[Row] = field(default_factory=list)
    _queue: list[Pointed] = field(default_factory=list)
    _unmatched: list[Row] = field(default_factory=list)
    _fed: float = -1.0

    def __post_init__(self) -> None:
        policy = load_policy(SHIPPED_POLICIES / POLICY)
        self.words = WordsDesk(self.outside, POLICY)
        self.sellers = SellersDesk(self.outside)
        self.book = Casebook(
            self.outside, self.eyes, rule=policy.deadline(Urgency.NORMAL), calendar=load_calendar()
        )

    def run(self, days: int, *, tell: Callable[[int], None]) -> None:
        """Work for so many days; then go on looking until every watch has ended. `tell` hears of each day begun."""
        last = days * 24
        for hour in range(last + AFTERCARE_DAYS * 24):
            if hour % 24 == 0:
                tell(hour // 24)
            self.outside.advance(float(hour))
            if hour == last + SETTLING_HOURS:
                self.at_end = case_counts(self.book.files.values())
            self.book.take_replies(self.outside.replies(), hour=float(hour))
            if hour < last and hour % FEED_HOURS == 0:
                self._read_feed(float(hour))
            self.book.tick(float(hour))
            if hour < last and hour % 24 == MORNING:
                self._morning(float(hour))
            if hour % 24 in WORK:
                if hour < last:
                    self._review(float(hour))
                self._ask_again(float(hour))

    def removed(self) -> list[File]:
        """Cases that were seen gone after a notice."""
        return [file for file in self.book.files.values() if file.first_gone is not None]

    def _read_feed(self, hour: float) -> None:
        rows = self.outside.feed(self._fed, hour)
        self._fed = hour
        self.counts.listings += len(rows)
        for row in rows:
            self.known[row.id], self.seen_at[row.id] = row, hour
        self.sellers.meet(row.account for row in rows)
        pointed = point(rows, self.words.live, self._memory())
        told = {one.row.id for one in pointed}
        self._draw_blind([row for row in rows if row.id not in told])
        self._queue_up(pointed, hour)
        self._unmatched += rows

    def _morning(self, hour: float) -> None:
        """What is done once a day: the index of removed listings, groups of shops, new words, the back-scan."""
        removed = self.removed()
        if Loop.RETURNS not in self.without:
            self.returns.index(removed)
            pairs, self._unmatched = self.returns.look(self._unmatched), []
            back = [Pointed(self.known[said.listing], Band.STRONG, said.score) for said in pairs]
            self._queue_up(back, hour)
        asked = set() if Loop.SELLERS in self.without else self.sellers.day(removed, hour=hour)
        open_rows = [row for row in self.known.values() if row.id not in self.found_at]
        self._queue_up(
            [Pointed(row, Band.LOOK, 0.0) for row in open_rows if row.account in asked],
            hour,
        )
        unsure = [self.known[key] for key in sorted(self.unsure)]
        self._queue += [Pointed(row, Band.LOOK, 0.0) for row in unsure if row.account in asked]
        self.unsure -= {row.id for row in unsure if row.account in asked}
        if Loop.WORDS in self.without:
            return
        accounts = {row.id: row.account for row in self.known.values()}
        seller_of = self.returns.joined(self.sellers.seller_of, accounts)
        if self.words.day(removed, list(self.known.values()), self.protected, seller_of=seller_of, hour=hour):
            rows = [row for row in open_rows if row.listed >= hour - BACK_DAYS * 24]
            self._queue_up(point(rows, self.words.live, self._memory()), hour)

    def _memory(self) -> Memory:
        return remember(file.row for file in self.removed())

    def _draw_blind(self, rows: list[Row]) -> None:
        """Keep a part of what nothing points at as lawful examples, once a person has looked at it."""
        for row in rows[: max(0, PROTECTED - len(self.protected))]:
            if not self.outside.review(row.id, 0).confirms:
                self.protected.append(row)

    def _queue_up(self, pointed: list[Pointed], hour: float) -> None:
        fresh = [one for one in pointed if one.row.id not in self.found_at]
        for one in fresh:
            self.found_at[one.row.id] = hour
        self.counts.findings += len(fresh)
        self._queue = sorted(self._queue + fresh, key=_urgency)

    def _review(self, hour: float) -> None:
        now, self._queue = self._queue[: READERS * READS_AN_HOUR], self._queue[READERS * READS_AN_HOUR :]
        for one in now:
            key = one.row.id
            self.counts.reviewed += 1
            turn = self._turns[key] = self._turns.get(key, -1) + 1
            opinion = self.outside.review(key, turn)
            self.unsure.discard(key)
            if not opinion.confirms:
                if Answer.NO not in (opinion.goods, opinion.used, opinion.imported) and turn < AGAIN:
                    self.unsure.add(key)
                continue
            self.counts.confirmed += 1
            if self.outside.approve(key):
                self.counts.approved += 1
                self.book.open(one.row, hour=hour, found=self.found_at[key], terms=one.terms)

    def _ask_again(self, hour: float) -> None:
        for file in list(self.book.unsettled.values()):
            if file.case.state is CaseState.RETURNED and Loop.AGAIN in self.without:
                continue
            if must_ask_again(file, moment(hour)):
                if file.case.state is CaseState.REFUSED and not self.outside.reread(file.id):
                    reason = Closed(CaseOutcome.LAWFUL, "the platform's ground holds")
                    self.book.close(file, reason, hour=hour)
                else:
                    self.book.send(file, hour=hour)


def _urgency(one: Pointed) -> tuple[bool, float, str]:
    return (one.band != "strong", -one.score, one.row.id)
