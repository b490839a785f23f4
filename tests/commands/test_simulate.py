"""`tertib simulate`: exit codes, what it prints, and the same report from the same seed."""

from pathlib import Path

import pytest

from tertib.cli import main

CALL = ("simulate", "--days", "2", "--dealers", "10", "--honest", "20")


def test_the_same_seed_writes_the_same_report_to_the_last_byte(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    codes = [main([*CALL, "--seed", "7", "--report", str(tmp_path / name)]) for name in ("a", "b")]
    assert codes[0] == codes[1]
    assert {path.name: path.read_bytes() for path in (tmp_path / "a").iterdir()} == {
        path.name: path.read_bytes() for path in (tmp_path / "b").iterdir()
    }
    said = capsys.readouterr()
    assert "Called down while up" in said.out
    assert ("aims missed" in said.err) is (codes[0] == 1)


@pytest.mark.parametrize(
    "words", [("--days", "0"), ("--days", "401"), ("--dealers", "0"), ("--honest", "-1")]
)
def test_a_size_that_is_none_is_refused_in_one_line(
    words: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    assert main(["simulate", *words, "--report", str(tmp_path)]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert words[0] in said


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    (tmp_path / "r").write_text("")
    assert main([*CALL, "--report", str(tmp_path / "r")]) == 2
    assert "give a folder" in capsys.readouterr().err


def test_looking_over_http_gives_the_same_report(tmp_path: Path):
    short = ["simulate", "--days", "1", "--dealers", "6", "--honest", "10", "--seed", "7"]
    told = main([*short, "--report", str(tmp_path / "told")])
    assert main([*short, "--http", "--report", str(tmp_path / "fetched")]) == told
    assert (tmp_path / "told" / "report.md").read_text() == (tmp_path / "fetched" / "report.md").read_text()


def test_a_campaign_without_a_loop_stands_beside_the_whole(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    call = ["simulate", "--days", "6", "--dealers", "30", "--honest", "30", "--seed", "7"]
    named = ["returns", "again", "returns", "words", "sellers"]  # twice is once
    loops = [word for name in named for word in ("--without", name)]
    assert main([*call, "--report", str(tmp_path / "whole")]) in (0, 1)
    assert main([*call, *loops, "--report", str(tmp_path / "less")]) in (0, 1)
    rows = (tmp_path / "less" / "loops.csv").read_text().splitlines()
    assert [row.partition(" / ")[0] for row in rows[1:]] == [
        "seluruhnya",
        "tanpa mencocokkan penawaran ulang",
        "tanpa meminta lagi yang kembali",
        "tanpa kata baru",
        "tanpa penjual yang sama",
    ]
    assert "What each loop is worth" in (tmp_path / "less" / "report.html").read_text()
    assert not (tmp_path / "whole" / "loops.csv").exists()
    for name in (
        "figures.csv",
        "prevalence.csv",
        "words.csv",
    ):  # the whole product's figures are not touched by it
        assert (tmp_path / "whole" / name).read_bytes() == (tmp_path / "less" / name).read_bytes()
    assert "without matching what is offered again" in capsys.readouterr().out


def test_a_loop_that_is_none_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit) as ended:
        main([*CALL, "--without", "magic", "--report", str(tmp_path / "r")])
    assert ended.value.code == 2
    assert "returns" in capsys.readouterr().err
    assert not (tmp_path / "r").exists()
