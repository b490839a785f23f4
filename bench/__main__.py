"""`python -m bench`: run every bench, one after another; each says what it measures and against what."""

import sys
from importlib import import_module

BENCHES = ("bench.links", "bench.notices", "bench.fetch")


def main() -> int:
    """Run them all; 1 if any says that a figure was missed."""
    worst = 0
    for name in BENCHES:
        print(f"\n== {name} ==", flush=True)
        worst = max(worst, int(import_module(name).main() or 0))
    return worst


if __name__ == "__main__":
    sys.exit(main())
