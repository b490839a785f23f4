"""The demo's feeds: a marketplace's catalogue and an office's own search, handed over so that findings wait."""

import json
from collections.abc import Mapping
from datetime import datetime
from itertools import chain

from tertib.actions.actor import actor_of_person
from tertib.actions.feeds import handing_over
from tertib.sandbox.catalogue import catalogue
from tertib.sandbox.places import PLACES
from tertib.store.models import Person
from tertib.vocabulary import FeedSource

POLICY = "pakaian-bekas-impor"
CATALOGUE, SEARCH = 900, 150  # listings: enough for a desk to look real, judged within seconds


def hand_over_feeds(people: Mapping[str, Person], *, port: int, now: datetime) -> None:
    """Hand over both; the worker judges them as soon as it stands. `people` by mailbox name."""
    listings = catalogue(PLACES["lapakraya"], CATALOGUE, port=port)
    found = chain.from_iterable(
        catalogue(PLACES[slug], SEARCH // 2, port=port) for slug in ("sandangku", "kioskilat")
    )
    for mailbox, name, source, rows, file_name in (
        ("tiara", "Katalog pakaian harian", FeedSource.API, listings, "katalog-lapakraya.jsonl"),
        ("rani", "Hasil penelusuran", FeedSource.UPLOAD, found, "penelusuran-pekan-47.jsonl"),
    ):
        actor = actor_of_person(people[mailbox])
        form = handing_over.FeedForm(name=name, source=source, policies=[POLICY])
        feed = handing_over.make_feed(actor, form=form, now=now)
        lines = (json.dumps(row, ensure_ascii=False).encode() + b"\n" for row in rows)
        handing_over.hand_over(actor, feed, file_name=file_name, chunks=lines, now=now)
