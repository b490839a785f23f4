"""The one place that asks the time. A fast clock runs when a clock file says so (the demo); else real time.

The clock file holds `{"real": seconds, "told": seconds, "speed": factor}`: at the real moment `real` the
clock told `told`, and it runs `speed` times as fast. Stopping and starting again goes on where it stood.
"""

import json
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic, time

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.module_loading import import_string

MAX_READ_AGE_SECONDS = 1.0  # how long a read of the clock file is trusted

_seen: list[tuple[float, dict[str, float] | None]] = [
    (-1e9, None)
]  # when the file was read, and what it said


def now() -> datetime:
    """The moment that the house goes by, aware, UTC."""
    real = time()
    pace = _pace()
    if pace is None:
        return datetime.fromtimestamp(real, UTC)
    return datetime.fromtimestamp(pace["told"] + (real - pace["real"]) * pace["speed"], UTC)


def wall() -> datetime:
    """Real time, aware, UTC: for leases and time limits, which a fast clock must not shorten."""
    return datetime.fromtimestamp(time(), UTC)


def speed() -> float:
    """How many seconds the clock tells in one real second; 1.0 for real time."""
    pace = _pace()
    return 1.0 if pace is None else pace["speed"]


def set_pace(path: Path, *, speed: float, told: datetime | None = None) -> None:
    """Start, or go on with, a fast clock: from `told`, else from where the file's clock stood when it was saved."""
    if told is None:
        kept = _read(path)
        told_seconds = kept["told"] if kept else time()
    else:
        told_seconds = told.timestamp()
    _write(path, {"real": time(), "told": told_seconds, "speed": speed})


def keep_pace(path: Path) -> None:
    """Save where the clock stands now, so that a stop does not let hours pass unseen. Called every few seconds."""
    pace = _read(path)
    if pace is not None:
        real = time()
        told = pace["told"] + (real - pace["real"]) * pace["speed"]
        _write(path, {"real": real, "told": told, "speed": pace["speed"]})


def _pace() -> dict[str, float] | None:
    file = getattr(settings, "TERTIB_CLOCK_FILE", None)
    if not file:
        return None
    if monotonic() - _seen[0][0] > MAX_READ_AGE_SECONDS:
        _seen[0] = (monotonic(), _read(Path(file)))
    return _seen[0][1]


def _read(path: Path) -> dict[str, float] | None:
    try:
        return {name: float(value) for name, value in json.loads(path.read_text()).items()}
    except (OSError, ValueError):
        return None


def _write(path: Path, pace: dict[str, float]) -> None:
    fresh = path.with_name(f"{path.name}.{os.getpid()}.new")
    fresh.write_text(json.dumps(pace))
    fresh.replace(path)


class MomentMiddleware:
    """Gives every request the moment it came in by the clock that the settings name, as `request.now`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.clock: Callable[[], datetime] = import_string(settings.TERTIB_CLOCK)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.now = self.clock()  # type: ignore[attr-defined]
        return self.get_response(request)
