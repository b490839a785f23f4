"""Reports from the public: given without an account, followed by a code, read by authorities only."""

from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.test import Client

from tertib.portal.reports.pages import PER_HOUR
from tertib.queries.types import Order, Party, Person, PublicReport
from tertib.vocabulary import OrderSource, PartyKind, Role
from tests.factories import POLICY, make_party, make_person, make_report

pytestmark = pytest.mark.django_db

FORM = {"letter_number": "1/L/2026", "letter_date": "2026-02-02", "policy": POLICY, "urgency": "normal"}


@pytest.fixture(autouse=True)
def _nobody_reported_yet(db: None) -> None:
    cache.clear()


def give(client: Client, **said: str) -> str:
    answer = client.post("/lapor/", {"links": "https://lapakraya.localhost/x/1", "what": "jual bal", **said})
    return str(answer.headers.get("location", answer.status_code))


def test_anyone_can_report_and_gets_a_code(client: Client) -> None:
    address = give(client)
    report = PublicReport.objects.get()
    assert address == f"/lapor/{report.key}/"
    page = client.get(address, headers={"accept-language": "en"}).content.decode()
    assert report.key in page
    assert "An analyst will read it" in page
    assert "jual bal" not in page
    assert "lapakraya" not in page


def test_a_code_is_read_as_people_type_it(client: Client) -> None:
    key = make_report().key
    answer = client.get("/lapor/", {"kode": f" {key.lower()[:6]} {key.lower()[6:]} "})
    assert answer["location"] == f"/lapor/{key}/"
    assert client.get("/lapor/R-000000000000/").status_code == 404


def test_the_trap_for_programs_keeps_nothing(client: Client) -> None:
    assert give(client, website="http://spam.example") == "429"
    assert not PublicReport.objects.exists()


def test_one_address_cannot_flood_the_inbox(client: Client) -> None:
    for _ in range(PER_HOUR):
        assert give(client).startswith("/lapor/R-")
    assert give(client) == "429"
    assert PublicReport.objects.count() == PER_HOUR


@pytest.mark.parametrize("said", [{"links": "  "}, {"links": "x" * 20_001}, {"what": "x" * 2_001}])
def test_a_report_that_does_not_hold_is_refused(client: Client, said: dict[str, str]) -> None:
    assert give(client, **said) == "422"


def test_what_the_reporter_sees_follows_what_the_office_does(analyst: Client, client: Client) -> None:
    taken, aside = make_report(), make_report()
    analyst.post("/laporan/ambil/", {**FORM, "report": taken.key})
    analyst.post(f"/laporan/{aside.key}/sisihkan/", {"reason": "Penjual resmi Toko Rahasia"})
    english = {"accept-language": "en"}
    assert "took it up" in client.get(f"/lapor/{taken.key}/", headers=english).content.decode()
    page = client.get(f"/lapor/{aside.key}/", headers=english).content.decode()
    assert "no ground to act" in page
    assert "Rahasia" not in page
    order = Order.objects.get()
    analyst.post(f"/perintah/{order.key}/serahkan/")
    assert "part of an order" in client.get(f"/lapor/{taken.key}/", headers=english).content.decode()


def test_chosen_reports_become_one_draft(analyst: Client) -> None:
    keys = [make_report(links=f"https://shopee.co.id/Kaus-i.1.{n}").key for n in range(3)]
    assert all(key in analyst.get("/laporan/").content.decode() for key in keys)
    assert analyst.get("/laporan/ambil/", {"report": keys}).status_code == 200
    answer = analyst.post("/laporan/ambil/", {**FORM, "report": keys})
    order = Order.objects.get()
    assert answer["location"] == f"/perintah/{order.key}/"
    assert (order.source, order.row_count) == (OrderSource.REPORT, 3)
    assert (
        analyst.post("/laporan/ambil/", {**FORM, "report": keys})["location"] == "/laporan/"
    )  # none waits any more
    assert Order.objects.count() == 1


def test_a_report_that_another_office_took_is_not_seen(
    analyst: Client, browse: Callable[[Person], Client]
) -> None:
    report = make_report()
    browse(make_person(make_party("badan-contoh"))).post(f"/laporan/{report.key}/sisihkan/", {"reason": "x"})
    assert report.key not in analyst.get("/laporan/?tahap=set_aside").content.decode()
    assert analyst.get(f"/laporan/{report.key}/sisihkan/").status_code == 404


@pytest.mark.parametrize(
    ("kind", "role"),
    [
        (PartyKind.PLATFORM, Role.RESPONDER),
        (PartyKind.ASSOCIATION, Role.ANALYST),
        (PartyKind.AUTHORITY, Role.AUDITOR),
        (PartyKind.PUBLIC_BODY, Role.OPERATOR),
    ],
)
def test_only_those_who_hand_in_read_reports(
    browse: Callable[[Person], Client], kind: PartyKind, role: Role
) -> None:
    assert browse(make_person(make_party("pihak-contoh", kind), role)).get("/laporan/").status_code == 403


def test_set_aside_needs_a_reason(analyst: Client, authority: Party) -> None:
    report = make_report()
    assert analyst.post(f"/laporan/{report.key}/sisihkan/", {"reason": ""}).status_code == 422
    assert analyst.get("/laporan/?tahap=apa").status_code == 200
