"""`tertib returns`: which of these listings are removed ones offered again, one row a pair, with reasons."""

import argparse
import filecmp
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa

from tertib.adapters.engines.returned import output_kind, write_returns
from tertib.adapters.feeds import KINDS, iter_batches
from tertib.adapters.pictures import Troubles, with_hashes
from tertib.commands.clusters import spark_engine
from tertib.commands.detect import columns_of
from tertib.core.detection.listing import LISTING
from tertib.core.returns.find import READ, Finder
from tertib.errors import BadInput
from tertib.vocabulary import ReturnKind

BATCH_ROWS = 8_192


def add(parser: argparse.ArgumentParser) -> None:
    """Describe the call."""
    parser.add_argument(
        "--removed", metavar="FILE", type=Path, required=True, help=f"listings that were removed: {KINDS}"
    )
    parser.add_argument(
        "--listings",
        metavar="FILE",
        type=Path,
        required=True,
        help="listings to look through; may be the same file",
    )
    parser.add_argument(
        "-o",
        "--output",
        metavar="OUT",
        default="-",
        help="OUT.parquet, OUT.jsonl, OUT.csv, or - for jsonl (default)",
    )
    parser.add_argument(
        "--columns",
        metavar="FIELD=COLUMN,...",
        action="append",
        default=[],
        help="by which columns fields are read, where their names do not tell: title=nama_barang",
    )
    parser.add_argument(
        "--images",
        metavar="FOLDER",
        type=Path,
        help="where the files lie that the column image names: rows without a hash are given one",
    )
    parser.add_argument(
        "--engine",
        choices=("local", "spark"),
        default="local",
        help="where it runs: on this machine, or on a Spark cluster (the extra spark)",
    )
    parser.add_argument(
        "--all", action="store_true", help="also the nearest that only resemble a removed one (kind look)"
    )


def run(args: argparse.Namespace) -> int:
    """Match the files and write the pairs. Raises BadInput or OSError."""
    begun = time.monotonic()
    columns = columns_of(args.columns)
    for path in (args.removed, args.listings):
        if not path.is_file():
            raise BadInput(f"{path}: there is no such file")
    if args.output != "-":
        output = Path(args.output)
        output_kind(output)
        if output.exists() and any(output.samefile(path) for path in (args.removed, args.listings)):
            raise BadInput(f"{output}: would overwrite a file that is read; give another name after -o")
    if args.images is not None and not args.images.is_dir():
        raise BadInput(f"--images {args.images}: there is no such folder")
    counted: Counter[str] = Counter()
    removed = _whole(_batches(args.removed, columns, counted, "removed", args.images))
    listings = _batches(args.listings, columns, counted, "listings", args.images)
    if _are_one(args.removed, args.listings):
        found = Finder(
            removed, looks=args.all
        ).look_among_themselves()  # each row needs all others: one machine
        counted["listings"] = counted["removed"]
    elif args.engine == "spark":
        found = _on_spark(removed, listings, args)
    else:
        found = Finder(removed, looks=args.all).look(listings)
    write_returns(found, None if args.output == "-" else Path(args.output))
    kinds = Counter(found.column("kind").to_pylist())
    seconds = max(time.monotonic() - begun, 1e-9)
    told = ", ".join(f"{kinds[kind]:,} {kind.value.replace('_', ' ')}" for kind in ReturnKind if kinds[kind])
    print(
        f"{counted['listings']:,} listings against {counted['removed']:,} removed: {told or 'nothing came back'}; "
        f"{seconds:,.1f} s",
        file=sys.stderr,
    )
    return 0


def _on_spark(
    removed: pa.RecordBatch, listings: Iterator[pa.RecordBatch], args: argparse.Namespace
) -> pa.RecordBatch:
    """On a cluster; what the machines share lies beside the output for as long as it runs."""
    spark = spark_engine("returns_spark")
    beside = Path.cwd() if args.output == "-" else Path(args.output).resolve().parent
    with TemporaryDirectory(prefix="tertib-returns-", dir=beside) as folder:
        found: pa.RecordBatch = spark.match_on_spark(removed, listings, Path(folder), looks=args.all)
    return found


def _are_one(one: Path, other: Path) -> bool:
    """The same file, or a copy of it: then a row is not to be found as its own return."""
    return one.samefile(other) or (one.suffixes == other.suffixes and filecmp.cmp(one, other, shallow=False))


def _batches(
    path: Path, columns: dict[str, str], counted: Counter[str], what: str, images: Path | None
) -> Iterator[pa.RecordBatch]:
    reading = iter_batches(path, columns=columns, batch_rows=BATCH_ROWS)
    troubles = Troubles()
    for batch in reading.batches:
        counted[what] += batch.num_rows
        pictured = batch if images is None else with_hashes(batch, images, troubles)
        yield pictured.select(list(READ))
    for line in [*reading.problems.lines(), *troubles.lines()]:
        print(f"{path}: {line}", file=sys.stderr)


def _whole(batches: Iterator[pa.RecordBatch]) -> pa.RecordBatch:
    parts = list(batches)
    if not parts:
        return pa.record_batch({name: pa.array([], LISTING.field(name).type) for name in READ})
    return pa.concat_batches(parts)
