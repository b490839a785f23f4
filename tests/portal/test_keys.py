"""API keys: made once and shown once, of one's own office, and worth nothing when revoked."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from tertib.actions.parties.keys import key_by_text
from tertib.queries.types import ApiKey
from tertib.vocabulary import Role
from tests.factories import NOW, make_person
from tests.portal.offices import Offices

pytestmark = pytest.mark.django_db
Browse = Callable[..., Client]
TEXT = re.compile(r">(ttb_[0-9a-f]+_[0-9a-f]+_[0-9a-f]+)<")


def form(client: Client, **fields: str) -> dict[str, str]:
    """The form as the page shows it, filled in."""
    once = re.search(r'name="once" value="([^"]+)"', client.get("/kunci/").content.decode())
    assert once is not None
    return {"once": once[1], "label": "penjawab", "role": "responder", "days": "90", **fields}


def make(client: Client) -> str:
    """A key's text, as it is shown."""
    answer = client.post("/kunci/", form(client), follow=True)
    found = TEXT.search(answer.content.decode())
    assert found is not None
    assert "no-store" in answer["cache-control"]
    return found[1]


def test_a_key_is_made_shown_once_and_opens_the_api(offices: Offices, browse: Browse) -> None:
    client = browse(offices.approver)
    text = make(client)
    key = key_by_text(text, now=NOW)
    assert key is not None
    assert (key.party, key.role, key.made_by) == (offices.lapak, Role.RESPONDER, offices.approver)
    again = client.get("/kunci/baru/").content.decode()
    assert "The key was shown already" in again
    assert text not in again
    page = client.get("/kunci/").content.decode()
    assert "penjawab" in page
    assert text not in page
    assert offices.approver.name in page


def test_the_form_sent_twice_makes_one_key(offices: Offices, browse: Browse) -> None:
    client = browse(offices.approver)
    given = form(client)
    assert [client.post("/kunci/", given).status_code for _ in range(2)] == [302, 302]
    assert ApiKey.objects.count() == 1
    assert TEXT.search(client.get("/kunci/baru/").content.decode())  # the second press is shown it as well


def test_the_text_is_not_readable_where_the_session_is_kept(offices: Offices, browse: Browse) -> None:
    client = browse(offices.approver)
    client.post("/kunci/", form(client))
    assert "ttb_" not in str(dict(client.session))


def test_a_revoked_key_opens_nothing_and_revoking_twice_does_nothing(
    offices: Offices, browse: Browse
) -> None:
    client = browse(offices.approver)
    text = make(client)
    address = f"/kunci/{ApiKey.objects.get().pk}/cabut/"
    assert client.get(address).status_code == 405
    assert [client.post(address).status_code for _ in range(2)] == [302, 302]
    assert key_by_text(text, now=NOW) is None
    assert "Revoked" in client.get("/kunci/").content.decode()


def test_the_last_use_is_shown(offices: Offices, browse: Browse) -> None:
    client = browse(offices.approver)
    key_by_text(make(client), now=NOW)
    assert "24 Nov 2026" in client.get("/kunci/").content.decode()


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"role": "approver"}, "Select a valid choice"),
        ({"role": "analyst"}, "Select a valid choice"),  # a platform hands nothing in
        ({"days": "9999"}, "Select a valid choice"),
        ({"label": ""}, "required"),
        ({"label": " "}, "required"),
        ({"once": ""}, ""),
        ({"once": "short"}, "The form is incomplete"),
    ],
)
def test_a_form_that_does_not_fit_makes_nothing_and_says_why(
    offices: Offices, browse: Browse, fields: dict[str, str], why: str
) -> None:
    client = browse(offices.approver)
    answer = client.post("/kunci/", form(client, **fields))
    assert answer.status_code == 422
    assert why in answer.content.decode()
    assert not ApiKey.objects.exists()


@pytest.mark.parametrize("who", ["responder", "auditor", "analyst", "member_desk"])
def test_who_may_not_edit_the_office_finds_the_door_shut(offices: Offices, browse: Browse, who: str) -> None:
    client = browse(getattr(offices, who))
    assert client.get("/kunci/").status_code == 403
    assert client.post("/kunci/", {"label": "x"}).status_code == 403
    assert client.get("/kunci/baru/").status_code == 403


def test_anothers_key_is_not_seen_and_not_revoked(offices: Offices, browse: Browse) -> None:
    make(browse(offices.approver))
    key = ApiKey.objects.get()
    other = browse(offices.other)
    assert "penjawab" not in other.get("/kunci/").content.decode()
    assert other.post(f"/kunci/{key.pk}/cabut/").status_code == 404
    assert browse(offices.operator).post(f"/kunci/{key.pk}/cabut/").status_code == 404
    key.refresh_from_db()
    assert key.revoked_at is None


def test_the_roles_offered_are_those_of_the_kind_of_office(offices: Offices, browse: Browse) -> None:
    page = browse(make_person(offices.ministry, Role.APPROVER)).get("/kunci/").content.decode()
    assert 'value="analyst"' in page
    assert 'value="responder"' not in page
    assert 'value="approver"' not in page
