"""No figure is a middle of what has ended only: how long things take is told by curves that count what goes on too."""

import re
from pathlib import Path

import pytest

import tertib

SOURCE = Path(tertib.__file__).parent
FLOORS = ("queries", "portal", "core/statistics")
MIDDLES = re.compile(
    r"\b(?:median\w*|percentile\w*|n?quantiles?|percentile_(?:cont|disc)|f?mean|avg)\s*\("
    r"|\bimport\b.*\b(?:median\w*|quantiles|f?mean|Avg)\b"
    r"|^\s*(?:import statistics|from statistics import)\b"
    r"|\b(?:median|percentile)\w*\s*=(?!=)",
    re.IGNORECASE,
)
CURVES = {"core/statistics/survival.py", "core/statistics/intervals.py"}
"""Where a curve that counts what has not ended gives its quantiles."""

ASKED_OF_A_CURVE = re.compile(r"\bcurve\.quantile\(")

EXCEPTIONS = {
    (
        "queries/detection/pages.py",
        "median = sum(two) // len(two)",
    ): "prices: every offer has one, none goes on",
}
"""Line by file, with the reason why nothing that goes on is left out of it."""


def naive(text: str) -> list[str]:
    """Lines that take a middle otherwise than by asking a curve."""
    return [
        line.strip()
        for line in text.splitlines()
        if MIDDLES.search(ASKED_OF_A_CURVE.sub("", line)) and not line.lstrip().startswith("#")
    ]


def test_no_figure_takes_a_middle_of_finished_cases() -> None:
    found = {
        (str(path.relative_to(SOURCE)), line)
        for floor in FLOORS
        for path in sorted((SOURCE / floor).rglob("*"))
        if path.suffix in (".py", ".sql") and str(path.relative_to(SOURCE)) not in CURVES
        for line in naive(path.read_text(encoding="utf-8"))
    }
    assert found == set(EXCEPTIONS)


@pytest.mark.parametrize(
    "line",
    [
        "half = median(hours)",
        "from statistics import quantiles",
        "import statistics",
        "half = statistics.median_low(hours)",
        "row = np.percentile(hours, 90)",
        "cases.aggregate(Avg('hours'))",
        '"SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY hours)"',
        "median = hours[len(hours) // 2]",
    ],
)
def test_a_middle_of_bare_numbers_is_seen(line: str) -> None:
    assert naive(line) == [line]


def test_what_is_asked_of_a_curve_may_stand() -> None:
    assert naive("cells = [span(told.curve.quantile(part)) for part in QUARTILES]") == []
