"""What platforms said beside what we saw, platform by platform: for a reader, by name and never as a ranking."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, Q

from tertib.core.statistics import FEWEST, SMALLEST, hidden_rows
from tertib.queries.statistics.beside import Dimension, figures_by
from tertib.queries.statistics.figures import MEASURES, FigureFilters, counted
from tertib.queries.statistics.survival import platform_health
from tertib.queries.types import Reader
from tertib.vocabulary import ContactHealth, PartyKind

__all__ = ["DELAYS", "FEWEST", "MEASURED", "SMALLEST", "Claims", "PlatformClaims", "claims"]

MEASURED = (
    *("sent", "claimed", "claimed_down", "claimed_up", "claimed_returned", "claimed_unconfirmed"),
    *("down", "down_unclaimed", "returned"),
)
"""Figures that stand beside each other, in this order; each opens to its cases."""

DELAYS: Mapping[str, tuple[int | None, int | None]] = {
    "before": (None, 0),  # verified before it was said
    "0-24": (0, 24),
    "24-72": (24, 72),
    "72-168": (72, 168),
    "168-": (168, None),
}
"""Hours from the statement until two looks had verified it: more than, and up to."""


@dataclass(frozen=True, slots=True)
class PlatformClaims:
    """One platform. `counts` by MEASURED, null where they are suppressed. `delays`: verified claims by DELAYS; `rest`:
    claims that were never verified; both empty where there are fewer than SMALLEST claims to speak of."""

    platform: str
    counts: Mapping[str, int] | None
    delays: Mapping[str, int]
    rest: int
    health: ContactHealth | None


@dataclass(frozen=True, slots=True)
class Claims:
    """Platforms by name, and the counts of all together. `is_coarse`: small numbers are hidden from this reader, who
    may not see the cases behind them."""

    as_of: datetime
    platforms: Sequence[PlatformClaims]
    whole: Mapping[str, int]
    is_coarse: bool


def claims(reader: Reader, filters: FigureFilters, *, now: datetime) -> Claims:
    """What the platforms of the reader's cases said, and what we saw. Raises FiguresDoNotReconcile: then nothing
    is shown."""
    rows = sorted(figures_by(reader, Dimension.PLATFORM, filters, now=now), key=lambda row: row.key)
    rows = [row for row in rows if row.figures.count("sent")]
    is_coarse = reader.home.kind == PartyKind.PUBLIC_BODY
    table = {row.key: {key: row.figures.count(key) for key in MEASURED} for row in rows}
    covered = hidden_rows(table, order_by="sent") if is_coarse else frozenset()
    delays = _delays(reader, filters)
    health = platform_health(table)
    shown = []
    for name, counts in table.items():
        timed = delays.get(name, {})
        is_told = counts["claimed"] >= SMALLEST and name not in covered
        shown.append(
            PlatformClaims(
                platform=name,
                counts=None if name in covered else counts,
                delays=timed if is_told else {},
                rest=counts["claimed"] - sum(timed.values()) if is_told else 0,
                health=health.get(name),
            )
        )
    whole = {key: sum(counts[key] for counts in table.values()) for key in MEASURED}
    return Claims(now, shown, whole, is_coarse)


def _delays(reader: Reader, filters: FigureFilters) -> dict[str, dict[str, int]]:
    """By platform, verified claims by how long after the statement the verdict came."""
    found = counted(reader, filters).filter(
        MEASURES["claimed"], claimed_at__isnull=False, down_at__isnull=False
    )
    rules = {
        f"n_{number}": Count("pk", filter=_after(*bounds)) for number, bounds in enumerate(DELAYS.values())
    }
    rows = found.order_by().values_list("platform").annotate(**rules)
    return {platform: dict(zip(DELAYS, numbers, strict=True)) for platform, *numbers in rows}


def _after(more: int | None, most: int | None) -> Q:
    rule = Q()
    if more is not None:
        rule &= Q(down_at__gt=F("claimed_at") + timedelta(hours=more))
    if most is not None:
        rule &= Q(down_at__lte=F("claimed_at") + timedelta(hours=most))
    return rule
