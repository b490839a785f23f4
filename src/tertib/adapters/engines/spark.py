"""Runs a scan on a Spark cluster: pieces to the executors by `mapInArrow`, parts back through a shared folder.

Loaded only where Spark is asked for. Every machine must see the input files, the policy and the folder of parts
under the same paths, and have Tertib installed. Which cluster it is, Spark is told in its own
ways (PYSPARK_SUBMIT_ARGS, SPARK_CONF_DIR).
"""

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import astuple, dataclass
from pathlib import Path

import pyarrow as pa
from pyspark.errors import PySparkException
from pyspark.sql import SparkSession

from tertib.adapters.engines.parts import Parts
from tertib.adapters.engines.pieces import Heard, Piece, scan_piece
from tertib.core.detection.run import compile_policy
from tertib.errors import OutsideError

LOOK_SECONDS = 1.0
PIECE = "file string, group long, first_row long"
HEARD = "heard string"


@dataclass(frozen=True, slots=True)
class Task:
    """What an executor must know to scan any piece; it travels there by pickle."""

    folder: str
    policy: str
    reference: str
    columns: dict[str, str]
    slice_rows: int

    def scan(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Scan the pieces in the batches, and give how each was read."""
        for batch in batches:
            for row in batch.to_pylist():
                heard = scan_piece(
                    Piece(**row),
                    folder=Path(self.folder),
                    policy=Path(self.policy),
                    reference=self.reference,
                    columns=self.columns,
                    slice_rows=self.slice_rows,
                )
                yield pa.record_batch([pa.array([heard.to_json()])], names=["heard"])


def scan_on_spark(
    pieces: list[Piece],
    parts: Parts,
    *,
    policy: Path,
    columns: Mapping[str, str],
    slice_rows: int,
    see: Callable[[int], None],
) -> list[Heard]:
    """Do every piece on the cluster; gives how each was read. `see` is told of rows as parts come in.

    Raises OutsideError if Spark gives up: what is done is kept as parts.
    """
    if not pieces:
        return []
    reference = compile_policy(policy).reference  # a mistake in the policy is said here
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    running = SparkSession.getActiveSession()
    session = running or SparkSession.builder.appName("tertib detect").getOrCreate()
    try:
        context = session.sparkContext
        # one piece a task, so that a lost machine costs one piece
        rows = context.parallelize([astuple(piece) for piece in pieces], len(pieces))
        task = Task(str(parts.folder.resolve()), str(policy.resolve()), reference, dict(columns), slice_rows)
        frame = session.createDataFrame(rows, PIECE).mapInArrow(task.scan, HEARD)
        with ThreadPoolExecutor(1) as thread:
            answer = thread.submit(frame.collect)
            seen = parts.look()
            while not answer.done():
                wait([answer], LOOK_SECONDS)
                now = parts.look()
                see(now - seen)
                seen = now
            return [Heard.from_json(row["heard"]) for row in answer.result()]
    except PySparkException as error:
        said = str(error).strip().splitlines()
        raise OutsideError(
            f"Spark ended the scan ({said[-1] if said else type(error).__name__}); what is done is kept: "
            "give the same command again with --resume"
        ) from error
    finally:
        if running is None:
            session.stop()
