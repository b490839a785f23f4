"""The pages of hand search: the list, one press for what came up, and links taken from an open page."""

import csv
import io
import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape

from tertib.queries.types import Order, Party, PatrolLook, Person
from tertib.vocabulary import OrderSource, OrderState, Role
from tests.factories import POLICY, make_order, make_party, make_person
from tests.portal.small_world import SmallWorld

pytestmark = pytest.mark.django_db

THRIFT = {"policy": POLICY, "term": "thrift", "platform": "lapakraya"}
OFFER = "http://lapakraya.localhost:8801/jaket-i.7.11"


@pytest.fixture
def analyst(world: SmallWorld, browse: Callable[[Person], Client]) -> Client:
    return browse(make_person(world.authority, Role.ANALYST, email="patroli@kementerian.example"))


def taken(client: Client, **said: str) -> Order:
    answer = client.post(
        "/patroli/ambil/", {"text": OFFER, "policy": POLICY, "note": "", "search": "", **said}
    )
    assert answer.status_code == 302, answer.content.decode()[:2000]
    return Order.objects.filter(source=OrderSource.PATROL).latest("pk")


def test_each_word_opens_the_platforms_own_search(analyst: Client) -> None:
    page = analyst.get(f"/patroli/?policy={POLICY}&platform=lapakraya").content.decode()
    assert 'href="http://lapakraya.localhost:8801/cari?q=balpres"' in page
    assert 'rel="noopener noreferrer"' in page
    assert "shopee" not in page  # where platforms take part, only those are listed
    assert "0 of " in page


def test_real_platforms_are_listed_where_none_takes_part(
    browse: Callable[[Person], Client], authority: Party
) -> None:
    page = browse(make_person(authority)).get(f"/patroli/?policy={POLICY}&platform=shopee").content.decode()
    assert "https://shopee.co.id/search?keyword=balpres" in page


def test_one_press_keeps_a_look_and_another_takes_it_back(analyst: Client) -> None:
    page = analyst.post("/patroli/lihat/", {**THRIFT, "found": "0"}, follow=True).content.decode()
    assert "Kept: “thrift” on LapakRaya, nothing found." in page
    look = PatrolLook.objects.get()
    assert f"/patroli/lihat/{look.pk}/batal/" in page
    page = analyst.post(f"/patroli/lihat/{look.pk}/batal/", THRIFT, follow=True).content.decode()
    assert "counts as not done" in page
    assert not PatrolLook.objects.exists()


@pytest.mark.parametrize(
    "said", [{"found": "x"}, {"found": "-1"}, {"found": ""}, {"found": "1", "note": "x" * 301}]
)
def test_a_look_that_does_not_hold_is_told_and_not_kept(analyst: Client, said: dict[str, str]) -> None:
    page = analyst.post("/patroli/lihat/", {**THRIFT, **said}, follow=True).content.decode()
    assert "note error" in page
    assert not PatrolLook.objects.exists()


def test_the_table_file_has_every_word_on_every_platform(analyst: Client) -> None:
    analyst.post("/patroli/lihat/", {**THRIFT, "found": "2", "note": "=1+1"})
    answer = analyst.get(f"/patroli/daftar.csv?policy={POLICY}")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    lines = list(csv.DictReader(io.StringIO(text)))
    [line] = [one for one in lines if one["term"] == "thrift" and one["platform"] == "LapakRaya"]
    assert (line["found_then"], line["note"], line["looked_in_7_days"]) == ("2", "'=1+1", "1")
    assert len(lines) == len({(one["term"], one["platform"]) for one in lines})


def test_what_a_bookmark_brings_is_shown_and_nothing_is_written(analyst: Client) -> None:
    analyst.get("/patroli/ambil/")
    brought = {"u": OFFER, "t": "Jaket <b>thrift</b>", "s": "bal korea"}
    with CaptureQueriesContext(connection) as seen:
        page = analyst.get("/patroli/ambil/", brought).content.decode()
    assert not [
        q for q in seen.captured_queries if not q["sql"].startswith(("SELECT", "SAVEPOINT", "RELEASE"))
    ]
    assert OFFER in page
    assert "Jaket &lt;b&gt;thrift&lt;/b&gt; · bal korea" in page
    assert "lapakraya:7.11" in page
    assert not Order.objects.filter(source=OrderSource.PATROL).exists()


def test_a_link_goes_into_the_list_and_out_again(analyst: Client) -> None:
    answer = analyst.post(
        "/patroli/ambil/", {"text": OFFER, "policy": POLICY, "note": "harga 90rb"}, follow=True
    )
    page = answer.content.decode()
    order = Order.objects.get(source=OrderSource.PATROL)
    assert "Added. Your list now holds 1 row." in page
    assert f"/perintah/{order.key}/" in page
    assert order.rows.get().note == "harga 90rb"
    assert order.title.startswith("Hand search of")
    again = analyst.post("/patroli/ambil/", {"text": OFFER, "policy": POLICY}, follow=True).content.decode()
    assert "stands in your list already, in row 1" in again
    gone = analyst.post(f"/patroli/ambil/{order.key}/batal/", {"row": "1"}, follow=True).content.decode()
    assert "Taken out." in gone
    assert not Order.objects.filter(source=OrderSource.PATROL).exists()


def test_the_list_is_an_order_like_any_other(analyst: Client) -> None:
    order = taken(analyst)
    page = analyst.get(f"/perintah/{order.key}/").content.decode()
    assert "Hand in 1 row" in page
    analyst.post(f"/perintah/{order.key}/serahkan/")
    order.refresh_from_db()
    assert order.state == OrderState.TAKING_IN
    assert "Hand search" in analyst.get("/perintah/").content.decode()


def test_the_search_of_the_last_hours_on_that_platform_is_chosen_beforehand(analyst: Client) -> None:
    analyst.post("/patroli/lihat/", {**THRIFT, "found": "1"})
    look = PatrolLook.objects.get()
    page = analyst.get("/patroli/ambil/", {"u": OFFER}).content.decode()
    assert re.search(rf'<option value="look:{look.pk}" selected>thrift · LapakRaya', page)
    assert f'<option value="{POLICY}" selected>' in page
    order = taken(analyst, search=f"look:{look.pk}")
    look.refresh_from_db()
    assert look.order == order


def test_the_lists_own_way_hither_names_its_word(analyst: Client) -> None:
    page = analyst.get("/patroli/ambil/", THRIFT).content.decode()
    assert f'<option value="new:{POLICY}:thrift:lapakraya" selected>thrift · LapakRaya</option>' in page
    taken(analyst, search=f"new:{POLICY}:thrift:lapakraya")
    assert PatrolLook.objects.get().found is None


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"policy": ""}, "Choose the class of goods"),
        ({"text": "bukan tautan"}, "No link could be read"),
        ({"text": "http://lapakraya.localhost:8801/cari?q=x"}, "address of a search"),
        ({"text": "x" * 4097}, "4096"),
        ({"search": "look:abc"}, "Select a valid choice"),
        ({"search": "new:a:b"}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_taken_is_told_in_the_form(analyst: Client, said: dict[str, str], why: str) -> None:
    answer = analyst.post("/patroli/ambil/", {"text": OFFER, "policy": POLICY, "note": "", **said})
    assert answer.status_code == 422
    assert why in answer.content.decode()
    assert not Order.objects.filter(source=OrderSource.PATROL).exists()


def test_the_bookmark_only_opens_our_page(analyst: Client) -> None:
    page = analyst.get("/patroli/ambil/").content.decode()
    [code] = set(re.findall(r'href="(javascript:[^"]+)"', page))
    assert escape("'http://testserver/patroli/ambil/?u='") in code
    for reach in ("fetch", "XMLHttp", "cookie", "localStorage", "innerHTML", "http-equiv"):
        assert reach not in code


def test_a_stranger_is_led_to_the_sign_in_with_what_the_bookmark_brought(
    client: Client, one_factor: None
) -> None:
    answer = client.get("/patroli/ambil/", {"u": OFFER, "s": "bal"})
    assert answer.status_code == 302
    assert "%3Fu%3Dhttp" in answer["location"]


def test_anothers_list_is_not_there(analyst: Client, browse: Callable[[Person], Client]) -> None:
    order = taken(analyst)
    other = browse(make_person(make_party("badan-lain")))
    assert other.get("/patroli/ambil/", {"order": order.key}).status_code == 404
    assert other.post(f"/patroli/ambil/{order.key}/batal/", {"row": "1"}).status_code == 404
    colleague = browse(make_person(order.authority, Role.APPROVER, email="rekan@kementerian.example"))
    assert colleague.post(f"/patroli/ambil/{order.key}/batal/", {"row": "1"}).status_code == 404


def test_the_class_of_goods_is_the_one_used_last_or_none(world: SmallWorld, analyst: Client) -> None:
    make_order(world.authority, policy="minyakita-het")
    page = analyst.get("/patroli/ambil/", {"u": OFFER}).content.decode()
    assert '<option value="minyakita-het" selected>' in page


def test_the_pages_ask_few_questions_of_the_database(analyst: Client) -> None:
    for term in ("thrift", "balpres", "bekas", "second"):
        analyst.post("/patroli/lihat/", {**THRIFT, "term": term, "found": "0"})
    with CaptureQueriesContext(connection) as seen:
        analyst.get("/patroli/")
    assert len(seen.captured_queries) < 45
