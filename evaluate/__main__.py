"""`python -m evaluate [NAME...]`: measure on the real data beside the project; write into docs/reference/figures.md.

The data is found by TERTIB_EVALUATION_DATA, or in ../shared/data. What needs data that is not there says so and
is passed over. No row of it is written anywhere: alerts are listed on the terminal alone.
"""

import sys
from importlib import import_module

from bench.figures import PAGE, ROOT, Bench, keep, tell

from evaluate.ground import DataMissing

EVALUATIONS = (
    "used",
    "folds",
    "ablations",
    "alarms",
    "disguises",
    "determinism",
    "terms",
    "pages",
    "returns",
    "sellers",
    "looks",
    "simulation",
)


def main() -> int:
    """Run those named; 1 if one missed an aim, 2 if a name is none."""
    names = sys.argv[1:] or list(EVALUATIONS)
    unknown = [name for name in names if name not in EVALUATIONS]
    if unknown:
        print(
            f"evaluate: there is no {', '.join(unknown)}; there are {', '.join(EVALUATIONS)}", file=sys.stderr
        )
        return 2
    worst = 0
    for name in names:
        print(f"\n== {name} ==", flush=True)
        run: Bench = import_module(f"evaluate.{name}").run
        try:
            outcome = run([])
        except DataMissing as missing:
            print(f"passed over: {missing}")
            continue
        worst = max(worst, tell(outcome))
        keep(f"evaluate.{name}", outcome)
    print(f"\nwritten: {PAGE.relative_to(ROOT)}")
    return worst


if __name__ == "__main__":
    sys.exit(main())
