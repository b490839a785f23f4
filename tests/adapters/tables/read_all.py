"""Reads every file of a folder in a fresh process and prints what became of each, with what it cost."""

import json
import resource
import sys
import time
from pathlib import Path

from tertib.adapters.tables import TableFileRefused, read_table


def main(folder: Path) -> None:
    """Print {"files": {name: [reason, message, seconds]}, "child_peak_kb": n, "own_peak_kb": n}."""
    files = {}
    for path in sorted(folder.iterdir()):
        began = time.perf_counter()
        try:
            read_table(path, name=path.name)
            reason, said = "read", ""
        except TableFileRefused as e:
            reason, said = e.reason, str(e)
        files[path.name] = [reason, said, time.perf_counter() - began]
    child_peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    status = Path(
        "/proc/self/status"
    )  # its peak begins anew with this program; getrusage's holds the parent's
    if status.exists():
        own_peak = int(status.read_text().partition("VmHWM:")[2].split()[0])
    else:
        own_peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    sys.stdout.write(json.dumps({"files": files, "child_peak_kb": child_peak, "own_peak_kb": own_peak}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
