"""Where a case stands in the chart of days: in one place, whatever its history."""

from collections.abc import Sequence

from tertib.core.statistics.measures import CaseCounts
from tertib.vocabulary import CaseState, Verdict

STANDINGS: Sequence[str] = ("down", "waiting", "asked", "up", "returned", "other")
"""In the order in which the chart stacks them."""


def standing(row: CaseCounts) -> str:
    """The place of these cases: one of STANDINGS.

    "down": asked for, then seen down. "waiting": not asked yet. "asked": asked, not settled by a look. "up": still
    up, or up with other goods. "returned": the same after it was down. "other": gone before, restored, or ended
    without being asked.
    """
    if not row.was_sent:
        return "other" if row.state is CaseState.CLOSED else "waiting"
    if row.state is CaseState.RESTORED:
        return "other"
    match row.verdict:
        case Verdict.DOWN:
            return "down" if row.ever_down else "other"
        case Verdict.UP | Verdict.CHANGED:
            return "returned" if row.returned else "up"
        case _:
            return "asked"
