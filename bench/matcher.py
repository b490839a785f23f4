"""How fast titles are scanned for words in disguise, beside matchers that know no disguise, on the same titles.

    python -m bench.matcher [--titles 100000] [--rounds 5] [--forms 1000 10000 100000]

Titles are invented with a fixed seed from ordinary market words; one in twenty holds a term, three fifths of those in
disguise. Time is the processor's, on one core, so that other work beside it counts little. The others stand in the
dependency group `bench`; one that is not installed is left out and named. They find only what stands there as
written, flashtext2 whole words, the rest also inside words; ours finds the disguises as well and says where and how.
"""

import argparse
import os
import random
import statistics
import time
from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pyarrow as pa
from bench.figures import Figure, Outcome, load_too_high, main_of

from tertib.core.detection.disguise import Disguise, disguise
from tertib.core.detection.fold import fold_texts
from tertib.core.detection.matcher import Form, Lexicon, scan
from tertib.core.detection.matcher.letters import SKELETON

os.environ.setdefault("POLARS_MAX_THREADS", "1")

WORDS = Path(__file__).parents[1] / "tools" / "ordinary_words.txt"
TERMS = (
    "balpres,bal segel,thrift,thrifting,seken,karungan,awul-awul,pakaian bekas,minyak kita,rombengan,lelong,babebo"
).split(",")
AIMS = {1_000: 370_000, 10_000: 270_000}  # titles a second on one core
OTHERS = {"pyahocorasick": "ahocorasick", "flashtext2": "flashtext2", "polars": "polars"}
Run = Callable[[], object]


def titles(count: int) -> list[str]:
    """Invented titles of seven ordinary words."""
    rng = random.Random(20_261_124)
    lines = [line for line in WORDS.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    words = " ".join(lines).split()
    kinds = list(Disguise)
    made = []
    for _ in range(count):
        parts = [rng.choice(words).capitalize() for _ in range(7)]
        if rng.random() < 0.05:
            term = rng.choice(TERMS)
            worn = disguise(term, rng.choice(kinds), seed=rng.randrange(1000)) if rng.random() < 0.6 else None
            parts[3] = worn or term
        if rng.random() < 0.05:
            parts.append("– édisi")
        made.append(" ".join(parts))
    return made


def words(count: int) -> list[str]:
    """The terms, then invented words of two to four syllables."""
    rng = random.Random(count)
    syllables = [consonant + vowel for consonant in "bcdfghjklmnprstwyz" for vowel in "aiueo"]
    made = dict.fromkeys(TERMS)
    while len(made) < count:
        made["".join(rng.choices(syllables, k=rng.randint(2, 4))) + rng.choice("nrskth")] = None
    return list(made)


def run(words_after: Sequence[str]) -> Outcome:
    """Measure every size of lexicon."""
    parser = argparse.ArgumentParser(prog="python -m bench.matcher", description=__doc__)
    parser.add_argument("--titles", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--forms", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    options = parser.parse_args(list(words_after))
    rows = titles(options.titles)
    figures, kept = [], True
    for count in options.forms:
        part, good = _sized(rows, words(count), rounds=options.rounds)
        figures += part
        kept &= good
    missing = [name for name, module in OTHERS.items() if find_spec(module) is None]
    notes = [f"Not installed, so not measured: {', '.join(missing)}."] if missing else []
    size = sum(len(row.encode()) for row in rows) / len(rows)
    notes.append(
        f"{len(rows):,} titles of {size:.0f} bytes; medians of {options.rounds} rounds, processor time of one core."
    )
    return Outcome(
        title="Words in disguise",
        figures=figures,
        kept=kept,
        notes=[*notes, *filter(None, [load_too_high()])],
    )


def _sized(rows: list[str], forms: list[str], *, rounds: int) -> tuple[list[Figure], bool]:
    column = pa.array(rows, pa.string())
    plain = Lexicon.build([Form(form, place) for place, form in enumerate(forms)])
    fuzzy = Lexicon.build([Form(form, place, fuzzy=place < len(TERMS)) for place, form in enumerate(forms)])
    skeletons = fold_texts(column).plain.translate(*SKELETON)
    automaton = plain.skeletons.automaton
    assert automaton is not None
    ours = {
        "scan, every disguise, verified": lambda: scan(column, plain),
        "the same and one edit away": lambda: scan(column, fuzzy),
        "bare automaton (ahocorasick-rs) on the same bytes": lambda: automaton.find_matches_as_indexes(
            skeletons, overlapping=True
        ),
    }
    measured = _medians({**ours, **_others(rows, forms)}, rounds=rounds)
    base = measured["scan, every disguise, verified"]
    aim = AIMS.get(len(forms))
    figures = []
    for name, seconds in measured.items():
        rate = len(rows) / seconds
        against = (
            f"aim {aim:,} titles/s" if seconds is base and aim else f"{base / seconds:.2f} times our rate"
        )
        figures.append(Figure(f"{len(forms):,} forms: {name}", f"{rate:,.0f} titles/s", against))
    return figures, aim is None or len(rows) / base >= aim


def _others(rows: list[str], forms: list[str]) -> dict[str, Run]:
    """What is installed of the others, ready to run over the same titles in small letters."""
    lower = [row.lower() for row in rows]
    found: dict[str, Run] = {}
    if find_spec("ahocorasick"):
        tree = import_module("ahocorasick").Automaton()
        for place, form in enumerate(forms):
            tree.add_word(form, place)
        tree.make_automaton()
        found["pyahocorasick, a title at a time"] = lambda: [list(tree.iter(row)) for row in lower]
    if find_spec("flashtext2"):
        keywords = import_module("flashtext2").KeywordProcessor(case_sensitive=True)
        keywords.add_keywords_from_iter(forms)
        found["flashtext2"] = lambda: [keywords.extract_keywords(row) for row in lower]
    if find_spec("polars"):
        series = import_module("polars").Series(lower)
        found["polars contains_any (no spans)"] = lambda: series.str.contains_any(forms)
    return found


def _medians(runs: dict[str, Run], *, rounds: int) -> dict[str, float]:
    """Seconds of each, taken in turns so that a busy moment hits all alike; the first round warms up."""
    taken: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(rounds + 1):
        for name, one in runs.items():
            begin = time.process_time()
            one()
            taken[name].append(time.process_time() - begin)
    return {name: statistics.median(seconds[1:]) for name, seconds in taken.items()}


if __name__ == "__main__":
    raise SystemExit(main_of(run))
