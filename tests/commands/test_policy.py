"""`tertib policy check`, on the shipped policies and on spoilt copies."""

import shutil
from pathlib import Path

import pytest

from tertib.cli import main
from tertib.core.policies import SHIPPED_POLICIES

ID = "pakaian-bekas-impor"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SHIPPED_POLICIES / ID, tmp_path / ID))


def test_a_policy_in_order_is_shown_with_its_digest_and_what_is_to_be_confirmed(
    capsys: pytest.CaptureFixture[str], folder: Path
) -> None:
    assert main(["policy", "check", str(folder)]) == 0
    told = capsys.readouterr().out
    assert told.startswith(f"{ID} 2026.1  sha256:")
    assert "written-warning          3 x 14 days" in told
    assert "to do     read in the official text and confirm: uu-7-2014-47-1" in told


def test_a_folder_of_policies_is_checked_whole(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["policy", "check", str(SHIPPED_POLICIES)]) == 0
    assert ID in capsys.readouterr().out


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("amount = 24", "amount = 0", "line "),
        (
            'wording = "rung_listed"',
            'wording = "rung_lsted"',
            "no letter rung_lsted in id; use one of ",
        ),
    ],
)
def test_a_mistake_is_one_line_and_exit_code_2(
    capsys: pytest.CaptureFixture[str], folder: Path, old: str, new: str, said: str
) -> None:
    path = folder / "policy.toml"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    assert main(["policy", "check", str(folder)]) == 2
    told = capsys.readouterr()
    assert said in told.err
    assert told.err.count("\n") == 1
    assert told.out == ""


def test_a_folder_without_a_policy_is_told(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["policy", "check", str(tmp_path)]) == 2
    assert "there is no readable policy.toml; add one" in capsys.readouterr().err
