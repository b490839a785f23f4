"""What tests of whole installations share: homes of their own, on whichever database the run is about."""

import os
import secrets
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Installation:
    """A home with its database; `url` is empty for SQLite."""

    home: Path
    url: str = ""

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("TERTIB_")}
        return kept | {
            "TERTIB_HOME": str(self.home),
            "TERTIB_DATABASE_URL": self.url,
            "DJANGO_SETTINGS_MODULE": "tertib.site.settings",
            "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
        }

    def start(self, *words: str) -> "subprocess.Popen[str]":
        pipes: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
        return subprocess.Popen([sys.executable, *words], env=self.environment, cwd=ROOT, **pipes)

    def run(self, *words: str) -> tuple[int, str, str]:
        """Run a program; its exit code and what it said."""
        process = self.start(*words)
        out, err = process.communicate(timeout=120)
        return process.returncode, out, err

    def tertib(self, *words: str) -> tuple[int, str, str]:
        return self.run("-m", "tertib.cli", *words)

    def rows(self) -> dict[str, list[Any]]:
        """Every row of every table, in one order."""
        code, out, err = self.run("-m", "tests.commands.telling")
        if code:
            raise AssertionError(err)
        found: dict[str, list[Any]] = {}
        for line in out.splitlines():
            table, _, row = line.partition("\t")
            found.setdefault(table, []).append(row)
        return {table: sorted(rows) for table, rows in found.items()}

    def files(self) -> dict[str, bytes]:
        folder = self.home / "files"
        return {
            str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()
        }


Make = Callable[[], Installation]


@pytest.fixture(scope="session")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Make]:
    """Makes empty installations; on PostgreSQL each has a database of its own, which goes after the tests."""
    url = os.environ.get("TERTIB_DATABASE_URL", "")
    made: list[str] = []

    def make() -> Installation:
        home = tmp_path_factory.mktemp("home")
        if not url:
            return Installation(home)
        name = f"tertib_{secrets.token_hex(6)}"
        with psycopg.connect(url, autocommit=True) as server:
            server.execute(f"CREATE DATABASE {name}")
        made.append(name)
        return Installation(home, f"{url.rpartition('/')[0]}/{name}")

    yield make
    for name in made:
        with psycopg.connect(url, autocommit=True) as server:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")
