"""Persons and offices: invited by mail, changed and switched off by those who may, and never by oneself."""

import re
from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from tertib.actions import outbox
from tertib.actions.parties.invitations import parcel_of_invitation
from tertib.queries.types import Party, Person
from tertib.store.models import Outbox
from tertib.vocabulary import Errand, PartyKind, Role
from tests.factories import NOW, make_person
from tests.portal.offices import Offices

pytestmark = pytest.mark.django_db
Browse = Callable[..., Client]
GALIH = {"name": "Galih Nugroho", "email": "galih@lapakraya.example", "role": "responder"}
OFFICE = {
    "name": "NiagaID",
    "kind": "platform",
    "platform": "niagaid",
    "association": "",
    "zone": "WITA",
    "language": "id",
}


def mail_of(person: Person) -> str:
    """The body of the invitation that waits for this person."""
    row = Outbox.objects.get(key=f"invitation:{person.pk}")
    claim = outbox.Claim(row.pk, row.errand, row.key, "", row.payload, 1, row.fence)
    parcel = parcel_of_invitation(claim)
    assert parcel is not None
    assert parcel.target == person.email
    return parcel.body


def test_an_invited_person_sets_a_password_by_the_link_of_the_mail_and_comes_in(
    offices: Offices, browse: Browse
) -> None:
    client = browse(offices.approver)
    assert client.post("/orang/", GALIH).status_code == 302
    person = Person.objects.get(email="galih@lapakraya.example")
    assert (person.party, person.role, person.invited_by) == (offices.lapak, Role.RESPONDER, offices.approver)
    assert "Invited" in client.get(f"/orang/{person.pk}/").content.decode()
    link = re.search(r"https?://[^/]+(/akun/password/reset/key/\S+)", mail_of(person))
    assert link is not None
    stranger = Client(headers={"accept-language": "en"})
    page = stranger.get(link[1], follow=True)
    new = {"password1": "langit-biru-4821-senja", "password2": "langit-biru-4821-senja"}
    assert stranger.post(page.request["PATH_INFO"], new).status_code == 302
    given = {"login": person.email, "password": new["password1"]}
    assert stranger.post("/akun/login/", given).status_code == 302
    assert "_auth_user_id" in stranger.session
    assert "Active" in client.get(f"/orang/{person.pk}/").content.decode()


def test_the_link_opens_once(offices: Offices, browse: Browse) -> None:
    browse(offices.approver).post("/orang/", GALIH)
    person = Person.objects.get(email="galih@lapakraya.example")
    link = re.search(r"https?://[^/]+(/akun/password/reset/key/\S+)", mail_of(person))
    assert link is not None
    person.set_password("langit-biru-4821-senja")
    person.save()
    assert "password1" not in Client().get(link[1], follow=True).content.decode()


def test_nobody_comes_in_without_the_link(offices: Offices, browse: Browse) -> None:
    browse(offices.approver).post("/orang/", GALIH)
    assert not Person.objects.get(email="galih@lapakraya.example").has_usable_password()


def test_the_invitation_sent_twice_makes_one_person(offices: Offices, browse: Browse) -> None:
    client = browse(offices.approver)
    assert [client.post("/orang/", GALIH).status_code for _ in range(2)] == [302, 422]
    assert Person.objects.filter(email="galih@lapakraya.example").count() == 1
    assert Outbox.objects.filter(errand=Errand.INVITATION).count() == 1


def test_an_invitation_is_sent_again_only_while_it_waits(offices: Offices, browse: Browse) -> None:
    client = browse(offices.approver)
    client.post("/orang/", GALIH)
    person = Person.objects.get(email="galih@lapakraya.example")
    Outbox.objects.update(dead_at=NOW, last_error="550 no such user")
    assert "550 no such user" in client.get(f"/orang/{person.pk}/").content.decode()
    assert client.post(f"/orang/{person.pk}/undang/").status_code == 302
    assert Outbox.objects.get().dead_at is None
    person.set_password("langit-biru-4821-senja")
    person.save()
    assert client.post(f"/orang/{person.pk}/undang/").status_code == 409


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"email": "galih"}, "valid email"),
        ({"name": " "}, "required"),
        ({"role": "investigator"}, "Select a valid choice"),
        ({"email": "responder@lapakraya.example"}, "here already"),
        ({"email": "RESPONDER@lapakraya.example"}, "here already"),
    ],
)
def test_what_is_wrong_is_said(offices: Offices, browse: Browse, fields: dict[str, str], why: str) -> None:
    answer = browse(offices.approver).post("/orang/", {**GALIH, **fields})
    assert answer.status_code == 422
    assert why in answer.content.decode()
    assert not Outbox.objects.exists()


def test_a_role_is_changed_from_the_next_request_on(offices: Offices, browse: Browse) -> None:
    theirs = browse(offices.responder)
    assert theirs.get("/kunci/").status_code == 403
    client = browse(offices.approver)
    client.post(f"/orang/{offices.responder.pk}/peran/", {"role": "approver"})
    assert theirs.get("/kunci/").status_code == 200


def test_who_is_kept_out_is_out_with_the_next_request_and_can_be_let_in_again(
    offices: Offices, browse: Browse
) -> None:
    theirs, client = browse(offices.responder), browse(offices.approver)
    address = f"/orang/{offices.responder.pk}/masuk/"
    for _ in range(2):
        client.post(address, {"active": "0"})
    assert theirs.get("/tugas/")["location"].startswith("/akun/login/")
    assert "Kept out" in client.get("/orang/").content.decode()
    client.post(address, {"active": "1"})
    assert browse(offices.responder).get("/tugas/").status_code == 200


def test_a_lost_second_factor_is_forgotten(offices: Offices, browse: Browse) -> None:
    for kind in ("totp", "recovery_codes"):
        Authenticator.objects.create(user=offices.responder, type=kind, data={})
    client = browse(offices.approver)
    assert "Code app" in client.get("/orang/").content.decode()
    for _ in range(2):
        assert client.post(f"/orang/{offices.responder.pk}/faktor/").status_code == 302
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize(
    ("act", "given"), [("peran/", {"role": "auditor"}), ("masuk/", {"active": "0"}), ("faktor/", {})]
)
def test_nobody_does_it_to_themselves(
    offices: Offices, browse: Browse, act: str, given: dict[str, str]
) -> None:
    answer = browse(offices.approver).post(f"/orang/{offices.approver.pk}/{act}", given)
    assert answer.status_code == 422
    offices.approver.refresh_from_db()
    assert (offices.approver.role, offices.approver.is_active) == (Role.APPROVER, True)


@pytest.mark.parametrize("role", ["", "king", "investigator"])
def test_a_role_that_the_office_does_not_have_is_refused(offices: Offices, browse: Browse, role: str) -> None:
    answer = browse(offices.approver).post(f"/orang/{offices.responder.pk}/peran/", {"role": role})
    assert answer.status_code == 422


@pytest.mark.parametrize("who", ["responder", "auditor", "analyst", "member_desk"])
def test_who_may_not_edit_the_office_finds_the_doors_shut(offices: Offices, browse: Browse, who: str) -> None:
    client = browse(getattr(offices, who))
    assert client.get("/orang/").status_code == 403
    assert client.post("/orang/", GALIH).status_code == 403
    for act in ("", "peran/", "masuk/", "faktor/", "undang/"):
        assert client.post(f"/orang/{offices.approver.pk}/{act}").status_code == 403
    assert client.get("/orang/kantor/").status_code == 403


@pytest.mark.parametrize("act", ["peran/", "masuk/", "faktor/", "undang/"])
def test_anothers_person_is_not_found(offices: Offices, browse: Browse, act: str) -> None:
    client = browse(offices.other)
    assert client.get(f"/orang/{offices.responder.pk}/").status_code == 404
    assert client.post(f"/orang/{offices.responder.pk}/{act}", {"role": "auditor"}).status_code == 404
    assert client.get("/orang/?office=lapakraya").status_code == 404
    assert client.post("/orang/?office=lapakraya", GALIH).status_code == 404


def test_the_operator_invites_for_any_office_and_adds_one(offices: Offices, browse: Browse) -> None:
    client = browse(offices.operator)
    added = client.post("/orang/kantor/baru/", {**OFFICE, "association": offices.hub.slug})
    assert added["location"] == "/orang/?office=niagaid"
    party = Party.objects.get(slug="niagaid")
    assert (party.platform, party.association, party.time_zone) == ("niagaid", offices.hub, "Asia/Makassar")
    page = client.get("/orang/?office=niagaid").content.decode()
    assert "Nobody is in this office yet" in page
    assert client.post("/orang/?office=niagaid", GALIH)["location"] == "/orang/?office=niagaid"
    assert Person.objects.get(email="galih@lapakraya.example").party == party


def test_an_office_added_twice_is_there_once(offices: Offices, browse: Browse) -> None:
    client = browse(offices.operator)
    assert [client.post("/orang/kantor/baru/", OFFICE).status_code for _ in range(2)] == [302, 422]
    assert Party.objects.filter(slug="niagaid").count() == 1


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"platform": ""}, "needs its key"),
        ({"platform": "lapakraya"}, "here already"),
        ({"platform": "nowhere"}, "Select a valid choice"),
        ({"kind": "police"}, "Only a platform has a key"),
        ({"kind": "police", "platform": "", "association": "asosiasi-contoh"}, "belongs to an association"),
        ({"name": "   "}, "required"),
        ({"name": "???"}, "can stand in an address"),
        ({"name": "Baru"}, "can stand in an address"),
        ({"zone": "UTC"}, "Select a valid choice"),
        ({"language": "fr"}, "Select a valid choice"),
    ],
)
def test_an_office_that_does_not_fit_is_not_added(
    offices: Offices, browse: Browse, fields: dict[str, str], why: str
) -> None:
    before = Party.objects.count()
    answer = browse(offices.operator).post("/orang/kantor/baru/", {**OFFICE, **fields})
    assert answer.status_code == 422
    assert why in answer.content.decode()
    assert Party.objects.count() == before


def test_an_offices_kind_stays_whatever_is_sent(offices: Offices, browse: Browse) -> None:
    client = browse(offices.operator)
    given = {**OFFICE, "name": "LapakRaya Nusantara", "kind": "authority", "platform": "pasarkita"}
    assert client.post("/orang/kantor/lapakraya/", given).status_code == 302
    offices.lapak.refresh_from_db()
    assert (offices.lapak.name, offices.lapak.kind) == ("LapakRaya Nusantara", PartyKind.PLATFORM)
    assert offices.lapak.platform == "lapakraya"


def test_a_switched_off_office_is_out_and_ones_own_stays_on(offices: Offices, browse: Browse) -> None:
    theirs, client = browse(offices.approver), browse(offices.operator)
    client.post("/orang/kantor/lapakraya/masuk/", {"active": "0"})
    assert theirs.get("/kontak/").status_code == 403
    client.post("/orang/kantor/lapakraya/masuk/", {"active": "1"})
    assert theirs.get("/kontak/").status_code == 200
    own = client.post("/orang/kantor/pusat-contoh/masuk/", {"active": "0"})
    assert own.status_code == 422


def test_only_the_operator_of_the_installation_sees_to_its_operators(
    offices: Offices, browse: Browse
) -> None:
    approver = make_person(offices.centre, Role.APPROVER)
    auditor = make_person(offices.centre, Role.AUDITOR)
    client = browse(approver)
    assert 'value="operator"' not in client.get("/orang/").content.decode()
    for number, act, given in (
        (auditor.pk, "peran/", {"role": "operator"}),
        (offices.operator.pk, "peran/", {"role": "auditor"}),
        (offices.operator.pk, "masuk/", {"active": "0"}),
        (offices.operator.pk, "faktor/", {}),
    ):
        assert client.post(f"/orang/{number}/{act}", given).status_code == 403
    operator = browse(offices.operator)
    assert operator.post(f"/orang/{auditor.pk}/peran/", {"role": "operator"}).status_code == 302


def test_the_operators_list_of_offices_is_narrowed_by_kind(offices: Offices, browse: Browse) -> None:
    page = browse(offices.operator).get("/orang/kantor/?kind=police").content.decode()
    assert "No office is like this" in page
    page = browse(offices.operator).get("/orang/kantor/?kind=platform").content.decode()
    assert "LapakRaya" in page
    assert "/orang/?office=lapakraya" in page
