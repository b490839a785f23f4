"""`tertib restore`: put a backup into an empty installation, then check everything that is kept."""

import argparse
import shutil
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.utils import DatabaseError

from tertib.commands.archive import KEY, POSTGRES, SQLITE, Manifest, unpack
from tertib.commands.backup import check_sqlite, files_folder, run_postgres
from tertib.commands.check import check_data
from tertib.commands.migrate import migrate
from tertib.errors import BadInput
from tertib.store.models import Party


def add(parser: argparse.ArgumentParser) -> None:
    """Describe the call."""
    parser.add_argument("file", type=Path, metavar="FILE", help="an archive that `tertib backup` wrote")


def run(args: argparse.Namespace) -> int:
    """Restore whole or say why not; an installation that holds anything is never overwritten.

    Nothing is changed before the whole archive was unpacked and checked. 1 if what was restored is unsound.
    """
    if holds_something():
        raise BadInput(
            "This installation holds data; restore into an empty one (another TERTIB_HOME or database)."
        )
    with tempfile.TemporaryDirectory(prefix="tertib-restore-", dir=settings.TERTIB_HOME) as name:
        folder = Path(name)
        manifest = unpack(args.file, folder)
        check_fits(manifest, folder, args.file)
        _put_back(manifest, folder)
    migrate(verbosity=0)
    print(f"restored: {Party.objects.count()} parties, {manifest.files} kept files, as of {manifest.made_at}")
    return check_data()


def holds_something() -> bool:
    """Whether there is a party or a kept file: then nothing may be put over it."""
    folder = files_folder()
    if folder is not None and folder.is_dir() and any(folder.iterdir()):
        return True
    try:
        return Party.objects.exists()
    except DatabaseError:
        return False


def check_fits(manifest: Manifest, folder: Path, archive: Path) -> None:
    """Raise BadInput for another kind of database, or tables that a newer version made."""
    is_sqlite = connection.vendor == "sqlite"
    if (SQLITE if is_sqlite else POSTGRES) not in manifest.parts:
        mend = "set TERTIB_DATABASE_URL to an empty one" if is_sqlite else "unset TERTIB_DATABASE_URL"
        kind = "PostgreSQL" if is_sqlite else "SQLite"
        raise BadInput(f"{archive} is a backup of {kind}; {mend}.")
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    if unknown := sorted(set(manifest.migrations) - known):
        newer = f"Tertib {manifest.version} with {unknown[0]}"
        raise BadInput(f"{archive} was made by {newer}, which this version does not know. Update first.")
    if manifest.files and files_folder() is None:
        raise BadInput(f"{archive} holds files; set TERTIB_FILES_URL to a folder, they go there.")
    if is_sqlite:
        with closing(sqlite3.connect(folder / SQLITE)) as database:
            check_sqlite(database, str(archive))


def _put_back(manifest: Manifest, folder: Path) -> None:
    connection.close()
    home = Path(settings.TERTIB_HOME)
    if connection.vendor == "sqlite":
        target = Path(str(settings.DATABASES["default"]["NAME"]))
        for suffix in ("-wal", "-shm"):  # of the empty database: they do not belong to what comes
            target.with_name(target.name + suffix).unlink(missing_ok=True)
        (folder / SQLITE).replace(target)
    else:
        words = ("--clean", "--if-exists", "--no-owner", "--single-transaction")  # whole or not at all
        run_postgres("pg_restore", *words, str(folder / POSTGRES))
    kept = files_folder()
    if manifest.files and kept is not None:
        shutil.copytree(folder / "files", kept, dirs_exist_ok=True)
    if KEY in manifest.parts:
        (folder / KEY).replace(home / KEY)
