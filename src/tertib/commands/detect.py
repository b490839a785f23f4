"""`tertib detect`: listings in, findings out, one row for one row, on all cores or on a cluster."""

import argparse
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa

from tertib.adapters.engines import Parts, output_kind, scan_locally, write_findings, write_lines
from tertib.adapters.feeds import KINDS
from tertib.commands.clusters import spark_engine
from tertib.commands.scan import SLICE_ROWS, Scan, plan_of
from tertib.core.policies import SHIPPED_POLICIES
from tertib.core.policies.load import POLICY_FILE
from tertib.errors import BadInput, TertibError


def add(parser: argparse.ArgumentParser) -> None:
    """Describe the call."""
    parser.add_argument(
        "file", metavar="FILE", nargs="+", help=f"listings: {KINDS}; or a folder of such files"
    )
    parser.add_argument(
        "--policy", metavar="ID|DIR", required=True, help="a shipped policy, or a policy's folder"
    )
    parser.add_argument(
        "-o", "--output", metavar="OUT", required=True, help="OUT.parquet, OUT.jsonl, OUT.csv, or - for jsonl"
    )
    parser.add_argument(
        "--columns",
        metavar="FIELD=COLUMN,...",
        action="append",
        default=[],
        help="by which columns fields are read, where their names do not tell: title=nama_barang",
    )
    parser.add_argument("--engine", choices=("local", "spark"), default="local", help="default: local")
    parser.add_argument(
        "--workers", type=int, metavar="N", default=None, help="processes; default: one a core"
    )
    parser.add_argument("--resume", action="store_true", help="go on where the same call was stopped")


def run(args: argparse.Namespace) -> int:
    """Scan the files and write the findings. Raises BadInput, PolicyMistake, OutsideError or OSError."""
    policy = policy_folder(args.policy)
    workers = args.workers if args.workers is not None else len(os.sched_getaffinity(0))
    if workers < 1:
        raise BadInput(f"--workers {workers}: give 1 or more")
    scan = Scan(files_of(args.file), columns_of(args.columns), terminal=sys.stderr)
    if args.output == "-":
        if args.resume or args.engine == "spark":
            raise BadInput("-o -: a stream cannot be resumed nor come from Spark; give a file after -o")
        write_lines(
            scan.watched(scan_locally(scan.batches(), policy=policy, workers=workers)), sys.stdout.buffer
        )
        scan.end(policy)
        return 0
    output = Path(args.output)
    output_kind(output)
    if not output.parent.is_dir():
        raise BadInput(f"{output}: there is no folder {output.parent}; make it, or mend the name after -o")
    for file in scan.files:
        if output.exists() and output.samefile(file):
            raise BadInput(f"{output}: would overwrite the file that is read; give another name after -o")
    parts = _parts(output, scan, policy, resume=args.resume)
    try:
        if args.engine == "spark":
            _on_spark(scan, parts, policy)
        else:
            for findings in scan_locally(_missing(scan, parts), policy=policy, workers=workers):
                parts.add(findings)
                scan.see(findings.num_rows)
    except TertibError:
        if not parts.look():  # nothing was scanned that would be worth going on with
            parts.remove()
        raise
    except KeyboardInterrupt:
        scan.say("what is done is kept; give the same command again with --resume")
        raise
    write_findings(scan.counted(parts.read(scan.rows)), output)
    parts.remove()
    scan.end(policy)
    return 0


def policy_folder(said: str) -> Path:
    """The folder of a policy that is named by its id or by a path. Raises BadInput if there is none."""
    for folder in (SHIPPED_POLICIES / said, Path(said)):
        if (folder / POLICY_FILE).is_file():
            return folder
    known = ", ".join(sorted(one.parent.name for one in SHIPPED_POLICIES.glob(f"*/{POLICY_FILE}")))
    raise BadInput(
        f"--policy {said}: no such policy; there are {known}, or give a folder with a {POLICY_FILE}"
    )


def files_of(said: list[str]) -> list[Path]:
    """The files named, those of a folder by their names. Raises BadInput for one that is not there."""
    files: list[Path] = []
    for path in map(Path, said):
        if not path.exists():
            raise BadInput(f"{path}: there is no such file")
        inside = (
            sorted(one for one in path.iterdir() if one.is_file() and one.name[0] not in "._")
            if path.is_dir()
            else []
        )
        if path.is_dir() and not inside:
            raise BadInput(f"{path}: the folder holds no files")
        files += inside or [path]
    return files


def columns_of(said: list[str]) -> dict[str, str]:
    """What --columns says: field -> column. Raises BadInput for what is no pair."""
    pairs: dict[str, str] = {}
    for pair in (pair for text in said for pair in text.split(",")):
        field, mark, column = (part.strip() for part in pair.partition("="))
        if not field or not mark or not column:
            raise BadInput(f"--columns {pair}: write FIELD=COLUMN, such as title=nama_barang")
        pairs[field] = column
    return pairs


def _parts(output: Path, scan: Scan, policy: Path, *, resume: bool) -> Parts:
    plan = plan_of(scan, policy)
    parts = Parts(output.with_name(f"{output.name}.partial"))
    before = parts.plan
    if before is None or not resume:
        if before is not None:
            scan.say("an earlier run was not finished; beginning anew (--resume would have gone on with it)")
        return parts.begin(plan)
    if before != plan:
        differs = ", ".join(key for key in plan if before.get(key) != plan[key]) or "the form of the plan"
        raise BadInput(
            f"{parts.folder}: was begun with other {differs}; give the same call, or leave out --resume to begin anew"
        )
    return parts.resume()


def _missing(scan: Scan, parts: Parts) -> Iterator[pa.RecordBatch]:
    for batch in scan.batches():
        if parts.covers(batch.column("row")[0].as_py(), batch.num_rows):
            scan.see(batch.num_rows)
        else:
            yield batch


def _on_spark(scan: Scan, parts: Parts, policy: Path) -> None:
    for heard in spark_engine("spark").scan_on_spark(
        scan.pieces(parts),
        parts,
        policy=policy,
        columns=scan.columns,
        slice_rows=SLICE_ROWS,
        see=scan.see,
    ):
        scan.heard(Path(heard.file), heard.problems, heard.ignored, heard.notes)
