"""The frame of every page: the gate, ways, words, times, numbers, errors, texts in both languages."""

from datetime import UTC, datetime, timedelta
from enum import StrEnum

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone, translation
from pytest_django import Settings

import tertib.vocabulary
from tertib.errors import Conflict, NotALink, TertibError
from tertib.portal.lexicon import words
from tertib.portal.lexicon.look import SHAPES, TONES
from tertib.portal.page.downloads import harmless
from tertib.portal.page.errors import in_plain_words
from tertib.portal.page.gate import ACCOUNT, API, GateMiddleware
from tertib.portal.page.paging import page_of
from tertib.portal.shown import zones
from tertib.portal.shown.units import UNITS, amount
from tertib.queries.types import Order
from tertib.vocabulary import CaseState, OrderState, PartyKind, Role
from tests.factories import make_order, make_party, make_person
from tools.messages import PORTAL, has, merged, texts_used

NOW = datetime(2026, 11, 24, 8, 30, tzinfo=UTC)
VOCABULARIES = [
    member
    for member in vars(tertib.vocabulary).values()
    if isinstance(member, type) and issubclass(member, StrEnum) and member is not StrEnum
]


def every_pattern(resolver: URLResolver, start: str = "") -> list[tuple[str, URLPattern]]:
    found: list[tuple[str, URLPattern]] = []
    for one in resolver.url_patterns:
        route = start + str(one.pattern)
        found += every_pattern(one, route) if isinstance(one, URLResolver) else [(route, one)]
    return found


PAGES = [
    (route, pattern)
    for route, pattern in every_pattern(get_resolver())
    if not route.startswith((API, ACCOUNT))
]


@pytest.mark.parametrize(("route", "pattern"), PAGES, ids=[route or "/" for route, _ in PAGES])
def test_every_page_declares_who_may_open_it(route: str, pattern: URLPattern) -> None:
    assert getattr(pattern.callback, "door", None) is not None


def test_a_view_without_a_declaration_opens_to_nobody() -> None:
    request = RequestFactory().get("/")
    with pytest.raises(PermissionDenied):
        GateMiddleware(lambda _: HttpResponse()).process_view(request, lambda _: HttpResponse(), (), {})


@pytest.mark.django_db
def test_an_address_with_a_null_character_is_refused(client: Client) -> None:
    assert client.get("/lapor/?kode=%00").status_code == 400
    assert client.get("/lapor/R-%00/").status_code == 400


@pytest.mark.django_db
def test_a_stranger_is_led_to_the_sign_in(client: Client) -> None:
    for address in ("/perintah/", "/perintah/O-000000000000/", "/hari-ini/", "/laporan/"):
        answer = client.get(address)
        assert (answer.status_code, answer["location"].split("?")[0]) == (302, "/akun/login/")


@pytest.mark.django_db
def test_pages_of_the_account_that_we_do_not_serve_are_not_there(client: Client) -> None:
    assert client.get("/akun/signup/").status_code == 404
    assert client.get("/akun/email/").status_code == 404


@pytest.mark.django_db
def test_a_person_without_a_second_factor_sets_one_up_first(client: Client, settings: Settings) -> None:
    settings.TERTIB_SECOND_FACTOR = True
    client.force_login(make_person(make_party()))
    answer = client.get("/perintah/")
    assert (answer.status_code, answer["location"]) == (302, "/akun/2fa/totp/activate/")


@pytest.mark.django_db
@pytest.mark.usefixtures("one_factor")
def test_a_role_that_is_not_named_is_refused_with_a_plain_page(client: Client) -> None:
    client.force_login(make_person(make_party("lapakraya", PartyKind.PLATFORM), Role.RESPONDER))
    answer = client.get("/perintah/", headers={"accept-language": "id"})
    assert answer.status_code == 403
    assert "Peran Anda tidak mengizinkan ini" in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.usefixtures("one_factor")
def test_no_such_thing_and_not_yours_look_the_same(client: Client) -> None:
    theirs = make_order(make_party("badan-contoh"))
    client.force_login(make_person(make_party()))
    none, other = client.get("/perintah/O-000000000000/"), client.get(f"/perintah/{theirs.key}/")
    assert none.status_code == other.status_code == 404
    assert theirs.key not in other.content.decode().replace(f"/perintah/{theirs.key}/", "")


@pytest.mark.django_db
@pytest.mark.usefixtures("one_factor")
def test_the_head_shows_what_waits_to_the_role_that_can_do_it(client: Client) -> None:
    authority = make_party()
    make_order(authority, OrderState.DRAFT)
    client.force_login(make_person(authority))
    page = client.get("/hari-ini/", headers={"accept-language": "en"}).content.decode()
    assert '<span class="sr">waiting:</span> 1' in page


@pytest.mark.django_db
def test_the_language_stays_with_the_browser(client: Client) -> None:
    assert client.post("/bahasa/", {"language": "en", "next": "/lapor/"})["location"] == "/lapor/"
    assert "Report a link" in client.get("/lapor/").content.decode()
    client.post("/bahasa/", {"language": "id", "next": "/lapor/"})
    assert "Laporkan tautan" in client.get("/lapor/").content.decode()


@pytest.mark.django_db
def test_no_page_carries_style_or_script_inside(client: Client) -> None:
    answer = client.get("/lapor/")
    page = answer.content.decode()
    assert "<style" not in page
    assert " style=" not in page
    assert "onclick" not in page
    assert "default-src 'none'" in answer["content-security-policy"]


@pytest.mark.parametrize("vocabulary", VOCABULARIES, ids=lambda one: one.__name__)
def test_every_word_has_its_label_tone_and_shape(vocabulary: type[StrEnum]) -> None:
    for member in vocabulary:
        word = words.word(member)
        assert str(word.label)
        assert word.tone in TONES
        assert word.shape in SHAPES


def test_every_text_of_the_pages_is_in_both_languages() -> None:
    catalog, faults = merged(PORTAL / "locale" / "id")
    missing = [f"{where}: {text}" for text, where in texts_used() if not has(catalog, text)]
    assert faults + missing == []


@pytest.mark.parametrize(
    ("distance", "shown"),
    [
        (timedelta(hours=3), "3 hours left"),
        (timedelta(hours=47, minutes=59), "47 hours left"),
        (timedelta(days=2), "2 days left"),
        (timedelta(0), "late by 0 minutes"),  # the hour itself counts as late
        (-timedelta(minutes=1), "late by 1 minute"),
    ],
)
def test_a_due_time_says_what_is_left(distance: timedelta, shown: str) -> None:
    with translation.override("en"):
        assert zones.until(NOW + distance, now=NOW) == shown


def test_a_time_is_shown_in_the_zone_of_the_reader_with_its_name() -> None:
    with translation.override("id"), timezone.override("Asia/Jayapura"):
        assert zones.in_zone(NOW) == "24 Nov 2026, 17.30 WIT"
    with translation.override("en"), timezone.override("Asia/Jakarta"):
        assert zones.in_zone(NOW) == "24 Nov 2026, 15:30 WIB"


@pytest.mark.parametrize("unit", UNITS)
def test_every_unit_has_one_form_in_indonesian(unit: str) -> None:
    with translation.override("id"):
        assert amount(4815, unit).split(" ", 1)[0] == "4.815"
        assert amount(1, unit).split(" ", 1)[1] == amount(4815, unit).split(" ", 1)[1]


def test_numbers_are_written_as_the_reader_writes_them() -> None:
    template = Template('{% load tertib %}{{ 1626|number }} {% amount 1626 "case" %} {{ 0.3456|percent }}')
    with translation.override("id"):
        assert template.render(Context()) == "1.626 1.626 kasus 34,6 %"
    with translation.override("en"):
        assert template.render(Context()) == "1,626 1,626 cases 34.6 %"


def test_a_badge_is_word_shape_and_colour() -> None:
    with translation.override("en"):
        shown = Template("{% load tertib %}{% badge state %}").render(Context({"state": CaseState.DOWN}))
    assert "tone-good" in shown
    assert "<svg" in shown
    assert "Down, verified" in shown


@pytest.mark.parametrize("bad", ["=cmd()", "+1", "-2", "@SUM(A1)", "\tx", "\rx"])
def test_a_cell_is_never_taken_for_a_formula(bad: str) -> None:
    assert harmless(bad) == f"'{bad}"


@pytest.mark.parametrize("plain", ["https://x.example", 12, "", None])
def test_other_cells_stay_as_they_are(plain: object) -> None:
    assert harmless(plain) == ("" if plain is None else plain)


def test_an_error_says_what_and_how_to_mend_it_and_a_narrower_one_is_not_lost() -> None:
    class LaterKind(NotALink):
        code = "later_kind"

    with translation.override("en"):
        assert in_plain_words(LaterKind("x")).what == "This is not a link that can be read"
        assert in_plain_words(Conflict("")).detail == ""
        assert in_plain_words(TertibError("x")).what == "That did not work"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("number", "rows"), [("1", 2), ("2", 1), ("0", 2), ("x", 2), ("-1", 2), ("9999999", 0), ("²", 2)]
)
def test_any_page_number_gives_a_page(number: str, rows: int) -> None:
    authority = make_party()
    for _ in range(3):
        make_order(authority)
    found = page_of(Order.objects.all(), RequestFactory().get("/", {"page": number}), size=2)
    assert len(found.rows) == rows
    if rows:
        assert found.total == 3
