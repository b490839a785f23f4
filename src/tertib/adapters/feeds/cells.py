"""The grammar of a delimited text: where records end, what their cells say, and where quotation marks are broken.

A quotation mark opens a cell only at its start. A cell is broken if its mark is never closed, or if the closing one
is lines away and followed by more text: then another cell's opening mark was taken for it. A broken record ends with
its line, so that it takes no others with it. Everything else is read as most programs do (RFC 4180 and, in one
line, text after a closing mark).
"""

import re
from dataclasses import dataclass
from functools import lru_cache

LINE_END = re.compile(rb"\r\n|\n|\r")


@dataclass(frozen=True, slots=True)
class Grammar:
    """Patterns over bytes for one delimiter.

    `run` takes records for as long as each is whole and sound; `quoted` finds quoted cells, and names the odd ones:
    `broken`, or `waits` for what comes after the block. `quoted_ended` is for a text of which no more comes.
    """

    delimiter: bytes
    run: re.Pattern[bytes]
    quoted: re.Pattern[bytes]
    quoted_ended: re.Pattern[bytes]
    cell: re.Pattern[bytes]


@lru_cache
def grammar(delimiter: str) -> Grammar:
    """Make the grammar of a delimiter (one ASCII character)."""
    mark = re.escape(delimiter.encode())
    body = rb'[^"]*+(?:""[^"]*+)*+'
    in_line = rb'[^"\r\n]*+(?:""[^"\r\n]*+)*+"'
    opens = rb'"(?<![^' + mark + rb'\r\n]")'
    whole = body + rb'"(?=[' + mark + rb"\r\n]"
    sound = (
        rb'(?:"(?:'
        + whole
        + rb")|"
        + in_line
        + rb"[^"
        + mark
        + rb'\r\n]*+)|[^"'
        + mark
        + rb"\r\n][^"
        + mark
        + rb"\r\n]*+|)"
    )
    lenient = rb"|" + in_line + rb"|(?P<broken>[^\r\n]*+))"
    return Grammar(
        delimiter=delimiter.encode(),
        run=re.compile(rb"(?:(?:" + sound + mark + rb")*+" + sound + rb"(?:\r\n|\n|\r))*+"),
        # at the end of a block the closing mark, or what follows it, may still be to come
        quoted=re.compile(opens + rb"(?:" + whole + rb")|(?P<waits>" + body + rb'"?\Z)' + lenient),
        quoted_ended=re.compile(opens + rb"(?:" + whole + rb"|\Z)" + lenient),
        cell=re.compile(
            rb'(?:"(?P<whole>'
            + body
            + rb')"(?=['
            + mark
            + rb'\r\n]|\Z)|"(?P<lenient>[^"\r\n]*+(?:""[^"\r\n]*+)*+)"'
            rb"(?P<tail>[^" + mark + rb'\r\n]*+)|(?P<broken>"[^\r\n]*+)|(?P<plain>[^' + mark + rb"\r\n]*+))"
            rb"(?P<end>" + mark + rb"|\r\n|\n|\r|\Z)"
        ),
    )


def cut(block: bytes, rules: Grammar, *, ended: bool) -> tuple[int, bool]:
    """Say up to where a block holds whole records, and whether a broken cell is among them.

    The block begins where a record begins; 0 if no record is whole. Of a text that has `ended`, all is whole.
    """
    if ended:
        return len(block), any(match.lastgroup for match in rules.quoted_ended.finditer(block))
    at, broken = 0, False
    while True:
        run = rules.run.match(block, at)
        at = run.end() if run else at
        odd = next((match for match in rules.quoted.finditer(block, at) if match.lastgroup), None)
        line = LINE_END.search(block, odd.start()) if odd and odd.lastgroup == "broken" else None
        if line is None:
            return at, broken
        at, broken = line.end(), True


def records(text: bytes, rules: Grammar) -> "list[list[bytes] | None]":
    """Read whole records, one by one; null stands for a broken one. Empty lines are no records."""
    found: list[list[bytes] | None] = []
    cells: list[bytes] = []
    at = 0
    match_cell = rules.cell.match
    while at < len(text) or cells:
        match = match_cell(text, at)
        assert match is not None  # every text begins with a cell, be it an empty one
        at = match.end()
        end = match["end"]
        if match["broken"] is not None:
            found.append(None)
            cells = []
            continue
        plain = match["plain"]
        cells.append(plain if plain is not None else _said(match))
        if end != rules.delimiter:
            if len(cells) > 1 or cells[0] or match["whole"] is not None:
                found.append(cells)
            cells = []
            if not end:
                break
    return found


def _said(match: re.Match[bytes]) -> bytes:
    whole = match["whole"]
    if whole is not None:
        return whole.replace(b'""', b'"')
    lenient: bytes = match["lenient"]
    return lenient.replace(b'""', b'"') + match["tail"]
