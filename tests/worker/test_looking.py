"""Looks by the worker: lanes beside each other, a host that asks for a pause, controls that fail, work that breaks."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from django.db import connection
from pytest_django import Settings

import tertib.sandbox
from tertib.actions import outbox, tables
from tertib.actions.cases import deciding
from tertib.actions.verification import looks
from tertib.adapters.fetch import Exit
from tertib.store import triggers
from tertib.store.models import Alarm, Case, Lane, LookSession, Observation, Outbox
from tertib.vocabulary import AlarmKind, CaseOutcome, CaseState, PageState, Verdict
from tertib.worker.looking import Looker
from tests.actions.world import World
from tests.sandbox.world import CALM
from tests.worker.outside import Outside, up_items

HOUR = timedelta(hours=1)


def hand_in(world: World, around: Outside, count: int = 2) -> None:
    """So many listings of each of two marketplaces."""
    slugs = ("lapakraya", "niagaid")
    world.hand_in(*(around.url(item, slug) for slug in slugs for item in up_items(around.shops, count, slug)))


def test_every_lane_is_looked_at_in_a_round_beside_controls_of_its_own(world: World, around: Outside) -> None:
    hand_in(world, around)
    assert Looker(around.context(world)).look_next() == 4
    assert set(LookSession.objects.values_list("platform", "valid")) == {
        ("lapakraya", True),
        ("niagaid", True),
    }
    assert set(Observation.objects.values_list("state", flat=True)) == {PageState.UP}
    assert Case.objects.filter(listing__first_seen_title="").count() == 0
    assert Looker(around.context(world)).look_next() == 0
    assert not Lane.objects.exclude(lease_until=None).exists()


def test_a_lane_that_another_worker_has_is_left_to_it(world: World, around: Outside) -> None:
    hand_in(world, around)
    context = around.context(world, name="two")
    outbox.take_lane("niagaid", worker="one", now=world.now, lease=HOUR, real_now=context.wall())
    assert Looker(context).look_next() == 2
    assert set(Observation.objects.values_list("case__platform", flat=True)) == {"lapakraya"}


def test_looks_beside_controls_that_fail_count_for_nothing_and_an_alarm_says_so(
    world: World, around: Outside
) -> None:
    hand_in(world, around)
    around.marketplaces.moods = replace(CALM, per_second=0)  # a wall before everybody
    Looker(around.context(world)).look_next()
    assert set(Case.objects.values_list("verdict", "state")) == {(Verdict.CANNOT_TELL, CaseState.OPEN)}
    alarms = Alarm.objects.filter(kind=AlarmKind.CONTROLS_FAIL, cleared_at=None)
    assert {alarm.subject for alarm in alarms} == {"platform:lapakraya", "platform:niagaid"}
    around.marketplaces.moods = CALM
    world.now += 2 * HOUR
    Looker(around.context(world)).look_next()
    assert set(Case.objects.values_list("verdict", flat=True)) == {Verdict.UP}
    assert not alarms.all().exists()


def test_a_look_that_cannot_be_saved_costs_the_others_nothing_and_comes_back(
    world: World, around: Outside
) -> None:
    hand_in(world, around)
    broken = Case.objects.filter(platform="lapakraya").order_by("pk").first()
    assert broken is not None
    rogue = broken.events.get()  # another program wrote the next number into the history
    rogue.pk, rogue.no, rogue.kind = None, broken.version + 1, "joined"
    rogue.save()
    assert Looker(around.context(world)).look_next() == 4
    assert set(Case.objects.exclude(pk=broken.pk).values_list("verdict", flat=True)) == {Verdict.UP}
    work = Outbox.objects.get(key=f"look:{broken.pk}")
    assert (work.done_at, work.lease_until, work.due_at > world.now) == (None, None, True)
    triggers.take_off(connection)
    rogue.delete()
    triggers.put_on(connection)
    world.now = work.due_at
    Looker(around.context(world)).look_next()
    broken.refresh_from_db()
    assert broken.verdict == Verdict.UP


def test_a_look_at_a_case_that_was_closed_meanwhile_is_not_kept(world: World, around: Outside) -> None:
    hand_in(world, around, count=1)
    for case in Case.objects.all():
        deciding.close(world.approver, case, outcome=CaseOutcome.LAWFUL, reason="lokal", now=world.now)
    assert Looker(around.context(world)).look_next() == 0
    assert not Observation.objects.exists()


EXITS = (Exit("jakarta"), Exit("singapura"))


def test_each_exit_has_controls_of_its_own_and_a_listing_is_looked_at_by_each_in_turn(
    world: World, around: Outside
) -> None:
    hand_in(world, around, 1)
    context = replace(around.context(world), exits=EXITS)
    Looker(context).look_next()
    first = set(LookSession.objects.values_list("platform", "exit", "reasons__2"))
    assert first == {("lapakraya", "jakarta", "exits:2"), ("niagaid", "jakarta", "exits:2")}
    world.now += 2 * HOUR
    for case in Case.objects.all():
        looks.look_again(world.approver, [case], now=world.now)
    Looker(context).look_next()
    for case in Case.objects.all():
        seen = Observation.objects.filter(case=case).order_by("at").values_list("session__exit", flat=True)
        assert list(seen) == ["jakarta", "singapura"]


def test_with_two_exits_a_listing_is_down_when_both_saw_it_gone(world: World, around: Outside) -> None:
    (item,) = up_items(around.shops, 1)
    world.hand_in(around.url(item))
    context = replace(around.context(world), exits=EXITS)
    Looker(context).look_next()
    around.take_down(item, world=world)
    seen = []
    for _ in range(2):
        world.now += 7 * HOUR
        looks.look_again(world.approver, [Case.objects.get()], now=world.now)
        Looker(context).look_next()
        seen.append(Case.objects.get().verdict)
    assert seen == [Verdict.CANNOT_TELL, Verdict.DOWN]
    by = Observation.objects.order_by("at").values_list("session__exit", flat=True)
    assert list(by) == ["jakarta", "singapura", "jakarta"]


def test_where_one_exit_is_left_its_looks_are_enough_again(world: World, around: Outside) -> None:
    (item,) = up_items(around.shops, 1)
    world.hand_in(around.url(item))
    Looker(replace(around.context(world), exits=EXITS)).look_next()
    around.take_down(item, world=world)
    alone = replace(around.context(world), exits=EXITS[1:])
    for _ in range(2):
        world.now += 7 * HOUR
        looks.look_again(world.approver, [Case.objects.get()], now=world.now)
        Looker(alone).look_next()
    assert Case.objects.get().verdict == Verdict.DOWN
    assert "exits:1" in LookSession.objects.latest("pk").reasons


def test_a_platforms_own_word_is_one_look_among_ours_and_never_both(
    world: World, around: Outside, settings: Settings
) -> None:
    sandbox = Path(tertib.sandbox.__file__)
    settings.TERTIB_TEMPLATE_FILES = [
        *settings.TERTIB_TEMPLATE_FILES,
        str(sandbox.with_name("status_api.toml")),
    ]
    tables.templates.cache_clear()
    (item,) = up_items(around.shops, 1)
    world.hand_in(around.url(item))
    looker = Looker(around.context(world))
    looker.look_next()
    around.take_down(item, world=world)
    verdicts = []
    for _ in range(2):
        world.now += 7 * HOUR
        looks.look_again(world.approver, [Case.objects.get()], now=world.now)
        looker.look_next()
        verdicts.append(Case.objects.get().verdict)
    seen = Observation.objects.order_by("at").values_list("session__exit", "state", "session__valid")
    assert list(seen) == [
        ("direct", PageState.UP, True),
        ("status_api", PageState.GONE_SOFT, True),
        ("direct", PageState.GONE_HARD, True),
    ]
    assert verdicts == [Verdict.CANNOT_TELL, Verdict.DOWN]
