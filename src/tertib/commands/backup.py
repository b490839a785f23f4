"""`tertib backup`: write database, files and secret key into one archive, while everything goes on running."""

import argparse
import fcntl
import os
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils.module_loading import import_string

from tertib import __version__
from tertib.commands.archive import KEY, POSTGRES, SQLITE, add_all, writing
from tertib.errors import BadInput, OutsideError

ASIDE, LOCK = "tertib-backup-", "backup.lock"


def add(parser: argparse.ArgumentParser) -> None:
    """Describe the call."""
    parser.add_argument(
        "file", type=Path, metavar="FILE", help="the archive to write (.tar.gz); must not exist"
    )


def run(args: argparse.Namespace) -> int:
    """Write the archive whole or not at all. It holds secrets: keep it as the installation itself."""
    target: Path = args.file
    if target.exists():
        raise BadInput(f"{target} exists; a backup never overwrites. Give another name.")
    about = {
        "version": __version__,
        "made_at": import_string(settings.TERTIB_WALL_CLOCK)().isoformat(),
        "migrations": applied_migrations(),
    }
    folder, key = files_folder(), Path(settings.TERTIB_HOME) / KEY
    with _aside(Path(settings.TERTIB_HOME)) as aside:
        dump = dump_database(aside)  # first: every file that it names is there by then
        parts = {dump.name: dump} | ({KEY: key} if key.is_file() else {})
        with writing(target) as archive:
            manifest = add_all(archive, parts=parts, folder=folder, about=about)
    print(f"{target}: {target.stat().st_size / 2**20:.1f} MiB, {manifest.files} kept files")
    if folder is None:
        print(f"The files in {settings.TERTIB_FILES_URL} are not in it; keep versions of them there.")
    if not key.is_file():
        print(
            "The secret key comes from TERTIB_SECRET_KEY and is not in it; without it no secret opens again."
        )
    return 0


@contextmanager
def _aside(home: Path) -> Iterator[Path]:
    """A folder for the copy of the database, gone afterwards; what a killed backup left behind goes first.

    Raises BadInput while another backup of this installation is being made.
    """
    with (home / LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)  # let go by the system when its holder dies
        except BlockingIOError:
            raise BadInput("Another backup is being made just now. Try again when it is done.") from None
        for left in home.glob(f"{ASIDE}*"):
            shutil.rmtree(left, ignore_errors=True)
        with tempfile.TemporaryDirectory(prefix=ASIDE, dir=home) as folder:
            yield Path(folder)


def files_folder() -> Path | None:
    """The folder of kept files; None if they are kept elsewhere."""
    url = str(settings.TERTIB_FILES_URL)
    local = url.removeprefix("file://")
    return None if "://" in local else Path(local)


def applied_migrations() -> list[str]:
    """What the tables have been through, such as store.0001_first."""
    return sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())


def dump_database(folder: Path) -> Path:
    """A consistent copy: SQLite's own backup (a copied file may lack its log), or pg_dump."""
    if connection.vendor == "sqlite":
        path = folder / SQLITE
        source_path = str(settings.DATABASES["default"]["NAME"])
        with closing(sqlite3.connect(source_path)) as source, closing(sqlite3.connect(path)) as copy:
            source.backup(copy)  # in one step: between steps a busy writer would make it begin anew for ever
            check_sqlite(copy, source_path)
        return path
    path = folder / POSTGRES
    run_postgres("pg_dump", "--format=custom", "--file", str(path))
    return path


def check_sqlite(database: sqlite3.Connection, name: str) -> None:
    """Raise OutsideError if the database is damaged."""
    if database.execute("PRAGMA integrity_check").fetchone() != ("ok",):
        raise OutsideError(f"{name}: the database does not pass its check; look at the disk.")


def run_postgres(program: str, *words: str) -> None:
    """Run one of PostgreSQL's own programs on our database; the password goes by environment."""
    database = settings.DATABASES["default"]
    pairs = {"--host": "HOST", "--port": "PORT", "--username": "USER", "--dbname": "NAME"}
    where = [f"{option}={database[name]}" for option, name in pairs.items() if database.get(name)]
    try:
        done = subprocess.run(
            [program, *where, *words],
            env=os.environ | {"PGPASSWORD": str(database.get("PASSWORD", ""))},
            capture_output=True,
            text=True,
            check=False,
        )
    except FileNotFoundError as error:
        raise OutsideError(f"{program} is not here; install PostgreSQL's client programs.") from error
    if done.returncode:
        raise OutsideError(f"{program} failed: {done.stderr.strip()[:300]}")
