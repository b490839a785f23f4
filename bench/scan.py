"""What a million listings cost to scan: on one core, on all cores, and on Spark where it is installed.

    python -m bench.scan [--rows 200000] [--policy ID] [--price-per-core-hour 0.04] [--keep DIR] [--only NAME]

The listings are invented, drawn with a fixed seed: eight words of the trade and of honest trade, a price, a shop, a
place, a counter. A call is a whole `tertib detect`, with start, reading and writing. Core-seconds are the time that
its processes had a core, so that a busy machine does not change them much. Memory is the most that
the processes of a call held at once (anonymous pages; Spark's Java is counted too). Exit code 1 if two engines do not
give the same bytes.
"""

import argparse
import importlib.util
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from tertib.adapters.feeds import iter_batches

WORDS = (
    "jaket hoodie celana kemeja kaos rok dress sweater bekas impor thrift vintage baru original pria wanita anak "
    "hitam putih merah ukuran L XL murah grosir bal karungan second preloved mulus panci tas sepatu rak lampu"
).split()
PLACES = ("Jakarta Barat", "Bandung", "Surabaya", "Kab. Tangerang")
SOLD = ("50+ terjual", "1,1RB", "", "3 terjual")
CHUNK = 100_000
LOOK_SECONDS = 0.2


def write_listings(path: Path, rows: int) -> None:
    """Write invented listings, the same for the same `rows`."""
    chance = random.Random(23)
    writer = None
    for first in range(0, rows, CHUNK):
        count = min(CHUNK, rows - first)
        table = pa.table(
            {
                "id": [str(first + n) for n in range(count)],
                "title": [" ".join(chance.choices(WORDS, k=8)) for _ in range(count)],
                "price": [f"Rp{chance.randrange(10, 900)}.000" for _ in range(count)],
                "shop": [f"Toko {chance.randrange(5_000)}" for _ in range(count)],
                "place": chance.choices(PLACES, k=count),
                "sold": chance.choices(SOLD, k=count),
            }
        )
        writer = writer or pq.ParquetWriter(path, table.schema, compression="zstd")
        writer.write_table(table)
    if writer:
        writer.close()


def family(pid: int) -> Iterator[int]:
    """A process and all below it."""
    yield pid
    try:
        below = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    except OSError:
        return
    for child in below:
        yield from family(int(child))


def held_mebibytes(pid: int) -> float:
    """What a process holds by itself, without pages of files."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("RssAnon")) / 1024


def core_seconds_of(pid: int) -> float:
    """How long a process had a core; 0 if it has gone."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")  # utime and stime, proc(5)


def watched(call: list[str], env: dict[str, str]) -> tuple[float, float, float]:
    """Run a call; gives its seconds, its core-seconds and the most MiB that its processes held."""
    most = [0.0]
    used: dict[int, float] = {}
    ended = threading.Event()
    begun = time.perf_counter()
    with subprocess.Popen(call, env=env, stderr=subprocess.PIPE, text=True) as process:

        def look() -> None:
            while not ended.wait(LOOK_SECONDS):
                alive = list(family(process.pid))
                most[0] = max(most[0], sum(map(held_mebibytes, alive)))
                used.update({pid: core_seconds_of(pid) or used.get(pid, 0.0) for pid in alive})

        thread = threading.Thread(target=look)
        thread.start()
        _, said = process.communicate()
        ended.set()
        thread.join()
    if process.returncode:
        raise RuntimeError(said[-2_000:])
    return time.perf_counter() - begun, sum(used.values()), most[0]


def main() -> int:
    """Measure and print; 1 if the bytes differ."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--policy", default="pakaian-bekas-impor")
    parser.add_argument(
        "--price-per-core-hour", type=float, default=0.04, help="dollars, for the last column"
    )
    parser.add_argument("--keep", type=Path, help="a folder for listings and findings; else they are removed")
    parser.add_argument("--only", help="local-1, local-all or spark")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        return measure(args, args.keep or Path(folder))


def measure(args: argparse.Namespace, folder: Path) -> int:
    """Write the listings, run each engine on them, print a line for each."""
    listings = folder / f"listings-{args.rows}.parquet"
    if not listings.exists():
        write_listings(listings, args.rows)
    cores = len(os.sched_getaffinity(0))
    begun = time.perf_counter()
    read = sum(batch.num_rows for batch in iter_batches(listings).batches)
    print(f"  reading alone: {read / (time.perf_counter() - begun):,.0f} rows/s on one core")
    engines = {"local-1": (["--workers", "1"], 1), "local-all": (["--workers", str(cores)], cores)}
    if importlib.util.find_spec("pyspark"):
        engines["spark"] = (["--engine", "spark"], cores)
    else:
        print("  NO SPARK: it is not installed (make test-spark does that); only this machine is measured")
    made = set()
    for name, (words, used) in engines.items():
        if args.only not in (None, name):
            continue
        out = folder / f"{name}.parquet"
        call = [
            sys.executable,
            "-m",
            "tertib.cli",
            "detect",
            str(listings),
            "--policy",
            args.policy,
            "-o",
            str(out),
        ]
        seconds, cores_used, most = watched([*call, *words], dict(os.environ))
        made.add(out.read_bytes())
        core_seconds = cores_used / args.rows * 1e6
        price = core_seconds / 3600 * args.price_per_core_hour
        print(
            f"  {name:10} {args.rows / seconds:>10,.0f} rows/s on {used} core(s), {seconds:,.1f} s, {most:,.0f} MiB; "
            f"a million: {core_seconds:,.1f} core-seconds, ${price:.4f}"
        )
    if len(made) > 1:
        print("  DIFFERENT BYTES: the engines do not agree")
    return int(len(made) > 1)


if __name__ == "__main__":
    sys.exit(main())
