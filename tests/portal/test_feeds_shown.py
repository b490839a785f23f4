"""A listings file is looked at before it is judged: its columns, its first rows, and what is wrong in them."""

import pytest
from django.test import Client

from tertib.queries.types import Feed, FeedBatch, Finding
from tertib.store.models import Offer
from tertib.vocabulary import BatchState
from tertib.worker.context import Context
from tertib.worker.scanning import scan_next
from tests.portal.feed_pages import USED, send, text

pytestmark = pytest.mark.django_db


def test_a_file_s_columns_and_first_rows_are_shown_before_anything_is_judged(
    clerk: Client, feed: Feed, worker: Context
) -> None:
    address = send(clerk, feed)
    page = text(clerk, address)
    assert "The first rows are being read" in page
    assert "hx-get" in page
    assert scan_next(worker) == 1
    page = text(clerk, address)
    assert "Is the file read rightly?" in page
    assert "hx-get" not in page
    for shown in ("nama produk", "keterangan iklan", "Rp150,000", "is no price", "say which column is what"):
        assert shown in page
    assert not Offer.objects.exists()
    assert not Finding.objects.exists()
    assert FeedBatch.objects.get().state == BatchState.SHOWN
    for _ in range(2):  # sent twice, judged once
        clerk.post(f"{address}nilai/", {"act": "judge"})
    assert scan_next(worker) == 1
    assert scan_next(worker) == 0
    assert FeedBatch.objects.get().state == BatchState.DONE
    assert Finding.objects.exists()
    clerk.post(f"{address}nilai/", {"act": "drop"})
    assert FeedBatch.objects.get().state == BatchState.DONE


def test_a_file_that_is_taken_back_was_never_there(clerk: Client, feed: Feed, worker: Context) -> None:
    address = send(clerk, feed)
    clerk.post(f"{address}nilai/", {"act": "drop"})
    assert FeedBatch.objects.count() == 1  # it is being read
    scan_next(worker)
    answer = clerk.post(f"{address}nilai/", {"act": "drop"})
    assert answer["location"] == f"/umpan/{feed.key}/"
    assert not FeedBatch.objects.exists()
    assert send(clerk, feed) != address
    assert scan_next(worker) == 1


def test_other_columns_are_shown_before_the_file_is_judged_by_them(
    clerk: Client, feed: Feed, worker: Context
) -> None:
    address = send(clerk, feed, b"judul,barang\nA1," + USED + b"\n")
    scan_next(worker)
    assert '<th scope="row">A1</th>' in text(clerk, address)
    clerk.post(f"{address}kolom/", {"title": "barang"})
    scan_next(worker)
    assert '<th scope="row">A1</th>' not in text(clerk, address)
    assert Feed.objects.get().columns == {}
    clerk.post(f"{address}nilai/", {"act": "judge"})
    scan_next(worker)
    assert Feed.objects.get().columns == {"title": "barang"}
    assert Offer.objects.get().title == USED.decode()
