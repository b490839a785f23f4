"""Feeds: who may hand over and have watched what, the same twice, and rows that cannot be used."""

from typing import Any

import pytest

from tertib.actions.actor import Actor
from tertib.actions.feeds import handing_over
from tertib.actions.feeds.handing_over import FeedForm
from tertib.actions.listings.rows import MAX_ROWS, check_rows
from tertib.errors import BadInput, NotPermitted
from tertib.store.models import BatchPart, Feed, FeedBatch, Outbox, Party, Watch
from tertib.vocabulary import Errand, FeedSource, PartyKind, Role
from tests.factories import NOW, POLICY, make_actor, make_feed, make_party

pytestmark = pytest.mark.django_db
ROW = {"title": "Jaket thrift import", "price": 150_000, "url": "https://lapakraya.localhost/i.5.1"}
FORM = FeedForm(name="Katalog", policies=[POLICY])


@pytest.fixture
def platform() -> Party:
    return make_party("lapakraya", PartyKind.PLATFORM)


@pytest.fixture
def clerk(platform: Party) -> Actor:
    return make_actor(platform, Role.RESPONDER)


@pytest.fixture
def feed(platform: Party) -> Feed:
    return make_feed(platform)


def hand(actor: Actor, feed: Feed, data: bytes = b"title\nJaket\n") -> FeedBatch:
    return handing_over.hand_over(actor, feed, file_name="a.csv", chunks=[data], now=NOW)


MAY_FEED = {
    (PartyKind.AUTHORITY, Role.ANALYST),
    (PartyKind.AUTHORITY, Role.APPROVER),
    (PartyKind.ASSOCIATION, Role.ANALYST),
    (PartyKind.ASSOCIATION, Role.APPROVER),
    (PartyKind.PLATFORM, Role.RESPONDER),
    (PartyKind.PLATFORM, Role.APPROVER),
}


@pytest.mark.parametrize("kind", PartyKind)
@pytest.mark.parametrize("role", Role)
def test_who_may_begin_a_feed(kind: PartyKind, role: Role) -> None:
    actor = make_actor(make_party("contoh", kind), role)
    if (kind, role) in MAY_FEED:
        assert handing_over.make_feed(actor, form=FORM, now=NOW).party == actor.home
    else:
        with pytest.raises(NotPermitted):
            handing_over.make_feed(actor, form=FORM, now=NOW)
        assert not Feed.objects.exists()


def test_a_platforms_feed_is_of_that_platform_whatever_the_form_says(clerk: Actor) -> None:
    made = handing_over.make_feed(clerk, form=FeedForm(name="x", platform="shopee"), now=NOW)
    assert made.platform == "lapakraya"


@pytest.mark.parametrize(
    "form",
    [
        FeedForm(name=" "),
        FeedForm(name="x" * 121),
        FeedForm(name="x", platform="tidak-ada"),
        FeedForm(name="x", policies=["tidak-ada"]),
    ],
)
def test_a_form_that_does_not_hold_makes_nothing(form: FeedForm) -> None:
    with pytest.raises(BadInput):
        handing_over.make_feed(make_actor(make_party()), form=form, now=NOW)
    assert not Feed.objects.exists()


def test_two_offices_may_give_their_feeds_the_same_name_one_may_not(clerk: Actor) -> None:
    handing_over.make_feed(clerk, form=FORM, now=NOW)
    handing_over.make_feed(make_actor(make_party()), form=FORM, now=NOW)
    with pytest.raises(BadInput):
        handing_over.make_feed(clerk, form=FORM, now=NOW)


def test_a_program_sets_up_no_folder(platform: Party) -> None:
    with pytest.raises(BadInput):
        handing_over.make_feed(
            Actor(platform, Role.RESPONDER), form=FeedForm(name="x", source=FeedSource.FOLDER), now=NOW
        )


def test_the_same_bytes_again_are_the_same_batch_and_asked_for_once(clerk: Actor, feed: Feed) -> None:
    first, again = hand(clerk, feed), hand(clerk, feed)
    assert first == again
    assert (first.was_there, again.was_there) == (False, True)  # type: ignore[attr-defined]
    assert (FeedBatch.objects.count(), BatchPart.objects.count()) == (1, 1)
    assert Outbox.objects.filter(errand=Errand.SCAN).count() == 1
    other = handing_over.make_feed(clerk, form=FORM, now=NOW)
    assert hand(clerk, other) != first


def test_bytes_are_kept_in_even_parts_however_they_come(
    clerk: Actor, feed: Feed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handing_over, "PART_BYTES", 10)
    data = bytes(range(256)) * 3
    batch = handing_over.hand_over(
        clerk, feed, file_name="a.csv", chunks=[data[:7], b"", data[7:300], data[300:]], now=NOW
    )
    parts = [bytes(part.data) for part in batch.parts.order_by("no")]
    assert b"".join(parts) == data
    assert {len(part) for part in parts[:-1]} == {10}


@pytest.mark.parametrize("chunks", [[], [b""], [b"x" * 6, b"y" * 6]])
def test_an_empty_or_too_large_file_keeps_nothing(
    clerk: Actor, feed: Feed, monkeypatch: pytest.MonkeyPatch, chunks: list[bytes]
) -> None:
    monkeypatch.setattr(handing_over, "MAX_FILE_BYTES", 10)
    with pytest.raises(BadInput):
        handing_over.hand_over(clerk, feed, file_name="a.csv", chunks=chunks, now=NOW)
    assert not FeedBatch.objects.exists()
    assert not Outbox.objects.exists()


@pytest.mark.parametrize("name", ["C:\\daftar\\a.csv", "../../a.csv", "/etc/a.csv", "a\x00.csv"])
def test_of_a_files_name_only_its_last_part_is_kept(clerk: Actor, feed: Feed, name: str) -> None:
    batch = handing_over.hand_over(clerk, feed, file_name=name, chunks=[b"title\nx\n"], now=NOW)
    assert batch.file_name == "a.csv"


def test_only_the_feeds_own_office_hands_over_and_changes_it(clerk: Actor, feed: Feed) -> None:
    for actor in (
        make_actor(make_party()),
        make_actor(make_party("pasarkita", PartyKind.PLATFORM), Role.RESPONDER),
    ):
        with pytest.raises(NotPermitted):
            hand(actor, feed)
        with pytest.raises(NotPermitted):
            handing_over.hand_over_rows(actor, feed, rows=[ROW], now=NOW)
        with pytest.raises(NotPermitted):
            handing_over.change_feed(actor, feed, active=False)
    handing_over.change_feed(clerk, feed, active=False)
    with pytest.raises(BadInput):
        hand(clerk, feed)


def test_an_authority_may_have_a_platforms_feed_watched_another_platform_may_not(feed: Feed) -> None:
    handing_over.set_watch(make_actor(make_party()), feed, policy="minyakita-het", now=NOW)
    rival = make_actor(make_party("pasarkita", PartyKind.PLATFORM), Role.RESPONDER)
    for act in (
        lambda: handing_over.set_watch(rival, feed, policy="minyakita-het", now=NOW),
        lambda: handing_over.stop_watch(rival, feed, policy=POLICY),
    ):
        with pytest.raises(NotPermitted):
            act()
    assert set(Watch.objects.filter(active=True).values_list("policy", flat=True)) == {
        POLICY,
        "minyakita-het",
    }


def test_an_authoritys_own_feed_is_no_other_authoritys_to_watch() -> None:
    feed = make_feed(make_party())
    with pytest.raises(NotPermitted):
        handing_over.set_watch(make_actor(make_party("badan-contoh")), feed, policy=POLICY, now=NOW)


def test_a_watch_of_a_policy_that_is_not_there_is_refused(clerk: Actor, feed: Feed) -> None:
    with pytest.raises(BadInput):
        handing_over.set_watch(clerk, feed, policy="tidak-ada", now=NOW)


WRONG: list[dict[str, Any]] = [
    {},
    {"title": " "},
    {"title": 7},
    {"title": None},
    {"title": "x", "harga": 5},
    {"title": "x", "price": "Rp5"},
    {"title": "x", "price": -1},
    {"title": "x", "price": True},
    {"title": "x", "price": 2**60},
    {"title": "x", "sold": [1]},
    {"title": "x", "shop": {"a": 1}},
    {"title": "x", "description": "y" * 100_001},
    {"title": "x", "official": "ya"},
]


@pytest.mark.parametrize("row", WRONG)
def test_a_wrong_row_is_named_and_the_others_are_taken(clerk: Actor, feed: Feed, row: dict[str, Any]) -> None:
    batch, results = handing_over.hand_over_rows(
        clerk, feed, rows=[ROW, row, {"title": "y", "shop": None}], now=NOW
    )
    assert [bool(one.problem) for one in results] == [False, True, False]
    assert [one.index for one in results] == [0, 1, 2]
    assert batch is not None
    lines = b"".join(bytes(part.data) for part in batch.parts.order_by("no")).splitlines()
    assert len(lines) == 2


def test_of_wrong_rows_alone_there_is_no_batch(clerk: Actor, feed: Feed) -> None:
    batch, results = handing_over.hand_over_rows(clerk, feed, rows=WRONG, now=NOW)
    assert batch is None
    assert all(one.problem for one in results)
    assert not FeedBatch.objects.exists()


@pytest.mark.parametrize("count", [0, MAX_ROWS + 1])
def test_too_many_rows_or_none_are_refused_as_a_whole(count: int) -> None:
    with pytest.raises(BadInput):
        check_rows([ROW] * count)


def test_the_same_rows_again_are_the_same_batch_whatever_the_order_of_their_fields(
    clerk: Actor, feed: Feed
) -> None:
    first, _ = handing_over.hand_over_rows(clerk, feed, rows=[ROW], now=NOW)
    again, _ = handing_over.hand_over_rows(clerk, feed, rows=[dict(reversed(ROW.items()))], now=NOW)
    assert first == again
