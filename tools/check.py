"""All checks that are no tests, each by its own program; every one runs, then the faults are counted.

    .venv/bin/python tools/check.py [NAME...]

Names: style, format, types, floors, django, migrations, messages, reference, house. Without names: all.
Exit code 1 if one found something.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
BIN = Path(sys.executable).parent
DJANGO = [sys.executable, "-m", "django"]

CHECKS: dict[str, list[str]] = {
    "style": [str(BIN / "ruff"), "check", "--quiet", "--output-format", "concise"],
    "format": [str(BIN / "ruff"), "format", "--check", "--output-format", "concise"],
    "types": [str(BIN / "mypy"), "--no-error-summary"],
    "floors": [str(BIN / "lint-imports"), "--no-logo"],
    # as behind a proxy that ends TLS: then Django asks for every secure setting
    "django": ["env", "TERTIB_PROXY=1", *DJANGO, "check", "--deploy", "--fail-level", "WARNING"],
    "migrations": [*DJANGO, "makemigrations", "--check", "--dry-run", "--verbosity", "0"],
    "messages": [sys.executable, "tools/messages.py", "--check"],
    "reference": [sys.executable, "tools/reference.py", "--check"],
    "house": [sys.executable, "tools/house.py"],
}


def main() -> int:
    """Run the named checks, print what the failing ones said."""
    names = sys.argv[1:] or list(CHECKS)
    unknown = sorted(set(names) - set(CHECKS))
    if unknown:
        print(
            f"tools/check.py: no check named {', '.join(unknown)}; there are {', '.join(CHECKS)}",
            file=sys.stderr,
        )
        return 2
    with tempfile.TemporaryDirectory(prefix="tertib-check-") as home:
        surroundings = {**os.environ, "DJANGO_SETTINGS_MODULE": "tertib.site.settings", "TERTIB_HOME": home}
        surroundings.pop("TERTIB_DATABASE_URL", None)  # a check never speaks to a real database
        failed = [name for name in names if not run(name, surroundings)]
    if failed:
        print(f"check: {len(failed)} of {len(names)} failed: {', '.join(failed)}")
        return 1
    print(f"check: {len(names)} passed")
    return 0


def run(name: str, surroundings: dict[str, str]) -> bool:
    """Run one check; True if it found nothing."""
    start = time.monotonic()
    done = subprocess.run(
        CHECKS[name],
        cwd=ROOT,
        env=surroundings,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    passed = done.returncode == 0
    print(
        f"check {name:<10} {'passed' if passed else 'FAILED'}  {time.monotonic() - start:5.1f} s", flush=True
    )
    if not passed:
        print(done.stdout.rstrip(), flush=True)
    return passed


if __name__ == "__main__":
    sys.exit(main())
