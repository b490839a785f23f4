"""Run several programs as one: start them, watch them, start again what dies, stop all together."""

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import FrameType

PR_SET_PDEATHSIG = 1
RESTART_AFTER_SECONDS = 1.0
STOP_SECONDS = 15.0


@dataclass(slots=True)
class Child:
    """One program: its name for messages, and its command line."""

    name: str
    command: Sequence[str]
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)


def tertib(*words: str) -> list[str]:
    """The command line of one of our own commands, with this Python."""
    return [sys.executable, "-m", "tertib.cli", *words]


def run_together(children: Sequence[Child], *, environment: Mapping[str, str], stop: threading.Event) -> None:
    """Keep all children running until `stop` is set or a signal comes; then stop them and wait."""

    def told(number: int, frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, told)
    env = os.environ | environment
    try:
        while not stop.is_set():
            for child in children:
                if child.process is None or child.process.poll() is not None:
                    if child.process is not None:
                        print(
                            f"{child.name} ended with {child.process.returncode}; starting it again",
                            file=sys.stderr,
                        )
                        time.sleep(RESTART_AFTER_SECONDS)
                    child.process = subprocess.Popen(child.command, env=env, preexec_fn=_die_with_parent)  # noqa: PLW1509
            stop.wait(0.5)
    finally:
        _stop(children)


def _stop(children: Sequence[Child]) -> None:
    running = [
        child.process for child in children if child.process is not None and child.process.poll() is None
    ]
    for process in running:
        process.terminate()
    for process in running:
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()


def _die_with_parent() -> None:
    libc = ctypes.CDLL(None)
    if hasattr(libc, "prctl"):
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
