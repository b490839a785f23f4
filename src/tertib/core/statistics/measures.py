"""The figures of takedown: counted from cases, each with its unit and meaning, parts adding up to totals."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from tertib.core.statistics.definitions import DEFINITIONS, UNIT
from tertib.core.statistics.reconcile import Line, PublishedTotal, reconcile
from tertib.errors import FiguresDoNotReconcile
from tertib.vocabulary import CaseOutcome, CaseState, ReplyKind, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseCounts:
    """How many cases are alike in all of this; a row of one GROUP BY.

    `was_sent`: a notice left. `last_reply`: to the latest notice, null if unanswered. `verdict`: what our
    looks mean now, null if we have not looked. `ever_down`: we saw it up, asked, and then saw it down, at
    least once. `returned`: it came back after that, at least once.
    """

    state: CaseState
    outcome: CaseOutcome | None
    was_sent: bool
    last_reply: ReplyKind | None
    verdict: Verdict | None
    ever_down: bool
    returned: bool
    n: int


@dataclass(frozen=True, slots=True)
class Text:
    """A text in both languages."""

    id: str
    en: str


@dataclass(frozen=True, slots=True)
class Figure:
    """One number with what it counts. Two figures may be added only inside a partition."""

    key: str
    count: int
    unit: str
    name: Text
    definition: Text


@dataclass(frozen=True, slots=True)
class Partition:
    """A total and its parts, by figure key: no case is in two parts, and none is left out."""

    total: str
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """All figures at one moment. `unit` is what every one of them counts."""

    as_of: datetime
    unit: str
    items: tuple[Figure, ...]
    partitions: tuple[Partition, ...]

    def count(self, key: str) -> int:
        """The number under a key. Raises KeyError for one that is not a figure."""
        return self.by_key[key].count

    @property
    def by_key(self) -> Mapping[str, Figure]:
        return MappingProxyType({item.key: item for item in self.items})


PARTITIONS = (
    Partition("found", ("waiting", "held", "already_gone", "closed_otherwise", "sent")),
    Partition("sent", ("answered", "unanswered")),
    Partition("answered", ("claimed", "refused", "cannot_execute", "asks_back")),
    Partition(
        "sent", ("down", "up", "changed", "cannot_tell", "gone_not_ours", "sent_restored", "not_looked")
    ),
    Partition("claimed", ("claimed_down", "claimed_up", "claimed_returned", "claimed_unconfirmed")),
    Partition("down", ("claimed_down", "down_unclaimed")),
    Partition("ever_down", ("down", "down_no_more")),
)


def count_figures(rows: Iterable[CaseCounts], *, as_of: datetime) -> Figures:
    """Count all figures from cases.

    Every part is counted by a condition of its own, never as the rest of a total, so that a case
    that fits no part or two of them shows as a difference.

    Raises FiguresDoNotReconcile if parts do not add up, or if rows contradict themselves: a
    takedown that nobody was asked for, a return of what was never down, a count below zero.
    """
    counted = list(rows)
    _check(counted)
    items = tuple(_figure(key, condition, counted) for key, condition in CONDITIONS.items())
    figures = Figures(as_of=as_of, unit=UNIT, items=items, partitions=PARTITIONS)
    lines = {item.key: Line(item.key, item.unit, item.count) for item in items}
    reconcile(
        *(PublishedTotal(lines[one.total], tuple(lines[part] for part in one.parts)) for one in PARTITIONS)
    )
    return figures


def gap(figures: Figures) -> int:
    """How many listings platforms call done that we did not see down: contradicted or not yet confirmed.

    What was seen down and came back is no part of it: the word was true when it was given.
    """
    return figures.count("claimed_up") + figures.count("claimed_unconfirmed")


def _is_down(row: CaseCounts) -> bool:
    return row.was_sent and row.verdict is Verdict.DOWN and row.ever_down and not _is_restored(row)


def _is_restored(row: CaseCounts) -> bool:
    return row.state is CaseState.RESTORED


def _was_seen(row: CaseCounts, verdict: Verdict | None) -> bool:
    return row.was_sent and row.verdict is verdict and not _is_restored(row)


def _was_answered(row: CaseCounts, kind: ReplyKind) -> bool:
    return row.was_sent and row.last_reply is kind


def _was_claimed(row: CaseCounts) -> bool:
    return _was_answered(row, ReplyKind.ACTED)


def _is_contradicted(row: CaseCounts) -> bool:
    """An open claim against what we see; a return after a takedown is not held against the claim before it."""
    return _was_claimed(row) and row.state is CaseState.CLAIMED and row.verdict is Verdict.UP


def _has_returned(row: CaseCounts) -> bool:
    return _was_claimed(row) and row.state is CaseState.RETURNED and not _is_down(row)


Condition = Callable[[CaseCounts], bool]

CONDITIONS: Mapping[str, Condition] = {
    "found": lambda row: True,
    "waiting": lambda row: not row.was_sent and row.state not in (CaseState.HELD, CaseState.CLOSED),
    "held": lambda row: not row.was_sent and row.state is CaseState.HELD,
    "already_gone": lambda row: (
        not row.was_sent and row.state is CaseState.CLOSED and row.outcome is CaseOutcome.ALREADY_GONE
    ),
    "closed_otherwise": lambda row: (
        not row.was_sent and row.state is CaseState.CLOSED and row.outcome is not CaseOutcome.ALREADY_GONE
    ),
    "sent": lambda row: row.was_sent,
    "answered": lambda row: row.was_sent and row.last_reply is not None,
    "unanswered": lambda row: row.was_sent and row.last_reply is None,
    "claimed": _was_claimed,
    "refused": lambda row: _was_answered(row, ReplyKind.REFUSED),
    "cannot_execute": lambda row: _was_answered(row, ReplyKind.CANNOT_EXECUTE),
    "asks_back": lambda row: _was_answered(row, ReplyKind.ASKS_BACK),
    "overdue": lambda row: row.state is CaseState.OVERDUE,
    "down": _is_down,
    "up": lambda row: _was_seen(row, Verdict.UP),
    "changed": lambda row: _was_seen(row, Verdict.CHANGED),
    "cannot_tell": lambda row: _was_seen(row, Verdict.CANNOT_TELL),
    "gone_not_ours": lambda row: _was_seen(row, Verdict.DOWN) and not row.ever_down,
    "sent_restored": lambda row: row.was_sent and _is_restored(row),
    "not_looked": lambda row: _was_seen(row, None),
    "claimed_down": lambda row: _was_claimed(row) and _is_down(row),
    "claimed_up": _is_contradicted,
    "claimed_returned": _has_returned,
    "claimed_unconfirmed": lambda row: (
        _was_claimed(row)
        and not _is_down(row)
        and row.state is not CaseState.RETURNED
        and not (row.state is CaseState.CLAIMED and row.verdict is Verdict.UP)
    ),
    "down_unclaimed": lambda row: _is_down(row) and not _was_claimed(row),
    "ever_down": lambda row: row.ever_down,
    "down_no_more": lambda row: row.ever_down and not _is_down(row),
    "returned": lambda row: row.returned,
}


def _figure(key: str, condition: Condition, rows: list[CaseCounts]) -> Figure:
    name_id, name_en, meaning_id, meaning_en = DEFINITIONS[key]
    return Figure(
        key=key,
        count=sum(row.n for row in rows if condition(row)),
        unit=UNIT,
        name=Text(id=name_id, en=name_en),
        definition=Text(id=meaning_id, en=meaning_en),
    )


def _check(rows: list[CaseCounts]) -> None:
    for row in rows:
        if row.n < 0:
            raise FiguresDoNotReconcile(f"a row counts {row.n} cases; a count is never below zero")
        if row.n and row.ever_down and not row.was_sent:
            raise FiguresDoNotReconcile(f"{row.n} cases are counted as taken down though nobody was asked")
        if row.n and row.returned and not row.ever_down:
            raise FiguresDoNotReconcile(f"{row.n} cases are counted as returned though they were never down")
        if row.n and row.last_reply is not None and not row.was_sent:
            raise FiguresDoNotReconcile(f"{row.n} cases are counted as answered though nobody was asked")
