"""What the recipient asks for by its number has arrived, whether or not the worker came to note it."""

import pytest

from tertib.actions import outbox
from tertib.actions.notices import deliveries
from tertib.actions.orders import arrivals
from tertib.errors import LeaseLost
from tertib.store.models import CaseEvent, Dispatch, Notice, Outbox
from tertib.vocabulary import CaseState, Errand, NoticeState
from tests.actions.world import LEASE, World, acted, link


def on_its_way(world: World) -> tuple[Dispatch, outbox.Claim]:
    """A dispatch that a worker has set out with: the webhook is out, the delivery is not saved yet."""
    world.hand_in(link(1), link(2))
    world.look()
    world.approve()
    [claim] = world.claims(Errand.DISPATCH)
    return Dispatch.objects.get(), claim


def test_a_recipient_that_asks_before_the_worker_noted_it_has_it(world: World) -> None:
    dispatch, claim = on_its_way(world)
    assert arrivals.asked_for(world.platform(), dispatch.key, now=world.now)
    dispatch.refresh_from_db()
    assert (dispatch.state, dispatch.sent_at, dispatch.receipt) == (
        NoticeState.SENT,
        world.now,
        arrivals.RECEIPT,
    )
    assert world.case(1).state == CaseState.NOTIFIED
    with pytest.raises(LeaseLost):
        deliveries.delivered(dispatch, claim=claim, receipt="202", now=world.now)
    assert CaseEvent.objects.filter(kind="notice_sent").count() == 2
    assert (
        outbox.claim(Errand.DISPATCH, now=world.now, lease=LEASE, most=5, real_now=world.now + 2 * LEASE)
        == []
    )


def test_an_answer_on_the_heels_of_the_delivery_counts(world: World) -> None:
    dispatch, _ = on_its_way(world)
    arrivals.asked_for(world.platform(), dispatch.key, now=world.now)
    [result] = world.say(acted(Notice.objects.get(case=world.case(1)).key, "a-1", world.now))
    assert result.status == "recorded"
    assert world.case(1).state == CaseState.CLAIMED


def test_nobody_else_makes_it_arrive(world: World) -> None:
    dispatch, _ = on_its_way(world)
    for other in (world.platform("niagaid"), world.approver, world.officer, world.operator):
        assert not arrivals.asked_for(other, dispatch.key, now=world.now)
    assert Dispatch.objects.get().state == NoticeState.APPROVED


def test_what_nobody_set_out_with_is_not_there_yet(world: World) -> None:
    dispatch, _ = on_its_way(world)
    Outbox.objects.filter(errand=Errand.DISPATCH).update(attempts=0)
    assert not arrivals.asked_for(world.platform(), dispatch.key, now=world.now)


def test_it_arrives_once(world: World) -> None:
    dispatch, _ = on_its_way(world)
    assert [arrivals.asked_for(world.platform(), dispatch.key, now=world.now) for _ in range(2)] == [
        True,
        False,
    ]
