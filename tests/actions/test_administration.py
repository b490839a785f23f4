"""What operators and administrators do is checked where it is done, whatever page or program asks."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from tertib.actions import alarms, dead_work
from tertib.actions.actor import Actor
from tertib.actions.contacts import keeping
from tertib.actions.contacts.health import contact_failed, contact_worked, raise_alarm
from tertib.actions.notices import contact_tests
from tertib.actions.parties import keys, offices, persons
from tertib.actions.secrets import seal
from tertib.errors import BadInput, NotPermitted
from tertib.store.models import Alarm, ApiKey, Contact, Outbox, Party, Person
from tertib.vocabulary import AlarmKind, ChannelKind, ContactHealth, PartyKind, Role
from tests.actions.world import World, link
from tests.factories import NOW, make_actor, make_party, make_person

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
Act = Callable[[Actor, Party], Any]
ROLES = tuple(Role)


def contact_of(party: Party) -> Contact:
    return Contact.objects.get(party=party)


def person_of(party: Party) -> Person:
    return Person.objects.get(email=f"responder@{party.slug}.example")


def alarm_of(party: Party) -> Alarm:
    return Alarm.objects.get(party=party)


CONTACT: dict[str, Act] = {
    "save": lambda actor, party: keeping.save_contact(
        actor, party, channel=ChannelKind.PORTAL, name="", target="", rank=2, now=NOW
    ),
    "retire": lambda actor, party: keeping.retire_contact(actor, contact_of(party), now=NOW),
    "secret": lambda actor, party: keeping.make_webhook_secret(actor, contact_of(party), now=NOW),
    "test": lambda actor, party: contact_tests.ask_for_test(actor, contact_of(party), now=NOW),
}
PERSON: dict[str, Act] = {
    "invite": lambda actor, party: persons.invite(
        actor, party, email=f"baru-{actor.role}@contoh.example", name="Baru", role=Role.AUDITOR, now=NOW
    ),
    "invite again": lambda actor, party: persons.invite_again(actor, person_of(party), now=NOW),
    "role": lambda actor, party: persons.change_role(actor, person_of(party), role=Role.AUDITOR, now=NOW),
    "switch": lambda actor, party: persons.set_active(actor, person_of(party), active=True, now=NOW),
    "factor": lambda actor, party: persons.forget_second_factor(actor, person_of(party), now=NOW),
}
ALARM: dict[str, Act] = {
    "take on": lambda actor, party: alarms.take_on(actor, alarm_of(party), note="ditelepon", now=NOW),
    "close": lambda actor, party: alarms.close(actor, alarm_of(party), note="lewat surat", now=NOW),
}
INSTALLATION: dict[str, Act] = {
    "add": lambda actor, _: offices.add_party(
        actor, offices.PartyForm(name="Badan Contoh", kind=PartyKind.AUTHORITY), now=NOW
    ),
    "change": lambda actor, party: offices.change_party(
        actor,
        party,
        offices.PartyForm(name="LapakRaya", kind=PartyKind.PLATFORM, platform=str(party.platform)),
        now=NOW,
    ),
    "switch": lambda actor, party: offices.set_party_active(actor, party, active=False, now=NOW),
    "put back": lambda actor, _: dead_work.put_back(actor, [1], now=NOW),
}


@pytest.fixture
def hub(db: None) -> Party:
    return make_party("asosiasi-contoh", PartyKind.ASSOCIATION)


@pytest.fixture
def shop(hub: Party) -> Party:
    """A platform of the shipped table, with a webhook, a person and an alarm."""
    party = make_party("shopee", PartyKind.PLATFORM, association=hub)
    Contact.objects.create(
        party=party, channel=ChannelKind.WEBHOOK, target="https://kait.example/", secret=seal("whsec_AAAA")
    )
    make_person(party, Role.RESPONDER)
    raise_alarm(AlarmKind.DELIVERY_DEAD, subject="D-1", party=party, detail="550", now=NOW)
    return party


@pytest.fixture
def strangers(shop: Party) -> list[Actor]:
    """Every role of every other kind of office, except the operator of the installation."""
    others = {kind: make_party(f"lain-{kind}".replace("_", "-"), kind) for kind in PartyKind}
    return [
        make_actor(party, role)
        for kind, party in others.items()
        for role in ROLES
        if (kind, role) != (PartyKind.PUBLIC_BODY, Role.OPERATOR)
    ]


@pytest.mark.parametrize(
    "act", [*CONTACT.values(), *PERSON.values(), *ALARM.values(), *INSTALLATION.values()]
)
def test_nobody_of_another_office_may(act: Act, strangers: list[Actor], shop: Party) -> None:
    for actor in strangers:
        with pytest.raises(NotPermitted):
            act(actor, shop)


@pytest.mark.parametrize(
    ("acts", "allowed"),
    [
        (CONTACT, {Role.RESPONDER, Role.APPROVER, Role.OPERATOR}),
        (PERSON, {Role.APPROVER, Role.OPERATOR}),
        (ALARM, {Role.OPERATOR}),
        (INSTALLATION, set()),
    ],
    ids=["contacts", "persons", "alarms", "installation"],
)
def test_in_ones_own_office_only_the_named_roles_may(
    acts: dict[str, Act], allowed: set[Role], shop: Party
) -> None:
    for role in ROLES:
        actor = Actor(shop, role)
        for name, act in acts.items():
            if role not in allowed:
                with pytest.raises(NotPermitted):
                    act(actor, shop)
            elif name not in ("retire", "close", "save"):  # each can happen once
                act(actor, shop)


@pytest.mark.parametrize(
    "act", [*CONTACT.values(), *PERSON.values(), *ALARM.values(), *INSTALLATION.values()]
)
def test_the_operator_of_the_installation_may(act: Act, shop: Party) -> None:
    act(make_actor(make_party("pusat-contoh", PartyKind.PUBLIC_BODY), Role.OPERATOR), shop)


@pytest.mark.parametrize("act", [*CONTACT.values(), *PERSON.values(), *ALARM.values()])
def test_an_office_that_is_switched_off_may_nothing(act: Act, shop: Party) -> None:
    shop.active = False
    with pytest.raises(NotPermitted):
        act(Actor(shop, Role.OPERATOR), shop)


def test_the_hubs_operator_keeps_its_members_contacts_and_not_its_persons(hub: Party, shop: Party) -> None:
    actor = make_actor(hub, Role.OPERATOR)
    CONTACT["test"](actor, shop)
    ALARM["take on"](actor, shop)
    for act in PERSON.values():
        with pytest.raises(NotPermitted):
            act(actor, shop)


def test_a_key_has_no_role_that_its_kind_of_office_has_not(shop: Party) -> None:
    for role in set(Role) - set(keys.ROLES_OF_KEYS[PartyKind.PLATFORM]):
        with pytest.raises(BadInput):
            keys.make_api_key(Actor(shop, Role.APPROVER), label="x", role=role, days=30, now=NOW)
    assert not ApiKey.objects.exists()


def test_a_test_is_sent_again_after_a_minute_and_not_before(shop: Party) -> None:
    actor = Actor(shop, Role.APPROVER)
    for moment, asked in ((NOW, NOW), (NOW + MINUTE / 2, NOW), (NOW + MINUTE, NOW + MINUTE)):
        contact_tests.ask_for_test(actor, contact_of(shop), now=moment)
        assert Outbox.objects.get().payload["asked"] == asked.isoformat()
        Outbox.objects.update(done_at=moment)


def test_a_mail_is_sent_again_after_a_minute_and_not_before(shop: Party) -> None:
    actor = Actor(shop, Role.APPROVER)
    person = persons.invite(actor, shop, email="b@x.example", name="Baru", role=Role.AUDITOR, now=NOW)
    for moment, asked in ((NOW + MINUTE / 2, NOW), (NOW + MINUTE, NOW + MINUTE)):
        persons.invite_again(actor, person, now=moment)
        assert Outbox.objects.get().payload["asked"] == asked.isoformat()


def test_a_contact_that_was_dead_is_well_again_under_another_address(shop: Party) -> None:
    contact = contact_of(shop)
    contact_failed(contact.pk, error="410", for_good=True, now=NOW)
    standing = Alarm.objects.filter(kind=AlarmKind.CONTACT_BOUNCES, cleared_at=None)
    assert standing.exists()
    keeping.save_contact(
        Actor(shop, Role.APPROVER),
        shop,
        channel=ChannelKind.WEBHOOK,
        name="",
        target="https://kait-baru.example/",
        rank=1,
        now=NOW,
        contact=contact,
    )
    assert not standing.exists()
    contact_worked(contact.pk, now=NOW)
    contact.refresh_from_db()
    assert (contact.health, contact.failures_in_row) == (ContactHealth.WELL, 0)


def test_clocks_that_stood_for_a_retired_contact_go_on_when_another_one_takes_a_delivery(
    world: World,
) -> None:
    world.ask(link(1))
    dead = world.contact()
    well = Contact.objects.create(
        party=dead.party, channel=ChannelKind.PORTAL, rank=2, health=ContactHealth.WELL
    )
    contact_failed(dead.pk, error="410", for_good=True, now=world.now)
    keeping.retire_contact(Actor(dead.party, Role.APPROVER), dead, now=world.now)
    assert world.wait(100) == 0
    assert world.case(1).clock_paused
    contact_worked(well.pk, now=world.now)
    assert not world.case(1).clock_paused
    assert world.wait(24) == 1
