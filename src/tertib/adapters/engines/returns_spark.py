"""Matches listings with removed ones on a Spark cluster: each executor indexes the removed ones once, and takes slices.

Loaded only where Spark is asked for. The removed listings and the slices lie as Arrow files in one folder that every
machine sees under the same path; Tertib is installed on all. The index goes to the slices whole, and is not joined with
them by its keys: rare words meet first, up to a limit a title, which a join of keys could not know.
"""

import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import pyarrow as pa
from pyspark.errors import PySparkException
from pyspark.sql import SparkSession

from tertib.core.returns.decide import RETURN
from tertib.core.returns.find import Finder, ordered
from tertib.errors import OutsideError

REMOVED = "removed.arrow"
SLICE = "slice string"
FOUND = "place long, removed_id string, listing_id string, kind string, score double, reasons array<string>"


@dataclass(frozen=True, slots=True)
class Task:
    """What an executor must know; it travels there by pickle."""

    folder: str
    looks: bool

    def match(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Match the slices named in the batches; gives their pairs with the place of the removed listing."""
        finder = _finder(self.folder, self.looks)
        for batch in batches:
            for name in batch.column(0).to_pylist():
                places, found = finder.look_at(read_slice(Path(self.folder) / name))
                yield pa.record_batch([pa.array(places), *found.columns], names=["place", *RETURN.names])


def match_on_spark(
    removed: pa.RecordBatch, slices: Iterable[pa.RecordBatch], folder: Path, *, looks: bool
) -> pa.RecordBatch:
    """RETURN rows of all slices beside `removed`, exactly those that one machine finds.

    `folder` is there, empty and shared. Raises OutsideError if Spark gives up.
    """
    write_slice(removed, folder / REMOVED)
    names = []
    for number, batch in enumerate(slices):
        names.append(f"{number:08d}.arrow")
        write_slice(batch, folder / names[-1])
    if not names:
        return ordered([])
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    running = SparkSession.getActiveSession()
    session = running or SparkSession.builder.appName("tertib returns").getOrCreate()
    try:
        rows = session.sparkContext.parallelize([(name,) for name in names], len(names))
        task = Task(str(folder.resolve()), looks)
        frame = session.createDataFrame(rows, SLICE).mapInArrow(task.match, FOUND)
        told = frame.toArrow().combine_chunks()
    except PySparkException as error:
        said = str(error).strip().splitlines()
        raise OutsideError(
            f"Spark ended the matching ({said[-1] if said else type(error).__name__})"
        ) from error
    finally:
        if running is None:
            session.stop()
    pairs = told.select(RETURN.names).cast(RETURN).to_batches()
    found = pa.concat_batches(pairs) if pairs else RETURN.empty_table().to_batches()[0]
    return ordered([(told.column("place").to_numpy().astype(np.int64), found)])


def write_slice(batch: pa.RecordBatch, path: Path) -> None:
    """Keep a batch as an Arrow file. Raises OSError."""
    with pa.OSFile(str(path), "wb") as file, pa.ipc.new_file(file, batch.schema) as writer:
        writer.write_batch(batch)


def read_slice(path: Path) -> pa.RecordBatch:
    """What `write_slice` kept."""
    with pa.memory_map(str(path)) as source, pa.ipc.open_file(source) as kept:
        return kept.get_batch(0)


@lru_cache(maxsize=1)
def _finder(folder: str, looks: bool) -> Finder:
    """The index of a folder, made once a process."""
    return Finder(read_slice(Path(folder) / REMOVED), looks=looks)
