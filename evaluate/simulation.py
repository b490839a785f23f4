"""A campaign of 90 days against sellers who adapt: every figure held against the truth, over several seeds."""

import sys
from collections import defaultdict
from collections.abc import Sequence
from statistics import median
from time import process_time

from bench.figures import Figure, Outcome, main_of

from tertib.commands.simulation.aims import Held
from tertib.commands.simulation.compare import compare
from tertib.commands.simulation.eyes import Told
from tertib.commands.simulation.office import Office
from tertib.sandbox.campaign.world import Size, World

SEEDS = (31, 32, 33, 34, 35)  # the world and the rules were made on others
SECONDS_AIM = 60.0
NOTE = (
    "Seeds {seeds}; the middle, and in brackets the least and the most. Rules and world were made on seeds 1 to 4 and "
    "looked at on 11, 12 and 21 to 24."
)


def run(words: Sequence[str] = ()) -> Outcome:
    """One campaign a seed, each against itself without the product. Words: seeds, else SEEDS."""
    seeds = [int(word) for word in words] or list(SEEDS)
    held: dict[str, list[Held]] = defaultdict(list)
    seconds = []
    for seed in seeds:
        begun = process_time()
        for one in _campaign(seed):
            held[one.key].append(one)
        seconds.append(process_time() - begun)
    figures = [_figure(told) for told in held.values()]
    kept = all(one.kept is not False for told in held.values() for one in told)
    slowest = f"{median(seconds):.0f} s of one core ({min(seconds):.0f} to {max(seconds):.0f})"
    figures.append(Figure("a campaign", slowest, f"aim {SECONDS_AIM:.0f} s"))
    return Outcome(
        title="A simulated campaign of 90 days against its truth",
        figures=figures,
        kept=kept and median(seconds) <= SECONDS_AIM,
        notes=(NOTE.format(seeds=", ".join(map(str, seeds))),),
    )


def _campaign(seed: int) -> tuple[Held, ...]:
    size = Size()
    idle = World(seed=seed, size=size)
    idle.outside().advance(size.days * 24.0)
    nothing = idle.truth().on_sale([day * 24.0 for day in range(size.days + 1)])
    world = World(seed=seed, size=size)
    office = Office(world.outside(), Told(world.outside()))
    office.run(size.days, tell=lambda day: None)
    return compare(office, world.truth(), nothing, days=size.days).held


def _figure(told: Sequence[Held]) -> Figure:
    """One figure over all seeds: shown and true, and in how many seeds the aim was kept."""
    first = told[0]
    parts = [
        f"{name} {_spread(first, values)}"
        for name, values in (("shown", [one.shown for one in told]), ("true", [one.true for one in told]))
        if any(value is not None for value in values)
    ]
    judged = [one.kept for one in told if one.kept is not None]
    aim = f"{first.aim}: kept in {sum(judged)} of {len(judged)}" if judged else first.aim
    return Figure(first.en, "; ".join(parts), aim)


def _spread(figure: Held, values: Sequence[float | None]) -> str:
    known = [value for value in values if value is not None]
    least, most = figure.written(min(known)), figure.written(max(known))
    middle = figure.written(median(known))
    return middle if least == most else f"{middle} ({least} to {most})"


if __name__ == "__main__":
    sys.exit(main_of(run))
