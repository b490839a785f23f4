"""The life of cases against the database: whatever people, platforms, police and time do, what is kept stays sound."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from tertib.actions import holds
from tertib.actions.cases import clocks, deciding
from tertib.actions.contacts.health import contact_failed
from tertib.actions.notices import deliveries
from tertib.actions.orders import handing_in
from tertib.errors import TertibError
from tertib.store.models import Case, Dispatch, Hold, Notice, Order
from tertib.vocabulary import CaseOutcome, CaseState, NoticeState
from tests.actions.world import GONE, UP, World, acted, assert_sound, cannot, link, make_world, refused

NUMBERS = st.integers(1, 4)  # few listings: what happens to them meets
SIGHTS = st.sampled_from([UP, UP, GONE, GONE])
ANSWERS = st.sampled_from(["acted", "acted", "refused", "cannot_execute", "asks_back"])


class Undone(Exception):
    """Ends a world: nothing of it is saved."""


class Life(RuleBasedStateMachine):
    """Each rule is one thing that somebody does. What the house refuses with one of its own errors changes nothing."""

    def __init__(self) -> None:
        super().__init__()
        self._stack = ExitStack()
        self._stack.enter_context(rolled_back())

    def teardown(self) -> None:
        self._stack.close()

    @initialize(asked=st.sampled_from([True, True, False]))
    def begin(self, asked: bool) -> None:
        """Three listings were named; most worlds begin when the marketplace has been asked for them."""
        self.world: World = make_world()
        self.replies = 0
        self.world.hand_in(link(1), link(2), link(3))
        if asked:
            self.world.ask()

    @rule(number=NUMBERS, second=st.booleans(), title=st.integers(0, 9))
    def hand_in(self, number: int, second: bool, title: int) -> None:
        actor = self.world.second if second else self.world.approver
        self.world.hand_in(link(number), f"catatan {title}", by=actor)

    @rule(again=st.booleans(), second=st.booleans())
    def ask(self, again: bool, second: bool) -> None:
        """The whole way from a look to the delivery, as on most days."""
        self.world.look(UP)
        self.approve(second=second, again=again)
        self.world.send_all()

    @rule(second=st.booleans(), again=st.booleans())
    def approve(self, second: bool, again: bool) -> None:
        actor = self.world.second if second else self.world.approver
        with refusing():
            self.world.approve(by=actor, again=again)

    @rule()
    def deliver(self) -> None:
        self.world.send_all()

    @rule(for_good=st.booleans())
    def fail_to_deliver(self, for_good: bool) -> None:
        self.world.fail(for_good=for_good)

    @rule()
    def send_again(self) -> None:
        for dispatch in Dispatch.objects.filter(state=NoticeState.FAILED):
            deliveries.send_again(self.world.operator, dispatch, now=self.world.now)

    @rule(sight=SIGHTS, valid=st.booleans() | st.just(True))
    def look(self, sight: Any, valid: bool) -> None:
        self.world.look(sight, sessions_valid=valid)

    @rule(number=NUMBERS, word=ANSWERS, latest=st.booleans(), same_id=st.booleans())
    def answer(self, number: int, word: str, latest: bool, same_id: bool) -> None:
        found = Notice.objects.filter(case__listing__key=f"lapakraya:5.{number}").order_by(
            "-pk" if latest else "pk"
        )
        notice = found.first()
        if notice is None:
            return
        self.replies += not same_id
        reply_id = f"r-{self.replies}"
        makers = {"refused": refused, "cannot_execute": cannot, "asks_back": asks}
        item = (
            acted(notice.key, reply_id, self.world.now)
            if word == "acted"
            else makers[word](notice.key, reply_id)
        )
        self.world.say(item)

    @rule(hours=st.sampled_from([0.5, 4, 7, 24, 24, 72]))
    def time_passes(self, hours: float) -> None:
        self.world.wait(hours)

    @rule(valid=st.booleans() | st.just(True))
    def two_looks_find_it_gone(self, valid: bool) -> None:
        for case in Case.objects.all():
            self.world.look_now(case, GONE)
        self.world.wait(7)
        self.world.look(GONE, sessions_valid=valid)

    @rule(hours=st.sampled_from([7, 24]))
    def time_passes_and_the_worker_sleeps(self, hours: int) -> None:
        self.world.now += timedelta(hours=hours)

    @rule(number=NUMBERS, hours=st.sampled_from([5, 30, 100]))
    def place_hold(self, number: int, hours: int) -> None:
        until = self.world.now + timedelta(hours=hours)
        holds.place_hold(
            self.world.officer,
            link=link(number),
            letter_number="B/1",
            reason="bukti",
            until=until,
            now=self.world.now,
        )

    @rule()
    def lift_hold(self) -> None:
        hold = Hold.objects.filter(ended_at=None).first()
        if hold is not None:
            with refusing():
                holds.lift_hold(self.world.officer, hold, now=self.world.now)

    @rule(number=NUMBERS, outcome=st.sampled_from([CaseOutcome.LAWFUL, CaseOutcome.DUPLICATE]))
    def close(self, number: int, outcome: CaseOutcome) -> None:
        for case in self.named(number):
            with refusing():
                deciding.close(self.world.approver, case, outcome=outcome, reason="x", now=self.world.now)

    @rule(number=NUMBERS)
    def reopen(self, number: int) -> None:
        for case in self.named(number):
            with refusing():
                deciding.reopen(self.world.approver, case, reason="x", now=self.world.now)

    @rule(number=NUMBERS)
    def answer_the_platform(self, number: int) -> None:
        for case in self.named(number):
            with refusing():
                clocks.resume_clock(self.world.approver, case, text="x", now=self.world.now)

    @rule()
    def withdraw(self) -> None:
        order = Order.objects.filter(authority=self.world.ministry, state="taken_in").order_by("pk").first()
        if order is not None:
            handing_in.withdraw(self.world.approver, order, reason="x", now=self.world.now)

    @rule()
    def the_mailbox_dies(self) -> None:
        contact_failed(self.world.contact().pk, error="410", for_good=True, now=self.world.now)

    @rule()
    def the_mailbox_is_mended(self) -> None:
        self.world.mend_contact()

    @invariant()
    def what_is_kept_is_sound(self) -> None:
        if hasattr(self, "world"):
            assert_sound(self.world.now)

    @invariant()
    def nothing_was_sent_for_a_case_that_is_held_or_counts_as_gone_before(self) -> None:
        if hasattr(self, "world"):
            gone = Case.objects.filter(state=CaseState.DOWN)
            assert not gone.filter(sent_at=None).exists()
            assert not gone.filter(seen_up_at=None).exists()

    @invariant()
    def nobody_is_late_for_what_never_arrived(self) -> None:
        if hasattr(self, "world"):
            assert not Case.objects.filter(state=CaseState.OVERDUE, sent_at=None).exists()

    def named(self, number: int) -> list[Case]:
        return list(Case.objects.filter(listing__key=f"lapakraya:5.{number}"))


def asks(notice: str, reply_id: str) -> dict[str, Any]:
    """A reply that asks back."""
    return {"id": reply_id, "notice": notice, "kind": "asks_back", "asks_back": {"question": "ukuran mana?"}}


@contextmanager
def refusing() -> Iterator[None]:
    """What the house refuses changes nothing."""
    with suppress(TertibError), transaction.atomic():
        yield


@contextmanager
def rolled_back() -> Iterator[None]:
    """Nothing of what happens within stays."""
    with suppress(Undone), transaction.atomic():
        yield
        raise Undone


@pytest.mark.django_db
@pytest.mark.usefixtures("invented_platforms")
def test_whatever_happens_in_whatever_order_what_is_kept_stays_sound() -> None:
    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=25,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
