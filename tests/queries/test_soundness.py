"""The check of what is kept: a world that went its way by the actions is sound, and every spoilt row is found."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from django.db import connection
from pytest_django import Settings

import tertib.sandbox
from tertib.actions import tables
from tertib.queries.soundness import Fault, faults
from tertib.store import triggers
from tertib.store.models import (
    Case,
    CaseEvent,
    Clock,
    Dispatch,
    Notice,
    Observation,
    Order,
    OrderRow,
    Outbox,
    Reply,
)
from tertib.vocabulary import CaseState, Errand, NoticeState, PageState
from tests.actions.world import GONE, World, acted, link, make_world


@pytest.fixture
def world(db: None, settings: Settings) -> Iterator[World]:
    """Three listings asked for: one answered, one down, one not; and one gone at the first looks."""
    settings.TERTIB_PLATFORM_FILES = [str(Path(tertib.sandbox.__file__).with_name("platforms.toml"))]
    tables.platforms.cache_clear()
    made = make_world()
    first, second, _ = made.ask(link(1), link(2), link(3))
    made.say(acted(first.key, "r-1", made.now), acted(second.key, "r-2", made.now))
    made.look(GONE)
    made.wait(7)
    made.look(GONE)
    made.hand_in(link(4))
    yield made
    tables.platforms.cache_clear()


def found(world: World) -> list[Fault]:
    return list(faults(now=world.now))


def test_what_the_actions_made_is_sound(world: World) -> None:
    assert found(world) == []
    assert Case.objects.filter(state=CaseState.DOWN).count() == 2


def lose_an_event(world: World) -> None:
    triggers.take_off(connection)
    CaseEvent.objects.filter(case=world.case(1), no=2).delete()


def change_a_state(world: World) -> None:
    Case.objects.filter(pk=world.case(1).pk).update(state=CaseState.CLAIMED)


def send_twice(world: World) -> None:
    event = CaseEvent.objects.filter(kind="notice_sent").order_by("case").first()
    assert event is not None
    case = event.case
    event.pk, event.no, event.state = None, case.version + 1, case.state
    event.save()
    Case.objects.filter(pk=case.pk).update(version=case.version + 1)


def ask_for_what_was_gone(world: World) -> None:
    triggers.take_off(connection)
    seen = CaseEvent.objects.filter(kind="seen", case=world.case(1)).order_by("no").first()
    assert seen is not None
    seen.body = seen.body | {"state": PageState.GONE_HARD}
    seen.save()


def lose_a_reply(world: World) -> None:
    triggers.take_off(connection)
    Reply.objects.filter(sender_ref="r-1").delete()


def lose_a_look(world: World) -> None:
    triggers.take_off(connection)
    Observation.objects.filter(case=world.case(1)).first().delete()  # type: ignore[union-attr]


def lose_a_row(world: World) -> None:
    OrderRow.objects.filter(row=3).delete()


def lose_planned_work(world: World) -> None:
    Outbox.objects.filter(errand=Errand.LOOK, done_at=None, key=f"look:{world.case(4).pk}").delete()


def lose_a_delivery(world: World) -> None:
    Dispatch.objects.update(state=NoticeState.APPROVED, sent_at=None)
    Notice.objects.update(state=NoticeState.APPROVED)


def lose_an_order(world: World) -> None:
    Order.objects.filter(row_count=1).update(state="taking_in")


def let_a_clock_run(world: World) -> None:
    Clock.objects.filter(case=world.case(1)).update(stopped_at=None)


def move_a_claim(world: World) -> None:
    Case.objects.filter(pk=world.case(1).pk).update(claimed_day=date(2026, 1, 1))


@pytest.mark.parametrize(
    ("spoil", "what"),
    [
        (lose_an_event, "history"),
        (change_a_state, "history"),
        (send_twice, "delivery"),
        (ask_for_what_was_gone, "delivery"),
        (lose_a_reply, "history"),
        (lose_a_look, "history"),
        (lose_a_row, "receipt"),
        (lose_planned_work, "work"),
        (lose_a_delivery, "work"),
        (lose_an_order, "work"),
        (let_a_clock_run, "clock"),
        (move_a_claim, "history"),
    ],
)
def test_a_spoilt_row_is_found(spoil: Callable[[World], None], what: str, world: World) -> None:
    spoil(world)
    assert what in {fault.what for fault in found(world)}
