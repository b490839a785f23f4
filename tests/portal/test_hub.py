"""The association's hub: members by name, lateness in hours, and no content before sending."""

import csv
import io
import re
from collections.abc import Callable

import pytest
from django.test import Client

from tertib.store.models import Contact
from tertib.vocabulary import ContactHealth, Role
from tests.factories import make_person
from tests.portal.small_world import SmallWorld

pytestmark = pytest.mark.django_db
Browse = Callable[..., Client]


@pytest.fixture
def hub(world: SmallWorld, browse: Browse) -> Client:
    return browse(make_person(world.association, Role.ANALYST))


def late_by(world: SmallWorld, hours: float) -> None:
    """One case at one member, late by so many hours."""
    case = world.name("lapakraya", 1)
    world.see(case)
    world.ask()
    world.wait(world.due_in(case) + hours)


@pytest.mark.parametrize(
    ("hours", "bucket"),
    [(0, "0-24"), (23.9, "0-24"), (24, "24-72"), (72, "72-168"), (168, "168-"), (900, "168-")],
)
def test_lateness_falls_into_its_bucket_the_hour_itself_included(
    world: SmallWorld, hub: Client, hours: float, bucket: str
) -> None:
    late_by(world, hours)
    page = hub.get("/anggota/").content.decode()
    assert re.findall(r"late=([\d-]+)", page) == [bucket]
    assert (
        world.cases["lapakraya:1"].key
        in hub.get(f"/kasus/?platform=lapakraya&late={bucket}").content.decode()
    )


def test_members_stand_by_name_and_all_of_them(world: SmallWorld, hub: Client) -> None:
    late_by(world, 5)
    page = hub.get("/anggota/").content.decode()
    assert page.index("KiosKilat") < page.index("LapakRaya")
    assert "no ranking" in page


def test_a_member_that_nothing_reaches_is_named_without_blame(world: SmallWorld, hub: Client) -> None:
    Contact.objects.filter(party=world.platforms["kioskilat"]).update(health=ContactHealth.DEAD)
    page = hub.get("/anggota/").content.decode()
    assert "Nothing reaches:" in page
    assert "No clock runs against a member" in page


def test_the_file_has_a_line_for_each_member(world: SmallWorld, hub: Client) -> None:
    late_by(world, 30)
    answer = hub.get("/anggota/anggota.csv")
    rows = list(csv.DictReader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))
    assert [row["Member"] for row in rows] == ["KiosKilat", "LapakRaya"]
    assert rows[1]["Overdue"] == rows[1]["late by 24 to 72 hours"] == "1"
    assert rows[1]["As of"].endswith("WIB")


def test_the_hub_sees_no_case_before_it_was_sent(world: SmallWorld, hub: Client) -> None:
    case = world.name("lapakraya", 1)
    world.see(case)
    assert case.key not in hub.get("/kasus/").content.decode()
    world.ask()
    page = hub.get(f"/kasus/{case.key}/").content.decode()
    assert world.order.letter_number not in page
    assert world.approver_person.name not in page


def test_only_the_association_opens_the_hub(world: SmallWorld, browse: Browse) -> None:
    for person in (world.approver_person, make_person(world.platforms["lapakraya"], Role.RESPONDER)):
        assert browse(person).get("/anggota/").status_code == 403


def test_the_hub_counts_as_many_cases_as_its_links_open(world: SmallWorld, hub: Client) -> None:
    late_by(world, 2)
    case = world.name("kioskilat", 2)
    world.see(case)
    world.ask()
    world.say_done(case)
    world.wait(7)
    world.see(case)
    page = hub.get("/anggota/").content.decode()
    for address, count in re.findall(r'href="(/kasus/\?platform=[^"]+)">(?:<strong>)?(\d+)', page):
        shown = hub.get(address.replace("&amp;", "&")).content.decode()
        assert ("No case fits" in shown) if count == "0" else (f"{count} case" in shown), address
