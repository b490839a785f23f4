"""Orders by hand: the form, the preview, the receipt that adds up, rows, download, drop and take back."""

import csv
import io
import zipfile
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings
from python_calamine import CalamineWorkbook

from tertib.actions.orders.intake import merge_chunk
from tertib.core.notices.tags import order_address
from tertib.queries.orders import pages as q
from tertib.queries.policies.named import policies
from tertib.queries.types import Order, Party, Person
from tertib.vocabulary import OrderState, PartyKind, Role, RowOutcome
from tests.factories import NOW, POLICY, make_order, make_party, make_person

pytestmark = pytest.mark.django_db

FORM = {
    "letter_number": "123/CONTOH/11/2026",
    "letter_date": "2026-02-02",
    "title": "Jaket bekas",
    "policy": POLICY,
    "legal_basis": "",
    "urgency": "normal",
    "deadline_hours": "",
    "deadline_source": "",
}
LINKS = """https://shopee.co.id/Jaket-i.12.345
https://shopee.co.id/product/12/345
https://shopee.co.id/Kaus-i.12.346
lihat lampiran
=HYPERLINK("https://shopee.co.id/Topi-i.12.347")
https://shopee.co.id/toko.jaya"""


def paste(client: Client, text: str = LINKS, **said: str) -> Order:
    answer = client.post("/perintah/baru/?cara=tempel", {**FORM, "text": text, **said})
    assert answer.status_code == 302, answer.content.decode()[:3000]
    return Order.objects.get(key=answer["location"].split("/")[2])


def hand_in(client: Client, order: Order) -> Order:
    client.post(f"/perintah/{order.key}/serahkan/")
    order.refresh_from_db()
    while merge_chunk(order, now=NOW):
        pass
    return order


def test_a_pasted_list_is_shown_before_anything_is_handed_in(analyst: Client) -> None:
    order = paste(analyst)
    page = analyst.get(f"/perintah/{order.key}/").content.decode()
    assert order.state == OrderState.DRAFT
    assert "This is what was understood" in page
    assert "Hand in 6 rows" in page
    assert "lihat lampiran" in page  # the first problem, with its reason
    assert "No web address could be read in this row." in page


def test_the_receipt_is_a_sum_that_adds_up(analyst: Client) -> None:
    order = hand_in(analyst, paste(analyst))
    receipt = q.receipt(order)
    assert receipt.adds_up
    assert receipt.total == 6
    assert dict(receipt.parts)[RowOutcome.TWICE] == 1
    page = analyst.get(f"/perintah/{order.key}/").content.decode()
    assert "3 cases wait for a notice" in page
    assert analyst.get(f"/perintah/{order.key}/cetak/").status_code == 200


def test_what_was_known_names_the_own_order_but_no_other_authority(
    analyst: Client, browse: Callable[[Person], Client], authority: Party
) -> None:
    other = browse(make_person(make_party("badan-contoh", name="Badan Pengawas Contoh")))
    hand_in(other, paste(other, "https://shopee.co.id/Jaket-i.12.345", title="Rahasia mereka"))
    first = hand_in(analyst, paste(analyst, "https://shopee.co.id/Kaus-i.12.346", title="Kaus Oktober"))
    order = hand_in(analyst, paste(analyst))
    page = analyst.get(f"/perintah/{order.key}/").content.decode()
    assert "Kaus Oktober" in page
    assert first.key in page
    assert "another authority" in page
    assert "Badan" not in page
    assert "Rahasia" not in page


def test_the_same_list_twice_changes_nothing(analyst: Client) -> None:
    first, again = paste(analyst), paste(analyst)
    assert first == again
    assert "exactly this list before" in analyst.get(f"/perintah/{again.key}/").content.decode()


def test_a_second_press_on_hand_in_shows_the_receipt_again(analyst: Client) -> None:
    order = hand_in(analyst, paste(analyst))
    assert analyst.post(f"/perintah/{order.key}/serahkan/")["location"] == f"/perintah/{order.key}/"


def test_a_file_waits_to_be_read(analyst: Client) -> None:
    file = SimpleUploadedFile("daftar.csv", b"Tautan\nhttps://shopee.co.id/Jaket-i.12.345\n")
    answer = analyst.post("/perintah/baru/?cara=berkas", {**FORM, "file": file})
    page = analyst.get(answer["location"]).content.decode()
    assert "The file is being read" in page
    assert "Load again" in page  # without JavaScript a person asks again
    part = analyst.get(answer["location"], headers={"hx-request": "true"}).content.decode()
    assert "<html" not in part


@pytest.mark.parametrize(
    ("said", "complaint"),
    [
        ({"text": "   "}, "field is required"),
        ({"letter_number": ""}, "field is required"),
        ({"letter_date": "3000-01-01"}, "dated after today"),
        ({"letter_date": "31/12/2026"}, "valid date"),
        ({"policy": "tidak-ada"}, "valid choice"),
        ({"legal_basis": "permendag-51-2015"}, "valid choice"),  # not in force any more in 2026
        ({"deadline_hours": "4"}, "needs its source"),
        ({"deadline_hours": "0", "deadline_source": "x"}, "greater than or equal"),
        ({"urgency": "sangat"}, "valid choice"),
    ],
)
def test_a_form_that_does_not_hold_says_where(analyst: Client, said: dict[str, str], complaint: str) -> None:
    answer = analyst.post("/perintah/baru/?cara=tempel", {**FORM, "text": LINKS, **said})
    assert answer.status_code == 422
    assert complaint in answer.content.decode()
    assert not Order.objects.exists()


def test_an_empty_file_is_refused_in_words(analyst: Client) -> None:
    answer = analyst.post(
        "/perintah/baru/?cara=berkas", {**FORM, "file": SimpleUploadedFile("kosong.xlsx", b"")}
    )
    assert "The file is empty" in answer.content.decode()


def test_only_provisions_in_force_on_the_day_can_be_chosen(analyst: Client) -> None:
    page = analyst.get(f"/perintah/baru/dasar/?letter_date=2021-06-01&policy={POLICY}").content.decode()
    assert 'value="permendag-18-2021"' in page
    assert 'value="permendag-47-2025"' not in page
    shown = {one.id: one for one in policies(date(2021, 6, 1), language="en")}
    keys = {basis.key for basis in shown[POLICY].bases}
    assert "permendag-18-2021" in keys


@pytest.mark.parametrize(
    "address", ["baru/dasar/?letter_date=x&policy=y", "baru/?cara=apa", "?state=apa&page=0"]
)
def test_odd_addresses_are_answered(analyst: Client, address: str) -> None:
    assert analyst.get(f"/perintah/{address}").status_code == 200


def test_every_row_can_be_found_by_its_outcome_and_downloaded(analyst: Client) -> None:
    order = hand_in(analyst, paste(analyst))
    twice = analyst.get(f"/perintah/{order.key}/baris/?outcome=twice").content.decode()
    assert "as row 1" in twice
    assert "Kaus" not in twice
    answer = analyst.get(f"/perintah/{order.key}/baris.csv")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    lines = list(csv.reader(io.StringIO(text)))
    assert len(lines) == 7
    assert lines[5][2].startswith("'=HYPERLINK")
    assert {line[8] for line in lines[1:]} == {"New", "Twice in this list", "Not a link", "Shop or post"}


def test_the_workbook_of_outcomes_says_the_same_as_the_csv_and_holds_no_formula(analyst: Client) -> None:
    order = hand_in(analyst, paste(analyst))
    answer = analyst.get(f"/perintah/{order.key}/baris.xlsx")
    data = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert answer["Content-Disposition"] == f'attachment; filename="{order.key}.xlsx"'
    assert int(answer["Content-Length"]) == len(data)
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()
    plain = analyst.get(f"/perintah/{order.key}/baris.csv")
    text = b"".join(plain.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    lines = list(csv.reader(io.StringIO(text)))
    written = [[str(int(cell)) if isinstance(cell, float) else str(cell) for cell in row] for row in sheet]
    assert [row[8] for row in written] == [line[8] for line in lines]
    assert [row[0] for row in written] == [line[0] for line in lines]
    assert any(row[2].startswith("=HYPERLINK") for row in written)  # as text: no mark is needed


def test_a_draft_can_be_changed_and_dropped(analyst: Client) -> None:
    order = paste(analyst)
    assert analyst.get(f"/perintah/{order.key}/ubah/").status_code == 200
    analyst.post(f"/perintah/{order.key}/ubah/", {**FORM, "title": "Judul lain"})
    order.refresh_from_db()
    assert order.title == "Judul lain"
    assert analyst.post(f"/perintah/{order.key}/buang/")["location"] == "/perintah/"
    assert not Order.objects.exists()


def test_an_order_that_was_handed_in_is_taken_back_only_with_a_reason(analyst: Client) -> None:
    order = hand_in(analyst, paste(analyst))
    assert analyst.post(f"/perintah/{order.key}/buang/").status_code == 409
    assert analyst.post(f"/perintah/{order.key}/tarik/", {"reason": " "}).status_code == 422
    analyst.post(f"/perintah/{order.key}/tarik/", {"reason": "Salah daftar"})
    page = analyst.get(f"/perintah/{order.key}/").content.decode()
    assert "Taken back: Salah daftar" in page


@pytest.mark.parametrize(
    ("kind", "role", "sees", "may_hand_in"),
    [
        (PartyKind.AUTHORITY, Role.APPROVER, 200, 200),
        (PartyKind.AUTHORITY, Role.AUDITOR, 200, 403),
        (PartyKind.AUTHORITY, Role.OPERATOR, 403, 403),
        (PartyKind.PLATFORM, Role.RESPONDER, 403, 403),
        (PartyKind.ASSOCIATION, Role.ANALYST, 403, 403),
        (PartyKind.POLICE, Role.INVESTIGATOR, 403, 403),
        (PartyKind.PUBLIC_BODY, Role.OPERATOR, 403, 403),
    ],
)
def test_who_sees_orders_and_who_hands_in(
    browse: Callable[[Person], Client], kind: PartyKind, role: Role, sees: int, may_hand_in: int
) -> None:
    client = browse(make_person(make_party("pihak-contoh", kind), role))
    assert client.get("/perintah/").status_code == sees
    assert client.get("/perintah/baru/").status_code == may_hand_in


def test_another_authority_finds_nothing_at_any_address_of_an_order(
    analyst: Client, browse: Callable[[Person], Client]
) -> None:
    order = hand_in(analyst, paste(analyst))
    stranger = browse(make_person(make_party("badan-contoh")))
    for address in ("", "baris/", "baris.csv", "baris.xlsx", "cetak/", "ubah/", "tarik/"):
        assert stranger.get(f"/perintah/{order.key}/{address}").status_code == 404
    for address in ("kolom/", "serahkan/", "buang/", "tarik/"):
        assert (
            stranger.post(f"/perintah/{order.key}/{address}", {"link": 0, "reason": "x"}).status_code == 404
        )


def test_an_order_shows_progress_while_it_is_taken_in(analyst: Client, authority: Party) -> None:
    order = make_order(
        authority, OrderState.TAKING_IN, row_count=40_000, rows_done=10_000, counts={"new": 40_000}
    )
    page = analyst.get(f"/perintah/{order.key}/").content.decode()
    assert "10,000 rows of 40,000 rows done (25 %)" in page
    assert 'max="40000" value="10000"' in page  # as programs read numbers, not as people write them


def test_a_refused_file_says_why(analyst: Client, authority: Party) -> None:
    order = make_order(authority, OrderState.REFUSED, problem="daftar.xlsx is damaged.")
    assert "daftar.xlsx is damaged." in analyst.get(f"/perintah/{order.key}/").content.decode()


def test_a_refused_file_says_why_in_the_reader_s_language(analyst: Client, authority: Party) -> None:
    texts = {"en": "daftar.xlsx is damaged.", "id": "daftar.xlsx rusak."}
    order = make_order(authority, OrderState.REFUSED, problem=texts["en"], columns={"refusal": texts})
    for language, text in texts.items():
        page = analyst.get(f"/perintah/{order.key}/", headers={"accept-language": language})
        assert text in page.content.decode()


def test_the_address_for_lists_by_mail_is_the_office_s_own(
    analyst: Client, authority: Party, settings: Settings
) -> None:
    settings.TERTIB_LMTP = None
    assert "by mail" not in analyst.get("/perintah/baru/").content.decode()
    settings.TERTIB_LMTP = ("127.0.0.1", 8824)
    address = order_address(authority.slug, secret=settings.SECRET_KEY, domain=settings.TERTIB_REPLY_DOMAIN)
    page = analyst.get("/perintah/baru/").content.decode()
    assert f'href="mailto:{address}"' in page
    assert "A mail proves nobody&#x27;s identity" in page or "A mail proves nobody's identity" in page


def test_the_list_is_found_by_letter_and_state(analyst: Client, authority: Party) -> None:
    make_order(authority, title="Sepatu", letter_number="9/X", created_at=NOW - timedelta(days=1))
    make_order(authority, OrderState.DRAFT, title="Tas")
    assert "Sepatu" in analyst.get("/perintah/?q=9/X").content.decode()
    assert "Tas" not in analyst.get("/perintah/?q=9/X").content.decode()
    assert "Sepatu" not in analyst.get("/perintah/?state=draft").content.decode()
    assert "No order fits" in analyst.get("/perintah/?q=kosong").content.decode()


def test_no_class_of_goods_is_chosen_for_an_office_that_has_used_none(analyst: Client) -> None:
    page = analyst.get("/perintah/baru/?cara=tempel").content.decode()
    assert '<option value="" selected>Choose …</option>' in page
    assert page.count(" selected>") == 2  # that, and the first provision
    answer = analyst.post("/perintah/baru/?cara=tempel", {**FORM, "text": LINKS, "policy": ""})
    assert answer.status_code == 422
    assert "Choose the class of goods that these links offer." in answer.content.decode()
    assert not Order.objects.exists()


def test_the_class_that_the_office_used_last_is_chosen(analyst: Client, authority: Party) -> None:
    make_order(authority, policy="minyakita-het")
    make_order(make_party("badan-contoh"), policy="kosmetik-tanpa-izin-edar")
    page = analyst.get("/perintah/baru/").content.decode()
    assert '<option value="minyakita-het" selected>' in page
    assert "kosmetik-tanpa-izin-edar" in page
