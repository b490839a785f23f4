"""A batch of answers is recorded when real time says so, once, and whole after a worker died in the middle."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tertib.actions.actor import Actor
from tertib.actions.notices.reply_batches import BEFORE_DUE, HOLD, begin, record_chunk, take_back
from tertib.store.models import Case, Outbox, Reply, ReplyBatch
from tertib.vocabulary import CaseState, Errand, ReplyKind
from tertib.worker.answering import LEASE, answer_next
from tertib.worker.context import Context
from tests.actions.world import World, link
from tests.worker.outside import Outside

SECOND = timedelta(seconds=1)
REAL = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)  # another day than the world's: only differences count
REFUSAL = {"ground": "Barang baru", "explanation": "Penjual menunjukkan faktur."}


@pytest.fixture
def responder(world: World) -> Actor:
    return world.person_of("lapakraya")


def refuse(world: World, responder: Actor, count: int = 3) -> ReplyBatch:
    keys = [notice.key for notice in world.ask(*(link(number) for number in range(1, count + 1)))]
    return begin(
        responder,
        notices=keys,
        kind=ReplyKind.REFUSED,
        part=REFUSAL,
        token="form-1",
        now=world.now,
        wall=REAL,
    )


def at(around: Outside, world: World, real: datetime) -> Context:
    """A worker for whom it is `real`, whatever the house's clock says."""
    return replace(around.context(world), wall=lambda: real)


def states() -> set[CaseState]:
    return {case.state for case in Case.objects.all()}


def test_a_fast_clock_does_not_shorten_the_hold(world: World, responder: Actor, around: Outside) -> None:
    refuse(world, responder)
    for seconds in (0, 30, 59):
        world.now += timedelta(hours=1)
        assert answer_next(at(around, world, REAL + seconds * SECOND)) == 0
    assert not Reply.objects.exists()
    assert states() == {CaseState.NOTIFIED}
    world.now += timedelta(hours=1)
    assert answer_next(at(around, world, REAL + HOLD)) == 1
    assert (Reply.objects.count(), states()) == (3, {CaseState.REFUSED})
    assert answer_next(at(around, world, REAL + HOLD)) == 0


def test_what_falls_due_while_it_is_held_is_recorded_before(
    world: World, responder: Actor, around: Outside
) -> None:
    refuse(world, responder)
    due = Case.objects.earliest("answer_due").answer_due
    assert due is not None
    world.now = due - BEFORE_DUE
    assert answer_next(at(around, world, REAL + SECOND)) == 1
    assert states() == {CaseState.REFUSED}
    assert world.wait(1) == 0  # no clock is left to run out


def test_a_batch_that_was_taken_back_ends_in_silence(world: World, responder: Actor, around: Outside) -> None:
    take_back(responder, refuse(world, responder), now=world.now)
    world.now += HOLD
    assert answer_next(at(around, world, REAL + HOLD)) == 1
    assert not Reply.objects.exists()
    assert Outbox.objects.get(errand=Errand.ANSWER).done_at == world.now


def test_a_worker_that_died_in_the_middle_leaves_the_rest_to_the_next(
    world: World, responder: Actor, around: Outside
) -> None:
    batch = refuse(world, responder)
    world.now += HOLD
    dying = world.claims(Errand.ANSWER)
    assert record_chunk(batch, now=world.now, most=1)
    assert len(dying) == 1
    later = world.now + LEASE + SECOND
    assert answer_next(at(around, world, later)) == 1
    batch.refresh_from_db()
    assert (batch.done, batch.left, batch.finished_at) == (3, {}, world.now)
    assert Reply.objects.values("notice").distinct().count() == Reply.objects.count() == 3
