"""Contacts: kept by those they reach and by operators, tested, given secrets once, retired; hidden from all others."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from tertib.actions.contacts.health import contact_failed
from tertib.actions.contacts.keeping import MOST
from tertib.actions.secrets import unseal
from tertib.queries.types import Alarm, Contact
from tertib.store.models import Outbox
from tertib.vocabulary import ChannelKind, ContactHealth, Errand, PartyKind, Role
from tests.factories import NOW, make_party, make_person
from tests.portal.offices import Offices

pytestmark = pytest.mark.django_db
Browse = Callable[..., Client]
HOOK = {"channel": "webhook", "target": "https://lapakraya.example/kait", "name": "Tim TI", "rank": "2"}
SECRET = re.compile(r">(whsec_[A-Za-z0-9+/=]+)<")


def once(client: Client, contact: Contact) -> dict[str, str]:
    found = re.search(r'name="once" value="([^"]+)"', client.get(f"/kontak/{contact.pk}/").content.decode())
    assert found is not None
    return {"once": found[1]}


def test_the_platforms_own_admin_adds_and_changes_a_contact(offices: Offices, browse: Browse) -> None:
    client = browse(offices.approver)
    assert client.post("/kontak/baru/", HOOK).status_code == 302
    contact = Contact.objects.get()
    assert (contact.party, contact.channel, contact.rank) == (offices.lapak, ChannelKind.WEBHOOK, 2)
    client.post(f"/kontak/{contact.pk}/", {**HOOK, "name": "Meja aduan", "rank": "1"})
    contact.refresh_from_db()
    assert (contact.name, contact.rank) == ("Meja aduan", 1)
    assert "Meja aduan" in client.get("/kontak/").content.decode()


def test_the_form_sent_twice_adds_one_contact(offices: Offices, browse: Browse) -> None:
    client = browse(offices.approver)
    assert [client.post("/kontak/baru/", HOOK).status_code for _ in range(2)] == [302, 422]
    assert Contact.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"target": "lapakraya.example"}, "is no web address"),
        ({"target": "ftp://lapakraya.example/"}, "is no web address"),
        ({"target": "https://nama:sandi@lapakraya.example/"}, "is no web address"),
        ({"channel": "email", "target": "tim lapak"}, "is no mail address"),
        ({"channel": "email", "target": ""}, "is no mail address"),
        ({"channel": "pigeon"}, "Select a valid choice"),
        ({"rank": "0"}, "greater than or equal to 1"),
        ({"rank": "100"}, "less than or equal to 99"),
        ({"target": "https://x.example/" + "a" * 500}, "at most 500"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_written_stays(
    offices: Offices, browse: Browse, fields: dict[str, str], why: str
) -> None:
    answer = browse(offices.approver).post("/kontak/baru/", {**HOOK, **fields})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert why in page
    assert "Tim TI" in page
    assert not Contact.objects.exists()


def test_the_portal_needs_no_address(offices: Offices, browse: Browse) -> None:
    client = browse(offices.approver)
    client.post("/kontak/baru/", {"channel": "portal", "target": "whatever", "name": "", "rank": "3"})
    assert Contact.objects.get().target == ""


def test_a_party_has_so_many_contacts_and_no_more(offices: Offices, browse: Browse) -> None:
    for number in range(MOST):
        offices.contact(target=f"tim{number}@lapakraya.localhost")
    answer = browse(offices.approver).post("/kontak/baru/", HOOK)
    assert answer.status_code == 422
    assert "Retire one first" in answer.content.decode()


def test_another_address_is_untried_and_ends_the_alarm_of_the_old_one(
    offices: Offices, browse: Browse
) -> None:
    contact = offices.contact()
    contact_failed(contact.pk, error="550 no such user", for_good=True, now=NOW)
    client = browse(offices.approver)
    assert "Contact cannot be reached" in client.get(f"/kontak/{contact.pk}/").content.decode()
    given = {"channel": "email", "target": "baru@lapakraya.localhost", "name": "", "rank": "1"}
    client.post(f"/kontak/{contact.pk}/", given)
    contact.refresh_from_db()
    assert contact.health == ContactHealth.UNTRIED
    assert Alarm.objects.get().cleared_at == NOW


def test_the_health_stands_beside_and_narrows_the_list(offices: Offices, browse: Browse) -> None:
    offices.contact(health=ContactHealth.DEAD, last_error="550 no such user")
    offices.contact(offices.pasar, channel=ChannelKind.PULL, target="", health=ContactHealth.WELL)
    client = browse(offices.operator)
    page = client.get("/kontak/").content.decode()
    assert "550 no such user" in page
    assert "PasarKita" in page
    narrowed = client.get("/kontak/?health=dead&channel=email").content.decode()
    assert "550 no such user" in narrowed
    assert "needs none" not in narrowed
    assert "No contact is like this" in client.get("/kontak/?health=failing").content.decode()


def test_a_platform_without_a_contact_is_pointed_out(offices: Offices, browse: Browse) -> None:
    offices.contact()
    page = browse(offices.operator).get("/kontak/").content.decode()
    assert "Without any contact:" in page
    assert "/kontak/baru/?party=pasarkita" in page


def test_the_operator_keeps_any_partys_contacts(offices: Offices, browse: Browse) -> None:
    client = browse(offices.operator)
    assert client.post("/kontak/baru/?party=pasarkita", HOOK).status_code == 302
    contact = Contact.objects.get()
    assert contact.party == offices.pasar
    assert client.post(f"/kontak/{contact.pk}/berhenti/").status_code == 302


def test_a_secret_is_shown_once_and_the_one_before_goes_on_signing(offices: Offices, browse: Browse) -> None:
    contact = offices.contact(channel=ChannelKind.WEBHOOK, target="https://lapakraya.example/kait")
    client, shown = browse(offices.approver), []
    for _ in range(2):
        answer = client.post(f"/kontak/{contact.pk}/rahasia/", once(client, contact), follow=True)
        found = SECRET.search(answer.content.decode())
        assert found is not None
        assert "no-store" in answer["cache-control"]
        shown.append(found[1])
    contact.refresh_from_db()
    assert unseal(contact.secret).split(" ") == [shown[1], shown[0]]
    assert "The secret was shown already" in client.get(f"/kontak/{contact.pk}/rahasia/").content.decode()


def test_the_secret_form_sent_twice_makes_one_secret(offices: Offices, browse: Browse) -> None:
    contact = offices.contact(channel=ChannelKind.WEBHOOK, target="https://lapakraya.example/kait")
    client = browse(offices.approver)
    given = once(client, contact)
    for _ in range(2):
        assert client.post(f"/kontak/{contact.pk}/rahasia/", given).status_code == 302
    contact.refresh_from_db()
    assert len(unseal(contact.secret).split(" ")) == 1


def test_a_test_is_asked_for_once_however_often_the_button_is_pressed(
    offices: Offices, browse: Browse
) -> None:
    contact = offices.contact()
    client = browse(offices.responder)
    for _ in range(2):
        page = client.post(f"/kontak/{contact.pk}/uji/", follow=True).content.decode()
    assert "on its way" in page
    assert Outbox.objects.get(errand=Errand.CONTACT_TEST).payload["contact"] == contact.pk


@pytest.mark.parametrize(
    ("channel", "why"),
    [(ChannelKind.PORTAL, "nothing to test"), (ChannelKind.WEBHOOK, "no signing secret yet")],
)
def test_what_cannot_be_tested_says_why(
    offices: Offices, browse: Browse, channel: ChannelKind, why: str
) -> None:
    contact = offices.contact(channel=channel, target="")
    page = browse(offices.approver).post(f"/kontak/{contact.pk}/uji/", follow=True).content.decode()
    assert why in page
    assert not Outbox.objects.exists()


def test_a_retired_contact_is_gone_from_the_list_and_retiring_twice_does_nothing(
    offices: Offices, browse: Browse
) -> None:
    contact = offices.contact()
    contact_failed(contact.pk, error="550", for_good=True, now=NOW)
    client = browse(offices.approver)
    assert [client.post(f"/kontak/{contact.pk}/berhenti/").status_code for _ in range(2)] == [302, 302]
    assert "tim@lapakraya.localhost" not in client.get("/kontak/").content.decode()
    assert client.get(f"/kontak/{contact.pk}/").status_code == 404
    assert Alarm.objects.get().cleared_at is not None


def test_the_association_reads_its_members_contacts_and_changes_none(
    offices: Offices, browse: Browse
) -> None:
    contact, foreign = offices.contact(), offices.contact(offices.pasar)
    client = browse(offices.member_desk)
    page = client.get(f"/kontak/{contact.pk}/").content.decode()
    assert "tim@lapakraya.localhost" in page
    assert "Retire the contact" not in page
    assert client.get(f"/kontak/{foreign.pk}/").status_code == 404
    for address, given in (
        (f"/kontak/{contact.pk}/", HOOK),
        (f"/kontak/{contact.pk}/berhenti/", {}),
        (f"/kontak/{contact.pk}/uji/", {}),
        ("/kontak/baru/?party=lapakraya", HOOK),
    ):
        assert client.post(address, given).status_code == 403
    contact.refresh_from_db()
    assert contact.active


def test_an_operator_of_the_association_keeps_its_members_contacts(offices: Offices, browse: Browse) -> None:
    contact = offices.contact()
    client = browse(make_person(offices.hub, Role.OPERATOR))
    assert client.post(f"/kontak/{contact.pk}/uji/").status_code == 302
    assert client.get("/kontak/baru/?party=pasarkita").status_code == 404


@pytest.mark.parametrize("act", ["", "uji/", "rahasia/", "berhenti/"])
def test_anothers_contact_is_not_found(offices: Offices, browse: Browse, act: str) -> None:
    contact = offices.contact()
    client = browse(offices.other)
    assert client.post(f"/kontak/{contact.pk}/{act}", HOOK).status_code == 404
    assert "tim@lapakraya" not in client.get("/kontak/").content.decode()


def test_authorities_police_and_auditors_do_not_see_contacts(offices: Offices, browse: Browse) -> None:
    contact = offices.contact()
    police = make_person(make_party("kepolisian-contoh", PartyKind.POLICE), Role.INVESTIGATOR)
    for person in (offices.analyst, offices.auditor, police, make_person(offices.ministry, Role.APPROVER)):
        client = browse(person)
        assert client.get("/kontak/").status_code == 403
        assert client.get(f"/kontak/{contact.pk}/").status_code == 403
        assert client.post(f"/kontak/{contact.pk}/", HOOK).status_code == 403


def test_a_message_that_changes_something_needs_its_token(offices: Offices, browse: Browse) -> None:
    contact = offices.contact()
    guarded = Client(enforce_csrf_checks=True)
    guarded.force_login(offices.approver)
    assert guarded.post(f"/kontak/{contact.pk}/berhenti/").status_code == 403
    contact.refresh_from_db()
    assert contact.active
