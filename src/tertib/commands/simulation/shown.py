"""What the product would show of the simulated campaign: its own figures, from cases alone."""

from collections.abc import Iterable
from dataclasses import dataclass

from tertib.commands.simulation.casebook import File
from tertib.commands.simulation.hours import moment
from tertib.core.statistics import CaseCounts, Figures, Lasting, count_figures, lasting
from tertib.core.statistics.spells import Spell, spells


@dataclass(frozen=True, slots=True)
class Shown:
    """Counts as of the last day; curves as of the end of the watch."""

    figures: Figures
    up: Lasting  # hours from the notice until gone
    away: Lasting  # hours from gone until back


def case_counts(files: Iterable[File]) -> list[CaseCounts]:
    """One row a case, as it stands now."""
    return [
        CaseCounts(
            state=file.case.state,
            outcome=file.case.outcome,
            was_sent=bool(file.notices),
            last_reply=file.case.last_reply,
            verdict=file.case.verdict,
            ever_down=bool(file.down_at),
            returned=file.case.returns > 0,
            n=1,
        )
        for file in files
    ]


def shown(at_end: list[CaseCounts], files: Iterable[File], *, days: int) -> Shown:
    """All figures."""
    told = [spells(file.turns, there=file.there, gone=file.gone) for file in files]
    return Shown(
        figures=count_figures(at_end, as_of=moment(days * 24.0)),
        up=_lasting([one.up for one in told]),
        away=_lasting([one.away for one in told]),
    )


def _lasting(found: Iterable[Spell | None]) -> Lasting:
    there = [one for one in found if one is not None]
    return lasting([one.last_there for one in there], [one.first_over for one in there])
