"""The sandbox's clock: may run fast, may follow another's clock file, survives a restart."""

import json
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

_TRUSTED_SECONDS: Final = 1.0  # how long a reading of a followed clock file is trusted


def wall() -> float:
    """Seconds since 1970 by the machine's clock; asked nowhere else in the sandbox."""
    return time.time()


class WorldClock:
    """Simulated time: at the wall's moment `real` it told `told` (seconds since 1970); it runs `speed` fold.

    With `followed`, a file `{"real": .., "told": .., "speed": ..}` that another program writes, it tells that
    program's time, so that both worlds agree on when something happened.
    """

    def __init__(self, *, real: float, told: float, speed: float, followed: Path | None = None) -> None:
        self._pace = (real, told, speed)
        self._followed = followed
        self._read_at = -1e9

    def _read(self) -> tuple[float, float, float]:
        if self._followed is not None and time.monotonic() - self._read_at > _TRUSTED_SECONDS:
            self._read_at = time.monotonic()
            self._pace = read_pace(self._followed) or self._pace
        return self._pace

    @property
    def speed(self) -> float:
        """Simulated seconds in one second of the wall's."""
        return self._read()[2]

    def now(self) -> datetime:
        """The simulated time, aware, UTC."""
        real, told, speed = self._read()
        return datetime.fromtimestamp(told + (wall() - real) * speed, UTC)

    def wall_seconds(self, hours: float) -> float:
        """How many of the wall's seconds so many simulated hours take."""
        return hours * 3600.0 / self.speed

    def keep(self, home: Path) -> None:
        """Write down where the clock stands, so that a later start goes on from there."""
        aside = home / "clock.json.new"
        pace = {"real": wall(), "told": self.now().timestamp(), "speed": self.speed}
        aside.write_text(json.dumps(pace), encoding="utf-8")
        aside.replace(home / "clock.json")


def read_pace(path: Path) -> tuple[float, float, float] | None:
    """`real`, `told` and `speed` of a clock file; None if there is none, or it is damaged."""
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        real, told, speed = float(kept["real"]), float(kept["told"]), float(kept["speed"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return (real, told, speed) if speed > 0 else None


def start_clock(home: Path, *, speed: float, followed: Path | None = None) -> WorldClock:
    """The clock of this home: new, or going on from where it last stood. Stopped, its time stands still.

    `speed` is simulated seconds per second; a clock that follows a file takes that file's own.
    Raises ValueError if the speed is not above 0.
    """
    if not speed > 0:
        raise ValueError(
            f"--speed is {speed}: give a number above 0 (1 = as the wall, 600 = ten minutes a second)"
        )
    kept = read_pace(home / "clock.json")
    return WorldClock(real=wall(), told=kept[1] if kept else wall(), speed=speed, followed=followed)
