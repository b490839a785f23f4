"""What is restored fits where it comes to: the same kind of database, no newer tables, an empty installation."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from django.db import connection
from pytest_django import Settings

from tertib.commands.archive import POSTGRES, SQLITE, Manifest
from tertib.commands.backup import applied_migrations
from tertib.commands.restore import check_fits, holds_something
from tertib.errors import BadInput, OutsideError
from tests.factories import make_party

pytestmark = pytest.mark.django_db

ARCHIVE = Path("backup.tar.gz")


def fitting() -> Manifest:
    part = SQLITE if connection.vendor == "sqlite" else POSTGRES
    migrations = tuple(applied_migrations())
    return Manifest(
        format=1, version="9", made_at="2026-11-24", migrations=migrations, parts={part: "0"}, files=1
    )


@pytest.fixture
def folder(tmp_path: Path, settings: Settings) -> Path:
    settings.TERTIB_FILES_URL = str(tmp_path / "files")
    with closing(sqlite3.connect(tmp_path / SQLITE)) as database:
        database.execute("CREATE TABLE store_party (id INTEGER)")
    return tmp_path


def test_a_backup_of_the_same_kind_and_age_fits(folder: Path) -> None:
    check_fits(fitting(), folder, ARCHIVE)


def test_a_backup_of_the_other_kind_of_database_is_refused_with_what_to_set(folder: Path) -> None:
    other = POSTGRES if connection.vendor == "sqlite" else SQLITE
    with pytest.raises(BadInput, match="TERTIB_DATABASE_URL"):
        check_fits(replace(fitting(), parts={other: "0"}), folder, ARCHIVE)


def test_a_backup_with_tables_of_a_newer_version_is_refused(folder: Path) -> None:
    newer = replace(fitting(), migrations=("store.0001_first", "store.9999_of_tomorrow"))
    with pytest.raises(BadInput, match=r"Tertib 9 with store\.9999_of_tomorrow"):
        check_fits(newer, folder, ARCHIVE)


def test_a_damaged_database_is_refused(folder: Path) -> None:
    if connection.vendor == "sqlite":  # pg_restore checks its own
        content = bytearray((folder / SQLITE).read_bytes())
        content[4096:] = b"\xff" * len(content[4096:])
        (folder / SQLITE).write_bytes(bytes(content))
        with pytest.raises((OutsideError, sqlite3.DatabaseError)):
            check_fits(fitting(), folder, ARCHIVE)


def test_files_need_a_folder_to_go_to(folder: Path, settings: Settings) -> None:
    settings.TERTIB_FILES_URL = "s3://bucket/files"
    with pytest.raises(BadInput, match="TERTIB_FILES_URL"):
        check_fits(fitting(), folder, ARCHIVE)


def test_an_installation_with_a_party_or_a_file_holds_something(folder: Path, settings: Settings) -> None:
    settings.TERTIB_FILES_URL = f"file://{folder}/files"
    assert not holds_something()
    (folder / "files" / "sha256").mkdir(parents=True)
    assert holds_something()
    settings.TERTIB_FILES_URL = "s3://bucket/files"
    assert not holds_something()
    make_party()
    assert holds_something()
