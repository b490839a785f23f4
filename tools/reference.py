"""Write the reference pages that are made from code: settings, errors, words, listings (docs/reference/).

    .venv/bin/python tools/reference.py [--check]

With --check nothing is written; exit code 1 names each page that no longer says what the code does.
"""

import ast
import inspect
import sys
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

from tertib import errors, vocabulary
from tertib.adapters.feeds import COLUMNS
from tertib.core.detection.listing import LISTING
from tertib.site import environment

READ_AS = {
    "text": "text as it is written; empty is null",
    "price": "hundredths: `Rp150.000`, `150rb`, `1,5 jt`, `108000.0`, `Rp85.000 - Rp100.000`",
    "currency": "ISO 4217",
    "count": "whole number: `50+ terjual`, `1,1RB`, `2rb+`",
    "rating": "`4.8`, `4,8/5`",
    "flag": "true, false, ya, tidak, 1, 0, mall, official store, ...",
    "hash64": "16 hex digits",
    "hash256": "64 hex digits",
    "moment": "ISO 8601, `24/11/2026 13:00`, seconds or milliseconds since 1970",
    "block": "lines of `name: value`, or name and value on lines that take turns",
}
LISTINGS = """What `tertib detect` reads: csv and its kin (any delimiter; UTF-8, UTF-16 or Windows-1252; also packed with
gzip), jsonl (one object a line; also packed), parquet, arrow, xlsx, ods and xls. The ending of the name says which.

Only the title must be there. Names are compared without case, spaces, signs and what stands in brackets. Of several
columns of one meaning the first that says something counts, row by row. Other columns are not read, and are named once.
Where the names do not tell, say it: `--columns title=nama_barang,price=harga_coret`.

One row of input is one row of findings, in its order: `row` counts from 1, through all files of a call, without headers
and empty lines. A wrong value (a price that is no price) is null, a row that cannot be read is all nulls; both are
counted, the first 20 of a file are named with row, column, value and reason, and none stops the reading. A csv row with
too few cells gives those that it has; one with too many gives nulls. A file that cannot be read at all (no title column,
a damaged container) is refused in one line that says how to mend it. Memory does not grow with the rows, but for
spreadsheets, which are held as a whole."""
REFERENCE = Path(__file__).parents[1] / "docs" / "reference"
MADE = "Made from the code by `make reference`.\n"


def main() -> int:
    """Write the pages, or compare them with what would be written."""
    pages = {
        "settings.md": settings_page(),
        "errors.md": errors_page(),
        "words.md": words_page(),
        "listings.md": listings_page(),
    }
    if "--check" in sys.argv[1:]:
        stale = [
            name
            for name, text in pages.items()
            if not (REFERENCE / name).exists() or (REFERENCE / name).read_text(encoding="utf-8") != text
        ]
        for name in stale:
            print(f"docs/reference/{name}: stale; run `make reference` and commit it")
        return 1 if stale else 0
    REFERENCE.mkdir(parents=True, exist_ok=True)
    for name, text in pages.items():
        (REFERENCE / name).write_text(text, encoding="utf-8")
    return 0


def settings_page() -> str:
    """Every setting that the program reads from its environment."""
    rows = (
        f"| `{setting.name}` | {setting.meaning} | {f'`{setting.default}`' if setting.default else 'empty'} |"
        for setting in environment.SETTINGS
    )
    return _page(
        "Settings",
        "From the environment, checked at start. `tertib check` lists them with the values in force;"
        " those that hold secrets are shown as set or not set.",
        "| setting | meaning | default |",
        rows,
    )


def errors_page() -> str:
    """Every error code, as the API and the pages show it."""
    rows = (
        f"| `{kind.code}` | {kind.http_status} | {'yes' if kind.retry else 'no'} | {_first_line(kind)} |"
        for kind in _family(errors.TertibError)
    )
    return _page(
        "Errors",
        "Codes are stable. *Again* says whether the same call can succeed later without a change.",
        "| code | HTTP status | again | when |",
        rows,
    )


def words_page() -> str:
    """Every word of the domain, with the meaning that stands beside it in the vocabulary."""
    source = inspect.getsource(vocabulary)
    lines = source.splitlines()
    parts = ["# Words\n", f"{MADE}\nWords are stored and sent as they stand here; pages translate them.\n"]
    for node in ast.parse(source).body:
        if isinstance(node, ast.ClassDef) and issubclass(getattr(vocabulary, node.name), StrEnum):
            parts.append(f"## {node.name}\n")
            meaning = ast.get_docstring(node)
            if meaning:
                parts.append(f"{meaning}\n")
            parts.append("| word | meaning |\n|---|---|")
            for line in node.body:
                if isinstance(line, ast.Assign) and isinstance(line.value, ast.Constant):
                    _, _, comment = lines[line.lineno - 1].partition("  # ")
                    parts.append(f"| `{line.value.value!s}` | {comment} |")
            parts.append("")
    return "\n".join(parts).rstrip() + "\n"


def listings_page() -> str:
    """What a listings file may hold, and what its columns may be called."""
    types = {field.name: str(field.type).replace("[us, tz=UTC]", ", UTC") for field in LISTING}
    rows = (
        f"| `{field.name}` | {types.get(field.name, 'read into others')} | {READ_AS[field.kind]} | {field.says} |"
        f" {', '.join(f'`{name}`' for name in field.names)} |"
        for field in COLUMNS.fields.values()
    )
    return _page(
        "Listings", LISTINGS, "| field | type | read as | what it says | its column may be called |", rows
    )


def _page(title: str, lead: str, head: str, rows: Iterator[str]) -> str:
    rule = "|" + "---|" * (head.count("|") - 1)
    return "\n".join([f"# {title}\n", f"{MADE}\n{lead}\n", head, rule, *rows]) + "\n"


def _family(root: type[errors.TertibError]) -> Iterator[type[errors.TertibError]]:
    """What is raised: all below the root, in the order of the file."""
    for child in root.__subclasses__():
        if child.__module__ == errors.__name__:
            yield child
            yield from _family(child)


def _first_line(kind: type) -> str:
    return (kind.__doc__ or "").strip().splitlines()[0]


if __name__ == "__main__":
    sys.exit(main())
