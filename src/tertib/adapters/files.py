"""Keeps files by their digest in a folder or an S3 bucket: written once, never changed."""

import hashlib
import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Final

import obstore
from obstore.exceptions import AlreadyExistsError, BaseError
from obstore.store import LocalStore, from_url

from tertib.errors import BadInput, NotFound, OutsideError, SettingWrong

KEY: Final = re.compile(r"sha256/[0-9a-f]{2}/[0-9a-f]{62}")
ONE_PIECE_BYTES = 32 * 2**20  # bigger files are sent in parts
CHUNK_BYTES = 2**20


class FileDamaged(OutsideError):
    """What the store gave back is not what was put in: its digest differs."""

    code = "file_damaged"
    retry = False


class Files:
    """Files kept under `sha256/ab/cdef...`, the digest of their content.

    `url` is a folder (a path or file://...), made if it is missing, or `s3://bucket/prefix` with the usual
    AWS_* environment. A content that is put twice is kept once; whatever is under a key is that content or
    an error. In a folder a file is on the disk, not only in its cache, when `put` returns.

    Methods raise BadInput for a key that is not of this form, NotFound if nothing is there, FileDamaged if
    the content is not the key's, OutsideError if the store does not answer.
    """

    def __init__(self, url: str) -> None:
        if "://" in url and not url.startswith("file://"):
            self._folder: Path | None = None
            if not url.startswith("s3://"):
                raise SettingWrong(f"files are kept in a folder or in s3://bucket/prefix, not in {url!r}")
            try:
                self._store = from_url(url)
            except (BaseError, OSError, ValueError) as e:
                raise SettingWrong(f"the file store {url!r} cannot be used: {e}") from e
        else:
            self._folder = Path(url.removeprefix("file://")).absolute()
            self._folder.mkdir(parents=True, exist_ok=True)
            self._store = LocalStore(prefix=self._folder)

    def put(self, content: bytes) -> str:
        """Keep `content` and return its key. Putting the same again is no error."""
        key = key_of(content)
        self._create(key, content)
        return key

    def put_stream(self, chunks: Iterable[bytes]) -> str:
        """Keep what the chunks make together and return its key; memory holds one chunk at a time."""
        digest = hashlib.sha256()
        size = 0
        with tempfile.TemporaryFile() as spool:
            for chunk in chunks:
                digest.update(chunk)
                size += len(chunk)
                spool.write(chunk)
            spool.seek(0)
            key = _key(digest.hexdigest())
            if size <= ONE_PIECE_BYTES:
                self._create(key, spool.read())
            elif not self._is_there(key):  # parts cannot be created "only if missing", so we look first
                self._write_in_parts(key, spool)
        return key

    def get(self, key: str) -> bytes:
        """Return the content under `key`, its digest checked."""
        return b"".join(self.stream(key))

    def stream(self, key: str) -> Iterator[bytes]:
        """Give the content in chunks. FileDamaged comes after the last one: keep nothing before it ends."""
        _check(key)
        digest = hashlib.sha256()
        try:
            for chunk in obstore.get(self._store, key).stream(min_chunk_size=CHUNK_BYTES):
                piece = bytes(chunk)
                digest.update(piece)
                yield piece
        except FileNotFoundError as e:
            raise NotFound(f"there is no file {key}") from e
        except (BaseError, OSError) as e:
            raise _outside(e) from e
        if _key(digest.hexdigest()) != key:
            raise FileDamaged(f"the file {key} is not what was put in; restore it from a backup")

    def size(self, key: str) -> int:
        """Return the number of bytes under `key`."""
        _check(key)
        try:
            return obstore.head(self._store, key)["size"]
        except FileNotFoundError as e:
            raise NotFound(f"there is no file {key}") from e
        except (BaseError, OSError) as e:
            raise _outside(e) from e

    def _is_there(self, key: str) -> bool:
        try:
            self.size(key)
        except NotFound:
            return False
        return True

    def _create(self, key: str, content: bytes) -> None:
        try:
            obstore.put(self._store, key, content, mode="create", use_multipart=False)
        except (AlreadyExistsError, FileExistsError):
            return
        except (BaseError, OSError) as e:
            raise _outside(e) from e
        self._settle(key)

    def _write_in_parts(self, key: str, spool: IO[bytes]) -> None:
        try:
            obstore.put(self._store, key, spool, use_multipart=True)
        except (BaseError, OSError) as e:
            raise _outside(e) from e
        self._settle(key)

    def _settle(self, key: str) -> None:
        """In a folder: force the file and the names that lead to it onto the disk."""
        if self._folder is None:
            return
        path = self._folder / key
        for each in (path, path.parent, path.parent.parent, self._folder):
            descriptor = os.open(each, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)


def key_of(content: bytes) -> str:
    """The key under which a content is kept.

    >>> key_of(b"")
    'sha256/e3/b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'
    """
    return _key(hashlib.sha256(content).hexdigest())


def _key(digest: str) -> str:
    return f"sha256/{digest[:2]}/{digest[2:]}"


def _check(key: str) -> None:
    if not KEY.fullmatch(key):
        raise BadInput(f"{key[:80]!r} is no key of a kept file; keys look like sha256/ab/cdef...")


def _outside(error: Exception) -> OutsideError:
    return OutsideError(
        f"the file store did not answer as it should: {str(error).partition(chr(10))[0][:200]}"
    )
