"""Batches of a feed are read and judged whole, once, whoever dies meanwhile; what cannot be read says why."""

import csv
import gzip
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from pytest_django import Settings

import tertib.sandbox
from tertib.actions import batches, feeds, outbox, tables
from tertib.actions.actor import Actor
from tertib.actions.judging import is_drawn
from tertib.actions.offers import listings_of, values_of
from tertib.adapters.channels import MailServer
from tertib.adapters.files import Files
from tertib.core.detection.run import detect
from tertib.errors import LeaseLost
from tertib.site.clock import wall
from tertib.store.models import Feed, FeedBatch, Finding, Listing, Offer, Outbox, PolicyVersion, Watch
from tertib.vocabulary import (
    Band,
    BatchState,
    CaseState,
    Errand,
    FeedSource,
    PartyKind,
    PolicyState,
    ReviewOutcome,
    Role,
)
from tertib.worker import scanning
from tertib.worker.context import Context
from tests.factories import NOW, POLICY, make_actor, make_case, make_order, make_party

USED = "Jaket thrift second import Korea original"
NEW = "Kemeja batik katun baru lokal"


@pytest.fixture
def invented(settings: Settings) -> Iterator[None]:
    settings.TERTIB_PLATFORM_FILES = [str(Path(tertib.sandbox.__file__).with_name("platforms.toml"))]
    tables.platforms.cache_clear()
    yield
    tables.platforms.cache_clear()


@pytest.fixture
def context(tmp_path: Path, invented: None) -> Context:
    """A worker that stays at home."""
    return Context(
        worker="one",
        clock=lambda: NOW,
        wall=wall,
        files=Files(str(tmp_path / "files")),
        agent_contact="https://tertib.example/kontak",
        hosts={},
        mail=MailServer(host="127.0.0.1", port=1, timeout_seconds=1),
    )


@pytest.fixture
def clerk(db: None, invented: None) -> Actor:
    """Someone of a marketplace who hands its listings over."""
    return make_actor(make_party("lapakraya", PartyKind.PLATFORM), Role.RESPONDER)


@pytest.fixture
def feed(clerk: Actor) -> Feed:
    return feeds.make_feed(clerk, form=feeds.FeedForm(name="Katalog", policies=[POLICY]), now=NOW)


def table(*rows: tuple[int, str], shop: str = "toko-a") -> bytes:
    """A csv file of listings by number and title."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["nama produk", "harga", "toko", "link"])
    for number, title in rows:
        writer.writerow([title, "Rp150.000", shop, f"https://lapakraya.localhost/i.5.{number}"])
    return text.getvalue().encode()


def many(count: int) -> bytes:
    """Every third of the listings is of the kind that is looked for."""
    return table(*((n, f"{USED if n % 3 == 0 else NEW} {n}") for n in range(1, count + 1)))


def hand(clerk: Actor, feed: Feed, data: bytes, name: str = "katalog.csv") -> FeedBatch:
    return feeds.hand_over(clerk, feed, file_name=name, chunks=[data], now=NOW)


def scan(context: Context, batch: FeedBatch) -> FeedBatch:
    assert scanning.scan_next(context) == 1
    batch.refresh_from_db()
    return batch


def kept() -> list[tuple[Any, ...]]:
    """All that is told of a scan: what is kept of every listing and finding but their keys."""
    findings = {
        (one.offer.identity, one.policy): (one.band, one.score, one.answers, one.reasons, one.drawn)
        for one in Finding.objects.select_related("offer")
    }
    offers = Offer.objects.order_by("identity").values_list("identity", "title", "price_minor", "shop")
    return [*offers, *sorted(findings.items(), key=lambda one: one[0])]


def test_every_row_is_judged_and_the_parts_add_up(context: Context, clerk: Actor, feed: Feed) -> None:
    batch = scan(context, hand(clerk, feed, many(90)))
    assert (batch.state, batch.rows, batch.rows_total, batch.wrong_rows) == (BatchState.DONE, 90, 90, 0)
    assert sum(batch.counts[POLICY].values()) == 90
    assert batch.counts[POLICY][Band.STRONG] == 30
    assert Offer.objects.count() == 90
    found = Finding.objects.select_related("offer").filter(band=Band.STRONG)
    assert {int(one.offer.title.split()[-1]) % 3 for one in found} == {0}
    assert all(one.waiting and one.outcome is None for one in found)


def test_a_reason_points_at_the_words_as_they_are_kept(context: Context, clerk: Actor, feed: Feed) -> None:
    scan(context, hand(clerk, feed, table((1, f"🔥🔥 {USED}"))))
    finding = Finding.objects.select_related("offer").get()
    told = [one for one in finding.reasons if one["start"] is not None and "@" not in one["signal"]]
    assert told
    for reason in told:
        assert finding.offer.title[reason["start"] : reason["end"]] == reason["text"]


def test_a_finding_is_what_detect_says(context: Context, clerk: Actor, feed: Feed) -> None:
    scan(context, hand(clerk, feed, table((1, USED))))
    finding = Finding.objects.get()
    row = detect(listings_of([values_of(Offer.objects.get())]), tables.compiled(POLICY))
    assert finding.score == row.column("score")[0].as_py()
    assert finding.answers == dict(row.column("answers")[0].as_py())
    assert finding.policy_reference == row.column("policy")[0].as_py() == tables.policy(POLICY).reference


def test_a_listing_that_comes_again_is_one_offer_and_one_finding(
    context: Context, clerk: Actor, feed: Feed
) -> None:
    scan(context, hand(clerk, feed, table((1, USED))))
    batch = scan(context, hand(clerk, feed, table((1, f"{USED} bal segel"), (2, USED))))
    assert (Offer.objects.count(), Finding.objects.count()) == (2, 2)
    first = Offer.objects.get(identity="lapakraya:5.1")
    assert (first.title, first.batch) == (f"{USED} bal segel", batch)
    assert batch.reading["offers"] == {"listings": 2, "new": 1, "waiting": 1}


def test_of_rows_that_show_one_listing_the_last_stays(context: Context, clerk: Actor, feed: Feed) -> None:
    batch = scan(context, hand(clerk, feed, table((1, USED), (1, NEW))))
    assert Offer.objects.get().title == NEW
    assert sum(batch.counts[POLICY].values()) == 2
    assert not Finding.objects.filter(band=Band.STRONG).exists()


def test_a_decided_finding_is_not_touched(context: Context, clerk: Actor, feed: Feed) -> None:
    scan(context, hand(clerk, feed, table((1, USED))))
    Finding.objects.update(outcome=ReviewOutcome.LAWFUL, waiting=False, decided_at=NOW)
    before = Finding.objects.values().get()
    scan(context, hand(clerk, feed, table((1, f"{USED} bal segel karungan"))))
    assert Finding.objects.values().get() == before


def test_what_is_found_no_longer_waits_no_longer(context: Context, clerk: Actor, feed: Feed) -> None:
    scan(context, hand(clerk, feed, table((1, USED))))
    scan(context, hand(clerk, feed, table((1, NEW))))
    finding = Finding.objects.get()
    assert (finding.band, finding.waiting) == (Band.NONE, is_drawn("lapakraya:5.1", policy=POLICY))


def test_a_slice_of_what_nothing_points_at_is_drawn_and_always_the_same(
    context: Context, clerk: Actor, feed: Feed
) -> None:
    numbers = range(1, 601)
    scan(context, hand(clerk, feed, table(*((n, NEW) for n in numbers))))
    drawn = {n for n in numbers if is_drawn(f"lapakraya:5.{n}", policy=POLICY)}
    assert drawn
    found = Finding.objects.filter(drawn=True, band=Band.NONE, waiting=True)
    assert {one.offer.identity for one in found} == {f"lapakraya:5.{n}" for n in drawn}
    assert Finding.objects.count() == len(drawn)


def test_the_case_that_a_listing_has_already_is_joined(context: Context, clerk: Actor, feed: Feed) -> None:
    ministry = make_party()
    case = make_case(make_order(ministry), listing="lapakraya:5.1")
    scan(context, hand(clerk, feed, table((1, USED), (2, USED))))
    joined = Finding.objects.get(offer__identity="lapakraya:5.1")
    assert (joined.case, joined.offer.listing, joined.waiting) == (case, case.listing, True)
    assert Finding.objects.get(offer__identity="lapakraya:5.2").case is None
    assert Listing.objects.count() == 1


def test_a_shop_whose_listings_were_seen_gone_is_remembered(
    context: Context, clerk: Actor, feed: Feed
) -> None:
    ministry = make_party()
    order = make_order(ministry)
    for number in (1, 2):
        make_case(order, listing=f"lapakraya:5.{number}", state=CaseState.DOWN, down_at=NOW)
    make_case(order, listing="lapakraya:5.3", state=CaseState.CLAIMED)  # only said, not seen
    scan(context, hand(clerk, feed, table((1, USED), (2, USED), (3, USED))))
    scan(context, hand(clerk, feed, table((9, USED))))
    reasons = Finding.objects.get(offer__identity="lapakraya:5.9").reasons
    assert [one["weight"] for one in reasons if one["signal"] == "seller.removals"] == [
        pytest.approx(0.9 * 1.584963, abs=1e-4)
    ]


def test_a_listing_without_a_link_is_kept_under_the_id_of_its_feed(
    context: Context, clerk: Actor, feed: Feed
) -> None:
    lines = [{"id": "77", "title": USED}, {"title": USED}, {"title": NEW, "url": "javascript:alert(1)"}]
    data = b"".join(json.dumps(line).encode() + b"\n" for line in lines)
    scan(context, hand(clerk, feed, data, name="a.jsonl"))
    names = {offer.identity for offer in Offer.objects.all()}
    assert len(names) == 3
    assert f"{feed.key}:77" in names
    assert all(name.startswith(f"{feed.key}:") for name in names)
    assert set(Offer.objects.values_list("url", flat=True)) == {""}


def test_what_another_party_hands_over_changes_nothing_of_ours(
    context: Context, clerk: Actor, feed: Feed
) -> None:
    scan(context, hand(clerk, feed, table((1, USED))))
    rival = make_actor(make_party("pasarkita", PartyKind.PLATFORM), Role.RESPONDER)
    other = feeds.make_feed(rival, form=feeds.FeedForm(name="Katalog", policies=[POLICY]), now=NOW)
    scan(context, hand(rival, other, table((1, NEW))))
    assert Offer.objects.get(party=feed.party).title == USED
    assert Finding.objects.get(offer__party=feed.party).band == Band.STRONG


def test_wrong_rows_are_counted_and_named_and_stop_nothing(
    context: Context, clerk: Actor, feed: Feed
) -> None:
    data = (
        b'{"title": "' + USED.encode() + b'", "price": "abc"}\nnot json\n{"title": "' + NEW.encode() + b'"}\n'
    )
    batch = scan(context, hand(clerk, feed, data, name="a.jsonl"))
    assert (batch.state, batch.rows, batch.wrong_rows) == (BatchState.DONE, 3, 2)
    assert [one["row"] for one in batch.problems] == [1, 2]
    assert batch.reading["offers"]["listings"] == 2


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("foto.png", b"\x89PNG\r\n\x1a\n"),
        ("a.csv", b"kolom satu,kolom dua\n1,2\n"),
        ("a.xlsx", b"PK\x03\x04 broken"),
        ("a.parquet", b"PAR1 broken PAR1"),
        ("a.jsonl.gz", gzip.compress(b"")[:-3]),
        ("../../etc/passwd", b"root:x:0:0"),
        ("a.csv", b"\x00" * 5_000),
    ],
)
def test_a_file_that_cannot_be_read_says_so_without_naming_places_of_ours(
    context: Context, clerk: Actor, feed: Feed, name: str, data: bytes
) -> None:
    batch = scan(context, hand(clerk, feed, data, name=name))
    assert batch.state == BatchState.REFUSED
    assert batch.problem
    assert "/tmp" not in batch.problem
    assert "tertib-feed" not in batch.problem
    assert not Offer.objects.exists()


class Killed(BaseException):
    """What a kill is to the code that it ends: nothing catches it."""


@pytest.mark.parametrize("dies_after", range(5))
def test_a_worker_that_dies_anywhere_leaves_the_same_as_one_that_does_not(
    context: Context, clerk: Actor, feed: Feed, monkeypatch: pytest.MonkeyPatch, dies_after: int
) -> None:
    monkeypatch.setattr(scanning, "PIECE_ROWS", 40)
    data = many(150)
    hand(clerk, feed, data)
    with transaction.atomic():
        undisturbed = FeedBatch.objects.get()
        scan(context, undisturbed)
        expected, counts = kept(), undisturbed.counts
        transaction.set_rollback(True)

    steps = 0

    def dying(act: Callable[..., Any]) -> Callable[..., Any]:
        def run(*args: Any, **words: Any) -> Any:
            nonlocal steps
            result = act(*args, **words)
            steps += 1
            if steps == dies_after + 1:
                raise Killed
            return result

        return run

    with monkeypatch.context() as patch:
        patch.setattr(batches, "filed", dying(batches.filed))
        patch.setattr(batches, "keep_rows", dying(batches.keep_rows))
        with pytest.raises(Killed):
            scanning.scan_next(context)
    later = replace(context, worker="two", wall=lambda: wall() + scanning.LEASE + timedelta(seconds=1))
    batch = scan(later, FeedBatch.objects.get())
    assert (batch.state, batch.rows, batch.counts) == (BatchState.DONE, 150, counts)
    assert kept() == expected


def test_a_worker_whose_lease_was_taken_saves_nothing(
    context: Context, clerk: Actor, feed: Feed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scanning, "PIECE_ROWS", 40)
    batch = hand(clerk, feed, many(100))
    claim = outbox.claim(
        Errand.SCAN, now=NOW, lease=scanning.LEASE, most=1, real_now=wall() - 2 * scanning.LEASE
    )[0]
    scan(context, batch)
    before = kept()
    with pytest.raises(LeaseLost):
        scanning._scan(FeedBatch.objects.select_related("feed__party").get(), claim, context)
    assert kept() == before
    assert FeedBatch.objects.get().rows == 100


def test_an_unwatched_feed_keeps_listings_and_finds_nothing(
    context: Context, clerk: Actor, feed: Feed
) -> None:
    feeds.stop_watch(clerk, feed, policy=POLICY)
    batch = scan(context, hand(clerk, feed, many(9)))
    assert (batch.counts, Offer.objects.count(), Finding.objects.count()) == ({}, 9, 0)


def test_a_watch_that_begins_later_judges_what_was_shown_before(
    context: Context, clerk: Actor, feed: Feed
) -> None:
    feeds.stop_watch(clerk, feed, policy=POLICY)
    scan(context, hand(clerk, feed, many(9)))
    feeds.set_watch(clerk, feed, policy=POLICY, now=NOW)
    assert scanning.rescan_next(context) == 1
    assert Finding.objects.filter(band=Band.STRONG).count() == 3
    feeds.set_watch(clerk, feed, policy=POLICY, now=NOW)
    assert scanning.rescan_next(context) == 0


def publish(change: Callable[[str], str]) -> str:
    """Make a version of the policy live whose terms are changed."""
    files = tables.files_of(tables.folder(POLICY))
    files["terms.toml"] = change(files["terms.toml"])
    files["policy.toml"] = files["policy.toml"].replace('version = "', 'version = "9.', 1)
    reference = tables.reference_of(POLICY, files)
    PolicyVersion.objects.filter(policy=POLICY, state=PolicyState.LIVE).update(state=PolicyState.RETIRED)
    PolicyVersion.objects.create(
        policy=POLICY,
        version=reference.partition("@")[2].partition("#")[0],
        reference=reference,
        files=files,
        state=PolicyState.LIVE,
        created_at=NOW,
        changed_at=NOW,
    )
    return reference


@pytest.fixture
def own_home(settings: Settings, tmp_path: Path) -> None:
    settings.TERTIB_HOME = tmp_path / "home"


def test_under_a_new_version_kept_offers_are_judged_again(
    own_home: None, context: Context, clerk: Actor, feed: Feed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "RESCANNED", 4)
    scan(context, hand(clerk, feed, many(12)))
    decided = Finding.objects.filter(band=Band.STRONG).order_by("pk")[:1].get()
    Finding.objects.filter(pk=decided.pk).update(outcome=ReviewOutcome.LAWFUL, waiting=False)
    before = tables.policy(POLICY).reference
    reference = publish(lambda text: text + "\n# one more line\n")
    assert reference == tables.policy(POLICY).reference != before
    feeds.rescan(POLICY, now=NOW)
    assert scanning.rescan_next(context) == 1
    references = {one.pk: one.policy_reference for one in Finding.objects.all()}
    assert references.pop(decided.pk) == before
    assert set(references.values()) == {reference}


def test_a_rescan_ends_when_yet_another_version_is_live(
    own_home: None, context: Context, clerk: Actor, feed: Feed
) -> None:
    scan(context, hand(clerk, feed, many(12)))
    before = set(Finding.objects.values_list("policy_reference", flat=True))
    publish(lambda text: text + "\n# first\n")
    feeds.rescan(POLICY, now=NOW)
    PolicyVersion.objects.update(state=PolicyState.RETIRED)
    assert scanning.rescan_next(context) == 1
    assert set(Finding.objects.values_list("policy_reference", flat=True)) == before
    assert not Outbox.objects.filter(errand=Errand.RESCAN, done_at=None).exists()


def test_a_watch_of_a_policy_gives_a_finding_of_each(context: Context, clerk: Actor, feed: Feed) -> None:
    Watch.objects.create(feed=feed, policy="minyakita-het", since=NOW)
    batch = scan(context, hand(clerk, feed, table((1, USED), (2, "Minyakita 1 liter"))))
    assert set(batch.counts) == {POLICY, "minyakita-het"}
    assert all(sum(bands.values()) == 2 for bands in batch.counts.values())


def test_null_characters_and_odd_numbers_are_kept_as_both_databases_can(
    context: Context, clerk: Actor, feed: Feed
) -> None:
    line = {
        "title": f"{USED}\x00 x",
        "sold": 2**40,
        "rating": "NaN",
        "stock": -3,
        "url": "https://lapakraya.localhost/i.5.1",
    }
    batch = scan(context, hand(clerk, feed, json.dumps(line).encode(), name="a.jsonl"))
    assert batch.state == BatchState.DONE
    offer = Offer.objects.get()
    assert "\x00" not in offer.title
    assert (offer.sold, offer.rating, offer.stock) == (None, None, None)


def test_a_folder_feed_gets_a_folder_of_its_own(clerk: Actor) -> None:
    made = feeds.make_feed(clerk, form=feeds.FeedForm(name="Map", source=FeedSource.FOLDER), now=NOW)
    assert made.folder == f"lapakraya/{made.key}"
