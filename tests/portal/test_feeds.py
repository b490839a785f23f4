"""The pages of feeds: begin one, hand a file over, see how it was understood and judged; nobody sees another's."""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from tertib.queries.types import Feed, FeedBatch, Finding, Party, Person, Watch
from tertib.store.models import FolderObject
from tertib.vocabulary import BatchState, FeedSource, PartyKind, ReviewOutcome, Role
from tertib.worker.context import Context
from tertib.worker.scanning import rescan_next, scan_next
from tests.factories import (
    NOW,
    POLICY,
    make_batch,
    make_case,
    make_feed,
    make_finding,
    make_offer,
    make_order,
    make_party,
    make_person,
)
from tests.portal.feed_pages import TABLE, USED, let_judge, send, text

pytestmark = pytest.mark.django_db
Browse = Callable[[Person], Client]


def test_a_feed_is_begun_and_watched(clerk: Client, platform: Party) -> None:
    assert "No feeds yet" in text(clerk, "/umpan/")
    assert "no other platform does" in text(clerk, "/umpan/baru/")
    answer = clerk.post("/umpan/baru/", {"name": "Katalog", "source": "upload", "policies": [POLICY]})
    feed = Feed.objects.get()
    assert answer["location"] == f"/umpan/{feed.key}/"
    assert (feed.party, feed.platform, feed.created_by) == (platform, "lapakraya", Person.objects.get())
    assert [watch.policy for watch in Watch.objects.all()] == [POLICY]
    assert "Katalog" in text(clerk, "/umpan/")


@pytest.mark.parametrize("name", ["", "  ", "Kiriman harian", "x" * 121])
def test_a_name_that_does_not_do_is_said_beside_the_form(clerk: Client, feed: Feed, name: str) -> None:
    answer = clerk.post("/umpan/baru/", {"name": name, "source": "upload"})
    assert answer.status_code == 422
    assert Feed.objects.count() == 1


def test_a_folder_is_offered_only_where_one_is_set(clerk: Client, settings: Settings) -> None:
    form = {"name": "Map", "source": "folder"}
    assert clerk.post("/umpan/baru/", form).status_code == 422
    settings.TERTIB_FEEDS_URL = "/srv/umpan"
    assert clerk.post("/umpan/baru/", form).status_code == 302
    feed = Feed.objects.get()
    FolderObject.objects.create(
        feed=feed, path=f"{feed.folder}/a.csv", mark="1", size=0, problem="The file is empty.", at=NOW
    )
    page = text(clerk, f"/umpan/{feed.key}/")
    assert f"/srv/umpan/lapakraya/{feed.key}" in page
    assert "a.csv" in page
    assert "Hand over a file" not in page


def test_a_file_is_judged_and_shown_with_how_it_was_understood(
    clerk: Client, feed: Feed, worker: Context
) -> None:
    address = send(clerk, feed)
    let_judge(clerk, address, worker)
    page = text(clerk, address)
    assert "hx-get" not in page
    for shown in (
        "nama produk",
        "keterangan iklan",
        "Rp150,000",
        "is no price",
        "1 row with something wrong",
    ):
        assert shown in page
    assert 'id="batch"' not in text(clerk, address, hx_request="true")
    feed_page = text(clerk, f"/umpan/{feed.key}/")
    assert "katalog.csv" in feed_page
    assert "1 finding" in feed_page
    part = text(clerk, f"/umpan/{feed.key}/", hx_request="true")
    assert "katalog.csv" in part
    assert "<html" not in part


def test_the_same_file_again_leads_to_the_same_batch(clerk: Client, feed: Feed) -> None:
    assert send(clerk, feed) == send(clerk, feed, name="salinan.csv")
    assert FeedBatch.objects.count() == 1
    assert "handed over before" in text(clerk, f"/umpan/{feed.key}/")


@pytest.mark.parametrize("data", [b"", None])
def test_a_form_without_a_file_says_so(clerk: Client, feed: Feed, data: bytes | None) -> None:
    files = {} if data is None else {"file": SimpleUploadedFile("a.csv", data)}
    answer = clerk.post(f"/umpan/{feed.key}/kirim/", files)
    assert answer.status_code == 422
    assert not FeedBatch.objects.exists()


def test_columns_that_no_name_tells_are_chosen_and_the_file_is_read_again(
    clerk: Client, feed: Feed, worker: Context
) -> None:
    address = send(clerk, feed, b"kolom satu,kolom dua\n" + USED + b",x\n")
    scan_next(worker)
    page = text(clerk, address)
    assert "could not be read" in page
    assert "kolom satu" in page
    answer = clerk.post(f"{address}kolom/", {"title": "kolom satu"})
    assert answer["location"] == address
    let_judge(clerk, address, worker)
    batch = FeedBatch.objects.get()
    assert (batch.state, batch.rows) == (BatchState.DONE, 1)
    assert Feed.objects.get().columns == {"title": "kolom satu"}
    assert Finding.objects.filter(waiting=True).count() == 1
    assert clerk.post(f"{address}kolom/", {"title": "tidak ada"}).status_code == 422


def test_watches_are_set_and_stopped(clerk: Client, feed: Feed, worker: Context) -> None:
    watch = f"/umpan/{feed.key}/pantau/"
    clerk.post(watch, {"policy": "minyakita-het", "on": "1"})
    clerk.post(watch, {"policy": POLICY})
    clerk.post(watch, {"policy": "tidak-ada", "on": "1"})
    assert {one.policy: one.active for one in Watch.objects.all()} == {"minyakita-het": True, POLICY: False}
    assert rescan_next(worker) == 1


def test_a_feed_is_renamed_ended_and_begun_again(clerk: Client, feed: Feed) -> None:
    change = f"/umpan/{feed.key}/ubah/"
    clerk.post(change, {"name": "Katalog baru"})
    clerk.post(change, {"act": "end"})
    feed.refresh_from_db()
    assert (feed.name, feed.active) == ("Katalog baru", False)
    answer = clerk.post(f"/umpan/{feed.key}/kirim/", {"file": SimpleUploadedFile("a.csv", TABLE)})
    assert answer.status_code == 422
    clerk.post(change, {"act": "begin"})
    assert Feed.objects.get().active


def test_what_was_found_is_downloaded_and_carries_no_formula(clerk: Client, feed: Feed) -> None:
    make_finding(make_offer(feed, title="=HYPERLINK(1) thrift"), outcome=ReviewOutcome.LAWFUL)
    answer = clerk.get(f"/umpan/{feed.key}/temuan.csv")
    lines = b"".join(answer.streaming_content).decode().splitlines()  # type: ignore[attr-defined]
    assert len(lines) == 2
    assert "'=HYPERLINK(1) thrift" in lines[1]
    assert "150000" in lines[1]


@pytest.fixture
def others(browse: Browse, authority: Party) -> dict[str, Client]:
    """Browsers of people who were given no feed of the marketplace."""
    hub = make_party("asosiasi-contoh", PartyKind.ASSOCIATION)
    rival = make_party("pasarkita", PartyKind.PLATFORM)
    police = make_party("kepolisian-contoh", PartyKind.POLICE)
    return {
        "hub": browse(make_person(hub, Role.ANALYST)),
        "rival": browse(make_person(rival, Role.RESPONDER)),
        "police": browse(make_person(police, Role.INVESTIGATOR)),
        "auditor": browse(make_person(authority, Role.AUDITOR)),
        "editor": browse(make_person(authority, Role.POLICY_EDITOR)),
    }


@pytest.mark.parametrize("who", ["hub", "rival", "police", "auditor", "editor"])
def test_nobody_sees_a_feed_that_was_not_given_to_them(
    others: dict[str, Client], feed: Feed, who: str
) -> None:
    batch = make_batch(feed)
    status = 404 if who in ("hub", "rival") else 403
    pages = ("", "temuan.csv", f"{batch.key}/")
    assert {others[who].get(f"/umpan/{feed.key}/{page}").status_code for page in pages} == {status}
    writes = {"kirim/": {}, "pantau/": {"policy": POLICY}, "ubah/": {"act": "end"}, f"{batch.key}/kolom/": {}}
    for page, form in writes.items():
        assert others[who].post(f"/umpan/{feed.key}/{page}", form).status_code == status
    assert feed.key not in others[who].get("/umpan/").content.decode()
    assert Feed.objects.get().active


def test_an_authority_sees_what_platforms_hand_over_and_may_have_it_watched_but_not_change_it(
    analyst: Client, feed: Feed
) -> None:
    page = text(analyst, f"/umpan/{feed.key}/")
    assert "Hand over a file" not in page
    assert "End the feed" not in page
    analyst.post(f"/umpan/{feed.key}/pantau/", {"policy": "minyakita-het", "on": "1"})
    assert Watch.objects.filter(policy="minyakita-het", active=True).exists()
    assert analyst.post(f"/umpan/{feed.key}/ubah/", {"act": "end"}).status_code == 403
    answer = analyst.post(f"/umpan/{feed.key}/kirim/", {"file": SimpleUploadedFile("a.csv", TABLE)})
    assert answer.status_code == 403


def test_an_association_sees_the_feeds_of_its_members(browse: Browse, platform: Party, feed: Feed) -> None:
    hub = make_party("asosiasi-contoh", PartyKind.ASSOCIATION)
    Party.objects.filter(pk=platform.pk).update(association=hub)
    assert "Kiriman harian" in text(browse(make_person(hub, Role.ANALYST)), "/umpan/")


def test_a_platform_never_learns_of_a_case_that_was_not_sent(
    clerk: Client, authority: Party, feed: Feed
) -> None:
    case = make_case(make_order(authority))
    batch = make_batch(feed)
    make_finding(make_offer(feed, listing=case.listing, batch=batch), case=case)
    for page in ("", "temuan.csv", f"{batch.key}/"):
        answer = clerk.get(f"/umpan/{feed.key}/{page}")
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
        assert case.key.encode() not in content


def test_pages_speak_indonesian(browse: Browse, platform: Party, feed: Feed) -> None:
    client = browse(make_person(platform, Role.RESPONDER))
    page = client.get(f"/umpan/{feed.key}/", headers={"accept-language": "id"}).content.decode()
    for shown in ("Serahkan berkas", "Dinilai menurut", "Belum ada yang diserahkan"):
        assert shown in page


def test_an_api_feed_names_where_to_send(clerk: Client, platform: Party) -> None:
    feed = make_feed(platform, "Lewat API", source=FeedSource.API)
    assert f"/api/v1/feeds/{feed.key}/batches" in text(clerk, f"/umpan/{feed.key}/")
