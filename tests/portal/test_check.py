"""Check before you post, as a page: open to all, nothing kept, every word with its reason."""

from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from tertib.portal.check.pages import PER_HOUR, pieces
from tertib.queries.detection.checks import Point

pytestmark = pytest.mark.django_db

USED = "Jaket thrift korea import, 1 bal segel"


@pytest.fixture(autouse=True)
def _nobody_asked_yet(db: None) -> None:
    cache.clear()


def ask(client: Client, *, language: str = "en", status: int = 200, **said: Any) -> str:
    answer = client.post("/periksa/", {"title": USED, **said}, headers={"accept-language": language})
    assert answer.status_code == status, answer.content.decode()[:1500]
    return answer.content.decode()


def test_anyone_sees_which_words_and_why(client: Client) -> None:
    page = ask(client)
    assert "A checker would look at this text" in page
    assert "<mark>thrift<sup>" in page
    assert "used clothes, often from imported bales" in page
    assert "Say where the goods come from" in page
    assert "only that person decides" in page
    assert "illegal" not in page.lower()


def test_the_page_speaks_indonesian(client: Client) -> None:
    page = ask(client, language="id")
    assert "Teks ini akan dilihat pemeriksa" in page
    assert "Tulis dari mana barangnya" in page
    assert (
        "Periksa sebelum dipasang"
        in client.get("/periksa/", headers={"accept-language": "id"}).content.decode()
    )


def test_lawful_words_are_told_as_such_and_call_for_no_look(client: Client) -> None:
    page = ask(client, title="Kemeja batik baru, produksi sendiri, ukuran S M L")
    assert "Nothing in these words calls for a look" in page
    assert "What speaks for lawful goods" in page
    assert "How to be clear" not in page


def test_all_live_policies_are_asked(client: Client) -> None:
    page = ask(client, title="Minyakita 1 liter", price="25000")
    assert "a person would look" in page
    assert "Nothing was read under:" in page


def test_no_weight_and_no_score_is_shown(client: Client) -> None:
    page = ask(client, title="Jaket thr1ft bekas")
    for word in ("weight", "score", "disguise", "terms.", "0.9"):
        assert word not in page


@pytest.mark.parametrize(
    "title", ["<script>alert(1)</script> jaket thrift", '"><img src=x onerror=alert(1)> bekas jaket']
)
def test_markup_in_a_text_stays_text(client: Client, title: str) -> None:
    page = ask(client, title=title, description=title, shop=title)
    assert "<script>alert" not in page
    assert "<img src=x" not in page


def test_texts_that_turn_the_direction_of_writing_are_kept_apart(client: Client) -> None:
    page = ask(client, title="\u202ejaket thrift", description="\u2067bekas\u2069 import")
    assert "<bdi>\u202e" in page


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"title": ""}, "required"),
        ({"title": "x" * 501}, "500"),
        ({"description": "x" * 10_001}, "10000"),
        ({"price": "murah"}, "whole number"),
        ({"price": "-5"}, "greater than or equal to 0"),
        ({"title": "a\x00b"}, "Null characters"),
    ],
)
def test_what_cannot_be_read_is_told_in_the_form(client: Client, said: dict[str, str], why: str) -> None:
    assert why in ask(client, status=422, **said)


def test_nothing_of_the_text_reaches_the_database(client: Client) -> None:
    with CaptureQueriesContext(connection) as seen:
        ask(client, description="kalimat-yang-tak-boleh-tersimpan")
    for query in seen.captured_queries:
        sql = query["sql"]
        assert "kalimat-yang" not in sql
        assert "thrift" not in sql
        if not sql.lstrip().upper().startswith("SELECT"):
            assert "store_" not in sql, sql


def test_one_address_asks_so_often_and_no_more(client: Client) -> None:
    for _ in range(PER_HOUR):
        ask(client, title="Sapu")
    assert "Try again in an hour" in ask(client, title="Sapu", status=429)


@st.composite
def marked(draw: st.DrawFn) -> tuple[str, list[tuple[int, Point]]]:
    text = draw(st.text(max_size=40))
    spans = draw(st.lists(st.tuples(st.integers(0, len(text)), st.integers(0, len(text))), max_size=6))
    points = [
        (number, Point("title", text[min(s) : max(s)], min(s), max(s), "", (), (), ()))
        for number, s in enumerate(spans, 1)
    ]
    return text, points


@given(marked())
def test_the_pieces_of_a_text_put_together_are_the_text(given: tuple[str, list[tuple[int, Point]]]) -> None:
    text, marks = given
    found = pieces(text, marks)
    assert "".join(piece.text for piece in found) == text
    by_number = {number: point.text for number, point in marks}
    assert all(by_number[piece.number] == piece.text for piece in found if piece.number)
