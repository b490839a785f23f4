"""`python -m bench [NAME...]`: run benches one after another and write what they found into docs/reference/figures.md.

Without names all of them, which takes an hour or so. `python -m bench.NAME --help` says what one measures, and runs
it with other options without writing anything.
"""

import sys
import traceback
from importlib import import_module

from bench.figures import PAGE, ROOT, Bench, keep, tell

BENCHES = (
    "links",
    "notices",
    "fetch",
    "intake",
    "hostile",
    "pages",
    "desk",
    "looks",
    "kill",
    "matcher",
    "detect",
    "memory",
    "returns",
)


def main() -> int:
    """Run those named; 1 if one missed an aim or fell over, 2 if a name is none."""
    names = sys.argv[1:] or list(BENCHES)
    unknown = [name for name in names if name not in BENCHES]
    if unknown:
        print(f"bench: there is no {', '.join(unknown)}; there are {', '.join(BENCHES)}", file=sys.stderr)
        return 2
    worst = 0
    for name in names:
        print(f"\n== {name} ==", flush=True)
        run: Bench = import_module(f"bench.{name}").run
        try:
            outcome = run([])
        except Exception:  # noqa: BLE001  # the others are measured all the same
            traceback.print_exc()
            worst = 1
            continue
        worst = max(worst, tell(outcome))
        keep(name, outcome)
    print(f"\nwritten: {PAGE.relative_to(ROOT)}")
    return worst


if __name__ == "__main__":
    sys.exit(main())
