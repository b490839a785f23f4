"""Answering many notices at once on the pages: pick, say, review, confirm, undo, and what became of each."""

import csv
import html
import io
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import Settings

from tertib.actions.notices.reply_batches import HOLD, record_chunk
from tertib.queries.types import Case, Notice, Reply, ReplyBatch
from tertib.vocabulary import CaseState, ReplyKind, Role
from tests.factories import make_person
from tests.portal.small_world import SmallWorld

pytestmark = pytest.mark.django_db
Browse = Callable[..., Client]
SAID = {
    "acted": {
        "on": "listing",
        "what": "DECISION_VISIBILITY_CONTENT_REMOVED",
        "at_0": "2026-11-24",
        "at_1": "10:00",
    },
    "refused": {"ground": "Barang baru", "explanation": "Ada <faktur>."},
    "cannot_execute": {"why": "not_found", "explanation": "Tidak ada di sistem."},
    "asks_back": {"question": "Varian yang mana?"},
}


@pytest.fixture
def responder(world: SmallWorld, browse: Browse, settings: Settings) -> Client:
    settings.TERTIB_WALL_CLOCK = "tests.portal.small_world.standing_clock"
    return browse(make_person(world.platforms["lapakraya"], Role.RESPONDER))


def sent(world: SmallWorld, count: int) -> list[Notice]:
    cases = [world.name("lapakraya", number) for number in range(count)]
    world.see(*cases)
    world.ask()
    return list(Notice.objects.filter(case__in=cases).order_by("pk"))


def fields(page: str, section: str) -> list[tuple[str, str]]:
    """The hidden fields of the form in which `section` stands."""
    form = next(part for part in re.findall(r"<form.*?</form>", page, re.DOTALL) if section in part)
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form)
    return [(name, html.unescape(text)) for name, text in found if name != "csrfmiddlewaretoken"]


def posted(pairs: list[tuple[str, str]], **more: str) -> dict[str, list[str] | str]:
    form: dict[str, list[str] | str] = {}
    for name, text in pairs:
        known = form.setdefault(name, [])
        assert isinstance(known, list)
        known.append(text)
    return form | more


def review(client: Client, address: str, kind: str, **said: str) -> str:
    """Say the answer on the page of `address`; returns the page of the review."""
    page = client.get(address).content.decode()
    words = {f"{kind}-{name}": text for name, text in (said or SAID[kind]).items()}
    answer = client.post("/tugas/massal/", posted(fields(page, f'value="{kind}"'), step="review", **words))
    assert answer.status_code == 200, answer.content.decode()
    return answer.content.decode()


def confirm(client: Client, reviewed: str) -> ReplyBatch:
    form = posted(fields(reviewed, 'value="confirm"'), step="confirm")
    answer = client.post("/tugas/massal/", form)
    assert answer.status_code == 302, answer.content.decode()
    return ReplyBatch.objects.get(key=answer["Location"].split("/")[3])


def record_all(batch: ReplyBatch, world: SmallWorld) -> None:
    while record_chunk(batch, now=world.now):
        pass


def test_the_queue_offers_boxes_and_all_that_match(world: SmallWorld, responder: Client) -> None:
    notices = sent(world, 3)
    page = responder.get("/tugas/?state=notified").content.decode()
    assert page.count('type="checkbox" name="notice"') == 3
    assert "all 3 notices that match" in page
    assert '<input type="hidden" name="state" value="notified">' in page
    assert " checked" not in page
    assert responder.get("/tugas/?pilih=semua").content.decode().count(" checked") == 3
    assert 'name="notice"' not in responder.get("/tugas/?answered=1").content.decode()
    assert all(notice.key in page for notice in notices)


@pytest.mark.parametrize("kind", list(ReplyKind))
def test_one_answer_goes_from_the_queue_to_every_ticked_notice(
    world: SmallWorld, responder: Client, kind: ReplyKind
) -> None:
    first, second, third = sent(world, 3)
    reviewed = review(
        responder, f"/tugas/massal/?which=chosen&notice={first.key}&notice={third.key}", kind.value
    )
    assert "2 notices" in reviewed
    assert first.key in reviewed
    assert second.key not in reviewed
    assert not Reply.objects.exists()
    batch = confirm(responder, reviewed)
    assert "Recorded in 60 seconds" in responder.get(f"/tugas/massal/{batch.key}/").content.decode()
    assert not Reply.objects.exists()
    record_all(batch, world)
    assert set(Reply.objects.values_list("notice__key", "kind")) == {(first.key, kind), (third.key, kind)}
    done = responder.get(f"/tugas/massal/{batch.key}/").content.decode()
    assert "Recorded: 2 / 2" in re.sub(r"<[^>]+>", "", done)


def test_what_is_said_stands_in_the_review_and_cannot_break_out(world: SmallWorld, responder: Client) -> None:
    sent(world, 1)
    reviewed = review(responder, "/tugas/massal/?which=all", "refused")
    assert "Ada &lt;faktur&gt;." in reviewed
    assert "<faktur>" not in reviewed
    assert "lapakraya:toko-0" in reviewed


def test_all_that_match_are_those_that_the_page_showed(world: SmallWorld, responder: Client) -> None:
    before = sent(world, 2)
    reviewed = review(responder, "/tugas/massal/?which=all&state=notified", "asks_back")
    world.now += timedelta(hours=1)
    late = world.name("lapakraya", 9)
    world.see(late)
    world.ask()
    record_all(confirm(responder, reviewed), world)
    assert set(Reply.objects.values_list("notice__key", flat=True)) == {notice.key for notice in before}


def test_a_double_click_is_one_batch_and_one_reply_each(world: SmallWorld, responder: Client) -> None:
    sent(world, 2)
    reviewed = review(responder, "/tugas/massal/?which=all", "acted")
    first = confirm(responder, reviewed)
    assert confirm(responder, reviewed) == first
    record_all(first, world)
    assert confirm(responder, reviewed) == first
    record_all(first, world)
    assert Reply.objects.count() == 2


def test_undo_within_the_minute_leaves_everything_as_it_was(world: SmallWorld, responder: Client) -> None:
    sent(world, 2)
    batch = confirm(responder, review(responder, "/tugas/massal/?which=all", "acted"))
    page = responder.post(f"/tugas/massal/{batch.key}/tarik/", follow=True).content.decode()
    assert "Taken back: nothing was recorded" in page
    record_all(batch, world)
    assert not Reply.objects.exists()
    assert set(Case.objects.values_list("state", flat=True)) == {CaseState.NOTIFIED}


def test_undo_after_the_minute_is_refused_with_the_way_to_mend(world: SmallWorld, responder: Client) -> None:
    sent(world, 1)
    batch = confirm(responder, review(responder, "/tugas/massal/?which=all", "acted"))
    world.wait(HOLD.total_seconds() / 3600)
    assert "Take it back" not in responder.get(f"/tugas/massal/{batch.key}/").content.decode()
    record_all(batch, world)
    page = responder.post(f"/tugas/massal/{batch.key}/tarik/", follow=True).content.decode()
    assert "correct one by a new answer" in page
    assert Reply.objects.count() == 1


def test_what_became_of_each_stands_on_the_page_and_in_the_file(world: SmallWorld, responder: Client) -> None:
    first, second = sent(world, 2)
    batch = confirm(responder, review(responder, "/tugas/massal/?which=all", "refused"))
    world.say_done(world.cases["lapakraya:0"])
    record_all(batch, world)
    page = responder.get(f"/tugas/massal/{batch.key}/").content.decode()
    assert "Another answer or a look settled it meanwhile" in page
    answer = responder.get(f"/tugas/massal/{batch.key}/hasil.csv")
    text = b"".join(answer).decode("utf-8-sig")
    rows = {row["Notice"]: row for row in csv.DictReader(io.StringIO(text))}
    assert (rows[first.key]["What became of it"], rows[first.key]["Number of the reply"]) == (
        "Settled before",
        "",
    )
    assert rows[second.key]["What became of it"] == "Recorded"
    assert rows[second.key]["Number of the reply"] == Reply.objects.get(notice=second).key


def test_an_answer_that_lacks_something_shows_what(world: SmallWorld, responder: Client) -> None:
    sent(world, 1)
    page = responder.get("/tugas/massal/?which=all").content.decode()
    form = posted(fields(page, 'value="refused"'), step="review", **{"refused-ground": "Barang baru"})
    answer = responder.post("/tugas/massal/", form)
    assert answer.status_code == 422
    assert "This field is required" in answer.content.decode()
    assert "Barang baru" in answer.content.decode()
    assert responder.post("/tugas/massal/", {"which": "all", "kind": "perhaps"}).status_code == 422


def test_a_time_to_come_is_refused_before_it_is_held(world: SmallWorld, responder: Client) -> None:
    sent(world, 1)
    reviewed = review(responder, "/tugas/massal/?which=all", "acted", **{**SAID["acted"], "at_1": "23:00"})
    answer = responder.post("/tugas/massal/", posted(fields(reviewed, 'value="confirm"'), step="confirm"))
    assert answer.status_code == 422
    assert not ReplyBatch.objects.exists()


def test_the_review_leads_back_to_the_words(world: SmallWorld, responder: Client) -> None:
    sent(world, 1)
    reviewed = review(responder, "/tugas/massal/?which=all", "asks_back")
    answer = responder.post("/tugas/massal/", posted(fields(reviewed, 'value="confirm"'), step="change"))
    assert answer.status_code == 200
    assert "Varian yang mana?" in answer.content.decode()


def test_batches_are_their_office_s_alone(world: SmallWorld, responder: Client, browse: Browse) -> None:
    sent(world, 1)
    batch = confirm(responder, review(responder, "/tugas/massal/?which=all", "asks_back"))
    other = browse(make_person(world.platforms["kioskilat"], Role.RESPONDER))
    for address in ("", "hasil.csv"):
        assert other.get(f"/tugas/massal/{batch.key}/{address}").status_code == 404
    assert other.post(f"/tugas/massal/{batch.key}/tarik/").status_code == 404
    assert browse(world.approver_person).get("/tugas/massal/").status_code == 403
    assert batch.key in responder.get("/tugas/massal/").content.decode()


def test_foreign_notices_in_the_address_are_not_picked(
    world: SmallWorld, responder: Client, browse: Browse
) -> None:
    (mine,) = sent(world, 1)
    other = browse(make_person(world.platforms["kioskilat"], Role.RESPONDER))
    answer = other.get(f"/tugas/massal/?which=chosen&notice={mine.key}", follow=True)
    assert "None of these waits for an answer any more." in answer.content.decode()
