"""How fast removed listings are indexed and new ones matched with them, beside rapidfuzz over all of them.

    python -m bench.returns [--removed 1000000] [--listings 20000]

Titles are invented with a fixed seed. One listing in ten is a removed one with a word dropped and one added; the rest
are other goods. Time is the processor's, on one core.
"""

import argparse
import os
import random
import resource
import time
from collections.abc import Sequence

os.environ.setdefault("OMP_NUM_THREADS", "1")

import pyarrow as pa
from bench.figures import Figure, Outcome, load_too_high, main_of
from rapidfuzz import fuzz, process

from tertib.core.detection.listing import LISTING
from tertib.core.returns.find import READ, Finder

SYLLABLES = [a + b for a in "bcdfghjklmnprstwyz" for b in "aiueo"]
INDEX_AIM, MATCH_AIM = 60.0, 5_000.0  # seconds a million; listings a second
BATCH_ROWS = 8_192
BRUTE_QUERIES = 20


def titles(count: int, rng: random.Random) -> list[str]:
    """Six ordinary words, of which some are common, a code and a size."""
    common = ["".join(rng.choices(SYLLABLES, k=rng.randint(2, 3))) for _ in range(3_000)]
    rare = ["".join(rng.choices(SYLLABLES, k=rng.randint(2, 4))) for _ in range(120_000)]
    return [" ".join(_words(common, rare, rng)) for _ in range(count)]


def _words(common: list[str], rare: list[str], rng: random.Random) -> list[str]:
    usual = [common[int(len(common) * rng.random() ** 3)] for _ in range(4)]
    code = f"{rng.choice('abcdefgh')}{rng.randint(1, 9999)}"
    return [*usual, *rng.choices(rare, k=2), code, str(rng.randint(1, 60)), "cm"]


def again(title: str, rng: random.Random) -> str:
    """The same offer under another title."""
    words = title.split()
    del words[rng.randrange(len(words) - 2)]
    return " ".join([*words, rng.choice(("promo", "murah", "ready", "cod"))])


def run(words: Sequence[str]) -> Outcome:
    """Index, match, and compare."""
    parser = argparse.ArgumentParser(prog="python -m bench.returns", description=__doc__)
    parser.add_argument("--removed", type=int, default=1_000_000)
    parser.add_argument("--listings", type=int, default=20_000)
    options = parser.parse_args(list(words))
    rng = random.Random(20_261_125)
    removed = titles(options.removed, rng)
    known = {place: rng.randrange(len(removed)) for place in range(0, options.listings, 10)}
    others = titles(options.listings, random.Random(7))
    new = [again(removed[known[n]], rng) if n in known else others[n] for n in range(options.listings)]
    rows = _rows(removed, "R")
    before, begin = _memory(), time.process_time()
    finder = Finder(rows, looks=False)
    index_seconds = time.process_time() - begin
    memory = _memory() - before
    begin = time.process_time()
    found = finder.look(_rows(new[at : at + BATCH_ROWS], "N", at) for at in range(0, len(new), BATCH_ROWS))
    rate = len(new) / (time.process_time() - begin)
    pairs = set(zip(found["removed_id"].to_pylist(), found["listing_id"].to_pylist(), strict=True))
    right = sum((f"R{row}", f"N{place}") in pairs for place, row in known.items())
    begin = time.process_time()
    for title in new[:BRUTE_QUERIES]:
        process.extractOne(title, removed, scorer=fuzz.ratio, score_cutoff=60)
    brute = BRUTE_QUERIES / (time.process_time() - begin)
    million = index_seconds * 1_000_000 / options.removed
    return Outcome(
        title="Returns",
        figures=[
            Figure(
                f"{options.removed:,} removed listings indexed",
                f"{index_seconds:.0f} s",
                f"aim {INDEX_AIM:.0f} s a million",
            ),
            Figure("new listings matched", f"{rate:,.0f}/s", f"aim {MATCH_AIM:,.0f}/s"),
            Figure("rapidfuzz ratio over all of them", f"{brute:,.1f}/s"),
            Figure("offers found again, of those that came back", f"{right / len(known):.3f}"),
            Figure(
                "greatest memory beyond the titles",
                f"{memory * 1_000_000 / options.removed / 1e9:.1f} GB a million",
            ),
        ],
        kept=million <= INDEX_AIM and rate >= MATCH_AIM,
        notes=[
            f"{options.listings:,} new listings, one in ten a removed one again; processor time of one core.",
            *filter(None, [load_too_high()]),
        ],
    )


def _rows(batch: list[str], name: str, first: int = 0) -> pa.RecordBatch:
    made = {
        "row": list(range(first + 1, first + len(batch) + 1)),
        "listing_id": [f"{name}{first + place}" for place in range(len(batch))],
        "title": batch,
    }
    return pa.record_batch(
        [pa.array(made.get(one) or [None] * len(batch), LISTING.field(one).type) for one in READ],
        schema=pa.schema([LISTING.field(one) for one in READ]),
    )


def _memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


if __name__ == "__main__":
    raise SystemExit(main_of(run))
