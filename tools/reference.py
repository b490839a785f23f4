"""Write the reference pages that are made from code: docs/reference/settings.md, errors.md and words.md.

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
from tertib.site import environment

REFERENCE = Path(__file__).parents[1] / "docs" / "reference"
MADE = "Made from the code by `make reference`.\n"


def main() -> int:
    """Write the pages, or compare them with what would be written."""
    pages = {"settings.md": settings_page(), "errors.md": errors_page(), "words.md": words_page()}
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
