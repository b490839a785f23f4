"""A backup restored is the installation it was made of, also one made while others write; nothing else is restored."""

import fcntl

import pytest

from tests.commands.conftest import Installation, Make

pytestmark = pytest.mark.both_databases


@pytest.fixture(scope="module")
def source(installation: Make) -> Installation:
    """An installation with cases on their way."""
    made = installation()
    assert made.tertib("migrate", "--quiet")[0] == 0
    code, _, err = made.run("-m", "tests.commands.filling")
    assert code == 0, err
    return made


def test_what_was_restored_is_what_was_kept(source: Installation, installation: Make, tmp_path) -> None:
    archive = tmp_path / "backup.tar.gz"
    code, out, err = source.tertib("backup", str(archive))
    assert (code, err) == (0, "")
    assert "1 kept files" in out
    assert archive.stat().st_mode & 0o077 == 0, "it holds secrets: nobody else may read it"
    target = installation()
    code, out, err = target.tertib("restore", str(archive))
    assert (code, err) == (0, ""), out
    assert "0 faults" in out
    rows = source.rows()
    assert len(rows["store_case"]) == 5
    assert target.rows() == rows
    assert target.files() == source.files()
    assert (target.home / "secret.key").read_text() == (source.home / "secret.key").read_text()
    code, out, err = target.tertib("restore", str(archive))
    assert code == 2
    assert "holds data" in err
    assert not list(source.home.glob("tertib-*/")), "nothing is left behind"


def test_a_backup_made_while_others_write_is_sound(installation: Make, tmp_path) -> None:
    busy = installation()
    assert busy.tertib("migrate", "--quiet")[0] == 0
    stop = tmp_path / "stop"
    writer = busy.start("-m", "tests.commands.filling", str(stop))
    try:
        archives = [tmp_path / f"{number}.tar.gz" for number in range(2)]
        for archive in archives:
            code, _, err = busy.tertib("backup", str(archive))
            assert code == 0, err
    finally:
        stop.touch()
        _, err = writer.communicate(timeout=60)
    assert writer.returncode == 0, err
    target = installation()
    code, out, err = target.tertib("restore", str(archives[-1]))
    assert (code, err) == (0, ""), out
    assert "0 faults" in out


def test_what_a_killed_backup_left_behind_goes_with_the_next(source: Installation, tmp_path) -> None:
    left = source.home / "tertib-backup-of-a-killed-one"
    left.mkdir()
    (left / "tertib.sqlite").write_bytes(b"a copy with every secret in it")
    code, _, err = source.tertib("backup", str(tmp_path / "next.tar.gz"))
    assert (code, err) == (0, "")
    assert not list(source.home.glob("tertib-*/"))


def test_two_backups_at_once_are_refused_in_words(source: Installation, tmp_path) -> None:
    with (source.home / "backup.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        code, _, err = source.tertib("backup", str(tmp_path / "second.tar.gz"))
    assert code == 2
    assert "Another backup" in err
    assert not (tmp_path / "second.tar.gz").exists()
