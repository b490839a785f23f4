"""The table of control pages: read from files in their order, and refused with file and entry where it is wrong."""

from pathlib import Path

import pytest

import tertib.sandbox
from tertib.core.verification.control_table import load_controls
from tertib.core.verification.controls import ControlKind
from tertib.errors import SettingWrong

GOOD = """
[[control]]
platform = "lapakraya"
kind = "positive"
url = "https://lapakraya.localhost/i.1.2"

[[control]]
platform = "lapakraya"
kind = "negative"
url = "https://lapakraya.localhost/i.1.3"
"""


def write(folder: Path, text: str, name: str = "controls.toml") -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def test_controls_are_found_by_platform_and_kind(tmp_path: Path) -> None:
    table = load_controls(write(tmp_path, GOOD))
    assert [one.url for one in table.of("lapakraya", ControlKind.NEGATIVE)] == [
        "https://lapakraya.localhost/i.1.3"
    ]
    assert table.of("niagaid", ControlKind.POSITIVE) == ()


def test_files_are_read_one_after_another_and_the_digest_is_over_all(tmp_path: Path) -> None:
    first = write(tmp_path, GOOD)
    second = write(tmp_path, GOOD.replace("i.1.2", "i.1.9"), "more.toml")
    both = load_controls(first, second)
    urls = [one.url.rpartition("/")[2] for one in both.of("lapakraya", ControlKind.POSITIVE)]
    assert urls == ["i.1.2", "i.1.9"]
    assert both.digest not in (load_controls(first).digest, load_controls(second, first).digest)


def test_without_files_nothing_is_known() -> None:
    assert load_controls().by_platform == {}


def test_the_sandboxs_own_file_names_controls_of_both_kinds_for_every_marketplace() -> None:
    table = load_controls(Path(tertib.sandbox.__file__).with_name("controls.toml"))
    assert len(table.by_platform) == 5
    for platform in table.by_platform:
        assert all(table.of(platform, kind) for kind in ControlKind)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "cannot be read"),
        ("[[control]\n", "cannot be read"),
        (GOOD.replace('"negative"', '"neutral"'), "entry 2"),
        (GOOD.replace('kind = "positive"\n', ""), "entry 1 lacks or misspells 'kind'"),
        (GOOD.replace('platform = "lapakraya"\nkind = "negative"', 'kind = "negative"'), "entry 2 lacks"),
    ],
)
def test_a_wrong_file_is_refused_with_its_name_and_entry(text: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(SettingWrong, match=rf"controls\.toml.*{said}"):
        load_controls(write(tmp_path, text))


def test_a_file_that_is_not_there_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(SettingWrong, match=r"gone\.toml"):
        load_controls(tmp_path / "gone.toml")
