"""The worker: round after round, do what the outbox asks and watch the clocks, until told to stop."""

import logging
import threading
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from time import monotonic

from django.db import OperationalError, close_old_connections

from tertib.actions import idempotency, outbox
from tertib.actions.cases import clocks
from tertib.actions.contacts import health
from tertib.actions.policies import brake
from tertib.actions.returns import matching
from tertib.actions.sellers import ladder
from tertib.actions.terms import new_words
from tertib.actions.verification import risk, spells
from tertib.errors import TertibError
from tertib.vocabulary import Errand
from tertib.worker.answering import answer_next
from tertib.worker.considering import consider_next
from tertib.worker.context import Context
from tertib.worker.delivering import deliver_next, send_letter_next
from tertib.worker.folders import watch_folders
from tertib.worker.grouping import group_next
from tertib.worker.inviting import invite_next, try_contact_next
from tertib.worker.looking import Looker
from tertib.worker.merging import compose_next, take_in_next
from tertib.worker.policy_work import read_sample_next, try_draft_next
from tertib.worker.reading import read_next
from tertib.worker.returning import match_next
from tertib.worker.scanning import rescan_next, scan_next
from tertib.worker.wording import find_next

IDLE_SECONDS = 0.3
PRUNE_EVERY = timedelta(hours=1)
DONE_WORK_KEPT = timedelta(days=7)
CONTACTS_EVERY = timedelta(minutes=1)
FOLDERS_EVERY = timedelta(minutes=1)
POLICIES_EVERY = timedelta(minutes=1)
SELLERS_EVERY = timedelta(minutes=1)
SPELLS_EVERY = timedelta(seconds=10)
RETURNS_EVERY = timedelta(minutes=1)
WORDS_EVERY = timedelta(minutes=1)
BACK_OFF_SECONDS = 5.0
DESK_SECONDS = 5.0  # so long the worker goes on with what is no look before it goes out to look

log = logging.getLogger("tertib.worker")


class Worker:
    """One worker process. Several may run beside each other, each for all errands or for some."""

    def __init__(self, context: Context, *, errands: Iterable[Errand] = tuple(Errand)) -> None:
        self.context = context
        looker = Looker(context)
        handlers: dict[Errand, Callable[[], int]] = {
            Errand.READ: lambda: read_next(context),
            Errand.TAKE_IN: lambda: take_in_next(context),
            Errand.COMPOSE: lambda: compose_next(context),
            Errand.ANSWER: lambda: answer_next(context),
            Errand.DISPATCH: lambda: deliver_next(context),
            Errand.LETTER: lambda: send_letter_next(context),
            Errand.LADDER: lambda: consider_next(context),
            Errand.INVITATION: lambda: invite_next(context),
            Errand.CONTACT_TEST: lambda: try_contact_next(context),
            Errand.SCAN: lambda: scan_next(context),
            Errand.RESCAN: lambda: rescan_next(context),
            Errand.POLICY_TEST: lambda: try_draft_next(context),
            Errand.SAMPLE: lambda: read_sample_next(context),
            Errand.RETURNS: lambda: match_next(context),
            Errand.SELLERS: lambda: group_next(context),
            Errand.WORDS: lambda: find_next(context),
            Errand.LOOK: looker.look_next,
        }
        self.handlers = {errand: handlers[errand] for errand in handlers if errand in set(errands)}
        self._pruned: datetime | None = None
        self._watched: datetime | None = None
        self._listed: datetime | None = None
        self._braked: datetime | None = None
        self._considered: datetime | None = None
        self._laid_beside: datetime | None = None
        self._kept: datetime | None = None
        self._worded: datetime | None = None

    def run(self, stop: threading.Event) -> None:
        """Work until `stop` is set."""
        while not stop.is_set():
            if self.turn() == 0:
                stop.wait(IDLE_SECONDS)

    def turn(self) -> int:
        """One round of everything; returns how many pieces of work were done."""
        close_old_connections()
        done, end = 0, monotonic() + DESK_SECONDS
        while (
            found := self._desk()
        ) and monotonic() < end:  # a round of looks takes seconds: people go first
            done += found
        done += found
        if Errand.LOOK in self.handlers:
            done += self._guarded(str(Errand.LOOK), self.handlers[Errand.LOOK])
        if Errand.SCAN in self.handlers:
            done += self._guarded("folders", self._watch_folders)
        if Errand.LADDER in self.handlers:
            done += self._guarded("clocks", lambda: clocks.run_out(now=self.context.clock()))
            self._guarded("contacts", self._watch_contacts)
            self._guarded("policies", self._watch_policies)
            self._guarded("sellers", self._watch_sellers)
            self._guarded("returns", self._watch_returns)
            self._guarded("words", self._watch_words)
            done += self._guarded("spells", self._keep_spells)
            self._guarded("pruning", self._prune)
        return done

    def _desk(self) -> int:
        """Once everything but looks."""
        return sum(
            self._guarded(str(errand), handler)
            for errand, handler in self.handlers.items()
            if errand is not Errand.LOOK
        )

    def _guarded(self, name: str, act: Callable[[], int]) -> int:
        """Nothing that one kind of work meets stops the others. What was claimed comes back when its lease ends."""
        try:
            return act()
        except TertibError as error:
            log.warning("%s: %s: %s", name, error.code, error)
        except OperationalError as error:  # the database is busy or away for a moment
            log.warning("%s: database: %s", name, type(error).__name__)
        except Exception:  # the last line of defence; the traceback goes to the operator's log
            log.exception("%s: failed", name)
        threading.Event().wait(BACK_OFF_SECONDS / 10)
        return 0

    def _watch_contacts(self) -> int:
        wall = self.context.wall()
        if self._watched is not None and wall - self._watched < CONTACTS_EVERY:
            return 0
        self._watched = wall
        now = self.context.clock()
        return health.watch_contacts(now=now) + risk.watch_looks(now=now)

    def _watch_policies(self) -> int:
        wall = self.context.wall()
        if self._braked is not None and wall - self._braked < POLICIES_EVERY:
            return 0
        self._braked = wall
        return brake.watch_versions(now=self.context.clock())

    def _watch_sellers(self) -> int:
        wall = self.context.wall()
        if self._considered is not None and wall - self._considered < SELLERS_EVERY:
            return 0
        self._considered = wall
        return ladder.consider_due(now=self.context.clock())

    def _watch_returns(self) -> int:
        wall = self.context.wall()
        if self._laid_beside is not None and wall - self._laid_beside < RETURNS_EVERY:
            return 0
        self._laid_beside = wall
        return matching.ask_again(now=self.context.clock())

    def _watch_words(self) -> int:
        wall = self.context.wall()
        if self._worded is not None and wall - self._worded < WORDS_EVERY:
            return 0
        self._worded = wall
        return new_words.ask_nightly(now=self.context.clock())

    def _keep_spells(self) -> int:
        wall = self.context.wall()
        if self._kept is not None and wall - self._kept < SPELLS_EVERY:
            return 0
        done = spells.keep_spells(now=self.context.clock())
        if done < spells.MOST:  # else there is more of it, and it is gone on with at once
            self._kept = wall
        return done

    def _watch_folders(self) -> int:
        wall = self.context.wall()
        if self._listed is not None and wall - self._listed < FOLDERS_EVERY:
            return 0
        self._listed = wall
        return watch_folders(self.context)

    def _prune(self) -> int:
        wall = self.context.wall()
        if self._pruned is not None and wall - self._pruned < PRUNE_EVERY:
            return 0
        self._pruned = wall
        now = self.context.clock()
        return outbox.prune(before=now - DONE_WORK_KEPT) + idempotency.prune(now=now)
