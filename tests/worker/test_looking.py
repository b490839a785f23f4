"""Looks by the worker: lanes beside each other, a host that asks for a pause, controls that fail, work that breaks."""

from dataclasses import replace
from datetime import timedelta

from django.db import connection

from tertib.actions import cases, outbox
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
        cases.close(world.approver, case, outcome=CaseOutcome.LAWFUL, reason="lokal", now=world.now)
    assert Looker(around.context(world)).look_next() == 0
    assert not Observation.objects.exists()
