"""Police holds: nothing leaves while one stands, clocks wait, of several the longest counts, and it ends by itself."""

from datetime import timedelta

import pytest

from tertib.actions import holds
from tertib.actions.cases import deciding
from tertib.actions.notices import asking
from tertib.actions.orders import handing_in
from tertib.errors import BadInput, Conflict, NotPermitted
from tertib.store.models import Case, CaseEvent, Dispatch, Hold, Notice
from tertib.vocabulary import CaseOutcome, CaseState, Errand, NoticeState
from tests.actions.world import GONE, World, acted, cannot, kinds, link, refused

HOUR = timedelta(hours=1)


def hold(world: World, number: int = 1, *, hours: float = 48) -> Hold:
    until = world.now + hours * HOUR
    return holds.place_hold(
        world.officer, link=link(number), letter_number="B/1/2026", reason="bukti", until=until, now=world.now
    )


def test_nothing_is_asked_while_a_hold_stands_and_all_goes_on_after_it(world: World) -> None:
    world.hand_in(link(1), link(2))
    world.look()
    hold(world)
    assert world.case(1).state == CaseState.HELD
    assert [case.pk for case in asking.proposals(world.approver, asking.Selection())] == [world.case(2).pk]
    world.wait(48)
    assert world.case(1).state == CaseState.OPEN
    assert Hold.objects.get().ended_at == world.now
    world.look()
    assert world.approve().count == 2


def test_a_notice_that_was_approved_before_the_hold_waits_and_the_others_leave(world: World) -> None:
    world.hand_in(link(1), link(2), link(3))
    world.look()
    world.approve()
    hold(world)
    [sent] = world.send_all()
    assert sent.count == 2
    assert Notice.objects.get(case=world.case(1)).state == NoticeState.APPROVED
    assert world.case(1).state == CaseState.HELD
    world.wait(47)
    assert world.send_all() == []
    world.wait(1)
    [late] = world.send_all()
    assert (late.count, world.case(1).state) == (1, CaseState.NOTIFIED)
    assert world.case(1).answer_due == world.now + 24 * HOUR


def test_a_dispatch_whose_every_notice_is_held_waits_whole(world: World) -> None:
    world.hand_in(link(1))
    world.look()
    world.approve()
    placed = hold(world)
    assert world.send_all() == []
    assert Dispatch.objects.count() == 1
    world.wait(2)
    holds.lift_hold(world.officer, placed, now=world.now)
    assert len(world.send_all()) == 1
    assert world.case(1).state == CaseState.NOTIFIED


def test_a_hold_that_came_while_the_letter_was_under_way_keeps_its_time_from_beginning(world: World) -> None:
    world.hand_in(link(1))
    world.look()
    world.approve()
    [claim] = world.claims(Errand.DISPATCH)
    hold(world)
    world.delivered(claim)
    assert world.case(1).state == CaseState.HELD
    assert world.wait(48) == 1
    assert (world.case(1).state, world.case(1).answer_due) == (CaseState.NOTIFIED, world.now + 24 * HOUR)


def test_an_answer_clock_waits_with_the_hold_and_goes_on_with_what_was_left(world: World) -> None:
    world.ask(link(1))
    world.wait(20)
    placed = hold(world, hours=200)
    assert world.wait(100) == 0
    holds.lift_hold(world.officer, placed, now=world.now)
    assert world.case(1).answer_due == world.now + 4 * HOUR
    assert world.wait(4) == 1
    assert world.case(1).state == CaseState.OVERDUE


def test_what_was_late_when_the_hold_came_is_overdue_after_it(world: World) -> None:
    world.ask(link(1))
    world.now += 30 * HOUR
    hold(world)
    world.wait(48)
    assert (world.case(1).state, world.case(1).clock_paused) == (CaseState.OVERDUE, False)


@pytest.mark.parametrize(("word", "state"), [("acted", CaseState.CLAIMED), ("refused", CaseState.REFUSED)])
def test_an_answer_during_the_hold_counts_after_it(word: str, state: CaseState, world: World) -> None:
    [notice] = world.ask(link(1))
    hold(world)
    item = acted(notice.key, "r-1", world.now) if word == "acted" else refused(notice.key, "r-1")
    world.say(item)
    assert world.case(1).state == CaseState.HELD
    world.wait(48)
    assert world.case(1).state == state
    assert world.wait(100) == 0


def test_cannot_execute_during_the_hold_keeps_the_clock_still_after_it(world: World) -> None:
    [notice] = world.ask(link(1))
    hold(world)
    world.say(cannot(notice.key, "r-1"))
    world.wait(48)
    assert (world.case(1).state, world.case(1).clock_paused) == (CaseState.NOTIFIED, True)


def test_of_two_holds_the_longer_counts_whichever_came_first(world: World) -> None:
    world.hand_in(link(1))
    hold(world, hours=240)
    short = hold(world, hours=24)
    world.wait(24)
    assert world.case(1).state == CaseState.HELD
    with pytest.raises(Conflict):
        holds.lift_hold(world.officer, short, now=world.now)
    world.wait(216)
    assert world.case(1).state == CaseState.OPEN


def test_when_the_longer_is_lifted_the_case_waits_for_the_shorter_alone(world: World) -> None:
    world.hand_in(link(1))
    hold(world, hours=24)
    longer = hold(world, hours=240)
    holds.lift_hold(world.officer, longer, now=world.now)
    assert world.case(1).state == CaseState.HELD
    world.wait(24)
    assert world.case(1).state == CaseState.OPEN


def test_a_listing_under_hold_is_held_from_the_moment_it_is_named(world: World) -> None:
    hold(world)
    hold(world, hours=90)
    world.hand_in(link(1), link(2))
    assert (world.case(1).state, world.case(2).state) == (CaseState.HELD, CaseState.OPEN)
    world.wait(48)
    assert world.case(1).state == CaseState.HELD
    world.wait(42)
    assert world.case(1).state == CaseState.OPEN


def test_a_case_opened_again_under_a_hold_is_held_again(world: World) -> None:
    world.hand_in(link(1))
    hold(world)
    deciding.close(world.approver, world.case(1), outcome=CaseOutcome.LAWFUL, reason="lokal", now=world.now)
    deciding.reopen(world.approver, world.case(1), reason="keliru", now=world.now)
    assert world.case(1).state == CaseState.HELD
    world.wait(48)
    assert world.case(1).state == CaseState.OPEN


def test_a_case_that_is_named_again_under_a_hold_is_held(world: World) -> None:
    order = world.hand_in(link(1))
    handing_in.withdraw(world.approver, order, reason="keliru", now=world.now)
    hold(world)
    world.hand_in(link(1), by=world.second)
    assert world.case(1).state == CaseState.HELD


def test_a_claim_under_a_hold_that_turns_out_false_is_not_asked_again_before_its_end(world: World) -> None:
    [notice] = world.ask(link(1))
    world.say(acted(notice.key, "r-1", world.now))
    hold(world)
    world.look()
    again = asking.Selection(again=True)
    assert not asking.proposals(world.approver, again).exists()
    world.wait(48)
    assert asking.proposals(world.approver, again).exists()


def test_looks_go_on_under_a_hold_and_count_after_it(world: World) -> None:
    world.ask(link(1))
    hold(world, hours=20)
    for _ in range(2):
        holds_case = world.case(1)
        world.look_now(holds_case, GONE)
        world.wait(7)
    assert (world.case(1).state, world.case(1).verdict) == (CaseState.HELD, "down")
    world.wait(6)
    world.look(GONE)
    assert world.case(1).state == CaseState.DOWN


def test_a_hold_needs_a_letter_a_reason_and_an_end_and_tells_nothing_of_cases(world: World) -> None:
    good = {"link": link(9), "letter_number": "B/1", "reason": "bukti", "until": world.now + HOUR}
    for spoilt in (
        {"letter_number": " "},
        {"reason": ""},
        {"until": world.now},
        {"until": world.now + timedelta(days=31)},
        {"link": "https://lapakraya.localhost/shop/5"},
    ):
        with pytest.raises(BadInput):
            holds.place_hold(world.officer, **(good | spoilt), now=world.now)  # type: ignore[arg-type]
    with pytest.raises(NotPermitted):
        holds.place_hold(world.approver, **good, now=world.now)  # type: ignore[arg-type]
    holds.place_hold(world.officer, **good, now=world.now)  # type: ignore[arg-type]
    assert (Case.objects.count(), CaseEvent.objects.count()) == (0, 0)


def test_a_hold_is_lifted_by_its_own_police_alone(world: World) -> None:
    placed = hold(world)
    with pytest.raises(NotPermitted):
        holds.lift_hold(world.approver, placed, now=world.now)
    holds.lift_hold(world.officer, placed, now=world.now)
    assert kinds_of_all() == []


def kinds_of_all() -> list[str]:
    return [kind for case in Case.objects.all() for kind in kinds(case)]
