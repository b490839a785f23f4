"""The house's rules bite, and the built package is whole."""

import os
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path, PurePosixPath

import pytest
from django.db import connection

from tools import house

ROOT = Path(__file__).parents[1]
RUFF = str(Path(sys.executable).parent / "ruff")
CORE = "src/tertib/core/cases/example.py"

BROKEN_RULES: list[tuple[Callable[[PurePosixPath, str], Iterable[str]], str, str]] = [
    (house.too_long, CORE, "x = 1\n" * (house.MAX_LINES + 1)),
    (house.module_docstring, CORE, "x = 1\n"),
    (house.module_docstring, CORE, f'"""{"long " * 30}."""\n'),
    (house.hidden_imports, CORE, "def look():\n    import json\n"),
    (house.hidden_imports, CORE, "if True:\n    from tertib import errors\n"),
    (house.private_text, "docs/start.md", "see " + "/root" + "/notes.txt"),
    (house.private_text, "requirements.txt", "--index-url " + "https://example.test/simple"),
]


@pytest.mark.parametrize(("rule", "name", "text"), BROKEN_RULES)
def test_each_rule_catches_its_own_violation(
    rule: Callable[[PurePosixPath, str], Iterable[str]], name: str, text: str
) -> None:
    assert list(rule(PurePosixPath(name), text))


@pytest.mark.parametrize(
    "name", ["src/tertib/core/utils.py", "src/tertib/helpers/case.py", "tests/services.py"]
)
def test_names_that_say_nothing_are_refused(name: str) -> None:
    assert list(house.banned_name(PurePosixPath(name)))


def test_what_is_in_order_is_left_alone() -> None:
    text = (
        '"""Count the cases of a day."""\n\nimport sys\n\nif sys.platform == "linux":\n    import resource\n'
    )
    rules = (house.too_long, house.module_docstring, house.hidden_imports, house.private_text)
    assert [fault for rule in rules for fault in rule(PurePosixPath(CORE), text)] == []


def test_the_project_keeps_the_house_rules() -> None:
    assert [fault for name in house.tracked() for fault in house.faults_of(PurePosixPath(name))] == []


BANNED = [
    "import datetime\ndatetime.datetime.now()\n",
    "from datetime import UTC, datetime\ndatetime.now(UTC)\n",
    "from datetime import datetime\ndatetime.utcnow()\n",
    "from django.utils import timezone\ntimezone.now()\n",
    "import time\ntime.time()\n",
    "from urllib.parse import urlsplit\nurlsplit('')\n",
    "from typing import TYPE_CHECKING\nprint(TYPE_CHECKING)\n",
]


def ruff_says(code: str, *, at: str) -> str:
    command = [RUFF, "check", "--select", "TID251", "--no-cache", "--output-format", "concise"]
    checked = subprocess.run(
        [*command, "--stdin-filename", at, "-"],
        input=code,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return checked.stdout


@pytest.mark.parametrize("code", BANNED)
def test_clocks_and_link_readers_are_banned_in_the_rules(code: str) -> None:
    assert "TID251" in ruff_says(code, at=CORE)


@pytest.mark.parametrize("code", BANNED[:5])
def test_only_one_room_asks_the_clock(code: str) -> None:
    assert "TID251" not in ruff_says(code, at="src/tertib/site/clock.py")
    assert "TID251" in ruff_says(code, at="src/tertib/worker/example.py")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The names inside a freshly built wheel."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return set(zipfile.ZipFile(built).namelist())


def test_the_wheel_holds_every_file_of_the_package(wheel: set[str]) -> None:
    ours = {name.removeprefix("src/") for name in house.tracked() if name.startswith("src/tertib/")}
    assert ours - wheel == set()


def test_the_wheel_holds_nothing_else(wheel: set[str]) -> None:
    assert {name for name in wheel if not name.startswith(("tertib/", "tertib-"))} == set()
    assert {name for name in wheel if name.endswith((".pyc", ".sqlite", ".key"))} == set()


@pytest.mark.parametrize("lock", ["requirements.txt", "requirements-dev.txt", "requirements-build.txt"])
def test_every_line_of_a_lock_is_pinned_by_hash(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line.strip() and not line.strip().startswith("#")]
    assert lines
    assert [line for line in lines if "==" not in line or "--hash=sha256:" not in line] == []


@pytest.mark.django_db
def test_the_database_is_the_one_that_was_asked_for_and_set_as_it_runs() -> None:
    if os.environ.get("TERTIB_DATABASE_URL"):
        expected, question = ("postgresql", "UTF8"), "SHOW server_encoding"
    else:
        expected, question = ("sqlite", "wal"), "PRAGMA journal_mode"
    with connection.cursor() as cursor:
        cursor.execute(question)
        assert (connection.vendor, cursor.fetchone()[0]) == expected
