"""Reads a file of JSON objects, one a line, however its lines differ.

Arrow's own reader of JSON is not used: it takes two objects on one line for two rows and one on two lines for one,
and version 26 ends the process on a line that says `null`.
"""

import json
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import pyarrow as pa

from tertib.adapters.feeds.columns import Choice
from tertib.adapters.feeds.shape import Rows
from tertib.adapters.feeds.texts import Position, open_text
from tertib.errors import BadInput

SAMPLE_LINES = 1_000  # among these a title must come up
MAX_LINE_BYTES = 1 << 24
DECODE = json.JSONDecoder().decode


def read_json_lines(path: Path, choice: Choice, notes: list[str], position: Position) -> Iterator[Rows]:
    """Read objects line by line, in blocks of about a megabyte. Empty lines are no rows.

    A line that is no JSON object gives nulls and is named. Keys may differ from line to line; `choice` learns them
    as they come. Lists become texts joined with " / ", objects lines of "key: value". Raises BadInput for a file
    without objects, or one that is a single JSON list.
    """
    text = open_text(path, position)
    if text.encoding == "cp1252":
        notes.append("the text is not UTF-8; it was read as Windows-1252")
    rows_of_lines = (_objects(lines) for lines in _lines(text.blocks))
    sample: list[tuple[list[dict[str, Any]], list[tuple[int, str, str, str]]]] = []
    lines = 0
    for objects, wrong in rows_of_lines:
        sample.append((objects, wrong))
        lines += len(objects)
        for row in objects:
            choice.learn(row)
        if lines >= SAMPLE_LINES:
            break
    if not lines:
        raise BadInput(f"{path}: the file is empty; it needs one JSON object a line")
    if not any(objects and any(objects) for objects, _ in sample):
        raise BadInput(
            f"{path}: no line is a JSON object; write one object a line, without a list around them"
        )
    choice.check(str(path))
    for objects, wrong in chain(sample, rows_of_lines):
        yield _rows(objects, wrong, choice)


def _lines(blocks: Iterator[bytes]) -> Iterator[list[bytes]]:
    rest = b""
    for block in blocks:
        rest += block
        end = rest.rfind(b"\n") + 1
        if end:
            yield rest[:end].split(b"\n")
            rest = rest[end:]
        elif len(rest) > MAX_LINE_BYTES:
            raise BadInput("a line of the file is longer than 16 MiB; write one object a line")
    if rest:
        yield rest.split(b"\n")


def _objects(lines: list[bytes]) -> tuple[list[dict[str, Any]], list[tuple[int, str, str, str]]]:
    """The objects of lines, an empty one where a line is none; and what is wrong with which."""
    objects: list[dict[str, Any]] = []
    wrong: list[tuple[int, str, str, str]] = []
    for line in lines:
        line = line.strip()
        if not line:
            continue
        try:
            text = line.decode()
        except UnicodeDecodeError:
            text = line.decode(errors="replace")
            wrong.append((len(objects), "", text, "has bytes that are no UTF-8"))
        try:
            said = DECODE(text)
        except (ValueError, RecursionError):
            said = None
        if not isinstance(said, dict):
            wrong.append((len(objects), "", text, "is no JSON object"))
            said = {}
        objects.append(said)
    return objects, wrong


def _rows(objects: list[dict[str, Any]], wrong: list[tuple[int, str, str, str]], choice: Choice) -> Rows:
    keys: dict[str, None] = {}
    for row in objects:
        keys.update(dict.fromkeys(row))
    choice.learn(keys)
    wanted = set(choice.names())
    columns = {key: _column([row.get(key) for row in objects]) for key in keys if key in wanted}
    return Rows(count=len(objects), columns=columns, wrong=wrong)


def _column(values: list[Any]) -> pa.Array:
    """An array of one type: of numbers if there are only such, else of texts."""
    types = {type(value) for value in values} - {type(None)}
    try:
        if types == {str}:
            return pa.array(values, pa.string())
        if types == {int}:
            return pa.array(values, pa.int64())
        if types == {float} or types == {int, float}:
            return pa.array(values, pa.float64())
        if types == {bool}:
            return pa.array(values, pa.bool_())
        if not types:
            return pa.nulls(len(values), pa.string())
    except (UnicodeEncodeError, OverflowError, pa.ArrowInvalid):
        pass  # half a surrogate pair, or a number beyond 64 bits: as texts, below
    texts = [None if value is None else as_line(value) for value in values]
    return pa.array(
        [None if text is None else text.encode("utf-8", "replace").decode() for text in texts], pa.string()
    )


def as_line(value: Any) -> str:
    """What a JSON value says as text.

    >>> as_line({"Kondisi": "Bekas", "Stok": 1}), as_line(["Mode", "Jaket"])
    ('Kondisi: Bekas\\nStok: 1', 'Mode / Jaket')
    """
    match value:
        case str():
            return value
        case dict():
            return "\n".join(f"{key}: {as_line(one)}" for key, one in value.items())
        case list() if value and all(isinstance(one, dict) for one in value):
            return "\n".join(_pair(one) for one in value)
        case list():
            return " / ".join(as_line(one) for one in value if one is not None)
        case _:
            return json.dumps(value)


def _pair(said: dict[str, Any]) -> str:
    """An object of two texts, such as {"name": "Kondisi", "value": "Bekas"}, is a name and what it says."""
    values = list(said.values())
    return ": ".join(as_line(one) for one in values) if len(values) == 2 else as_line(said)
