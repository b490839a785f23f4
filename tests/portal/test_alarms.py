"""Alarms: seen by those they concern, explained, taken on, and closed only where they do not end by themselves."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from tertib.actions.contacts.health import contact_failed, contact_worked
from tertib.queries.types import Alarm
from tertib.vocabulary import AlarmKind
from tests.factories import NOW
from tests.portal.offices import Offices

pytestmark = pytest.mark.django_db
Browse = Callable[..., Client]


def bounces(offices: Offices) -> Alarm:
    """The platform's mailbox has refused."""
    contact_failed(offices.contact().pk, error="550 no such user", for_good=True, now=NOW)
    return Alarm.objects.get()


def page_of(client: Client, address: str = "/alarm/") -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def raised(kind: AlarmKind, subject: str = "platform:lapakraya") -> Alarm:
    return Alarm.objects.create(kind=kind, subject=subject, raised_at=NOW)


def test_an_alarm_says_what_it_means_what_to_do_and_leads_to_its_contact(
    offices: Offices, browse: Browse
) -> None:
    alarm = bounces(offices)
    page = page_of(browse(offices.operator))
    assert "Contact cannot be reached" in page
    assert "What to do:" in page
    assert "550 no such user" in page
    assert f"/kontak/{alarm.subject.removeprefix('contact:')}/" in page


@pytest.mark.parametrize(("who", "sees"), [("approver", True), ("member_desk", True), ("other", False)])
def test_it_is_seen_by_the_party_its_association_and_nobody_beside(
    offices: Offices, browse: Browse, who: str, sees: bool
) -> None:
    bounces(offices)
    page = page_of(browse(getattr(offices, who)))
    assert ("550 no such user" in page) is sees
    assert ("No alarm is open" in page) is not sees


def test_an_authority_sees_that_a_platform_cannot_be_reached_but_not_its_contact(
    offices: Offices, browse: Browse
) -> None:
    bounces(offices)
    page = page_of(browse(offices.analyst))
    assert "Contact cannot be reached" in page
    assert "/kontak/" not in page
    assert "I see to it" not in page


def test_who_takes_it_on_is_named_with_what_they_do(offices: Offices, browse: Browse) -> None:
    alarm = bounces(offices)
    client = browse(offices.operator)
    for note in ("telepon ke kantor", "surat baru dikirim"):
        assert client.post(f"/alarm/{alarm.pk}/tangani/", {"note": note}).status_code == 302
    page = page_of(client)
    assert offices.operator.name in page
    assert "surat baru dikirim" in page
    assert "telepon ke kantor" not in page


def test_a_dead_contact_is_not_closed_away_it_ends_with_a_delivery(offices: Offices, browse: Browse) -> None:
    alarm = bounces(offices)
    client = browse(offices.operator)
    client.post(f"/alarm/{alarm.pk}/tutup/", {"note": "sudah"})
    alarm.refresh_from_db()
    assert alarm.cleared_at is None
    contact_worked(int(alarm.subject.removeprefix("contact:")), now=NOW + timedelta(hours=1))
    assert "No alarm is open" in page_of(client)
    assert "its cause is gone" in page_of(client, "/alarm/?ended=1")


def test_an_unknown_page_design_is_closed_once_and_with_a_reason(offices: Offices, browse: Browse) -> None:
    alarm = raised(AlarmKind.UNKNOWN_TEMPLATE)
    client = browse(offices.operator)
    client.post(f"/alarm/{alarm.pk}/tutup/", {"note": "  "})
    alarm.refresh_from_db()
    assert alarm.cleared_at is None
    address, given = f"/alarm/{alarm.pk}/tutup/", {"note": "templat ditambahkan"}
    assert [client.post(address, given).status_code for _ in range(2)] == [302, 409]
    assert "closed by" in page_of(client, "/alarm/?ended=1")


def test_alarms_are_narrowed_by_kind_and_party(offices: Offices, browse: Browse) -> None:
    bounces(offices)
    controls = f'id="alarm-{raised(AlarmKind.CONTROLS_FAIL).pk}"'
    client = browse(offices.operator)
    assert "550 no such user" not in page_of(client, "/alarm/?kind=controls_fail")
    assert controls not in page_of(client, "/alarm/?party=lapakraya")
    assert "No alarm is like this" in page_of(client, "/alarm/?party=lapakraya&kind=controls_fail")
    assert controls in page_of(client, "/alarm/?kind=nonsense")


def test_who_may_not_see_to_it_is_refused_and_anothers_is_not_found(offices: Offices, browse: Browse) -> None:
    alarm = bounces(offices)
    for act in ("tangani", "tutup"):
        address = f"/alarm/{alarm.pk}/{act}/"
        assert browse(offices.approver).post(address, {"note": "x"}).status_code == 403
        assert browse(offices.analyst).post(address, {"note": "x"}).status_code == 403
        assert browse(offices.other).post(address, {"note": "x"}).status_code == 404
        assert browse(offices.operator).get(address).status_code == 405
    alarm.refresh_from_db()
    assert (alarm.taken_on_at, alarm.cleared_at) == (None, None)


def test_the_association_sees_to_its_members_alarms_only(offices: Offices, browse: Browse) -> None:
    alarm = bounces(offices)
    client = browse(offices.member_desk)
    assert client.post(f"/alarm/{alarm.pk}/tangani/", {"note": "ditelepon"}).status_code == 302
    other = raised(AlarmKind.UNKNOWN_TEMPLATE)
    assert client.post(f"/alarm/{other.pk}/tutup/", {"note": "x"}).status_code == 404


def test_a_note_that_is_too_long_is_refused_in_plain_words(offices: Offices, browse: Browse) -> None:
    alarm = bounces(offices)
    answer = browse(offices.operator).post(f"/alarm/{alarm.pk}/tangani/", {"note": "x" * 501})
    assert answer.status_code == 422
    assert "longer than 500" in answer.content.decode()
