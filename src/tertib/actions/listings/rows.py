"""Check listings that a program hands over, row by row: what cannot be used is named and left out."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tertib.errors import BadInput

MAX_ROWS = 1_000
MAX_TEXT = 100_000

TEXTS = (
    *("listing_id", "title", "description", "currency", "shop", "place"),
    *("platform", "url", "category", "condition", "image", "image_phash"),
)
NUMBERS = ("price", "sold", "rating", "stock")
FLAGS = ("official",)
NAMES = frozenset((*TEXTS, *NUMBERS, *FLAGS))


@dataclass(frozen=True, slots=True)
class RowResult:
    """What became of a row: `index` from 0; `problem` is empty where it was accepted."""

    index: int
    problem: str = ""


def check_rows(
    rows: Sequence[Mapping[str, Any]],
) -> tuple[list[dict[str, Any]], list[RowResult]]:
    """The rows that can be used, without what is null, and what became of each. Raises BadInput for too many or none."""
    if not 0 < len(rows) <= MAX_ROWS:
        raise BadInput(f"There are {len(rows):,} rows; hand over 1 to {MAX_ROWS:,} at a time.")
    good, results = [], []
    for index, row in enumerate(rows):
        problem = _problem(row)
        results.append(RowResult(index, problem))
        if not problem:
            good.append({name: value for name, value in row.items() if value is not None})
    return good, results


def _problem(row: Mapping[str, Any]) -> str:
    """What is wrong with a row and how to mend it; empty if nothing is."""
    unknown = sorted(set(row) - NAMES)
    if unknown:
        return f"There is no field {unknown[0][:40]!r}. Fields: {', '.join(sorted(NAMES))}."
    title = row.get("title")
    if not isinstance(title, str) or not title.strip():
        return "`title` is missing or empty; it is what is judged first."
    for name in TEXTS:
        value = row.get(name)
        if value is not None and (not isinstance(value, str) or len(value) > MAX_TEXT):
            return f"`{name}` must be a text of at most {MAX_TEXT:,} characters, or null."
    for name in NUMBERS:
        value = row.get(name)
        if value is not None and not _is_count(value):
            return f"`{name}` must be a number, 0 or more, or null."
    official = row.get("official")
    if official is not None and not isinstance(official, bool):
        return "`official` must be true, false or null."
    return ""


def _is_count(value: Any) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return math.isfinite(value) and 0 <= value < 2**53
