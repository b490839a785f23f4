"""Batches for tests of feeds: small tables of listings, handed over and judged by a worker that stays at home."""

import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import tertib.sandbox
from tertib.actions import tables
from tertib.actions.actor import Actor
from tertib.actions.feeds import handing_over
from tertib.adapters.channels import MailServer
from tertib.adapters.files import Files
from tertib.site.clock import wall
from tertib.store.models import Feed, FeedBatch, Finding, Offer
from tertib.worker import scanning
from tertib.worker.context import Context
from tests.factories import NOW

USED = "Jaket thrift second import Korea original"
NEW = "Kemeja batik katun baru lokal"


@contextmanager
def invented_platforms(settings: Any) -> Iterator[None]:
    """The sandbox's marketplaces are known beside the real ones."""
    settings.TERTIB_PLATFORM_FILES = [str(Path(tertib.sandbox.__file__).with_name("platforms.toml"))]
    tables.platforms.cache_clear()
    yield
    tables.platforms.cache_clear()


def stays_at_home(folder: Path) -> Context:
    """What a worker is given that goes out for nothing."""
    return Context(
        worker="one",
        clock=lambda: NOW,
        wall=wall,
        files=Files(str(folder / "files")),
        agent_contact="https://tertib.example/kontak",
        hosts={},
        mail=MailServer(host="127.0.0.1", port=1, timeout_seconds=1),
    )


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
    return handing_over.hand_over(clerk, feed, file_name=name, chunks=[data], now=NOW)


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
