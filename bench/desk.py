"""How long the review desk's pages take at 100,000 findings that wait, on both databases.

    python -m bench.desk [--count 100000] [--database sqlite|postgres] [--rounds 5] [--only WORD] [--home DIR]
                         [--postgres URL]

Judges invented listings by the real actions and decides on some, then measures as `bench.pages` does.
"""

import sys
from collections.abc import Sequence

from bench.figures import Outcome, main_of
from bench.pages import Filled, run_pages

FINDINGS = Filled(
    title="The review desk", things="findings", filling="bench.desk_filling", times="bench.desk_times"
)


def run(argv: Sequence[str]) -> Outcome:
    """Measure all pages of the desk on the databases asked for."""
    return run_pages(argv, FINDINGS, description=__doc__)


if __name__ == "__main__":
    sys.exit(main_of(run))
