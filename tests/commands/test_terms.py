"""`tertib terms` on files: what it writes, and what it says of wrong ones."""

import csv
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
import pytest

from tertib.cli import main


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    removals, listings = tmp_path / "removals.csv", tmp_path / "listings.csv"
    with removals.open("w") as file:
        file.write("shop,listing,date,term\n")
        file.writelines(f"s{seller},{seller},2026-02-01,thrift\n" for seller in range(25))
    with listings.open("w") as file:
        file.write("Shop,Listing,Date,Title\n")
        for seller in range(80):
            for day in range(1, 27, 2):
                word = "=kode7" if seller < 10 else "thrift" if seller >= 25 else ""
                file.write(f"s{seller},{seller}-{day},2026-01-{day:02},thrift a{day} b{seller % 7}\n")
                file.write(
                    f"s{seller},{seller}-{day}b,2026-02-{day + 1:02}T08:00:00Z,{word} a{day} b{seller % 7}\n"
                )
    return removals, listings


def call(removals: Path, listings: Path, *words: str) -> int:
    return main(["terms", "--removals", str(removals), "--listings", str(listings), *words])


def test_the_new_word_comes_first_and_no_cell_is_a_formula(files: tuple[Path, Path], tmp_path: Path):
    assert call(*files, "-o", str(tmp_path / "out.csv")) == 0
    rows = list(csv.DictReader((tmp_path / "out.csv").open()))
    assert list(rows[0]) == ["term", "kind", "sellers", "p", "q", "first_seen", "examples"]
    assert (rows[0]["term"], rows[0]["sellers"], rows[0]["first_seen"]) == ("kode7", "10", "2026-02-02")
    assert "thrift a1 b0 -> " in rows[0]["examples"]
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row.values())


def test_parquet_gives_the_same_as_csv(
    files: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    packed = []
    for path in files:
        pq.write_table(pa_csv.read_csv(path), tmp_path / f"{path.stem}.parquet")
        packed.append(tmp_path / f"{path.stem}.parquet")
    assert call(*files) == 0
    from_csv = capsys.readouterr().out
    assert call(packed[0], packed[1]) == 0
    assert capsys.readouterr().out == from_csv


def test_rows_without_a_day_are_counted_and_left_out(
    files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
):
    with files[1].open("a") as file:
        file.write("s1,x,yesterday,thrift\n,x,2026-01-01,thrift\n")
    assert call(*files) == 0
    said = capsys.readouterr().err
    assert "2 rows left out" in said
    assert "listings.csv: row 2081, date: 'yesterday' is no day" in said
    assert "listings.csv: row 2082, shop: is empty" in said


@pytest.mark.parametrize("text", ["a,b\n1,2\n", "", "\0\1\2"])
def test_a_file_that_is_something_else_is_refused_in_one_line(
    files: tuple[Path, Path], text: str, capsys: pytest.CaptureFixture[str]
):
    files[0].write_text(text)
    assert call(*files) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_a_day_that_is_none_is_named(files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]):
    files[0].write_text("shop,listing,date,term\ns1,1,2026-13-45,thrift\n")
    assert call(*files) == 2
    assert "2026-13-45" in capsys.readouterr().err


def test_an_empty_market_gives_an_empty_list(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    pq.write_table(
        pa.table({name: pa.array([], pa.string()) for name in ("shop", "listing", "date", "term")}),
        tmp_path / "r.parquet",
    )
    pq.write_table(
        pa.table({name: pa.array([], pa.string()) for name in ("shop", "listing", "date", "title")}),
        tmp_path / "l.parquet",
    )
    assert call(tmp_path / "r.parquet", tmp_path / "l.parquet") == 0
    assert capsys.readouterr().out.splitlines() == ["term,kind,sellers,p,q,first_seen,examples"]
