"""An act that a caller names with a key is done once: the second call changes no row and gives the same answer."""

import inspect
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest

from tertib.actions import holds, idempotency
from tertib.actions.cases import clocks, deciding, ladders
from tertib.actions.notices import asking, deliveries, replies, reply_batches
from tertib.actions.orders import arrivals, handing_in, reports
from tertib.actions.parties import keys
from tertib.actions.verification import looks
from tertib.core.notices.reply import parse_reply
from tertib.errors import BadInput, Conflict, KeyReused
from tertib.store.models import ApiKey, Dispatch, IdempotencyKey, LadderRung, Notice, Order, ReplyBatch
from tertib.vocabulary import CaseOutcome, Errand, ReplyChannel, ReplyKind, Role
from tests.actions.world import FORM, World, acted, cannot, link, written_down
from tests.factories import POLICY, make_report

Act = Callable[[], Any]
DAY = timedelta(days=1)


def asked(world: World) -> Notice:
    return world.ask(link(1))[0]


def waiting(world: World) -> World:
    """A case that was looked at and waits for a person."""
    world.hand_in(link(1))
    world.look()
    return world


def draft(world: World) -> Order:
    return handing_in.paste_order(world.approver, text=link(7), form=FORM, now=world.now)


def rung(world: World) -> LadderRung:
    party = world.platforms["lapakraya"]
    return LadderRung.objects.create(
        platform_party=party, policy=POLICY, rung="written-warning", reason="x", proposed_at=world.now
    )


def hold(world: World) -> Any:
    return holds.place_hold(
        world.officer, link=link(1), letter_number="B/1", reason="x", until=world.now + DAY, now=world.now
    )


def an_answer(world: World) -> Act:
    notice = asked(world)
    reply = parse_reply(acted(notice.key, "r-1", world.now), now=world.now)
    return lambda: replies.take_parsed(world.platform(), [reply], channel=ReplyChannel.PORTAL, now=world.now)


def a_batch(world: World, *, back: bool = False) -> Act:
    notice = asked(world)
    staff = world.person_of("lapakraya")
    part = acted(notice.key, "r-1", world.now)["acted"]

    def begin() -> ReplyBatch:
        return reply_batches.begin(
            staff,
            notices=[notice.key],
            kind=ReplyKind.ACTED,
            part=part,
            token="t-1",
            now=world.now,
            wall=world.now,
        )

    if not back:
        return begin
    batch = begin()
    return lambda: reply_batches.take_back(staff, batch, now=world.now)


def a_dead_letter(world: World) -> Act:
    waiting(world).approve()
    world.fail(for_good=True)
    return lambda: deliveries.send_again(world.operator, Dispatch.objects.get(), now=world.now)


def on_its_way(world: World) -> Act:
    waiting(world).approve()
    world.claims(Errand.DISPATCH)
    return lambda: arrivals.asked_for(world.platform(), Dispatch.objects.get().key, now=world.now)


def a_closed_case(world: World) -> Act:
    waiting(world)
    deciding.close(world.approver, world.case(1), outcome=CaseOutcome.LAWFUL, reason="x", now=world.now)
    return lambda: deciding.reopen(world.approver, world.case(1), reason="x", now=world.now)


def a_paused_clock(world: World) -> Act:
    world.say(cannot(asked(world).key, "r-1"))
    return lambda: clocks.resume_clock(world.approver, world.case(1), text="x", now=world.now)


def a_file(world: World, *, columns: bool = False) -> Act:
    if not columns:
        return lambda: handing_in.upload_order(
            world.approver, file_name="a.csv", data=b"x", form=FORM, now=world.now
        )
    order = handing_in.upload_order(world.approver, file_name="a.csv", data=b"x", form=FORM, now=world.now)
    Order.objects.update(state="draft", columns={"names": ["a", "b"]})
    return lambda: handing_in.choose_columns(world.approver, order, link=0, note=None, now=world.now)


def a_key(world: World) -> ApiKey:
    return keys.make_api_key(world.approver, label="x", role=Role.ANALYST, days=9, now=world.now)[0]


def with_order(world: World, act: Callable[[Order], Any], *, taken_in: bool = False) -> Act:
    order = world.hand_in(link(1)) if taken_in else draft(world)
    return lambda: act(order)


def with_rung(world: World, act: Callable[[LadderRung], Any]) -> Act:
    made = rung(world)
    return lambda: act(made)


def with_case(world: World, act: Callable[[Any], Any]) -> Act:
    waiting(world)
    return lambda: act(world.case(1))


def with_report(world: World, act: Callable[[Any], Any]) -> Act:
    report = make_report(links=link(3))
    return lambda: act(report)


def with_hold(world: World) -> Act:
    placed = hold(world)
    return lambda: holds.lift_hold(world.officer, placed, now=world.now)


def with_key(world: World) -> Act:
    made = a_key(world)
    return lambda: keys.revoke_api_key(world.approver, made, now=world.now)


def a_table(world: World) -> Act:
    rows = [{"notice": asked(world).key, "reply": "selesai"}]
    return lambda: replies.take_table(world.platform(), rows, channel=ReplyChannel.CSV, now=world.now)


def some_replies(world: World) -> Act:
    item = acted(asked(world).key, "r-1", world.now)
    return lambda: world.say(item)


WRITES: dict[str, Callable[[World], Act]] = {
    "orders.arrivals.asked_for": on_its_way,
    "cases.deciding.answer_question": lambda w: with_case(
        w, lambda case: deciding.answer_question(w.approver, case, text="x", now=w.now)
    ),
    "cases.deciding.close": lambda w: with_case(
        w, lambda case: deciding.close(w.approver, case, outcome=CaseOutcome.LAWFUL, reason="x", now=w.now)
    ),
    "cases.deciding.reopen": a_closed_case,
    "cases.clocks.resume_clock": a_paused_clock,
    "notices.deliveries.send_again": a_dead_letter,
    "holds.lift_hold": with_hold,
    "holds.place_hold": lambda w: lambda: hold(w),
    "cases.ladders.dismiss": lambda w: with_rung(
        w, lambda one: ladders.dismiss(w.approver, one, reason="x", now=w.now)
    ),
    "cases.ladders.issue": lambda w: with_rung(
        w, lambda one: ladders.issue(w.approver, one, text="x", now=w.now)
    ),
    "verification.looks.look_again": lambda w: with_case(
        w, lambda case: looks.look_again(w.approver, [case], now=w.now + DAY)
    ),
    "notices.asking.approve": lambda w: with_case(
        w, lambda _: asking.approve(w.approver, selection=asking.Selection(), expected_count=1, now=w.now)
    ),
    "orders.handing_in.choose_columns": lambda w: a_file(w, columns=True),
    "orders.handing_in.discard": lambda w: with_order(
        w, lambda order: handing_in.discard(w.approver, order, now=w.now)
    ),
    "orders.handing_in.edit_order": lambda w: with_order(
        w,
        lambda order: handing_in.edit_order(
            w.approver, order, form=handing_in.OrderForm(policy=POLICY), now=w.now
        ),
    ),
    "orders.handing_in.hand_in": lambda w: with_order(
        w, lambda order: handing_in.hand_in(w.approver, order, now=w.now)
    ),
    "orders.handing_in.paste_order": lambda w: lambda: draft(w),
    "orders.handing_in.submit_rows": lambda w: lambda: w.hand_in_only(link(1)),
    "orders.handing_in.upload_order": a_file,
    "orders.handing_in.withdraw": lambda w: with_order(
        w, lambda order: handing_in.withdraw(w.approver, order, reason="x", now=w.now), taken_in=True
    ),
    "parties.keys.make_api_key": lambda w: lambda: a_key(w),
    "parties.keys.revoke_api_key": with_key,
    "notices.replies.take_parsed": an_answer,
    "notices.replies.take_replies": some_replies,
    "notices.replies.take_table": a_table,
    "notices.reply_batches.begin": a_batch,
    "notices.reply_batches.take_back": lambda w: a_batch(w, back=True),
    "orders.reports.set_aside": lambda w: with_report(
        w, lambda one: reports.set_aside(w.approver, one, reason="x", now=w.now)
    ),
    "orders.reports.take_over": lambda w: with_report(
        w, lambda one: reports.take_over(w.approver, [one], form=FORM, now=w.now)
    ),
}
"""Each write of these modules, made ready in a world."""

READS = {
    "cases.deciding.require_own",
    "cases.ladders.draft_letter",
    "notices.asking.preview",
    "notices.asking.proposals",
}
NAMED_BY_KEY = {
    "holds.place_hold",
    "parties.keys.make_api_key",
    "cases.deciding.answer_question",
    "notices.asking.approve",
}
"""Two of these in a row may be meant: only a key tells a repetition. A second approval writes no second notice."""


def once(world: World, act: Act, *, request: str = "a", key: str = "k-1") -> idempotency.Answer:
    def answered() -> tuple[int, Any]:
        act()
        return 200, {"done": True}

    return idempotency.perform_once(
        "kementerian-contoh", operation="x", key=key, request_sha256=request, now=world.now, act=answered
    )


def test_the_table_names_every_write_of_its_modules() -> None:
    found = set()
    for module in {name.rpartition(".")[0] for name in WRITES}:
        loaded = import_module(f"tertib.actions.{module}")
        for name, function in inspect.getmembers(loaded, inspect.isfunction):
            first = next(iter(inspect.signature(function).parameters), "")
            if function.__module__ == loaded.__name__ and name[0] != "_" and first in ("actor", "sender"):
                found.add(f"{module}.{name}")
    assert found == set(WRITES) | READS


@pytest.mark.parametrize("name", sorted(WRITES))
def test_an_act_done_twice_with_one_key_has_one_effect(name: str, world: World) -> None:
    act = WRITES[name](world)
    before = written_down()
    first = once(world, act)
    after = written_down()
    assert after != before, "it has an effect"
    world.now += timedelta(minutes=1)
    second = once(world, act)
    assert (second.status, second.body, second.replayed, first.replayed) == (200, {"done": True}, True, False)
    assert written_down() == after


@pytest.mark.parametrize("name", sorted(set(WRITES) - NAMED_BY_KEY))
def test_most_acts_have_one_effect_even_without_a_key(name: str, world: World) -> None:
    act = WRITES[name](world)
    act()
    after = written_down()
    with suppress(Conflict, Order.DoesNotExist):
        act()
    assert written_down() == after


def test_an_act_that_was_refused_keeps_no_key(world: World) -> None:
    def refused() -> None:
        raise BadInput("no")

    with pytest.raises(BadInput):
        once(world, refused)
    assert not IdempotencyKey.objects.exists()
    assert not once(world, lambda: draft(world)).replayed


def test_a_key_with_another_request_is_refused(world: World) -> None:
    once(world, lambda: draft(world))
    with pytest.raises(KeyReused):
        once(world, lambda: draft(world), request="b")


def test_keys_are_forgotten_after_thirty_days_and_not_before(world: World) -> None:
    once(world, lambda: draft(world))
    assert idempotency.prune(now=world.now + 30 * DAY) == 0
    assert idempotency.prune(now=world.now + 30 * DAY + timedelta(seconds=1)) == 1
