"""How well contacts are reached: failures, silence and certificates raise one alarm each, and end with their cause."""

from datetime import datetime, timedelta

from tertib.actions.contacts import health as health
from tertib.store.models import Alarm, Contact
from tertib.vocabulary import AlarmKind, CaseState, ContactHealth
from tests.actions.world import World, acted, link

DAY = timedelta(days=1)


def alarms(world: World) -> set[AlarmKind]:
    subject = f"contact:{world.contact().pk}"
    return {alarm.kind for alarm in Alarm.objects.filter(subject=subject, cleared_at=None)}


def fail(world: World, *, for_good: bool = False) -> ContactHealth:
    health.contact_failed(world.contact().pk, error="outside_error: 503", for_good=for_good, now=world.now)
    found: ContactHealth = world.contact().health
    return found


def test_failures_make_a_contact_dead_only_when_they_last_a_day(world: World) -> None:
    assert fail(world) == ContactHealth.FAILING
    world.now += DAY - timedelta(minutes=1)
    assert fail(world) == ContactHealth.FAILING
    assert alarms(world) == set()
    world.now += timedelta(minutes=1)
    assert fail(world) == ContactHealth.DEAD
    assert alarms(world) == {AlarmKind.CONTACT_BOUNCES}
    assert world.contact().failures_in_row == 3


def test_a_delivery_between_two_failures_begins_the_day_anew(world: World) -> None:
    fail(world)
    world.now += DAY / 2
    health.contact_worked(world.contact().pk, now=world.now)
    assert world.contact().health == ContactHealth.WELL
    world.now += DAY / 2
    assert fail(world) == ContactHealth.FAILING


def test_refused_for_good_is_dead_at_once_with_one_alarm_that_ends_with_a_delivery(world: World) -> None:
    assert fail(world, for_good=True) == ContactHealth.DEAD
    fail(world, for_good=True)
    assert Alarm.objects.count() == 1
    health.contact_worked(world.contact().pk, now=world.now)
    assert alarms(world) == set()
    fail(world, for_good=True)
    assert Alarm.objects.filter(kind=AlarmKind.CONTACT_BOUNCES).count() == 2


def test_nothing_is_asked_by_a_dead_contact(world: World) -> None:
    fail(world, for_good=True)
    world.hand_in(link(1))
    world.look()
    approval = world.approve()
    assert (approval.notices.count(), approval.left_out) == (0, {"no_contact": 1})
    Contact.objects.create(party=world.platforms["lapakraya"], channel="portal", rank=9)
    assert world.approve().notices.count() == 1


def test_silence_is_an_alarm_that_an_answer_ends(world: World) -> None:
    sent = world.ask(*(link(number) for number in range(1, 7)))
    world.wait(71)
    assert health.watch_contacts(now=world.now) == 0
    world.wait(1)
    assert health.watch_contacts(now=world.now) == 1
    assert health.watch_contacts(now=world.now) == 1
    assert alarms(world) == {AlarmKind.CONTACT_SILENT}
    world.say(acted(sent[0].key, "r-1", world.now))
    assert alarms(world) == set()
    assert world.case(2).state == CaseState.OVERDUE
    assert world.contact().health == ContactHealth.WELL, "silence is no dead mailbox: the clocks ran"


def test_few_overdue_notices_are_no_silence(world: World) -> None:
    world.ask(*(link(number) for number in range(1, 5)))
    world.wait(500)
    assert health.watch_contacts(now=world.now) == 0


def test_a_certificate_about_to_end_is_an_alarm_until_there_is_a_new_one(world: World) -> None:
    def seen(until: datetime) -> set[AlarmKind]:
        health.contact_worked(world.contact().pk, now=world.now, certificate_expires_at=until)
        health.watch_contacts(now=world.now)
        return alarms(world)

    assert seen(world.now + 15 * DAY) == set()
    assert seen(world.now + 13 * DAY) == {AlarmKind.CONTACT_CERTIFICATE}
    assert seen(world.now + 90 * DAY) == set()
