"""The findings of a scan that is not done yet: a folder of parts beside the output, from which it can go on."""

import json
import os
import re
import secrets
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Self

import pyarrow as pa

from tertib.errors import BadInput

PLAN_FILE = "plan.json"
PART = re.compile(r"part-(\d{15})-(\d+)\.arrow")
STAGED = re.compile(r"listings-\d{15}\.arrow")
UNFINISHED = re.compile(r"\.[0-9a-f]{8}\.new$")
OPTIONS = pa.ipc.IpcWriteOptions(compression="zstd")


class Parts:
    """A folder of parts: part-FIRSTROW-ROWS.arrow, each written whole or not at all.

    `plan` says what is scanned by what (digests of inputs and policy). Parts of another plan are never used.
    """

    def __init__(self, folder: Path) -> None:
        """Raises BadInput if the folder holds files that are not ours."""
        self.folder = folder
        self._rows: dict[int, int] = {}
        if folder.exists():
            strange = [one.name for one in folder.iterdir() if not _is_ours(one.name)]
            if strange:
                raise BadInput(f"{folder}: holds {strange[0]!r}, which no scan wrote; move the folder away")

    @property
    def plan(self) -> Mapping[str, Any] | None:
        """The plan that the parts belong to; null if there is none."""
        try:
            said = json.loads((self.folder / PLAN_FILE).read_text(encoding="utf-8"))
        except (FileNotFoundError, ValueError):
            return None
        return said if isinstance(said, dict) else None

    def begin(self, plan: Mapping[str, Any]) -> Self:
        """Throw away what there is and begin with no parts."""
        self.remove()
        self.folder.mkdir(parents=True)
        _write(self.folder / PLAN_FILE, json.dumps(plan, indent=1, sort_keys=True).encode())
        return self

    def resume(self) -> Self:
        """Go on with the parts that are there; one that cannot be read is done again."""
        self.look()
        for first, rows in list(self._rows.items()):
            try:
                with pa.memory_map(str(self._path(first, rows))) as source:
                    whole = pa.ipc.open_file(source).num_record_batches == 1
            except pa.ArrowException:
                whole = False
            if not whole:
                self._path(first, rows).unlink()
                del self._rows[first]
        return self

    def look(self) -> int:
        """See which parts there are by now; gives their rows together."""
        found = (PART.fullmatch(one.name) for one in self.folder.iterdir())
        self._rows = {int(match[1]): int(match[2]) for match in found if match}
        return sum(self._rows.values())

    def covers(self, first_row: int, rows: int) -> bool:
        """Say whether all of these rows are done."""
        at, end = first_row, first_row + rows
        while at < end:
            if at not in self._rows:
                return False
            at += self._rows[at]
        return True

    def add(self, findings: pa.RecordBatch) -> None:
        """Keep a part; it is on the disk, whole, when this returns."""
        first, rows = findings.column("row")[0].as_py(), findings.num_rows
        sink = pa.BufferOutputStream()
        with pa.ipc.new_file(sink, findings.schema, options=OPTIONS) as writer:
            writer.write_batch(findings)
        _write(self._path(first, rows), sink.getvalue())
        self._rows[first] = rows

    def stage(self, listings: pa.RecordBatch) -> Path:
        """Keep a slice of listings for a machine that will scan it; gives its path."""
        path = self.folder.resolve() / f"listings-{listings.column('row')[0].as_py():015}.arrow"
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, listings.schema, options=OPTIONS) as writer:
            writer.write_batch(listings)
        _write(path, sink.getvalue())
        return path

    def read(self, rows: int) -> Iterator[pa.RecordBatch]:
        """All findings of rows 1 to `rows`, in order, a part at a time."""
        at = 1
        while at <= rows:
            with pa.memory_map(str(self._path(at, self._rows[at]))) as source:
                yield pa.ipc.open_file(source).get_batch(0)
            at += self._rows[at]

    def remove(self) -> None:
        """Remove the folder with what we wrote into it."""
        if self.folder.exists():
            for one in self.folder.iterdir():
                one.unlink()
            self.folder.rmdir()
        self._rows = {}

    def _path(self, first: int, rows: int) -> Path:
        return self.folder / f"part-{first:015}-{rows}.arrow"


def _is_ours(name: str) -> bool:
    bare = UNFINISHED.sub("", name)
    return bare == PLAN_FILE or bool(PART.fullmatch(bare) or STAGED.fullmatch(bare))


def _write(path: Path, content: bytes | pa.Buffer) -> None:
    # two machines may be at the same part, when one is believed lost
    unfinished = path.with_name(f"{path.name}.{secrets.token_hex(4)}.new")
    with unfinished.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)
