"""How long 40,000 notices take to be composed and digested, on one core: `python -m bench.notices`."""

import sys
import time
from collections.abc import Sequence
from dataclasses import replace

from bench.figures import Figure, Outcome, main_of

from tertib.core.notices import canonical_bytes
from tests.core.notices.samples import LOCATION, notice

COUNT = 40_000
LIMIT_SECONDS = 10.0


def run(argv: Sequence[str]) -> Outcome:
    """Compose and digest."""
    begun = time.process_time()
    size = 0
    for n in range(COUNT):
        location = replace(LOCATION, listing_id=str(n), url=f"https://lapakraya.localhost/p/{n}", row=n + 1)
        size = max(size, len(canonical_bytes(notice(key=f"N-{n:012d}", location=location).document)))
    taken = time.process_time() - begun
    what = f"{COUNT:,} notices of up to {size:,} bytes composed and digested, one core"
    figure = Figure(what, f"{taken:.1f} s", f"aim {LIMIT_SECONDS:.0f} s")
    return Outcome(title="Notices", figures=[figure], kept=taken <= LIMIT_SECONDS)


if __name__ == "__main__":
    sys.exit(main_of(run))
