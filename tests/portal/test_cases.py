"""Pages of cases: the list by filters, the file, one case with claim beside sight, and what can be done there."""

import csv
import io
from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tertib.queries.cases.listed import View
from tertib.store.models import Case
from tertib.vocabulary import CaseOutcome, CaseState, PageState, PartyKind, ReplyKind, Role
from tests.factories import make_case, make_order, make_party, make_person
from tests.portal.small_world import SmallWorld

pytestmark = pytest.mark.django_db
Browse = Callable[..., Client]


@pytest.fixture
def approver(world: SmallWorld, browse: Browse) -> Client:
    return browse(world.approver_person)


def of(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, answer.content.decode()[:2000]
    return answer.content.decode()


def said_done_but_up(world: SmallWorld) -> Case:
    case = world.name("kioskilat", 7)
    world.see(case)
    world.ask()
    world.wait(2)
    world.say_done(case)
    world.wait(7)
    world.see(case)
    case.refresh_from_db()
    return case


def test_the_list_shows_claim_and_sight_side_by_side(world: SmallWorld, approver: Client) -> None:
    said_done_but_up(world)
    page = of(approver, "/kasus/")
    assert "kioskilat:7" in page
    assert "Platform says" in page and "We saw" in page
    assert "Acted" in page and "Still up" in page
    assert "1 case" in page


def test_ready_made_filters_find_what_they_name(world: SmallWorld, approver: Client) -> None:
    case = said_done_but_up(world)
    fresh = world.name("lapakraya", 1)
    assert case.key in of(approver, "/kasus/?view=said_done_but_up")
    assert fresh.key not in of(approver, "/kasus/?view=said_done_but_up")
    assert fresh.key in of(approver, "/kasus/?view=first_look")
    for view in View:
        of(approver, f"/kasus/?view={view}")


def test_the_hour_itself_is_late_and_shows_under_overdue(world: SmallWorld, approver: Client) -> None:
    case = world.name("lapakraya", 1)
    world.see(case)
    world.ask()
    world.wait(world.due_in(case))
    assert case.key in of(approver, "/kasus/?view=overdue")
    assert "1 case" in of(approver, "/kasus/?view=overdue")


@pytest.mark.parametrize(
    "wrong",
    [
        "?state=nonsense",
        "?page=-3",
        "?page=x",
        "?measure=all",
        "?late=1",
        "?sort=;",
        "?view=%F0%9F%A4%96",
        "?verdict=",
    ],
)
def test_an_address_that_names_nothing_shows_the_whole_list(
    world: SmallWorld, approver: Client, wrong: str
) -> None:
    case = world.name("lapakraya", 1)
    assert case.key in of(approver, "/kasus/" + wrong)


def test_an_order_of_another_authority_is_not_found(world: SmallWorld, approver: Client) -> None:
    other = make_order(make_party("badan-contoh"))
    of(approver, f"/kasus/?order={other.key}", status=404)


def test_a_list_that_nothing_fits_says_how_to_go_on(world: SmallWorld, approver: Client) -> None:
    assert "No case fits this filter" in of(approver, "/kasus/?q=nowhere")
    assert "No cases yet" in of(approver, "/kasus/")


def test_the_file_has_every_case_in_words_and_no_formula(world: SmallWorld, approver: Client) -> None:
    case = world.name("lapakraya", 1)
    world.cases["lapakraya:1"].listing.shop = "=cmd|calc"
    case.listing.save()
    world.name("kioskilat", 2)
    answer = approver.get("/kasus/kasus.csv")
    rows = list(csv.reader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))
    assert len(rows) == 3
    assert {row[0] for row in rows[1:]} == {case.key for case in world.cases.values()}
    assert "'=cmd|calc" in [row[3] for row in rows]
    assert "Open" in rows[1]
    assert answer["content-disposition"] == 'attachment; filename="kasus.csv"'


def test_a_list_of_many_asks_few_questions(
    world: SmallWorld, approver: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(60):
        world.name("lapakraya", number)
    with django_assert_max_num_queries(24):
        page = of(approver, "/kasus/")
    assert "60 cases" in page
    assert "page=2" in page


def test_a_case_says_that_claim_and_sight_differ(world: SmallWorld, approver: Client) -> None:
    case = said_done_but_up(world)
    page = of(approver, f"/kasus/{case.key}/")
    assert "Claim and sight differ" in page
    assert "7 hours later we still saw the offer" in page
    assert "What the platform says" in page and "What we saw" in page
    assert 'rel="noreferrer noopener nofollow"' in page
    assert "Ask again" in page
    assert "The platform replied" in page
    assert Case.objects.get(pk=case.pk).notices.get().digest in page


def test_a_case_that_is_late_says_so_first(world: SmallWorld, approver: Client) -> None:
    case = world.name("lapakraya", 1)
    world.see(case)
    world.ask()
    world.wait(24 * 30)
    page = of(approver, f"/kasus/{case.key}/")
    assert "late by" in page
    assert "next late" in page


@pytest.mark.parametrize("state", list(PageState))
def test_every_state_that_a_look_can_show_has_plain_words(
    world: SmallWorld, approver: Client, state: PageState
) -> None:
    case = world.name("lapakraya", 1)
    world.see(case, state=state)
    page = of(approver, f"/kasus/{case.key}/")
    assert "as they must be" in page


def test_a_case_is_closed_with_a_reason_and_opened_again(world: SmallWorld, approver: Client) -> None:
    case = world.name("lapakraya", 1)
    world.see(case)
    refused = approver.post(f"/kasus/{case.key}/tutup/", {"outcome": "lawful", "reason": "  "})
    assert refused.status_code == 422
    assert "This field is required" in refused.content.decode()
    approver.post(f"/kasus/{case.key}/tutup/", {"outcome": "lawful", "reason": "Preloved milik sendiri"})
    case.refresh_from_db()
    assert (case.state, case.outcome) == (CaseState.CLOSED, CaseOutcome.LAWFUL)
    page = of(approver, f"/kasus/{case.key}/")
    assert "Preloved milik sendiri" in page
    assert "Open the case again" in page
    approver.post(f"/kasus/{case.key}/buka/", {"reason": "Bukti baru"})
    case.refresh_from_db()
    assert case.state == CaseState.OPEN


def test_a_person_cannot_close_a_case_as_down_or_already_gone(world: SmallWorld, approver: Client) -> None:
    case = world.name("lapakraya", 1)
    answer = approver.post(f"/kasus/{case.key}/tutup/", {"outcome": "already_gone", "reason": "x"})
    assert answer.status_code == 422
    case.refresh_from_db()
    assert case.state == CaseState.OPEN


def test_a_question_is_answered_once_and_the_answer_stands_in_the_history(
    world: SmallWorld, approver: Client
) -> None:
    case = world.name("lapakraya", 1)
    world.see(case)
    world.ask()
    world.reply(case, "asks_back", asks_back={"question": "Foto mana yang dimaksud?"})
    page = of(approver, f"/kasus/{case.key}/")
    assert "Foto mana yang dimaksud?" in page
    assert "Send the answer" in page
    assert "1 case" in of(approver, "/kasus/?view=questions")
    approver.post(f"/kasus/{case.key}/jawab/", {"text": "Foto pertama"})
    page = of(approver, f"/kasus/{case.key}/")
    assert "Foto pertama" in page
    assert "Send the answer" not in page


def test_an_answer_to_cannot_execute_lets_the_clock_go_on(world: SmallWorld, approver: Client) -> None:
    case = world.name("lapakraya", 1)
    world.see(case)
    world.ask()
    world.reply(
        case,
        "cannot_execute",
        cannot_execute={"why": "bad_link", "explanation": "Tautan tidak membuka apa pun."},
    )
    case.refresh_from_db()
    assert case.clock_paused
    assert "clock stands still" in of(approver, f"/kasus/{case.key}/")
    approver.post(f"/kasus/{case.key}/jawab/", {"text": "https://lapakraya.localhost/produk/1"})
    case.refresh_from_db()
    assert not case.clock_paused


def test_a_look_can_be_asked_for(world: SmallWorld, approver: Client) -> None:
    case = world.name("lapakraya", 1)
    answer = approver.post(f"/kasus/{case.key}/lihat/", follow=True)
    assert "A look is asked for" in answer.content.decode()


def test_another_authority_a_platform_before_sending_and_a_body_see_nothing(
    world: SmallWorld, browse: Browse
) -> None:
    case = world.name("lapakraya", 1)
    strangers = [
        make_person(make_party("badan-contoh"), Role.APPROVER),
        make_person(world.platforms["lapakraya"], Role.RESPONDER),
        make_person(world.association, Role.ANALYST),
    ]
    for person in strangers:
        client = browse(person)
        of(client, f"/kasus/{case.key}/", status=404)
        assert case.key not in of(client, "/kasus/")
    body = browse(make_person(make_party("pengawas", PartyKind.PUBLIC_BODY), Role.AUDITOR))
    of(body, f"/kasus/{case.key}/", status=403)


def test_the_platform_sees_its_case_from_sending_on_without_our_persons(
    world: SmallWorld, browse: Browse
) -> None:
    case = world.name("lapakraya", 1)
    world.see(case)
    world.wait(1)
    world.ask()
    page = of(browse(make_person(world.platforms["lapakraya"], Role.RESPONDER)), f"/kasus/{case.key}/")
    assert "A notice was approved" not in page
    assert f"· {world.approver_person.name}" not in page
    assert "Opened: an order named the listing" not in page
    assert "Close the case" not in page


def test_an_auditor_reads_and_changes_nothing(world: SmallWorld, browse: Browse) -> None:
    case = world.name("lapakraya", 1)
    client = browse(make_person(world.authority, Role.AUDITOR))
    assert "Close the case" not in of(client, f"/kasus/{case.key}/")
    for path in ("tutup", "buka", "jawab", "lihat"):
        assert client.post(f"/kasus/{case.key}/{path}/", {"reason": "x", "text": "x"}).status_code == 403


def test_two_presses_on_close_leave_one_step(world: SmallWorld, approver: Client) -> None:
    case = world.name("lapakraya", 1)
    said = {"outcome": "lawful", "reason": "Sah"}
    assert approver.post(f"/kasus/{case.key}/tutup/", said).status_code == 302
    assert approver.post(f"/kasus/{case.key}/tutup/", said).status_code == 409
    assert case.events.filter(kind="closed").count() == 1


def test_pages_of_cases_speak_indonesian_first(world: SmallWorld, one_factor: None) -> None:
    case = said_done_but_up(world)
    client = Client()
    client.force_login(world.approver_person)
    assert "Kata platform" in of(client, "/kasus/")
    assert "Pernyataan dan pengamatan berbeda" in of(client, f"/kasus/{case.key}/")


def test_a_hostile_title_is_shown_as_text(world: SmallWorld, approver: Client) -> None:
    case = world.name("lapakraya", 1, title='<script>alert("x")</script>')
    for address in ("/kasus/", f"/kasus/{case.key}/"):
        assert "<script>alert" not in of(approver, address)


def test_a_case_without_a_recipient_is_shown_by_its_platform(world: SmallWorld, approver: Client) -> None:
    make_case(world.order, listing="sandangku:4", last_reply=ReplyKind.REFUSED)
    assert "sandangku" in of(approver, "/kasus/")
