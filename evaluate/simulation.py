"""A campaign of 90 days against sellers who adapt: every figure that is shown held against the truth, seed by seed."""

import sys
from collections.abc import Sequence
from time import process_time

from bench.figures import Figure, Outcome, main_of

from tertib.commands.simulation.compare import compare
from tertib.commands.simulation.eyes import Told
from tertib.commands.simulation.office import Office
from tertib.sandbox.campaign.world import Size, World

SEEDS = (1, 2)
SECONDS_AIM = 60.0


def run(words: Sequence[str] = ()) -> Outcome:
    """One campaign a seed, each against itself without the product."""
    size, figures, kept, seconds = Size(), [], True, []
    for seed in SEEDS:
        begun = process_time()
        idle = World(seed=seed, size=size)
        idle.outside().advance(size.days * 24.0)
        nothing = idle.truth().on_sale([day * 24.0 for day in range(size.days + 1)])
        world = World(seed=seed, size=size)
        office = Office(world.outside(), Told(world.outside()))
        office.run(size.days, tell=lambda day: None)
        outcome = compare(office, world.truth(), nothing, days=size.days)
        seconds.append(process_time() - begun)
        kept &= not outcome.missed
        for one in outcome.held:
            shown = "" if one.shown is None else f"shown {one.written(one.shown)}"
            true = "" if one.true is None else f"true {one.written(one.true)}"
            figures.append(
                Figure(f"seed {seed}: {one.en}", ", ".join(part for part in (shown, true) if part), one.aim)
            )
    figures.append(
        Figure("a campaign, slowest", f"{max(seconds):.0f} s of one core", f"aim {SECONDS_AIM:.0f} s")
    )
    return Outcome(
        title="A simulated campaign of 90 days against its truth",
        figures=figures,
        kept=kept and max(seconds) <= SECONDS_AIM,
    )


if __name__ == "__main__":
    sys.exit(main_of(run))
