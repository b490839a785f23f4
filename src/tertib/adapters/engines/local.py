"""Runs a scan on the cores of this machine, in order and with a bounded number of batches in hand."""

import os
import signal
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import connection, get_context, parent_process
from pathlib import Path

import pyarrow as pa

from tertib.core.detection.run import compile_policy, detect
from tertib.errors import OutsideError

WAITING_PER_WORKER = 2  # enough that no worker waits while the next batch is read


def scan_locally(
    batches: Iterable[pa.RecordBatch], *, policy: Path, workers: int
) -> Iterator[pa.RecordBatch]:
    """LISTING batches in, FINDING batches out, one for one and in their order, whatever `workers` is.

    One worker is this process. Raises OutsideError if a worker process is ended from outside.
    """
    if workers == 1:
        ready = compile_policy(policy)
        for batch in batches:
            yield detect(batch, ready)
        return
    compile_policy(policy)  # a mistake in the policy is said here, not by every worker
    waiting: deque[Future[bytes]] = deque()
    with ProcessPoolExecutor(workers, get_context("spawn"), _begin, (str(policy),)) as pool:
        try:
            for batch in batches:
                waiting.append(pool.submit(_scan, str(policy), packed(batch)))
                while len(waiting) >= workers * WAITING_PER_WORKER:
                    yield unpacked(waiting.popleft().result())
            while waiting:
                yield unpacked(waiting.popleft().result())
        except BrokenProcessPool as error:
            raise OutsideError(
                "a worker process was ended from outside, perhaps for want of memory; what is done is kept: "
                "give the same command again with --resume, or with fewer --workers"
            ) from error
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def packed(batch: pa.RecordBatch) -> bytes:
    """A batch as the bytes of an Arrow stream."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, batch.schema) as writer:
        writer.write_batch(batch)
    return sink.getvalue().to_pybytes()  # type: ignore[no-any-return]


def unpacked(data: bytes) -> pa.RecordBatch:
    """The batch that `packed` made bytes of."""
    with pa.ipc.open_stream(data) as stream:
        return stream.read_next_batch()


def _begin(policy: str) -> None:
    """Make a worker ready. It leaves with its parent, be that killed, and leaves the keyboard to it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = parent_process()
    if parent is not None:
        threading.Thread(target=_leave_with, args=(parent.sentinel,), daemon=True).start()
    pa.set_cpu_count(1)  # one core a worker
    compile_policy(Path(policy))


def _leave_with(sentinel: int) -> None:
    connection.wait([sentinel])
    os._exit(1)


def _scan(policy: str, data: bytes) -> bytes:
    return packed(detect(unpacked(data), compile_policy(Path(policy))))
