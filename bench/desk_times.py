"""How long each page of the review desk takes within the site; see `bench.page_times` for how it is measured."""

import argparse
import json
from collections.abc import Iterator, Sequence

from bench.page_times import Asked, measure, settle
from django.urls import reverse

from tertib.store.models import Finding
from tertib.vocabulary import Band

POLICY = "pakaian-bekas-impor"


def pages() -> Iterator[Asked]:
    """The queue under every filter, one finding with what stands before and after it, and those decided at once."""
    desk = f"{reverse('findings')}?policy={POLICY}"
    waiting = Finding.objects.filter(policy=POLICY, waiting=True, outcome=None)
    strong = waiting.filter(band=Band.STRONG).order_by("-score", "pk")[300]
    of_great_shop = waiting.filter(offer__shop="gudang-rekaan").order_by("pk")[10]
    queues = {
        "queue by strength": "",
        "queue by strength, page 10": "&page=10",
        "queue by clock": "&order=clock",
        "filter: band": "&band=look",
        "filter: platform": "&platform=lapakraya",
        "filter: shop": "&shop=toko-rekaan-77",
        "filter: shop with very many": "&shop=gudang-rekaan",
        "filter: no such shop": "&shop=toko-lain",
        "filter: a common word": "&word=thrift",
        "filter: a rare word": "&word=nomor+4711",
        "filter: no such word": "&word=zebra",
        "filter: a signal": "&word=terms.balpres",
        "filter: a rare signal": "&word=disguise.",
        "filter: word by clock": "&word=karungan&order=clock",
        "filter: word and shop": "&word=jaket&shop=gudang-rekaan",
        "to be read again": "&desk=second",
        "readers differ": "&desk=differ",
        "sellers asked": "&desk=asked",
        "decided": "&desk=decided",
        "decided: a word": "&desk=decided&word=thrift",
        "decided: a shop": "&desk=decided&shop=gudang-rekaan",
    }
    for name, query in queues.items():
        yield Asked(name, "rani", desk + query)
    yield Asked("queue (platform)", "tiara", desk)
    yield Asked("queue (association)", "dewi", desk)
    yield Asked("filter: a common word (platform)", "tiara", f"{desk}&word=thrift")
    yield Asked("to be read again (approver)", "bagus", f"{desk}&desk=second")
    one = reverse("finding", args=[strong.key])
    for name in ("", "order=clock", "word=thrift", "word=terms.balpres", "band=strong"):
        yield Asked(f"one finding, in its queue {name}".strip(), "rani", f"{one}?{name}")
    great = reverse("finding", args=[of_great_shop.key])
    yield Asked("one finding of the shop with very many", "rani", great)
    yield Asked("those alike, of the shop with very many", "rani", f"{great}serupa/")


def main(argv: Sequence[str]) -> int:
    """Measure every page (or those whose name holds --only) and print them as one JSON line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", default="")
    options = parser.parse_args(argv)
    settle()
    found = [measure(asked, rounds=options.rounds) for asked in pages() if options.only in asked.name]
    print(json.dumps({"pages": found, "findings": Finding.objects.count()}))
    return 0
