"""Asked work is done once: claims that meet, leases that are lost, work that fails, work that is dead."""

from datetime import timedelta

import pytest

from tertib.actions import outbox
from tertib.actions.notices import deliveries
from tertib.errors import Conflict, LeaseLost
from tertib.store.models import Alarm, Contact, Dispatch, Notice, Outbox
from tertib.vocabulary import AlarmKind, CaseState, ContactHealth, Errand, NoticeState
from tests.actions.world import LEASE, World, in_threads, kinds, link
from tests.factories import NOW

MINUTE = timedelta(minutes=1)


def work(key: str, *, after: timedelta = timedelta(), lane: str = "") -> outbox.Work:
    return outbox.Work(Errand.LOOK, key, NOW + after, lane=lane)


def claim(now: timedelta = timedelta(), *, most: int = 10, lane: str | None = None) -> list[outbox.Claim]:
    at = NOW + now
    return outbox.claim(Errand.LOOK, now=at, lease=LEASE, most=most, lane=lane, real_now=at)


def test_workers_that_claim_at_the_same_moment_never_get_the_same_work(shared_world: World) -> None:
    outbox.ask([work(f"look:{number}") for number in range(120)])

    def claim_all(_: int) -> list[str]:
        got: list[str] = []
        while claims := claim(most=7):
            got += [one.key for one in claims]
            outbox.finish(claims, now=NOW)
        return got

    shares = in_threads(3, claim_all)
    assert sorted(key for share in shares for key in share) == sorted(
        f"look:{number}" for number in range(120)
    )


@pytest.mark.django_db
def test_work_is_claimed_when_it_is_due_the_oldest_first():
    outbox.ask([work("later", after=2 * MINUTE), work("second", after=MINUTE), work("first")])
    assert [one.key for one in claim(MINUTE)] == ["first", "second"]
    assert claim(MINUTE) == []


@pytest.mark.django_db
def test_work_of_a_lane_is_claimed_by_its_lane_alone():
    outbox.ask([work("a", lane="lapakraya"), work("b", lane="niagaid")])
    assert outbox.lanes_due(Errand.LOOK, now=NOW) == ["lapakraya", "niagaid"]
    assert [one.key for one in claim(lane="niagaid")] == ["b"]


@pytest.mark.django_db
def test_a_lost_lease_ends_the_right_to_save_whatever_was_done():
    outbox.ask([work("look:1")])
    [old] = claim()
    [new] = claim(2 * LEASE)
    assert new.fence > old.fence
    with pytest.raises(LeaseLost):
        outbox.finish([old], now=NOW)
    with pytest.raises(LeaseLost):
        outbox.renew([old], until=NOW + 3 * LEASE)
    assert outbox.put_back([old], due_at=NOW, error="late") == 0
    assert outbox.bury([old], now=NOW, error="late") == 0
    assert outbox.held([old, new]) == {new.id}
    outbox.finish([new], now=NOW)
    assert Outbox.objects.get().done_at == NOW


@pytest.mark.django_db
def test_a_lease_that_is_renewed_is_not_lost():
    outbox.ask([work("look:1")])
    [mine] = claim()
    outbox.renew([mine], until=NOW + 5 * LEASE)
    assert claim(2 * LEASE) == []


@pytest.mark.django_db
def test_leases_run_by_real_time_however_fast_the_house_clock_is():
    outbox.ask([work("look:1")])
    outbox.claim(Errand.LOOK, now=NOW, lease=LEASE, most=1, real_now=NOW)
    a_day_later = NOW + timedelta(days=1)
    assert outbox.claim(Errand.LOOK, now=a_day_later, lease=LEASE, most=1, real_now=NOW + MINUTE / 2) == []


@pytest.mark.django_db
@pytest.mark.parametrize("end", ["done", "dead"])
def test_asking_again_for_the_same_work_arms_it_again_with_all_its_attempts(end: str):
    outbox.ask([work("look:1")])
    [first] = claim()
    if end == "done":
        outbox.finish([first], now=NOW)
    else:
        outbox.bury([first], now=NOW, error="broken")
    assert claim(2 * LEASE) == []
    outbox.ask([work("look:1", after=MINUTE)])
    [again] = claim(2 * LEASE)
    assert (again.attempts, Outbox.objects.count()) == (1, 1)
    assert again.fence > first.fence


@pytest.mark.django_db
def test_work_that_is_called_off_is_gone_and_its_worker_saves_nothing():
    outbox.ask([work("look:1")])
    [mine] = claim()
    outbox.call_off(["look:1", "look:2"])
    with pytest.raises(LeaseLost):
        outbox.finish([mine], now=NOW)


@pytest.mark.django_db
def test_done_work_is_forgotten_after_its_time_and_no_other():
    outbox.ask([work("done"), work("open"), work("dead")])
    found = {one.key: one for one in claim()}
    outbox.finish([found["done"]], now=NOW)
    outbox.bury([found["dead"]], now=NOW, error="broken")
    assert outbox.prune(before=NOW) == 0
    assert outbox.prune(before=NOW + MINUTE) == 1
    assert set(Outbox.objects.values_list("key", flat=True)) == {"open", "dead"}


@pytest.mark.django_db
def test_a_lane_is_worked_by_one_worker_until_its_lease_ends():
    def take(worker: str, after: timedelta = timedelta()) -> bool:
        return outbox.take_lane("shop", worker=worker, now=NOW, lease=LEASE, real_now=NOW + after)

    assert take("one")
    assert take("one")
    assert not take("two")
    assert take("two", 2 * LEASE)
    outbox.leave_lane("shop", worker="one")
    assert not take("one", 2 * LEASE)
    outbox.leave_lane("shop", worker="two")
    assert take("one")


@pytest.mark.django_db
def test_a_lane_that_asked_for_a_pause_is_left_alone_until_then():
    outbox.close_lane("shop", until=NOW)  # unknown so far: nothing to close
    assert outbox.take_lane("shop", worker="one", now=NOW, lease=LEASE, real_now=NOW)
    outbox.close_lane("shop", until=NOW + MINUTE)
    outbox.close_lane("shop", until=NOW + MINUTE / 2)  # never shortened
    assert not outbox.take_lane("shop", worker="one", now=NOW + MINUTE / 2, lease=LEASE, real_now=NOW)
    assert outbox.take_lane("shop", worker="one", now=NOW + MINUTE, lease=LEASE, real_now=NOW)


def approved(world: World) -> Dispatch:
    """A dispatch with one notice that waits for its delivery."""
    world.hand_in(link(1))
    world.look()
    world.approve()
    return Dispatch.objects.get()


def test_a_delivery_that_two_workers_made_counts_once(world: World) -> None:
    dispatch = approved(world)
    [slow] = world.claims(Errand.DISPATCH)
    world.now += 2 * LEASE
    [fast] = world.claims(Errand.DISPATCH)
    world.delivered(fast)
    with pytest.raises(LeaseLost):
        deliveries.delivered(dispatch, claim=slow, receipt="202", now=world.now)
    assert kinds(world.case(1)).count("notice_sent") == 1


def test_a_late_worker_cannot_call_a_delivered_dispatch_failed(world: World) -> None:
    dispatch = approved(world)
    [slow] = world.claims(Errand.DISPATCH)
    world.now += 2 * LEASE
    world.delivered(world.claims(Errand.DISPATCH)[0])
    deliveries.failed_for_good(dispatch, claim=slow, error="timeout", now=world.now)
    deliveries.failed_for_now(dispatch, claim=slow, error="timeout", again_at=world.now, now=world.now)
    dispatch.refresh_from_db()
    assert (dispatch.state, dispatch.last_error) == (NoticeState.SENT, "")
    assert world.contact().health == ContactHealth.WELL
    assert world.claims(Errand.DISPATCH) == []


def test_a_delivery_that_fails_is_tried_again_later_and_no_clock_runs(world: World) -> None:
    approved(world)
    assert world.fail("outside_error: 503") == 1
    assert world.fail() == 0
    world.wait(0.1)
    [again] = world.claims(Errand.DISPATCH)
    assert again.attempts == 2
    assert world.case(1).state == CaseState.OPEN
    assert Dispatch.objects.get().attempts == 1
    world.delivered(again)
    assert world.case(1).state == CaseState.NOTIFIED


def test_a_dead_letter_alarms_and_goes_out_again_under_its_old_key_when_a_person_says_so(
    world: World,
) -> None:
    dispatch = approved(world)
    world.fail("delivery_refused: 410", for_good=True)
    assert Alarm.objects.filter(kind=AlarmKind.DELIVERY_DEAD, subject=dispatch.key, cleared_at=None).exists()
    assert Notice.objects.get().state == NoticeState.FAILED
    assert kinds(world.case(1))[-1] == "notice_failed"
    deliveries.send_again(world.operator, dispatch, now=world.now)
    with pytest.raises(Conflict):
        deliveries.send_again(world.operator, dispatch, now=world.now)
    [sent] = world.deliver()
    assert sent.key == dispatch.key
    assert kinds(world.case(1)).count("notice_sent") == 1
    assert not Alarm.objects.filter(kind=AlarmKind.DELIVERY_DEAD, cleared_at=None).exists()


def test_a_dead_letter_can_go_by_another_contact_of_the_recipient_and_by_nobody_elses(world: World) -> None:
    dispatch = approved(world)
    world.fail(for_good=True)
    with pytest.raises(Conflict):
        deliveries.send_again(world.operator, dispatch, now=world.now, contact=world.contact("niagaid"))
    other = Contact.objects.create(party=dispatch.recipient, channel="portal")
    deliveries.send_again(world.operator, dispatch, now=world.now, contact=other)
    [sent] = world.deliver()
    sent.refresh_from_db()
    assert (sent.channel, sent.contact_id) == ("portal", other.pk)


def test_two_workers_on_one_order_open_every_case_once(shared_world: World) -> None:
    world = shared_world
    from_two = [link(number) for number in range(1, 61)]
    order = world.hand_in_only(*from_two)
    in_threads(2, lambda _: world.merge_all(order))
    order.refresh_from_db()
    assert (order.rows_done, order.counts["new"]) == (60, 60)
    world.look()
    first, second = world.approve_only(), world.approve_only()
    in_threads(4, lambda number: world.compose_all(first if number % 2 else second))
    assert Notice.objects.count() == 60
