"""The floors' contracts refuse what they must refuse, shown on a small house with one wrong import each."""

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LINT = str(Path(sys.executable).parent / "lint-imports")
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
    "contracts"
]
NAMES = {contract["id"]: contract["name"] for contract in CONTRACTS}

ROOMS = [
    *("vocabulary", "errors", "core", "core/links", "core/cases", "store", "adapters", "actions", "queries"),
    *("portal", "api", "worker", "sandbox", "commands", "cli", "site"),
]

WRONG_IMPORTS = [
    ("core", "import django", "core-is-pure"),
    ("core", "from tertib import store", "floors"),
    ("store", "from tertib import core", "floors"),
    ("adapters", "from tertib import store", "adapters"),
    ("actions", "from tertib import queries", "floors"),
    ("queries", "from tertib import portal", "floors"),
    ("api", "from tertib import portal", "floors"),
    ("api", "from tertib import core", "faces"),
    ("portal", "from tertib import store", "faces"),
    ("worker", "from tertib import store", "worker"),
    ("sandbox", "from tertib import errors", "sandbox"),
    ("sandbox", "from tertib import core", "sandbox"),
    ("vocabulary", "from tertib import errors", "floors"),
    ("commands", "from tertib import site", "floors"),
    ("core/links", "from tertib.core import cases", "no-circles"),  # while cases imports links
]


def contracts_broken_by(folder: Path, *, room: str, line: str) -> str:
    """Build the house with one more import in one room, and return what the contracts say of it."""
    for name in ROOMS:
        place = folder / "tertib" / name
        place.mkdir(parents=True)
        (place / "__init__.py").write_text("", encoding="utf-8")
    (folder / "tertib" / "__init__.py").write_text("", encoding="utf-8")
    (folder / "tertib" / "core" / "cases" / "__init__.py").write_text("from tertib.core import links\n")
    (folder / "tertib" / room / "__init__.py").write_text(f"{line}\n", encoding="utf-8")
    checked = subprocess.run(
        [LINT, "--config", str(ROOT / "pyproject.toml"), "--no-cache", "--no-logo"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    return "" if checked.returncode == 0 else checked.stdout


@pytest.mark.parametrize(("room", "line", "contract"), WRONG_IMPORTS)
def test_a_wrong_import_breaks_its_contract(room: str, line: str, contract: str, tmp_path: Path) -> None:
    said = contracts_broken_by(tmp_path, room=room, line=line)
    assert f"{NAMES[contract]} BROKEN" in said


def test_a_room_on_no_floor_is_refused(tmp_path: Path) -> None:
    (tmp_path / "tertib" / "attic").mkdir(parents=True)
    (tmp_path / "tertib" / "attic" / "__init__.py").write_text("", encoding="utf-8")
    assert "tertib.attic" in contracts_broken_by(tmp_path, room="site", line="")


def test_imports_downwards_are_kept(tmp_path: Path) -> None:
    assert contracts_broken_by(tmp_path, room="site", line="from tertib import api, cli, core, worker") == ""
