"""Fill the review desk with findings on invented listings, some decided, by the real actions.

    in the site, after `tertib demo-world`:  main(["--count", "100000"])

Every listing is drawn by its number, so that every run makes the same desk. Shops have 14 listings each, and one
in fifty stands in a shop with very many; every twentieth of the first ones is decided, and some are read again.
"""

import argparse
import json
import random
import sys
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pyarrow as pa
from django.conf import settings
from django.db import transaction

from tertib.actions import tables
from tertib.actions.actor import Actor, actor_of_person
from tertib.actions.detection import reviews
from tertib.actions.detection.judging import judge, memory_of, save_findings
from tertib.actions.feeds import handing_over
from tertib.actions.listings.offers import save_offers, seen_in
from tertib.core.deadlines import local_day
from tertib.core.detection.listing import LISTING
from tertib.core.detection.rules import load_rules
from tertib.store.models import Feed, FeedBatch, Finding, Person, Review
from tertib.vocabulary import BatchState, LegalZone, ReviewOutcome

POLICY = "pakaian-bekas-impor"
CHUNK = 5_000
DECIDED = 1_500  # findings with a decision
GREAT_SHOP = 50  # one listing in so many stands in it
NOUNS = (
    "Jaket",
    "Kemeja flanel",
    "Celana jeans",
    "Sweater rajut",
    "Rok denim",
    "Gaun",
    "Jas hujan",
    "Hoodie",
)
SAID = (
    ("bekas impor bal segel", 10),
    ("second import korea", 25),
    ("thrift balpres premium", 15),
    ("preloved eks jepang", 15),
    ("bekas pakai pribadi", 15),
    ("b.a.l.p.r.e.s grade A", 3),
    ("cakar karungan kiloan", 7),
    ("thrifting murah", 10),
)
COLOURS = ("hitam", "biru", "krem", "merah marun", "hijau lumut", "abu-abu")
OUTCOMES = (
    ReviewOutcome.CONFIRMED,
    ReviewOutcome.LAWFUL,
    ReviewOutcome.CANNOT_TELL,
    ReviewOutcome.PLATFORM_RULE,
)


def listing(number: int, row: int) -> dict[str, Any]:
    """The invented listing with this number, as a reader of files gives it."""
    drawn = random.Random(number)
    noun, colour = drawn.choice(NOUNS), drawn.choice(COLOURS)
    said = drawn.choices([words for words, _ in SAID], [share for _, share in SAID])[0]
    shop = "gudang-rekaan" if number % GREAT_SHOP == 0 else f"toko-rekaan-{number // 14}"
    return {
        "row": row,
        "title": f"{noun} {said} {colour} nomor {drawn.randrange(10_000)}",
        "description": f"{noun} warna {colour}, {said}, satu saja, kirim dari kota rekaan.",
        "price_minor": drawn.randrange(20, 400) * 1_000_00,
        "currency": "IDR",
        "shop": shop,
        "url": f"http://lapakraya.localhost:8801/jaket-i.{1_000_000 + number // 14}.{20_000_000_000 + number}",
        "category": f"pakaian > {noun}",
        "condition": drawn.choice(("Bekas", "Baru", "")),
        "sold": drawn.randrange(40),
    }


def fill(count: int, people: Mapping[str, Person], *, now: datetime) -> None:
    """Keep and judge listings until `count` findings wait, then decide on some of them."""
    form = handing_over.FeedForm(name="Katalog rekaan", policies=[POLICY])
    feed = handing_over.make_feed(actor_of_person(people["tiara"]), form=form, now=now)
    compiled, memory = tables.compiled(POLICY, today=local_day(now, zone=LegalZone.WIB)), memory_of(POLICY)
    first = waiting = 0
    while waiting < count:
        begun = time.perf_counter()
        at = now - timedelta(hours=first // CHUNK)
        rows = [listing(number, number - first + 1) for number in range(first, first + CHUNK)]
        seen = seen_in(_batch(rows), feed, platforms=tables.platforms())
        judged = judge([one.values for one in seen], [one.identity for one in seen], compiled, memory)
        with transaction.atomic():
            offers, _ = save_offers(seen, batch=_kept(feed, first, at), now=at)
            waiting += save_findings(judged, offers, policy=POLICY, now=at)
        first += CHUNK
        took = time.perf_counter() - begun
        print(f"{waiting:,} findings wait; {took:.1f} s for {CHUNK:,} listings", file=sys.stderr, flush=True)
    _decide(people, now=now)


def _batch(rows: Sequence[Mapping[str, Any]]) -> pa.RecordBatch:
    return pa.RecordBatch.from_pylist([dict(row) for row in rows], schema=LISTING)


def _kept(feed: Feed, number: int, at: datetime) -> FeedBatch:
    return FeedBatch.objects.create(
        feed=feed, digest=f"{number:064x}", state=BatchState.DONE, rows=CHUNK, received_at=at, done_at=at
    )


def _decide(people: Mapping[str, Person], *, now: datetime) -> None:
    """The analyst decides, the approver reads some again."""
    analyst, approver = actor_of_person(people["rani"]), actor_of_person(people["bagus"])
    every = Finding.objects.filter(policy=POLICY, outcome=None, waiting=True).order_by("pk")
    for number, finding in enumerate(every[: DECIDED * 20 : 20]):
        outcome = OUTCOMES[number % len(OUTCOMES)]
        reviews.decide(analyst, finding, outcome=outcome, checklist=_answers(outcome), now=now)
    for number, finding in enumerate(Finding.objects.filter(for_second_reader=True, waiting=False)[::2]):
        _again(approver, finding, agree=bool(number % 8), now=now)


def _again(actor: Actor, finding: Finding, *, agree: bool, now: datetime) -> None:
    outcome = finding.outcome if agree else ReviewOutcome.LAWFUL
    if outcome is not None:
        reviews.read_again(actor, finding, outcome=outcome, checklist=_answers(outcome), now=now)


def _answers(outcome: ReviewOutcome) -> dict[str, str]:
    """A checklist that the decision may stand on."""
    word = "yes" if outcome is ReviewOutcome.CONFIRMED else "unknown"
    return {question.key: word for question in load_rules(tables.folder(POLICY)).questions}


def main(argv: Sequence[str]) -> int:
    """Fill, and print how many of what there are."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--count", type=int, default=100_000)
    options = parser.parse_args(argv)
    settings.TERTIB_SECOND_READING_SHARE = 0.2
    people = {person.email.partition("@")[0]: person for person in Person.objects.select_related("party")}
    fill(options.count, people, now=datetime.now(UTC))
    print(json.dumps({"findings": Finding.objects.count(), "reviews": Review.objects.count()}))
    return 0
