"""Invitations and tests of contacts leave by the worker, over real SMTP and HTTP, and what came of them is kept."""

from datetime import timedelta
from email import message_from_bytes, policy

import pytest

from tertib.actions.actor import Actor
from tertib.actions.notices import contact_tests
from tertib.actions.parties import persons
from tertib.actions.secrets import seal
from tertib.store.models import Alarm, Contact, Outbox, Person
from tertib.vocabulary import AlarmKind, ChannelKind, ContactHealth, Errand, Role
from tertib.worker.inviting import invite_next, try_contact_next
from tests.actions.world import World
from tests.factories import make_actor
from tests.worker.outside import SECRET, Outside

HOUR = timedelta(hours=1)


@pytest.fixture
def admin(world: World) -> Actor:
    return make_actor(world.platforms["lapakraya"], Role.APPROVER)


def invited(admin: Actor, world: World, email: str = "galih@lapakraya.example") -> Person:
    return persons.invite(
        admin, admin.home, email=email, name="Galih Nugroho", role=Role.RESPONDER, now=world.now
    )


def hook(world: World) -> Contact:
    return Contact.objects.get(party=world.platforms["lapakraya"], channel=ChannelKind.WEBHOOK)


def tried(admin: Actor, contact: Contact, world: World, around: Outside) -> Contact:
    contact_tests.ask_for_test(admin, contact, now=world.now)
    assert try_contact_next(around.context(world)) == 1
    contact.refresh_from_db()
    return contact


def test_an_invitation_arrives_by_mail_with_its_link_once(
    admin: Actor, world: World, around: Outside
) -> None:
    person = invited(admin, world)
    context = around.context(world)
    assert (invite_next(context), invite_next(context)) == (1, 0)
    (raw,) = around.mail.mails
    mail = message_from_bytes(raw, policy=policy.default)
    assert around.mail.envelopes[0][1] == [person.email]
    body = mail.get_content()
    assert "/akun/password/reset/key/" in body
    assert admin.person is not None
    assert admin.person.name in body
    assert "reset/key" not in str(Outbox.objects.get().payload)


def test_no_mail_leaves_for_who_was_switched_off_or_came_in_meanwhile(
    admin: Actor, world: World, around: Outside
) -> None:
    off, came = invited(admin, world), invited(admin, world, "sari@lapakraya.example")
    persons.set_active(admin, off, active=False, now=world.now)
    came.set_password("langit-biru-4821-senja")
    came.save()
    assert invite_next(around.context(world)) == 2
    assert around.mail.mails == []
    assert not Outbox.objects.filter(done_at=None).exists()


def test_a_refused_mailbox_ends_the_invitation_and_waits_for_the_operator(
    admin: Actor, world: World, around: Outside
) -> None:
    around.mail.rcpt = "550 no such user"
    invited(admin, world)
    invite_next(around.context(world))
    work = Outbox.objects.get(errand=Errand.INVITATION)
    assert work.dead_at is not None
    assert "550" in work.last_error


def test_a_mail_server_that_is_away_is_tried_again_later(admin: Actor, world: World, around: Outside) -> None:
    around.mail.rcpt = "450 try again later"
    invited(admin, world)
    invite_next(around.context(world))
    work = Outbox.objects.get(errand=Errand.INVITATION)
    assert work.dead_at is None
    assert work.due_at > world.now


def test_a_webhook_that_takes_the_test_is_well(admin: Actor, world: World, around: Outside) -> None:
    contact = tried(admin, hook(world), world, around)
    assert around.messages[0]["type"] == "contact.test"
    assert (contact.health, contact.last_ok_at) == (ContactHealth.WELL, world.now)


def test_a_webhook_that_answers_an_error_is_failing_and_says_why(
    admin: Actor, world: World, around: Outside
) -> None:
    around.statuses[:] = [500]
    contact = tried(admin, hook(world), world, around)
    assert contact.health == ContactHealth.FAILING
    assert "500" in contact.last_error
    assert Outbox.objects.get(errand=Errand.CONTACT_TEST).done_at is not None


def test_a_webhook_that_wants_no_more_is_dead_and_an_alarm_stands_until_it_works(
    admin: Actor, world: World, around: Outside
) -> None:
    around.statuses[:] = [410]
    assert tried(admin, hook(world), world, around).health == ContactHealth.DEAD
    assert Alarm.objects.get(kind=AlarmKind.CONTACT_BOUNCES).cleared_at is None
    around.statuses[:] = [202]
    world.now += HOUR
    assert tried(admin, hook(world), world, around).health == ContactHealth.WELL
    assert Alarm.objects.get(kind=AlarmKind.CONTACT_BOUNCES).cleared_at == world.now


def test_a_secret_that_cannot_be_opened_fails_the_test_and_not_the_worker(
    admin: Actor, world: World, around: Outside
) -> None:
    Contact.objects.filter(pk=hook(world).pk).update(secret="not sealed by us")
    assert "kept secret cannot be opened" in tried(admin, hook(world), world, around).last_error


def test_a_mailbox_is_tested_by_a_mail_that_asks_nothing(admin: Actor, world: World, around: Outside) -> None:
    contact = Contact.objects.create(
        party=admin.home, channel=ChannelKind.EMAIL, target="tim@lapakraya.example", secret=seal(SECRET)
    )
    assert tried(admin, contact, world, around).health == ContactHealth.WELL
    (raw,) = around.mail.mails
    mail = message_from_bytes(raw, policy=policy.default)
    assert not list(mail.iter_attachments())
    assert "uji" in str(mail["subject"]).lower()


def test_a_contact_retired_meanwhile_is_told_nothing(admin: Actor, world: World, around: Outside) -> None:
    contact = hook(world)
    contact_tests.ask_for_test(admin, contact, now=world.now)
    Contact.objects.filter(pk=contact.pk).update(active=False)
    assert try_contact_next(around.context(world)) == 1
    assert around.messages == []
