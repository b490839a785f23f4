"""How the review desk fares: what was decided today, and how far two readers of one office agree."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from tertib.core.detection.readings import Agreement, agreement
from tertib.queries.types import Reader, Review
from tertib.vocabulary import ReviewOutcome

MOST_PAIRS = 1_000  # the latest second readings that the agreement is told of


@dataclass(frozen=True, slots=True)
class Today:
    """Decisions since midnight of the reader's zone that were not taken back: the reader's own, the office's by
    outcome that was chosen, and second readings."""

    mine: int
    office: int
    by_outcome: tuple[tuple[ReviewOutcome, int], ...]
    second: int


def today(reader: Reader, *, person: int, since: datetime) -> Today:
    """What the reader's office decided since a moment."""
    made = Review.objects.filter(
        party=reader.home, at__gte=since, outcome__isnull=False, undone_by=None
    ).values_list("by_id", "outcome", "second")
    rows = [(by, ReviewOutcome(outcome), second) for by, outcome, second in made if outcome]
    firsts = [outcome for _, outcome, second in rows if not second]
    return Today(
        mine=sum(by == person for by, _, _ in rows),
        office=len(rows),
        by_outcome=tuple((outcome, firsts.count(outcome)) for outcome in ReviewOutcome if outcome in firsts),
        second=len(rows) - len(firsts),
    )


def agreement_of(reader: Reader, policy: str) -> Agreement:
    """First and second readings of the reader's office under a policy: the latest MOST_PAIRS."""
    seconds = list(
        Review.objects.filter(party=reader.home, second=True, undone_by=None, finding__policy=policy)
        .order_by("-pk")
        .values_list("finding_id", "pk", "outcome")[:MOST_PAIRS]
    )
    said: dict[int, list[tuple[int, str]]] = defaultdict(list)
    firsts = Review.objects.filter(
        finding__in=[finding for finding, _, _ in seconds],
        second=False,
        outcome__isnull=False,
        undone_by=None,
    )
    for finding, number, outcome in firsts.order_by("pk").values_list("finding_id", "pk", "outcome"):
        said[finding].append((number, str(outcome)))
    pairs = []
    for finding, number, outcome in seconds:
        before = [first for at, first in said[finding] if at < number]
        if before and outcome:
            pairs.append((ReviewOutcome(before[-1]), ReviewOutcome(outcome)))
    return agreement(pairs)
