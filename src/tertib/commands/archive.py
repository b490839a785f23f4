"""The archive of a backup: what stands in it, how it is written, and that it is taken only if every part is whole."""

import hashlib
import json
import os
import re
import shutil
import tarfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from tertib.errors import BadInput

FORMAT = 1
MANIFEST = "manifest.json"  # the last member: an archive that was cut off has none
SQLITE, POSTGRES, KEY = "tertib.sqlite", "tertib.pgdump", "secret.key"
FILE = re.compile(r"files/sha256/([0-9a-f]{2})/([0-9a-f]{62})")
MAX_MANIFEST_BYTES = 2**20
CHUNK = 2**20


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What an archive says of itself. `parts` are the SHA-256 of its members but the kept files, which are named
    by theirs; `files` is how many of those there are; `migrations` is what the database's tables had been through.
    """

    format: int
    version: str
    made_at: str
    migrations: tuple[str, ...]
    parts: Mapping[str, str]
    files: int


@contextmanager
def writing(target: Path) -> Iterator[tarfile.TarFile]:
    """An archive that appears under its name only when it is whole, readable by its owner alone."""
    if target.exists() and not target.is_file():
        raise BadInput(f"{target}: is a device, a pipe or a folder; give the name of a file")
    part = target.with_name(target.name + ".part")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with (
            os.fdopen(handle, "wb") as raw,
            tarfile.open(fileobj=raw, mode="w:gz", compresslevel=6) as archive,
        ):
            yield archive
            archive.close()
            raw.flush()
            os.fsync(raw.fileno())
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def add_all(
    archive: tarfile.TarFile, *, parts: Mapping[str, Path], folder: Path | None, about: Mapping[str, Any]
) -> Manifest:
    """Add the parts by name, the kept files of `folder`, and the manifest; `about` holds its other fields."""
    digests = {}
    for name, path in parts.items():
        digests[name] = _digest(path)
        archive.add(path, arcname=name)
    count = 0
    for path in sorted(folder.glob("sha256/*/*")) if folder else ():
        name = f"files/{path.relative_to(folder)}"  # type: ignore[arg-type]  # never None here
        if FILE.fullmatch(name):  # not what is just being written
            archive.add(path, arcname=name)
            count += 1
    manifest = Manifest(format=FORMAT, parts=digests, files=count, **about)
    text = json.dumps(asdict(manifest)).encode()
    info = tarfile.TarInfo(MANIFEST)
    info.size = len(text)
    archive.addfile(info, BytesIO(text))
    return manifest


def unpack(path: Path, folder: Path) -> Manifest:
    """Unpack into an empty folder and check every part. Raises BadInput saying what is wrong with the archive."""
    try:
        with tarfile.open(path, "r:gz") as archive:
            for member in archive:
                _take(archive, member, folder, path)
    except (tarfile.TarError, EOFError, zlib.error, OSError) as error:
        if isinstance(error, FileNotFoundError):
            raise
        raise BadInput(f"{path}: is damaged or cut off ({error}). Take another backup.") from error
    manifest = _manifest(folder / MANIFEST, path)
    files = list(folder.glob("files/sha256/*/*"))
    if len(files) != manifest.files:
        raise BadInput(f"{path}: {len(files)} of {manifest.files} kept files are in it. Take another backup.")
    for name, digest in manifest.parts.items():
        if not (folder / name).is_file() or _digest(folder / name) != digest:
            raise BadInput(f"{path}: {name} is not what was put in. Take another backup.")
    for file in files:
        if _digest(file) != file.parent.name + file.name:
            raise BadInput(f"{path}: the kept file {file.name[:12]}... is damaged. Take another backup.")
    return manifest


def _take(archive: tarfile.TarFile, member: tarfile.TarInfo, folder: Path, path: Path) -> None:
    """Write one member, if it is one of those that a backup has. Nothing is written elsewhere, whatever it says."""
    name = member.name
    if not member.isreg() or not (name in (SQLITE, POSTGRES, KEY, MANIFEST) or FILE.fullmatch(name)):
        raise BadInput(f"{path}: is no backup of ours; {name[:80]!r} stands in none.")
    source: IO[bytes] | None = archive.extractfile(member)
    if source is None:
        raise BadInput(f"{path}: {name} cannot be read. Take another backup.")
    target = folder / name
    target.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600 if name == KEY else 0o640)
    with os.fdopen(handle, "wb") as out:
        shutil.copyfileobj(source, out, CHUNK)


def _manifest(file: Path, path: Path) -> Manifest:
    if not file.is_file():
        raise BadInput(f"{path}: is no whole backup of ours: it has no {MANIFEST}.")
    try:
        said = json.loads(file.read_bytes()[:MAX_MANIFEST_BYTES])
        manifest = Manifest(**said)
        names = {str(name) for name in manifest.parts}
        readable = manifest.format == FORMAT and names <= {SQLITE, POSTGRES, KEY}
    except (ValueError, TypeError, AttributeError) as error:
        raise BadInput(f"{path}: its {MANIFEST} cannot be read ({type(error).__name__}).") from error
    if not readable:
        raise BadInput(f"{path}: is of form {manifest.format!r}; this version reads form {FORMAT}.")
    return manifest


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
