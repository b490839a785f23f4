"""What lies on a marketplace's desk: notices that came, duties with a due time, answers not yet confirmed.

All of it is in one SQLite file: a kill at any moment loses nothing, and does nothing twice that matters.
"""

import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_TABLES: Final = """
CREATE TABLE IF NOT EXISTS notice
  (key TEXT PRIMARY KEY, listing TEXT, link TEXT, thread TEXT, came REAL, acted REAL);
CREATE TABLE IF NOT EXISTS duty
  (no INTEGER PRIMARY KEY, kind TEXT, notice TEXT, due REAL, detail TEXT, done INTEGER);
CREATE INDEX IF NOT EXISTS duty_due ON duty (done, kind, due);
CREATE TABLE IF NOT EXISTS parcel (key TEXT PRIMARY KEY, target TEXT, body TEXT, done INTEGER);
CREATE TABLE IF NOT EXISTS memo (name TEXT PRIMARY KEY, value TEXT);
"""


@dataclass(frozen=True, slots=True)
class Told:
    """A notice as the staff got it. `thread` is the mail address to answer to, empty where there is none."""

    key: str
    listing: str
    link: str
    thread: str = ""


@dataclass(frozen=True, slots=True)
class Duty:
    """Something to do. `due`: simulated seconds since 1970; `detail` hangs on `kind`; `no` 0: not kept."""

    kind: str
    notice: str
    due: float
    detail: str = ""
    no: int = 0


@dataclass(frozen=True, slots=True)
class Parcel:
    """An answer as it will be sent, the same each time. `target` is a path of the API or a mail address."""

    key: str
    target: str
    body: str


class Desk:
    """One marketplace's desk."""

    def __init__(self, path: Path) -> None:
        self._db = sqlite3.connect(path, isolation_level=None)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=NORMAL")
        self._db.executescript(_TABLES)

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def take(self, told: Iterable[Told], *, plan: Callable[[Told], list[Duty]], now: float) -> int:
        """Keep notices not seen before, with the duties they bring; gives how many were new."""
        new = 0
        with self._all_or_nothing():
            for one in told:
                row = (one.key, one.listing, one.link, one.thread, now)
                put = self._db.execute("INSERT OR IGNORE INTO notice VALUES (?,?,?,?,?,NULL)", row)
                if put.rowcount:
                    new += 1
                    self._put(plan(one))
        return new

    def plan(self, duties: Iterable[Duty]) -> None:
        """Keep duties."""
        with self._all_or_nothing():
            self._put(duties)

    def plan_once(self, name: str, duties: Iterable[Duty]) -> None:
        """Keep duties unless it was done under this name before."""
        with self._all_or_nothing():
            if self._db.execute("INSERT OR IGNORE INTO memo VALUES (?, '')", (name,)).rowcount:
                self._put(duties)

    def due(self, kind: str, *, now: float, limit: int) -> list[Duty]:
        """Duties of a kind that are due, the oldest first."""
        rows = self._db.execute(
            "SELECT kind, notice, due, detail, no FROM duty WHERE done = 0 AND kind = ? AND due <= ?"
            " ORDER BY due, no LIMIT ?",
            (kind, now, limit),
        )
        return [Duty(*row) for row in rows]

    def finish(self, duties: Iterable[Duty]) -> None:
        """These duties are done."""
        with self._all_or_nothing():
            self._db.executemany("UPDATE duty SET done = 1 WHERE no = ?", [(duty.no,) for duty in duties])

    def acted(self, notices: Iterable[str], *, now: float) -> None:
        """The pages of these notices are down since now."""
        with self._all_or_nothing():
            self._db.executemany("UPDATE notice SET acted = ? WHERE key = ?", [(now, key) for key in notices])

    def notice(self, key: str) -> tuple[Told, float | None] | None:
        """A notice, and since when its page is down (simulated seconds) if it is."""
        row = self._db.execute(
            "SELECT key, listing, link, thread, acted FROM notice WHERE key = ?", (key,)
        ).fetchone()
        return None if row is None else (Told(*row[:4]), row[4])

    def pack(self, duties: Iterable[Duty], parcel: Parcel) -> None:
        """Put answers into a parcel: from now on they travel as it, however often it must be sent."""
        with self._all_or_nothing():
            self._db.execute(
                "INSERT OR IGNORE INTO parcel VALUES (?,?,?,0)", (parcel.key, parcel.target, parcel.body)
            )
            self._db.executemany("UPDATE duty SET done = 1 WHERE no = ?", [(duty.no,) for duty in duties])

    def parcels(self, *, limit: int = 20) -> list[Parcel]:
        """Parcels that nobody confirmed yet, the oldest first."""
        rows = self._db.execute(
            "SELECT key, target, body FROM parcel WHERE done = 0 ORDER BY rowid LIMIT ?", (limit,)
        )
        return [Parcel(*row) for row in rows]

    def confirmed(self, parcel: Parcel) -> None:
        """The other side has this parcel."""
        self._db.execute("UPDATE parcel SET done = 1 WHERE key = ?", (parcel.key,))

    def memo(self, name: str) -> str:
        """A kept word, empty if there is none."""
        row = self._db.execute("SELECT value FROM memo WHERE name = ?", (name,)).fetchone()
        return "" if row is None else str(row[0])

    def keep_memo(self, name: str, value: str) -> None:
        """Keep a word under a name."""
        self._db.execute("INSERT OR REPLACE INTO memo VALUES (?,?)", (name, value))

    def open_duties(self) -> dict[str, int]:
        """How many duties of each kind are not done yet."""
        return dict(self._db.execute("SELECT kind, count(*) FROM duty WHERE done = 0 GROUP BY kind"))

    def _put(self, duties: Iterable[Duty]) -> None:
        rows = [(duty.kind, duty.notice, duty.due, duty.detail) for duty in duties]
        self._db.executemany("INSERT INTO duty (kind, notice, due, detail, done) VALUES (?,?,?,?,0)", rows)

    def _all_or_nothing(self) -> "_Transaction":
        return _Transaction(self._db)


class _Transaction:
    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def __enter__(self) -> None:
        self._db.execute("BEGIN IMMEDIATE")

    def __exit__(self, kind: object, *_: object) -> None:
        self._db.execute("COMMIT" if kind is None else "ROLLBACK")
