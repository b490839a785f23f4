"""How long 40,000 notices take to be composed and digested, on one core: `python bench/notices.py`."""

import time
from dataclasses import replace

from tertib.core.notices import canonical_bytes
from tests.core.notices.samples import LOCATION, notice

COUNT = 40_000
LIMIT_SECONDS = 10.0


def main() -> int:
    """Compose and digest; 0 if within the limit."""
    begun = time.process_time()
    size = 0
    for n in range(COUNT):
        location = replace(LOCATION, listing_id=str(n), url=f"https://lapakraya.localhost/p/{n}", row=n + 1)
        size = max(size, len(canonical_bytes(notice(key=f"N-{n:012d}", location=location).document)))
    taken = time.process_time() - begun
    print(
        f"{COUNT:,} notices of up to {size:,} bytes: {taken:.2f} s of processor time, limit {LIMIT_SECONDS:.0f} s"
    )
    return 0 if taken <= LIMIT_SECONDS else 1


if __name__ == "__main__":
    raise SystemExit(main())
