"""How much memory `tertib detect` holds at most, at one, three and five million rows: it must not grow with them.

    python -m bench.memory [--rows 1000000 3000000 5000000] [--kinds parquet csv]

The listings are invented; after a hundred thousand they repeat under other ids. Each call is a process of its own with
one worker, which says at its end the most that it held (VmHWM of proc(5): all pages, those of mapped files too).
"""

import argparse
import csv
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from bench.figures import Figure, Outcome, main_of
from bench.scan import CHUNK, write_listings

ROWS, KINDS = (1_000_000, 3_000_000, 5_000_000), ("parquet", "csv")
GROWTH_AIM = 1.10  # the most at the largest number of rows, over the most at the smallest
POLICY = "pakaian-bekas-impor"
NOTE = (
    "The most that the process held, pages of mapped files counted (VmHWM). Invented listings, read, scanned, kept in "
    "parts, and written as Parquet; every row has its finding in the output."
)
CHILD = """
import re, sys
from pathlib import Path
from tertib.cli import main
code = main(sys.argv[1:])
print(re.search(r"VmHWM:\\s*(\\d+) kB", Path("/proc/self/status").read_text())[1])
sys.exit(code)
"""


def run(words: Sequence[str] = ()) -> Outcome:
    """Measure every kind at every number of rows; kept if none grows by more than a tenth."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, nargs="+", default=list(ROWS))
    parser.add_argument("--kinds", nargs="+", choices=KINDS, default=list(KINDS))
    args = parser.parse_args(words)
    figures, growths = [], []
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        for kind in args.kinds:
            held = []
            for rows in args.rows:
                listings = _listings(folder, kind, rows)
                held.append(_most(listings, folder / "out.parquet", rows))
                listings.unlink()
            growths.append(held[-1] / held[0])
            figures += [
                Figure(f"{kind}, {rows:,} rows", f"{most:,.0f} MiB")
                for rows, most in zip(args.rows, held, strict=True)
            ]
            figures.append(
                Figure(f"{kind}, the most over the least rows", f"{growths[-1]:.2f}", f"aim {GROWTH_AIM:.2f}")
            )
    return Outcome(
        title="Memory of `tertib detect`, one worker",
        figures=figures,
        kept=max(growths) <= GROWTH_AIM,
        notes=[NOTE],
    )


def _listings(folder: Path, kind: str, rows: int) -> Path:
    """Invented listings as a file of this kind."""
    some = folder / "some.parquet"
    if not some.exists():
        write_listings(some, CHUNK)
    table = pq.read_table(some)
    path = folder / f"{rows}.{kind}"
    parts = (_numbered(table, first, min(CHUNK, rows - first)) for first in range(0, rows, CHUNK))
    if kind == "parquet":
        with pq.ParquetWriter(path, table.schema, compression="zstd") as writer:
            for part in parts:
                writer.write_table(part)
        return path
    with path.open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file)
        lines.writerow(table.column_names)
        for part in parts:
            lines.writerows(zip(*(column.to_pylist() for column in part.columns), strict=True))
    return path


def _numbered(table: pa.Table, first: int, count: int) -> pa.Table:
    ids = pa.array([str(first + number) for number in range(count)])
    return table.slice(0, count).set_column(0, "id", ids)


def _most(listings: Path, out: Path, rows: int) -> float:
    """MiB that the call held at most. Raises RuntimeError if it failed or lost a row."""
    call = [sys.executable, "-c", CHILD, "detect", str(listings), "--policy", POLICY, "--workers", "1"]
    done = subprocess.run([*call, "-o", str(out)], capture_output=True, text=True, check=False)
    if done.returncode or pq.read_metadata(out).num_rows != rows:
        raise RuntimeError(done.stderr[-2_000:])
    out.unlink()
    return int(done.stdout) / 1024


if __name__ == "__main__":
    sys.exit(main_of(run))
