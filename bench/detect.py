"""What one listing costs from batch to finding with its reasons, on one core, beside the matcher alone."""

import random
import statistics
import sys
import time
from collections.abc import Callable, Sequence

import ahocorasick_rs
import pyarrow as pa
from bench.figures import Figure, Outcome, load_too_high, main_of

from tertib.core.detection.compiled import compile_policy
from tertib.core.detection.listing import LISTING
from tertib.core.detection.matcher import scan
from tertib.core.detection.rules.model import Field
from tertib.core.detection.run import detect
from tertib.core.policies.load import SHIPPED_POLICIES

ROWS, BATCH, ROUNDS = 65_536, 32_768, 5
AIM = 60_000
GOODS = "jaket hoodie kemeja kaos celana rok dress sweater panci rak lampu tas sepatu serum kopi buku mainan".split()
PLAIN = (
    "pria wanita anak hitam putih merah biru premium terbaru murah original katun tebal ringan lengan panjang pendek "
    "ukuran besar kecil motif polos model korea style bahan lembut nyaman set isi varian warna kualitas garansi toko"
).split()
TOLD = ("thrift", "bekas import", "second", "balpres", "b.a.l segel", "thr1ft", "preloved", "karungan bekas")
SHARE = 0.05  # of the listings say such a word


def run(words: Sequence[str] = ()) -> Outcome:
    """Measure processor time, which a busy machine changes little; medians of ROUNDS."""
    listings, policy = _listings(), compile_policy(SHIPPED_POLICIES / "pakaian-bekas-impor")
    titles = listings.column("title")
    size = sum(map(len, titles.to_pylist())) / ROWS
    batches = [listings.slice(low, BATCH) for low in range(0, ROWS, BATCH)]
    whole = _per_second(lambda: [detect(batch, policy) for batch in batches])
    matcher = _per_second(lambda: scan(titles, policy.words[Field.TITLE].lexicon))
    forms = [word.encode() for term in policy.terms for word in term.words]
    joined = "\n".join(titles.to_pylist()).encode()
    bare = ahocorasick_rs.BytesAhoCorasick(forms)
    floor = _per_second(lambda: bare.find_matches_as_indexes(joined, overlapping=True))
    return Outcome(
        title="From listing to finding, one core",
        figures=[
            Figure(
                f"listings with findings and reasons (titles of {size:.0f} letters)",
                f"{whole:,.0f}/s",
                f"aim {AIM:,}/s",
            ),
            Figure("the scan of titles for words in disguise", f"{matcher:,.0f}/s"),
            Figure(
                "a bare automaton with the same words, open ones only",
                f"{floor:,.0f}/s",
                f"{floor / matcher:.0f} times the scan",
            ),
        ],
        kept=whole >= AIM,
        notes=[note] if (note := load_too_high()) else [],
    )


def _listings() -> pa.RecordBatch:
    chance = random.Random(11)
    rows = []
    for row in range(ROWS):
        title = f"{chance.choice(GOODS)} {' '.join(chance.choices(PLAIN, k=5))}"
        if chance.random() < SHARE:
            title += f" {chance.choice(TOLD)}"
        rows.append(
            {
                "row": row + 1,
                "listing_id": str(row),
                "title": title,
                "price_minor": chance.randrange(10, 900) * 100_000,
                "currency": "IDR",
                "shop": f"Toko {chance.randrange(9_000)}",
                "place": "Bandung",
                "sold": chance.choice((None, 1, 12, 250)),
            }
        )
    return pa.record_batch(
        [pa.array([row.get(field.name) for row in rows], field.type) for field in LISTING], schema=LISTING
    )


def _per_second(work: Callable[[], object]) -> float:
    taken = []
    for _ in range(ROUNDS):
        begun = time.process_time()
        work()
        taken.append(time.process_time() - begun)
    return ROWS / statistics.median(taken)


if __name__ == "__main__":
    sys.exit(main_of(run))
