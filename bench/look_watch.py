"""Wait within the site until every case was looked at; prints the monotonic clock of that moment."""

import json
import time
from collections.abc import Sequence

from tertib.store.models import Case

ASK_EVERY_SECONDS = 0.5


def main(argv: Sequence[str]) -> int:
    """`argv` holds the longest wait in seconds. The monotonic clock is the machine's, so that the caller can compare."""
    end = time.monotonic() + float(argv[0])
    while time.monotonic() < end and Case.objects.filter(seen_at=None).exists():
        time.sleep(ASK_EVERY_SECONDS)
    print(json.dumps({"until": time.monotonic()}))
    return 0
