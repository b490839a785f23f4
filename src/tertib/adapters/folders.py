"""A folder, or a prefix of an S3 bucket, that others lay files into: listed and read, never changed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import obstore
from obstore.exceptions import BaseError
from obstore.store import LocalStore, from_url

from tertib.errors import BadInput, OutsideError, SettingWrong

CHUNK_BYTES = 2**20


@dataclass(frozen=True, slots=True)
class Laid:
    """A file that lies there. `mark` changes when its content does; `changed_at` is aware, UTC."""

    path: str
    mark: str
    size: int
    changed_at: datetime


class Folder:
    """What lies under `url`: a folder (a path or file://...), or `s3://bucket/prefix` with the usual AWS_* environment.

    Methods raise OutsideError if it does not answer.
    """

    def __init__(self, url: str) -> None:
        self._root: Path | None = None
        if "://" in url and not url.startswith("file://"):
            if not url.startswith("s3://"):
                raise SettingWrong(f"feeds lie in a folder or in s3://bucket/prefix, not in {url!r}")
            try:
                self._store = from_url(url)
            except (BaseError, OSError, ValueError) as e:
                raise SettingWrong(f"the folder of feeds {url!r} cannot be used: {e}") from e
        else:
            self._root = Path(url.removeprefix("file://")).absolute()
            self._root.mkdir(parents=True, exist_ok=True)
            self._store = LocalStore(prefix=self._root)

    def listed(self, prefix: str) -> Iterator[Laid]:
        """Every file under the prefix, in the order of the paths; hidden ones are left out."""
        found: list[Laid] = []
        try:
            for metas in obstore.list(self._store, prefix=prefix):
                for meta in metas:
                    changed = meta["last_modified"]
                    mark = meta.get("e_tag") or f"{changed.isoformat()}:{meta['size']}"
                    found.append(Laid(meta["path"], mark[:200], meta["size"], changed))
        except FileNotFoundError:
            return
        except (BaseError, OSError) as e:
            raise _outside(e) from e
        for one in sorted(found, key=lambda one: one.path):
            if not any(part.startswith(".") for part in one.path.split("/")):
                yield one

    def stream(self, path: str) -> Iterator[bytes]:
        """The file in chunks. Raises BadInput for one that leads out of the folder, by a link within it."""
        if self._root is not None and not (self._root / path).resolve().is_relative_to(self._root.resolve()):
            raise BadInput(f"{path}: it is a link that leads out of the folder; lay the file itself there")
        try:
            for chunk in obstore.get(self._store, path).stream(min_chunk_size=CHUNK_BYTES):
                yield bytes(chunk)
        except (BaseError, OSError) as e:
            raise _outside(e) from e


def _outside(error: Exception) -> OutsideError:
    said = str(error).partition("\n")[0][:200]
    return OutsideError(f"the folder of feeds did not answer as it should: {said}")
