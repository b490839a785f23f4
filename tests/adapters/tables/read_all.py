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
    peaks = [resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_CHILDREN, resource.RUSAGE_SELF)]
    sys.stdout.write(json.dumps({"files": files, "child_peak_kb": peaks[0], "own_peak_kb": peaks[1]}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
