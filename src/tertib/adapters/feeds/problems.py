"""What is wrong in a listings file, counted and named; nothing of it stops the reading."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

NAMED = 20  # so many are named; the rest is counted
SHOWN_CHARS = 60


@dataclass(frozen=True, slots=True)
class Problem:
    """One wrong place: `row` from 1, the source's own column name ("" = the whole row), the value, and why."""

    row: int
    column: str
    value: str
    why: str

    def __str__(self) -> str:
        """Say it in one line."""
        where = f"row {self.row}" + (f", {self.column}" if self.column else "")
        return f"{where}: {self.value!r} {self.why}" if self.value else f"{where}: {self.why}"


class Problems:
    """All problems of a file: the first 20 by name, every one in the counts.

    `count` is the number of problems, `rows` of rows that have one or more. A row may have several.
    """

    def __init__(self) -> None:
        """Begin with none."""
        self.named: list[Problem] = []
        self.count = 0
        self.rows = 0
        self.kinds: Counter[str] = Counter()
        self._last_row = 0

    def add(self, problem: Problem) -> None:
        """Count a problem; problems come in the order of their rows."""
        self.count += 1
        self.kinds[problem.why] += 1
        if problem.row != self._last_row:
            self.rows += 1
            self._last_row = problem.row
        if len(self.named) < NAMED:
            self.named.append(problem)

    def take_in(self, others: "Problems") -> None:
        """Add the problems of rows that come after these."""
        self.named = sorted([*self.named, *others.named], key=lambda problem: problem.row)[:NAMED]
        self.count += others.count
        self.rows += others.rows
        self.kinds += others.kinds

    def __bool__(self) -> bool:
        """Say whether there is any."""
        return self.count > 0

    def lines(self) -> Iterator[str]:
        """Give the named ones, and how many more there are."""
        for problem in self.named:
            yield str(problem)
        if self.count > len(self.named):
            yield f"and {self.count - len(self.named):,} more"


def shortened(value: object) -> str:
    """Cut a value to what a line can show.

    >>> shortened("x" * 100) == "x" * 59 + "…"
    True
    """
    text = value if isinstance(value, str) else str(value)
    return text if len(text) <= SHOWN_CHARS else text[: SHOWN_CHARS - 1] + "…"
