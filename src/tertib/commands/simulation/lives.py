"""What is true of the listings of cases: how long each stayed up once asked for, and away once gone."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from tertib.commands.simulation.casebook import File
from tertib.commands.simulation.hours import hour_of
from tertib.core.statistics import Curve, kaplan_meier
from tertib.core.statistics.spells import ENDS
from tertib.sandbox.campaign.records import Listing, Standing
from tertib.sandbox.campaign.truth import Truth

ABSENT = (Standing.GONE, Standing.SHOP_GONE)


@dataclass(frozen=True, slots=True)
class TrueCurves:
    """The true counterparts of `Shown.up` and `Shown.away`, of the same cases, watched to the same end."""

    up: Curve
    away: Curve


def turns_of(listing: Listing) -> list[tuple[float, bool]]:
    """Hours at which the page went, or came back, and whether it is gone from then on."""
    found: list[tuple[float, bool]] = []
    gone = False
    for hour, standing in listing.changes:
        if (standing in ABSENT) != gone:
            gone = not gone
            found.append((hour, gone))
    return found


def is_gone(listing: Listing, at: datetime) -> bool:
    """Whether the page was truly gone at a moment."""
    return listing.at(hour_of(at)) in ABSENT


def true_curves(files: Iterable[File], truth: Truth, *, end: float) -> TrueCurves:
    """Curves from the true hours; what has not ended counts to `end`, or to where the case was closed."""
    up: list[tuple[float, bool]] = []
    away: list[tuple[float, bool]] = []
    for file in files:
        if not file.notices:
            continue
        turns = turns_of(truth.listing(file.id))
        sent = hour_of(file.notices[0])
        stop = min(end, *(hour_of(turn.at) for turn in file.turns if turn.kind in ENDS), end)
        gone = next((hour for hour, is_gone in turns if is_gone and hour > sent), None)
        if file.there and (gone is not None or file.there[-1] >= file.notices[0]):
            up.append(
                (min(stop, gone if gone is not None else stop) - sent, gone is not None and gone <= stop)
            )
        if file.down_at and (seen := file.first_gone) is not None:
            begun = max(
                (hour for hour, is_gone in turns if is_gone and hour <= hour_of(file.down_at[0])),
                default=None,
            )
            if begun is None:
                begun = hour_of(seen)  # it was never gone: the false takedown is counted by itself
            back = next((hour for hour, is_gone in turns if not is_gone and hour > begun), None)
            away.append(
                (min(stop, back if back is not None else stop) - begun, back is not None and back <= stop)
            )
    return TrueCurves(_curve(up), _curve(away))


def _curve(spells: list[tuple[float, bool]]) -> Curve:
    return kaplan_meier([max(0.0, hours) for hours, _ in spells], [ended for _, ended in spells])
