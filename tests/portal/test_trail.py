"""The trail: what was done to the house is written down with who did it, seen by one's own office, and never changed."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from tertib.actions import dead_work, outbox
from tertib.actions.actor import Actor, actor_of_person
from tertib.actions.parties import keys, persons
from tertib.store.models import Deed, Outbox
from tertib.vocabulary import ChannelKind, DeedKind, Errand, PartyKind, Role
from tests.factories import NOW, make_party, make_person

pytestmark = pytest.mark.django_db
Browse = Callable[..., Client]


@pytest.fixture
def approver() -> Actor:
    return actor_of_person(make_person(make_party(), Role.APPROVER, name="Sekar"))


def test_each_change_of_a_person_leaves_one_line_with_who_did_it(approver: Actor) -> None:
    person = persons.invite(
        approver, approver.home, email="b@kementerian-contoh.example", name="Bayu", role=Role.ANALYST, now=NOW
    )
    persons.change_role(approver, person, role=Role.AUDITOR, now=NOW)
    persons.change_role(approver, person, role=Role.AUDITOR, now=NOW)  # again: nothing was done
    persons.set_active(approver, person, active=False, now=NOW)
    persons.set_active(approver, person, active=False, now=NOW)
    persons.forget_second_factor(approver, person, now=NOW)  # there was none
    kept = Deed.objects.order_by("pk").values_list("kind", "subject", "detail", "person")
    by = approver.person.pk if approver.person else None
    assert list(kept) == [
        (DeedKind.PERSON_INVITED, "Bayu", "analyst", by),
        (DeedKind.ROLE_CHANGED, "Bayu", "analyst > auditor", by),
        (DeedKind.PERSON_OFF, "Bayu", "", by),
    ]


def test_the_trail_names_no_secret(approver: Actor) -> None:
    _, text = keys.make_api_key(approver, label="mesin kirim", role=Role.ANALYST, days=9, now=NOW)
    deed = Deed.objects.get()
    assert deed.subject == "mesin kirim"
    assert not any(part in f"{deed.subject} {deed.detail}" for part in text.split("_")[1:])


def test_work_put_back_is_told_with_its_number_and_kind() -> None:
    operator = actor_of_person(make_person(make_party("penjaga", PartyKind.PUBLIC_BODY), Role.OPERATOR))
    outbox.ask([outbox.Work(Errand.READ, "read:O-1", NOW)])
    Outbox.objects.update(dead_at=NOW)
    numbers = list(Outbox.objects.values_list("pk", flat=True))
    assert dead_work.put_back(operator, numbers, now=NOW) == 1
    assert dead_work.put_back(operator, numbers, now=NOW) == 0
    deed = Deed.objects.get()
    assert (deed.kind, deed.subject, deed.detail) == (DeedKind.WORK_PUT_BACK, "1", "read")


def test_a_line_is_never_changed_or_deleted(approver: Actor) -> None:
    keys.make_api_key(approver, label="x", role=Role.ANALYST, days=9, now=NOW)
    with pytest.raises(DatabaseError), transaction.atomic():
        Deed.objects.update(subject="y")
    with pytest.raises(DatabaseError), transaction.atomic():
        Deed.objects.all().delete()


def test_an_office_sees_its_own_trail_and_the_operator_all(approver: Actor, browse: Browse) -> None:
    keys.make_api_key(approver, label="mesin satu", role=Role.ANALYST, days=9, now=NOW)
    other = make_person(make_party("badan-contoh"), Role.APPROVER)
    operator = make_person(make_party("penjaga", PartyKind.PUBLIC_BODY), Role.OPERATOR)
    own = browse(approver.person).get("/orang/jejak/").content.decode()
    assert "mesin satu" in own
    assert "Sekar" in own
    assert "mesin satu" not in browse(other).get("/orang/jejak/").content.decode()
    assert "mesin satu" in browse(operator).get("/orang/jejak/").content.decode()
    assert browse(make_person(approver.home, Role.ANALYST)).get("/orang/jejak/").status_code == 403


def test_the_trail_is_narrowed_by_kind_and_downloads(approver: Actor, browse: Browse) -> None:
    key, _ = keys.make_api_key(approver, label="mesin satu", role=Role.ANALYST, days=9, now=NOW)
    keys.revoke_api_key(approver, key, now=NOW + timedelta(hours=1))
    client = browse(approver.person)
    page = client.get("/orang/jejak/?kind=key_revoked").content.decode()
    assert page.count("mesin satu") == 1
    text = b"".join(client.get("/orang/jejak/jejak.csv")).decode("utf-8-sig")
    assert len(text.splitlines()) == 3
    assert "Nothing was done yet" in client.get("/orang/jejak/?kind=office_off").content.decode()


def test_roles_and_kinds_of_work_stand_in_the_readers_words(approver: Actor, browse: Browse) -> None:
    keys.make_api_key(approver, label="mesin satu", role=Role.ANALYST, days=9, now=NOW)
    page = browse(approver.person).get("/orang/jejak/").content.decode()
    assert '<span class="muted">Analyst</span>' in page
    values = [member.value for kind in (Role, ChannelKind, Errand) for member in kind]
    assert len(values) == len(set(values))
