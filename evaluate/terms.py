"""New words in invented markets with known truth: recall, the first twenty, false discoveries, and nobody changing."""

import sys
from collections.abc import Sequence

from bench.figures import Figure, Outcome, main_of

from evaluate.term_markets import MARKETS, market
from evaluate.term_world import Shape, world
from tertib.core.terms import NIGHTLY, find_terms

SEEDS = range(4)
MARKET_SEEDS = range(3)
IN_LIST_AIM, FALSE_AIM, RECALL_AIM = 0.85, 0.10, 0.75
LEAST_SELLERS, LIST = 3, 20
NIGHT_SEEDS, FIRST_DAY, SOON_DAYS = range(4, 6), 27, 2  # none of these seeds was used to choose the level
SHAPES = {"120 removed sellers": Shape(), "400 removed sellers": Shape(removed=400, same_trade=400)}


def run(words: Sequence[str] = ()) -> Outcome:
    """Sum over seeds; a word is right if sellers took it up on purpose."""
    figures, kept = [], True
    for name, shape in SHAPES.items():
        listed = false = found = there = in_list = could = 0
        for seed in SEEDS:
            made = world(seed, shape)
            got = [one.term for one in find_terms(made.history)]
            meant = {word for word, sellers in made.truth.items() if sellers >= LEAST_SELLERS}
            listed, false = listed + len(got), false + sum(word not in made.truth for word in got)
            found, there = found + len(meant & set(got)), there + len(meant)
            in_list, could = in_list + len(meant & set(got[:LIST])), could + min(LIST, len(meant))
        kept &= found / there >= RECALL_AIM and false <= FALSE_AIM * listed and in_list / could >= IN_LIST_AIM
        figures += [
            Figure(
                f"{name}: right words in a list of {LIST}",
                f"{in_list} of {could} ({in_list / could:.0%})",
                f"aim {IN_LIST_AIM:.0%}",
            ),
            Figure(
                f"{name}: false of those listed",
                f"{false} of {listed} ({false / max(1, listed):.0%})",
                f"aim at most {FALSE_AIM:.0%}",
            ),
            Figure(
                f"{name}: recall of words with {LEAST_SELLERS} sellers",
                f"{found} of {there} ({found / there:.0%})",
                f"aim {RECALL_AIM:.0%}",
            ),
        ]
    nobody = [len(find_terms(world(seed, Shape(change=0.0)).history)) for seed in SEEDS]
    kept &= sum(nobody) <= 1
    figures.append(
        Figure(
            "words listed when nobody changed",
            f"{sum(nobody)} in {len(nobody)} markets",
            "aim none to speak of",
        )
    )
    figures += _night_by_night()
    figures += [_of_market(name) for name in MARKETS]
    return Outcome(title="New words after a takedown (invented markets)", figures=figures, kept=kept)


def _night_by_night() -> list[Figure]:
    """A search every night, as the desk makes it: how soon words are listed, and how many of all listed are none."""
    within = there = false = listed = 0
    for seed in NIGHT_SEEDS:
        first: dict[str, int] = {}
        for day in range(FIRST_DAY, MARKETS["plain"].days):
            made = market(MARKETS["plain"], seed, until=day)
            for one in find_terms(made.history, level=NIGHTLY):
                first.setdefault(one.term, day)
        truth = {word.lower(): sorted(days) for word, days in made.truth.items()}
        thirds = {word: days[LEAST_SELLERS - 1] for word, days in truth.items() if len(days) >= LEAST_SELLERS}
        there += len(thirds)
        within += sum(word in first and first[word] - day <= SOON_DAYS for word, day in thirds.items())
        listed, false = listed + len(first), false + len(first.keys() - truth.keys())
    return [
        Figure(
            f"every night: listed within {SOON_DAYS} days of the third seller",
            f"{within} of {there} ({within / there:.0%})",
            "aim most",
        ),
        Figure(
            "every night: false of all that were ever listed",
            f"{false} of {listed} ({false / max(1, listed):.0%})",
            f"aim at most {FALSE_AIM:.0%}",
        ),
    ]


def _of_market(name: str) -> Figure:
    """How one kind of market fares; shown beside the aims, which are of the usual market."""
    listed = false = found = there = 0
    for seed in MARKET_SEEDS:
        made = market(MARKETS[name], seed)
        got = {one.term for one in find_terms(made.history)}
        truth = {word.lower(): len(days) for word, days in made.truth.items()}
        meant = {word for word, sellers in truth.items() if sellers >= LEAST_SELLERS}
        listed, false = listed + len(got), false + len(got - truth.keys())
        found, there = found + len(meant & got), there + len(meant)
    return Figure(
        f"market: {name}",
        f"{found} of {there} words found, {false} of {listed} listed are false",
        "shown, no aim",
    )


if __name__ == "__main__":
    sys.exit(main_of(run))
