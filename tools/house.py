"""House rules that no ready tool checks, over the files that git knows.

    .venv/bin/python tools/house.py

One line a fault, as `file:line: what`; exit code 1 if there is one. `tests/test_house.py` shows each rule
catching its own violation.
"""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).parents[1]

MAX_LINES = 300  # a file that needs more is two
ONE_TABLE = ("src/tertib/vocabulary.py",)  # every word stands in one file: a table may be longer
MAX_FIRST_LINE = 120  # characters; what a file is for fits on a line

BANNED_NAMES = {
    "utils",
    "util",
    "helpers",
    "helper",
    "manager",
    "managers",
    "service",
    "services",
    "common",
    "misc",
}

# Written in two parts so that this file does not break its own rule.
PRIVATE = re.compile(
    "|".join(
        [
            r"pypi\." + "org",
            "files.python" + "hosted",
            r"index-url\s*[= ]\s*http",
            r"(?<![\w./-])/" + r"(?:work|root|home/\w+|Users/\w+)/",
        ]
    )
)
NOT_OURS = (".png", ".mo", ".gz", ".xlsx", ".ico", ".woff2", ".zip", ".npz", ".parquet")
VENDORED = ("/static/vendor/", "/axe.min.js")


def main() -> int:
    """Print every fault of every file."""
    faults = [fault for name in tracked() for fault in faults_of(PurePosixPath(name))]
    for fault in faults:
        print(fault)
    return 1 if faults else 0


def tracked() -> list[str]:
    """The files that are, or are about to be, part of the project."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return sorted(name for name in set(listed.split("\0")) if name and (ROOT / name).is_file())


def faults_of(name: PurePosixPath) -> list[str]:
    """Every fault of one file of the project."""
    if name.suffix in NOT_OURS or any(part in f"/{name}" for part in VENDORED):
        return []
    try:
        text = (ROOT / name).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return []  # hostile samples are not always text
    faults = [*banned_name(name), *private_text(name, text)]
    if name.suffix == ".py" and "migrations" not in name.parts:
        faults += [*too_long(name, text), *module_docstring(name, text)]
        if name.parts[0] == "src":
            faults += hidden_imports(name, text)
    return faults


def banned_name(name: PurePosixPath) -> Iterator[str]:
    """Names that say nothing of what is inside."""
    for part in [*name.parts[:-1], name.stem]:
        if part in BANNED_NAMES:
            yield f"{name}:1: '{part}' names no thing; say what it holds"


def private_text(name: PurePosixPath, text: str) -> Iterator[str]:
    """Addresses of package registries and folders of one machine."""
    for number, line in enumerate(text.splitlines(), start=1):
        found = PRIVATE.search(line)
        if found:
            yield f"{name}:{number}: {found.group()!r} belongs to one machine, not to the project"


def too_long(name: PurePosixPath, text: str) -> Iterator[str]:
    """Files of more than MAX_LINES lines."""
    lines = text.count("\n")
    if lines > MAX_LINES and str(name) not in ONE_TABLE:
        yield f"{name}:{MAX_LINES}: {lines} lines; a file has at most {MAX_LINES}"


def module_docstring(name: PurePosixPath, text: str) -> Iterator[str]:
    """The first line of a source file says what the file is for."""
    documented = ast.get_docstring(ast.parse(text))
    if name.parts[0] in ("src", "tools", "bench"):
        if not documented:
            yield f"{name}:1: the first line does not say what the file is for"
        elif len(documented.splitlines()[0]) > MAX_FIRST_LINE:
            yield f"{name}:1: the first line is longer than {MAX_FIRST_LINE} characters"


def hidden_imports(name: PurePosixPath, text: str) -> Iterator[str]:
    """Imports in functions or under a condition, where the floors' contracts do not look for circles."""
    for outer in ast.walk(ast.parse(text)):
        if isinstance(outer, ast.FunctionDef | ast.AsyncFunctionDef | ast.If):
            for node in ast.walk(outer):
                if isinstance(node, ast.Import | ast.ImportFrom) and not _by_system(outer):
                    yield f"{name}:{node.lineno}: an import that is not at the top of the file"


def _by_system(node: ast.AST) -> bool:
    """`if sys.platform == ...:` is how an import for one system is written; mypy reads it too."""
    return isinstance(node, ast.If) and ast.unparse(node.test).startswith(
        ("sys.platform", "sys.version_info")
    )


if __name__ == "__main__":
    sys.exit(main())
