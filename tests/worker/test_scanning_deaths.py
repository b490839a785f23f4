"""Batches are read whole, once, whoever dies meanwhile; what cannot be read says why and stops nothing."""

import gzip
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from tertib.actions import outbox
from tertib.actions.actor import Actor
from tertib.actions.feeds import batches
from tertib.errors import LeaseLost
from tertib.site.clock import wall
from tertib.store.models import Feed, FeedBatch, Offer
from tertib.vocabulary import (
    BatchState,
    Errand,
)
from tertib.worker import scanning
from tertib.worker.context import Context
from tests.factories import NOW
from tests.worker.batches import NEW, USED, hand, kept, many, scan


def test_wrong_rows_are_counted_and_named_and_stop_nothing(
    homebody: Context, clerk: Actor, feed: Feed
) -> None:
    data = (
        b'{"title": "' + USED.encode() + b'", "price": "abc"}\nnot json\n{"title": "' + NEW.encode() + b'"}\n'
    )
    batch = scan(homebody, hand(clerk, feed, data, name="a.jsonl"))
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
    homebody: Context, clerk: Actor, feed: Feed, name: str, data: bytes
) -> None:
    batch = scan(homebody, hand(clerk, feed, data, name=name))
    assert batch.state == BatchState.REFUSED
    assert batch.problem
    assert "/tmp" not in batch.problem
    assert "tertib-feed" not in batch.problem
    assert not Offer.objects.exists()


class Killed(BaseException):
    """What a kill is to the code that it ends: nothing catches it."""


@pytest.mark.parametrize("dies_after", range(5))
def test_a_worker_that_dies_anywhere_leaves_the_same_as_one_that_does_not(
    homebody: Context, clerk: Actor, feed: Feed, monkeypatch: pytest.MonkeyPatch, dies_after: int
) -> None:
    monkeypatch.setattr(scanning, "PIECE_ROWS", 40)
    data = many(150)
    hand(clerk, feed, data)
    with transaction.atomic():
        undisturbed = FeedBatch.objects.get()
        scan(homebody, undisturbed)
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
            scanning.scan_next(homebody)
    later = replace(homebody, worker="two", wall=lambda: wall() + scanning.LEASE + timedelta(seconds=1))
    batch = scan(later, FeedBatch.objects.get())
    assert (batch.state, batch.rows, batch.counts) == (BatchState.DONE, 150, counts)
    assert kept() == expected


def test_a_worker_whose_lease_was_taken_saves_nothing(
    homebody: Context, clerk: Actor, feed: Feed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scanning, "PIECE_ROWS", 40)
    batch = hand(clerk, feed, many(100))
    claim = outbox.claim(
        Errand.SCAN, now=NOW, lease=scanning.LEASE, most=1, real_now=wall() - 2 * scanning.LEASE
    )[0]
    scan(homebody, batch)
    before = kept()
    with pytest.raises(LeaseLost):
        scanning._scan(FeedBatch.objects.select_related("feed__party").get(), claim, homebody)
    assert kept() == before
    assert FeedBatch.objects.get().rows == 100


def test_null_characters_and_odd_numbers_are_kept_as_both_databases_can(
    homebody: Context, clerk: Actor, feed: Feed
) -> None:
    line = {
        "title": f"{USED}\x00 x",
        "sold": 2**40,
        "rating": "NaN",
        "stock": -3,
        "url": "https://lapakraya.localhost/i.5.1",
    }
    batch = scan(homebody, hand(clerk, feed, json.dumps(line).encode(), name="a.jsonl"))
    assert batch.state == BatchState.DONE
    offer = Offer.objects.get()
    assert "\x00" not in offer.title
    assert (offer.sold, offer.rating, offer.stock) == (None, None, None)
