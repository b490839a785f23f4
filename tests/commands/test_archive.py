"""Only a whole archive of ours is unpacked: what is cut off, damaged, foreign or hostile is refused in words."""

import gzip
import io
import json
import os
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tertib.adapters.files import Files
from tertib.commands.archive import KEY, MANIFEST, SQLITE, add_all, unpack, writing
from tertib.errors import BadInput

ABOUT = {"version": "1", "made_at": "2026-11-24T03:00:00+00:00", "migrations": ["store.0001_first"]}


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """A whole archive with a database, a key and two kept files."""
    database, key = tmp_path / SQLITE, tmp_path / KEY
    database.write_bytes(bytes(range(256)) * 400)
    key.write_text("the secret key")
    files = Files(str(tmp_path / "kept"))
    files.put(b"first")
    files.put(b"second")
    (tmp_path / "kept" / "sha256" / "half#1").write_bytes(b"still being written")
    target = tmp_path / "backup.tar.gz"
    with writing(target) as out:
        add_all(out, parts={SQLITE: database, KEY: key}, folder=tmp_path / "kept", about=ABOUT)
    return target


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "unpacked"
    made.mkdir()
    return made


def test_a_whole_archive_is_unpacked_as_it_was_packed(archive: Path, folder: Path, tmp_path: Path) -> None:
    manifest = unpack(archive, folder)
    assert (manifest.files, manifest.version, set(manifest.parts)) == (2, "1", {SQLITE, KEY})
    assert (folder / SQLITE).read_bytes() == (tmp_path / SQLITE).read_bytes()
    assert (folder / KEY).stat().st_mode & 0o077 == 0
    assert sorted(path.read_bytes() for path in folder.glob("files/sha256/*/*")) == [b"first", b"second"]


def test_an_archive_that_could_not_be_finished_leaves_nothing(tmp_path: Path) -> None:
    target = tmp_path / "backup.tar.gz"
    with pytest.raises(FileNotFoundError), writing(target) as out:
        add_all(out, parts={SQLITE: tmp_path / "gone"}, folder=None, about=ABOUT)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("share", [0.0, 0.02, 0.3, 0.7, 0.95])
def test_an_archive_that_is_cut_off_anywhere_is_refused(share: float, archive: Path, folder: Path) -> None:
    whole = archive.read_bytes()
    archive.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(BadInput, match="backup"):
        unpack(archive, folder)


@pytest.mark.parametrize("share", [0.05, 0.2, 0.5, 0.8, 0.9])
def test_an_archive_with_a_changed_byte_is_refused(share: float, archive: Path, folder: Path) -> None:
    spoilt = bytearray(archive.read_bytes())
    spoilt[int(len(spoilt) * share)] ^= 0xFF
    archive.write_bytes(bytes(spoilt))
    with pytest.raises(BadInput, match="backup"):
        unpack(archive, folder)


def repacked(archive: Path, change: Callable[[dict[str, bytes]], Any]) -> None:
    """Pack the archive anew after a change of its members; the compression is whole, whatever is in it."""
    with tarfile.open(archive) as source:
        members = {one.name: source.extractfile(one).read() for one in source}  # type: ignore[union-attr]
    change(members)
    with tarfile.open(archive, "w:gz") as out:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            out.addfile(info, io.BytesIO(content))


def a_manifest(members: dict[str, bytes], **fields: Any) -> None:
    members[MANIFEST] = json.dumps(json.loads(members[MANIFEST]) | fields).encode()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda members: members.pop(MANIFEST), "no manifest"),
        (lambda members: members.pop(SQLITE), "tertib.sqlite is not what"),
        (lambda members: members.update({SQLITE: b"other"}), "tertib.sqlite is not what"),
        (lambda members: members.update({KEY: b"other"}), "secret.key is not what"),
        (lambda members: members.pop(next(name for name in members if name.startswith("files/"))), "1 of 2"),
        (
            lambda members: members.update(dict.fromkeys([n for n in members if "files/" in n], b"x")),
            "damaged",
        ),
        (lambda members: members.update({"../../escaped": b"x"}), "stands in none"),
        (lambda members: members.update({"/tmp/escaped": b"x"}), "stands in none"),
        (lambda members: members.update({"files/sha256/../../../escaped": b"x"}), "stands in none"),
        (lambda members: members.update({"notes.txt": b"x"}), "stands in none"),
        (lambda members: members.update({MANIFEST: b"{}"}), "cannot be read"),
        (lambda members: members.update({MANIFEST: b"not json"}), "cannot be read"),
        (lambda members: a_manifest(members, format=2), "is of form 2"),
        (lambda members: a_manifest(members, parts={"../x": "0"}), "is of form"),
        (lambda members: a_manifest(members, parts=None), "cannot be read"),
    ],
)
def test_an_archive_that_is_not_as_it_was_made_is_refused(
    change: Callable[[dict[str, bytes]], Any], said: str, archive: Path, folder: Path, tmp_path: Path
) -> None:
    repacked(archive, change)
    with pytest.raises(BadInput, match=said):
        unpack(archive, folder)
    assert not list(tmp_path.rglob("escaped"))


@pytest.mark.parametrize(
    "kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.DIRTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE]
)
def test_a_member_that_is_no_plain_file_is_refused(kind: bytes, archive: Path, folder: Path) -> None:
    with tarfile.open(archive, "w:gz") as out:
        info = tarfile.TarInfo(KEY)
        info.type, info.linkname = kind, "/etc/hostname"
        out.addfile(info)
    with pytest.raises(BadInput, match="stands in none"):
        unpack(archive, folder)
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("content", [b"", b"no archive", gzip.compress(b"no tar" * 200), b"PK\x03\x04"])
def test_a_file_of_another_kind_is_refused(content: bytes, archive: Path, folder: Path) -> None:
    archive.write_bytes(content)
    with pytest.raises(BadInput):
        unpack(archive, folder)


def test_a_device_or_a_pipe_is_never_replaced_by_an_archive(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(BadInput, match="name of a file"), writing(pipe):
        pass
    assert pipe.is_fifo()
