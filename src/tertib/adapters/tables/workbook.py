"""Reads xlsx, ods and xls through a child process that can do nothing but read."""

import json
import signal
import subprocess
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any

from tertib.adapters.tables.archive import look_through
from tertib.adapters.tables.limits import Limits
from tertib.adapters.tables.refusals import refusal
from tertib.adapters.tables.table import Table, shaped

CHILD = Path(__file__).with_name("workbook_child.py")
WIDE = {
    text: text.encode("utf-16-le")
    for text in ("EncryptedPackage", "_VBA_PROJECT", "Workbook", "Book", "WordDocument")
}


def read_workbook(data: bytes, *, kind: str, name: str, sheet: str | None, limits: Limits) -> Table:
    """Read the sheet named, or the first visible sheet with links in it, or the first with anything.

    `kind` is xlsx, ods or xls as found by looking at the bytes. Raises TableFileRefused.
    """
    if kind == "xls":
        _check_compound(data, name=name)
    else:
        _check_parts(look_through(data, name=name, limits=limits), kind=kind, name=name)
    call = json.dumps({"limits": asdict(limits), "sheet": sheet})
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as answer:
        given.write(data)
        given.seek(0)
        child = subprocess.Popen(
            [sys.executable, "-I", "-B", str(CHILD), call],
            stdin=given,
            stdout=answer,
            stderr=subprocess.DEVNULL,
            env={},
            cwd="/",
        )
        try:
            status = child.wait(limits.reader_wall_seconds)
        except subprocess.TimeoutExpired:
            status = -signal.SIGXCPU
        finally:
            child.kill()
            child.wait()
        answer.seek(0)
        return _table(answer, status=status, name=name, limits=limits)


def _check_parts(parts: frozenset[str], *, kind: str, name: str) -> None:
    if kind == "ods":
        if "content.xml" not in parts:
            raise refusal("not_a_workbook", name=name, detail="content.xml is missing")
        return
    if "xl/workbook.bin" in parts:
        raise refusal("binary_workbook", name=name)
    if "xl/workbook.xml" not in parts:
        raise refusal("not_a_workbook", name=name, detail="xl/workbook.xml is missing")


def _check_compound(data: bytes, *, name: str) -> None:
    """The old compound format names its streams in UTF-16; four of them decide what it is."""
    if WIDE["EncryptedPackage"] in data:
        raise refusal("password", name=name)
    if WIDE["_VBA_PROJECT"] in data:
        raise refusal("macros", name=name, part="_VBA_PROJECT")
    if WIDE["WordDocument"] in data or not (WIDE["Workbook"] in data or WIDE["Book"] in data):
        raise refusal("not_a_workbook", name=name, detail="no workbook stream")


def _table(answer: IO[bytes], *, status: int, name: str, limits: Limits) -> Table:
    head: dict[str, Any] | None = None
    rows: list[tuple[int, list[str]]] = []
    notes: list[str] = []
    try:
        for line in answer:
            said = json.loads(line)
            if isinstance(said, list):
                rows.extend((number, cells) for number, cells in said)
            elif "refuse" in said:
                raise refusal(said["refuse"], **{"name": name, **said["fields"]})
            elif "sheet" in said:
                head = said
            elif head is not None:
                return _finished(head, rows, said, notes)
    except json.JSONDecodeError as e:  # stopped in the middle of a line
        raise refusal("too_costly", name=name) from e
    if status == -signal.SIGXCPU or status == -signal.SIGKILL:
        raise refusal("too_slow", name=name, limit=limits.reader_cpu_seconds)
    if status > 0:
        raise refusal("unreadable", name=name, detail="the reader gave up")
    raise refusal("too_costly", name=name)


def _finished(
    head: dict[str, Any], rows: list[tuple[int, list[str]]], end: dict[str, Any], notes: list[str]
) -> Table:
    if head["others"]:
        notes.append(
            f"Read the sheet {head['sheet']!r}; not read: {', '.join(map(repr, head['others'][:8]))}."
        )
    if end["inexact_count"]:
        where = ", ".join(map(str, end["inexact"]))
        notes.append(
            f"{end['inexact_count']} row(s) have a number of more than 15 digits, which a spreadsheet rounds"
            f" (row {where}). Write such numbers as text."
        )
    behind = {int(added): source for added, source in head["behind"].items()}
    if behind:
        notes.append("Some cells have a link behind other text; the links stand in columns of their own.")
    return shaped(rows, sheet=head["sheet"], first_column=head["first_column"], notes=notes, behind=behind)
