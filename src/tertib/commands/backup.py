"""`tertib backup`: write database, files and secret key into one archive, while everything goes on running."""

import argparse
import os
import sqlite3
import subprocess
import tarfile
import tempfile
from contextlib import closing
from pathlib import Path

from django.conf import settings
from django.db import connection

from tertib.errors import BadInput, OutsideError


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
    with tempfile.TemporaryDirectory(prefix="tertib-backup-", dir=settings.TERTIB_HOME) as folder:
        dump = dump_database(Path(folder))
        part = target.with_name(target.name + ".part")
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with (
            os.fdopen(handle, "wb") as raw,
            tarfile.open(fileobj=raw, mode="w:gz", compresslevel=6) as archive,
        ):
            archive.add(dump, arcname=dump.name)
            files = Path(settings.TERTIB_FILES_URL)
            if files.is_dir():
                archive.add(files, arcname="files")
            key = Path(settings.TERTIB_HOME) / "secret.key"
            if key.is_file():
                archive.add(key, arcname="secret.key")
        part.replace(target)
    print(f"{target}: {target.stat().st_size / 2**20:.1f} MiB")
    return 0


def dump_database(folder: Path) -> Path:
    """A consistent copy: SQLite's own backup (a copied file may lack its log), or pg_dump."""
    if connection.vendor == "sqlite":
        path = folder / "tertib.sqlite"
        source_path = str(settings.DATABASES["default"]["NAME"])
        with closing(sqlite3.connect(source_path)) as source, closing(sqlite3.connect(path)) as copy:
            source.backup(copy, pages=4096)
            if copy.execute("PRAGMA integrity_check").fetchone() != ("ok",):
                raise OutsideError(f"{source_path}: the copy does not pass its check; look at the disk.")
        return path
    path = folder / "tertib.pgdump"
    database = settings.DATABASES["default"]
    done = subprocess.run(
        ["pg_dump", "--format=custom", "--file", str(path), *connection_words(database)],
        env=os.environ | {"PGPASSWORD": str(database.get("PASSWORD", ""))},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise OutsideError(f"pg_dump failed: {done.stderr.strip()[:300]}")
    return path


def connection_words(database: dict[str, object]) -> list[str]:
    """How PostgreSQL's own programs are told where the database is; the password goes by environment."""
    pairs = {"--host": "HOST", "--port": "PORT", "--username": "USER", "--dbname": "NAME"}
    return [f"{option}={database[name]}" for option, name in pairs.items() if database.get(name)]
