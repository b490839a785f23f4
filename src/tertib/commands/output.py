"""Where a command's lines go: a file is there whole or not at all; a device or a pipe is written to, never replaced."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO


@contextmanager
def writing(output: Path) -> Iterator[TextIO]:
    """Open a place for lines of UTF-8. A file appears under its name when all of it is written; raises OSError."""
    if output.exists() and not output.is_file():
        with output.open("w", encoding="utf-8", newline="\n") as out:
            yield out
        return
    unfinished = output.with_name(f"{output.name}.part")
    try:
        with unfinished.open("w", encoding="utf-8", newline="\n") as out:
            yield out
        unfinished.replace(output)
    finally:
        unfinished.unlink(missing_ok=True)
