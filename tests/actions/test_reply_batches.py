"""One answer to many notices: held, taken back or recorded once, and never over what is settled."""

from datetime import timedelta

import pytest

from tertib.actions import outbox
from tertib.actions.actor import Actor
from tertib.actions.notices.reply_batches import BEFORE_DUE, HOLD, begin, held_for, record_chunk, take_back
from tertib.actions.parties.keys import make_api_key
from tertib.errors import BadInput, Conflict, NotPermitted, ReplyRefused
from tertib.store.models import Case, CaseEvent, Notice, Reply, ReplyBatch
from tertib.vocabulary import CaseState, Errand, ReplyKind, Role
from tests.factories import make_actor
from tests.portal.small_world import SmallWorld, small_world

pytestmark = pytest.mark.django_db
REFUSAL = {"ground": "Barang baru", "explanation": "Faktur dalam negeri terlampir."}


@pytest.fixture
def world(db: None, invented_platforms: None) -> SmallWorld:
    return small_world()


@pytest.fixture
def responder(world: SmallWorld) -> Actor:
    return make_actor(world.platforms["lapakraya"], Role.RESPONDER)


def sent(world: SmallWorld, count: int) -> list[str]:
    cases = [world.name("lapakraya", number) for number in range(count)]
    world.see(*cases)
    world.ask()
    return list(Notice.objects.filter(case__in=cases).order_by("pk").values_list("key", flat=True))


def refuse(world: SmallWorld, actor: Actor, keys: list[str], *, token: str = "form-1") -> ReplyBatch:
    return begin(
        actor,
        notices=keys,
        kind=ReplyKind.REFUSED,
        part=REFUSAL,
        token=token,
        now=world.now,
        wall=world.now,
    )


def record_all(batch: ReplyBatch, world: SmallWorld) -> ReplyBatch:
    while record_chunk(batch, now=world.now, most=2):
        pass
    batch.refresh_from_db()
    return batch


def test_nothing_is_recorded_while_it_is_held(world: SmallWorld, responder: Actor) -> None:
    batch = refuse(world, responder, sent(world, 3))
    assert held_for(batch, now=world.now, wall=world.now) == HOLD
    assert held_for(batch, now=world.now, wall=world.now + HOLD) == timedelta(0)
    assert not Reply.objects.exists()
    assert set(Case.objects.values_list("state", flat=True)) == {CaseState.NOTIFIED}
    claims = outbox.claim(Errand.ANSWER, now=world.now, lease=HOLD, most=5, real_now=world.now)
    assert claims == []


def test_every_notice_gets_its_own_reply_in_chunks(world: SmallWorld, responder: Actor) -> None:
    keys = sent(world, 5)
    batch = record_all(refuse(world, responder, keys), world)
    assert (batch.done, batch.left, batch.finished_at) == (5, {}, world.now)
    assert sorted(Reply.objects.values_list("notice__key", flat=True)) == sorted(keys)
    assert {reply.person for reply in Reply.objects.all()} == {responder.person}
    assert set(Case.objects.values_list("state", flat=True)) == {CaseState.REFUSED}
    assert CaseEvent.objects.filter(kind="replied").count() == 5
    assert not record_chunk(batch, now=world.now)
    assert Reply.objects.count() == 5


def test_the_same_form_twice_is_one_batch(world: SmallWorld, responder: Actor) -> None:
    keys = sent(world, 2)
    first = refuse(world, responder, keys)
    assert refuse(world, responder, keys) == first
    record_all(first, world)
    assert refuse(world, responder, keys) == first
    assert (ReplyBatch.objects.count(), Reply.objects.count()) == (1, 2)


def test_what_is_taken_back_was_never_said(world: SmallWorld, responder: Actor) -> None:
    batch = refuse(world, responder, sent(world, 2))
    colleague = make_actor(responder.home, Role.APPROVER)
    taken = take_back(colleague, batch, now=world.now)
    assert taken.taken_back_by == colleague.person
    assert take_back(responder, batch, now=world.now).taken_back_by == colleague.person
    assert not record_chunk(batch, now=world.now)
    assert not Reply.objects.exists()
    assert not CaseEvent.objects.filter(kind="replied").exists()


def test_once_recording_has_begun_it_cannot_be_taken_back(world: SmallWorld, responder: Actor) -> None:
    batch = record_all(refuse(world, responder, sent(world, 1)), world)
    with pytest.raises(Conflict, match="being recorded"):
        take_back(responder, batch, now=world.now)


def test_what_was_settled_meanwhile_is_left_as_it_is(world: SmallWorld, responder: Actor) -> None:
    keys = sent(world, 2)
    batch = refuse(world, responder, keys)
    world.say_done(world.cases["lapakraya:0"])
    record_all(batch, world)
    assert batch.left == {keys[0]: "settled"}
    assert {case.state for case in Case.objects.filter(notices__key=keys[0])} == {CaseState.CLAIMED}
    assert Reply.objects.filter(notice__key=keys[0]).count() == 1


def test_a_question_asked_before_is_amended(world: SmallWorld, responder: Actor) -> None:
    keys = sent(world, 1)
    world.reply(world.cases["lapakraya:0"], "asks_back", asks_back={"question": "Varian mana?"})
    record_all(refuse(world, responder, keys), world)
    question, answer = Reply.objects.order_by("received_at", "pk")
    assert answer.body["amends"] == question.sender_ref


def test_notices_of_another_platform_are_not_answered(world: SmallWorld, responder: Actor) -> None:
    other = world.name("kioskilat", 1)
    keys = sent(world, 1)
    world.see(other)
    world.ask()
    foreign = Notice.objects.get(case=other).key
    batch = record_all(refuse(world, responder, [foreign, *keys]), world)
    assert batch.left == {foreign: "not_found"}
    assert Reply.objects.get().notice.key == keys[0]
    with pytest.raises(ReplyBatch.DoesNotExist):
        take_back(make_actor(world.platforms["kioskilat"], Role.RESPONDER), batch, now=world.now)


def test_an_answer_that_falls_due_while_it_is_held_is_recorded_in_time(
    world: SmallWorld, responder: Actor
) -> None:
    keys = sent(world, 1)
    due = Case.objects.get().answer_due
    assert due is not None
    world.now = due - BEFORE_DUE - timedelta(seconds=10)
    batch = refuse(world, responder, keys)
    later = due - BEFORE_DUE
    assert held_for(batch, now=later, wall=batch.held_until - timedelta(seconds=1)) == timedelta(0)
    claims = outbox.claim(Errand.ANSWER, now=later, lease=HOLD, most=5, real_now=later)
    assert [claim.payload["batch"] for claim in claims] == [batch.pk]


def test_who_may_not_answer_any_more_has_not_answered(world: SmallWorld, responder: Actor) -> None:
    keys = sent(world, 2)
    batch = refuse(world, responder, keys)
    assert responder.person is not None
    responder.person.role = Role.AUDITOR
    responder.person.save()
    record_all(batch, world)
    assert batch.left == dict.fromkeys(keys, "not_permitted")
    assert not Reply.objects.exists()


def test_bad_batches_are_refused_before_they_are_held(world: SmallWorld, responder: Actor) -> None:
    keys = sent(world, 1)
    with pytest.raises(BadInput, match="at least one"):
        refuse(world, responder, [])
    with pytest.raises(BadInput, match="10,000"):
        refuse(world, responder, [f"N-{number:012}" for number in range(10_001)])
    with pytest.raises(NotPermitted):
        refuse(world, world.approver, keys)
    key, _ = make_api_key(
        make_actor(responder.home, Role.APPROVER), label="mesin", role=Role.RESPONDER, days=1, now=world.now
    )
    with pytest.raises(BadInput, match="program"):
        refuse(world, Actor(responder.home, Role.RESPONDER, api_key=key), keys)
    tomorrow = {"on": "listing", "what": "DECISION_VISIBILITY_CONTENT_REMOVED", "at": "2026-11-25T03:00:00Z"}
    with pytest.raises(ReplyRefused, match="future"):
        begin(
            responder,
            notices=keys,
            kind=ReplyKind.ACTED,
            part=tomorrow,
            token="form-2",
            now=world.now,
            wall=world.now,
        )
    assert not ReplyBatch.objects.exists()
