"""On which line of a TOML file a value stands, so that a mistake can be pointed at."""

import re
from collections import Counter
from collections.abc import Iterator

TABLE = re.compile(r"^\s*\[(?P<array>\[)?\s*(?P<path>[^\[\]]+?)\s*\]")
KEY = re.compile(r"^\s*(?P<key>[A-Za-z0-9_.\"'-]+)\s*=")
LONG_QUOTES = re.compile(r'"""|\'\'\'')

Place = tuple[str | int, ...]


def line_of(text: str, place: Place) -> int:
    """The line (from 1) of the value at `place`, such as ("legal_basis", 2, "valid_from").

    Falls back to the nearest table that does exist, so that a missing key points at where it
    belongs; 1 if nothing matches. Tables inside inline tables share the line of their key.
    """
    best, best_depth = 1, 0
    for number, found in _places(text):
        depth = _shared(found, place)
        if depth > best_depth and depth in (len(found), len(place)):
            best, best_depth = number, depth
    return best


def _places(text: str) -> Iterator[tuple[int, Place]]:
    table: Place = ()
    seen: Counter[str] = Counter()
    inside_long_text = False
    for number, line in enumerate(text.splitlines(), start=1):
        begins_inside = inside_long_text
        if len(LONG_QUOTES.findall(line)) % 2:
            inside_long_text = not inside_long_text
        if begins_inside:
            continue
        if header := TABLE.match(line):
            path = header["path"]
            table = _split(path)
            if header["array"]:
                table = (*table, seen[path])
                seen[path] += 1
            yield number, table
        elif key := KEY.match(line):
            yield number, (*table, *_split(key["key"]))


def _split(path: str) -> Place:
    return tuple(part.strip().strip("\"'") for part in path.split("."))


def _shared(found: Place, place: Place) -> int:
    depth = 0
    for ours, theirs in zip(found, place, strict=False):
        if ours != theirs:
            break
        depth += 1
    return depth
