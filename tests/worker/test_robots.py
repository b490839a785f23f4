"""What a marketplace's robots.txt and its Retry-After do to the looks of a worker."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from pytest_django import Settings

import tertib.sandbox
from tertib.actions import tables
from tertib.actions.verification import looks
from tertib.store.models import Alarm, Case, Lane, Observation, Outbox
from tertib.vocabulary import AlarmKind, Errand, PageState, Verdict
from tertib.worker.looking import AFTER_PAUSE, Looker
from tertib.worker.manners import LONGEST_AWAY
from tests.actions.world import World
from tests.sandbox.world import CALM
from tests.worker.outside import Outside, up_items

KEEP_OUT = b"User-agent: *\nDisallow: /\n"


def hand_in(world: World, around: Outside, count: int = 2) -> None:
    world.hand_in(*(around.url(item) for item in up_items(around.shops, count)))


def look_again(world: World, looker: Looker) -> None:
    world.now += timedelta(hours=2)
    looks.look_again(world.approver, list(Case.objects.all()), now=world.now)
    looker.look_next()


def test_a_look_that_is_not_allowed_cannot_tell_and_an_alarm_asks_for_leave(
    world: World, around: Outside
) -> None:
    hand_in(world, around)
    around.marketplaces.robots = KEEP_OUT
    Looker(around.context(world)).look_next()
    assert set(Case.objects.values_list("verdict", flat=True)) == {Verdict.CANNOT_TELL}
    assert set(Observation.objects.values_list("state", "status")) == {(PageState.ERROR, None)}
    assert Observation.objects.first().reasons == ["error:robots"]  # type: ignore[union-attr]
    alarm = Alarm.objects.get(kind=AlarmKind.ROBOTS_REFUSE)
    assert (alarm.subject, alarm.detail) == (
        "platform:lapakraya",
        "2 of 2 looks are not allowed by its robots.txt",
    )
    around.marketplaces.robots = b""
    look_again(world, Looker(around.context(world)))
    assert set(Case.objects.values_list("verdict", flat=True)) == {Verdict.UP}
    alarm.refresh_from_db()
    assert alarm.cleared_at == world.now


def test_a_page_that_was_gone_is_not_called_down_once_robots_txt_keeps_us_out(
    world: World, around: Outside
) -> None:
    (item,) = up_items(around.shops, 1)
    world.hand_in(around.url(item))
    Looker(around.context(world)).look_next()
    around.take_down(item, world=world)
    look_again(world, Looker(around.context(world)))
    around.marketplaces.robots = KEEP_OUT
    for _ in range(4):
        look_again(world, Looker(around.context(world)))
    assert Case.objects.get().verdict != Verdict.DOWN


def test_a_written_permission_goes_before_robots_txt(
    world: World, around: Outside, settings: Settings, tmp_path: Path
) -> None:
    table = Path(tertib.sandbox.__file__).with_name("platforms.toml").read_text(encoding="utf-8")
    said = 'robots_permission = { given_by = "N. Contoh", on = 2026-01-31, letter = "12/LR/2026" }\n'
    assert table.count("looks_per_second = 400.0\n") > 1
    file = tmp_path / "platforms.toml"
    file.write_text(table.replace("looks_per_second = 400.0\n", f"looks_per_second = 400.0\n{said}"), "utf-8")
    settings.TERTIB_PLATFORM_FILES = [str(file)]
    tables.platforms.cache_clear()
    try:
        hand_in(world, around)
        around.marketplaces.robots = KEEP_OUT
        Looker(around.context(world)).look_next()
        assert set(Case.objects.values_list("verdict", flat=True)) == {Verdict.UP}
        assert not Alarm.objects.filter(kind=AlarmKind.ROBOTS_REFUSE).exists()
    finally:
        tables.platforms.cache_clear()


def test_a_host_that_names_a_time_is_left_alone_for_it(world: World, around: Outside) -> None:
    hand_in(world, around)
    looker = Looker(around.context(world))
    looker.look_next()  # its session stands, and robots.txt is kept
    for asked, away in ((60, timedelta(minutes=1)), (7200, timedelta(hours=2)), (10**7, LONGEST_AWAY)):
        around.marketplaces.moods = replace(CALM, asks_to_wait=asked)
        world.now += timedelta(minutes=5)
        looks.look_again(world.approver, list(Case.objects.all()), now=world.now)
        looker.look_next()
        assert Lane.objects.get(name="lapakraya").not_before == world.now + away
        asked_before = around.marketplaces.statuses[503]
        world.now += away - timedelta(seconds=1)
        looks.look_again(world.approver, list(Case.objects.all()), now=world.now)
        assert looker.look_next() == 0
        assert around.marketplaces.statuses[503] == asked_before
        world.now += timedelta(seconds=1)


def test_looks_that_wait_behind_a_pause_come_back_after_it(world: World, around: Outside) -> None:
    hand_in(world, around, 8)
    looker = Looker(around.context(world))
    looker.look_next()
    around.marketplaces.robots, around.marketplaces.moods = b"", replace(CALM, asks_to_wait=20)
    world.now += timedelta(minutes=5)
    looks.look_again(world.approver, list(Case.objects.all()), now=world.now)
    looker.look_next()
    seen = Observation.objects.filter(at=world.now).count()
    left = Outbox.objects.filter(errand=Errand.LOOK, done_at=None, due_at=world.now + AFTER_PAUSE)
    assert seen + left.count() == 8
