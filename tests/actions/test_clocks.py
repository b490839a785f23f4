"""Clocks of answers: run out once, stand still for a reason, go on with what was left, never against a dead mailbox."""

from datetime import timedelta

import pytest

from tertib.actions.cases import clocks
from tertib.actions.contacts.health import contact_failed, contact_worked
from tertib.errors import Conflict, NotFound
from tertib.store.models import Clock, Contact, Outbox
from tertib.vocabulary import CaseState, ClockKind, ContactHealth, Errand
from tests.actions.world import World, acted, cannot, in_threads, kinds, link, refused

HOUR = timedelta(hours=1)


def asked(world: World) -> str:
    """One case that owes an answer within 24 hours; gives its notice."""
    [notice] = world.ask(link(1))
    return notice.key


def test_a_clock_runs_out_at_its_hour_and_once(world: World) -> None:
    asked(world)
    due = world.case(1).answer_due
    assert due == world.now + 24 * HOUR
    assert world.wait(23.99) == 0
    assert world.wait(0.01) == 1
    assert world.wait(100) == 0
    assert world.case(1).state == CaseState.OVERDUE
    assert kinds(world.case(1)).count("answer_due_ran_out") == 1
    assert Outbox.objects.filter(errand=Errand.LADDER).count() == 1


def test_two_workers_that_watch_let_it_run_out_once(shared_world: World) -> None:
    world = shared_world
    world.ask(*(link(number) for number in range(1, 31)))
    world.now += 24 * HOUR
    ran = in_threads(3, lambda _: clocks.run_out(now=world.now))
    assert sum(ran) == 30
    assert kinds(world.case(7)).count("answer_due_ran_out") == 1


@pytest.mark.parametrize("answer", [acted, refused])
def test_an_answer_in_time_stops_it(answer: object, world: World) -> None:
    notice = asked(world)
    world.wait(1)
    item = acted(notice, "r-1", world.now) if answer is acted else refused(notice, "r-1")
    world.say(item)
    assert world.wait(48) == 0
    clock = Clock.objects.get()
    assert (clock.ran_out_at, clock.stopped_at is not None) == (None, True)


def test_an_answer_after_its_hour_is_late_however_late_the_worker_is(world: World) -> None:
    notice = asked(world)
    world.now += 25 * HOUR
    world.say(acted(notice, "r-1", world.now))
    assert Clock.objects.get().ran_out_at == world.now
    assert world.case(1).state == CaseState.CLAIMED


def test_it_stands_still_while_it_cannot_be_done_and_goes_on_with_what_was_left(world: World) -> None:
    notice = asked(world)
    world.wait(20)
    world.say(cannot(notice, "r-1"))
    assert world.wait(200) == 0
    clocks.resume_clock(world.approver, world.case(1), text="Tautan yang benar: ...", now=world.now)
    case = world.case(1)
    assert (case.clock_paused, case.answer_due) == (False, world.now + 4 * HOUR)
    assert world.wait(3.9) == 0
    assert world.wait(0.1) == 1
    assert case.events.filter(kind="clock_resumed", body__answer__startswith="Tautan").exists()


def test_only_the_office_that_asked_answers_and_only_a_clock_that_waits_for_it(world: World) -> None:
    notice = asked(world)
    with pytest.raises(Conflict):
        clocks.resume_clock(world.approver, world.case(1), text="jawaban", now=world.now)
    world.say(cannot(notice, "r-1"))
    with pytest.raises(NotFound):
        clocks.resume_clock(world.second, world.case(1), text="jawaban", now=world.now)


def test_what_cannot_be_done_is_said_too_late_once_the_hour_has_come(world: World) -> None:
    notice = asked(world)
    world.now += 24 * HOUR
    world.say(cannot(notice, "r-1"))
    assert world.wait(0) == 1
    assert world.case(1).state == CaseState.OVERDUE


def test_no_clock_runs_against_a_mailbox_that_is_dead(world: World) -> None:
    asked(world)
    contact_failed(world.contact().pk, error="410", for_good=True, now=world.now)
    assert world.wait(500) == 0
    assert world.case(1).clock_paused
    contact_worked(world.contact().pk, now=world.now)
    assert world.case(1).answer_due == world.now + 24 * HOUR
    assert world.wait(24) == 1


def test_a_clock_that_stands_still_for_two_reasons_goes_on_when_both_are_gone(world: World) -> None:
    notice = asked(world)
    world.say(cannot(notice, "r-1"))
    contact_failed(world.contact().pk, error="410", for_good=True, now=world.now)
    clocks.resume_clock(world.approver, world.case(1), text="jawaban", now=world.now)
    assert world.case(1).clock_paused
    assert world.wait(100) == 0
    contact_worked(world.contact().pk, now=world.now)
    assert not world.case(1).clock_paused
    assert world.wait(24) == 1


def test_what_was_late_when_the_mailbox_died_stays_late(world: World) -> None:
    asked(world)
    world.now += 30 * HOUR
    contact_failed(world.contact().pk, error="410", for_good=True, now=world.now)
    assert world.wait(0) == 1
    assert world.case(1).state == CaseState.OVERDUE


def test_a_mailbox_with_a_new_address_lets_the_clocks_go_on_too(world: World) -> None:
    asked(world)
    contact_failed(world.contact().pk, error="410", for_good=True, now=world.now)
    Contact.objects.filter(pk=world.contact().pk).update(health=ContactHealth.UNTRIED)
    contact_worked(world.contact().pk, now=world.now)
    assert not world.case(1).clock_paused


def test_what_never_arrived_can_be_asked_again_by_another_way(world: World) -> None:
    asked(world)
    dead = world.contact()
    contact_failed(dead.pk, error="410", for_good=True, now=world.now)
    Contact.objects.create(party=dead.party, channel="portal", rank=2)
    world.now += 48 * HOUR
    world.approve(again=True)
    world.deliver()
    case = world.case(1)
    assert (case.clock_paused, case.answer_due) == (False, world.now + 24 * HOUR)
    contact_worked(dead.pk, now=world.now + HOUR)
    assert world.case(1).answer_due == world.now + 24 * HOUR, "the first letter's fate moves nothing any more"
    assert Clock.objects.filter(kind=ClockKind.ANSWER, stopped_at=None).count() == 1


def test_asked_again_starts_a_new_duty(world: World) -> None:
    asked(world)
    world.wait(24)
    world.look()
    world.approve(again=True)
    world.deliver()
    assert world.case(1).state == CaseState.NOTIFIED
    assert world.wait(24) == 1
    assert kinds(world.case(1)).count("answer_due_ran_out") == 2


def test_a_delivery_that_was_never_made_starts_no_clock(world: World) -> None:
    world.hand_in(link(1))
    world.look()
    world.approve()
    world.fail(for_good=True)
    assert world.wait(500) == 0
    assert not Clock.objects.exists()
