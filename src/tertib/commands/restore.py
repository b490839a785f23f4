"""`tertib restore`: put a backup into an empty installation, then check it."""

import argparse
import os
import subprocess
import tarfile
import tempfile
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.utils import DatabaseError

from tertib.commands.backup import connection_words
from tertib.errors import BadInput, OutsideError
from tertib.store.models import Case, CaseEvent, Party


def add(parser: argparse.ArgumentParser) -> None:
    """Describe the call."""
    parser.add_argument("file", type=Path, metavar="FILE", help="an archive that `tertib backup` wrote")


def run(args: argparse.Namespace) -> int:
    """Restore whole or say why not; an installation that holds anything is never overwritten."""
    if _holds_something():
        raise BadInput(
            "This installation holds data; restore into an empty one (another TERTIB_HOME or database)."
        )
    with tempfile.TemporaryDirectory(prefix="tertib-restore-", dir=settings.TERTIB_HOME) as name:
        folder = Path(name)
        try:
            with tarfile.open(args.file, "r:gz") as archive:
                archive.extractall(folder, filter="data")
        except (tarfile.TarError, EOFError) as error:
            raise BadInput(f"{args.file}: is no whole backup of ours ({type(error).__name__}).") from error
        _put_back(folder, args.file)
    call_command("migrate", interactive=False, verbosity=0)
    cases, events = Case.objects.count(), CaseEvent.objects.count()
    print(f"restored: {Party.objects.count()} parties, {cases} cases, {events} events")
    return 0


def _holds_something() -> bool:
    try:
        return Party.objects.exists()
    except DatabaseError:
        return False


def _put_back(folder: Path, archive: Path) -> None:
    sqlite, dump = folder / "tertib.sqlite", folder / "tertib.pgdump"
    database = settings.DATABASES["default"]
    connection.close()
    if connection.vendor == "sqlite":
        if not sqlite.is_file():
            raise BadInput(f"{archive} is a backup of PostgreSQL; set TERTIB_DATABASE_URL to an empty one.")
        target = Path(str(database["NAME"]))
        for suffix in ("-wal", "-shm"):  # of the empty database: they do not belong to what comes
            target.with_name(target.name + suffix).unlink(missing_ok=True)
        sqlite.replace(target)
    else:
        if not dump.is_file():
            raise BadInput(f"{archive} is a backup of SQLite; unset TERTIB_DATABASE_URL.")
        done = subprocess.run(
            ["pg_restore", "--clean", "--if-exists", "--no-owner", *connection_words(database), str(dump)],
            env=os.environ | {"PGPASSWORD": str(database.get("PASSWORD", ""))},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise OutsideError(f"pg_restore failed: {done.stderr.strip()[:300]}")
    files, key = folder / "files", folder / "secret.key"
    home = Path(settings.TERTIB_HOME)
    if files.is_dir():
        files.rename(Path(settings.TERTIB_FILES_URL))
    if key.is_file():
        key.replace(home / "secret.key")
