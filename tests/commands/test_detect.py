"""`tertib detect`, as a process and on files. All listings are invented."""

import csv
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tertib.cli import main
from tertib.commands import scan
from tertib.core.detection.listing import FINDING

POLICY = "pakaian-bekas-impor"
TITLES = (
    "Jaket bekas impor karungan",
    "Kemeja pria baru",
    "Hoodie thrift second import",
    "Panci susu",
    "KODE CO 12",
)


def write_listings(path: Path, rows: int) -> Path:
    lines = (
        f"{row},{TITLES[row % 5]} {row % 97},Rp{row % 900 + 10}.000,Toko {row % 13}\n" for row in range(rows)
    )
    path.write_text("id,nama,harga,toko\n" + "".join(lines), encoding="utf-8")
    return path


def detect(*args: object, timeout: float = 240) -> subprocess.CompletedProcess[str]:
    call = [sys.executable, "-m", "tertib.cli", "detect", *map(str, args), "--policy", POLICY]
    return subprocess.run(call, capture_output=True, text=True, timeout=timeout, check=False)


@pytest.fixture
def small_slices(monkeypatch: pytest.MonkeyPatch) -> None:
    """Slices of 100 rows, so that a small file has many."""
    monkeypatch.setattr(scan, "SLICE_ROWS", 100)


def test_every_row_has_a_finding_in_its_place(tmp_path: Path) -> None:
    listings = write_listings(tmp_path / "a.csv", 1_000)
    done = detect(listings, "-o", tmp_path / "out.parquet")
    assert done.returncode == 0, done.stderr
    table = pq.read_table(tmp_path / "out.parquet")
    assert table.schema.equals(FINDING)
    assert table["row"].to_pylist() == list(range(1, 1_001))
    assert table["listing_id"].to_pylist() == [str(row) for row in range(1_000)]
    assert "1,000 rows by pakaian-bekas-impor@" in done.stderr
    assert not (tmp_path / "out.parquet.partial").exists()


@pytest.mark.usefixtures("small_slices")
def test_the_bytes_are_the_same_whatever_the_number_of_workers(tmp_path: Path) -> None:
    listings = write_listings(tmp_path / "a.csv", 1_234)
    for workers in (1, 2, 3):
        out = str(tmp_path / f"{workers}.parquet")
        assert main(["detect", str(listings), "--policy", POLICY, "-o", out, "--workers", str(workers)]) == 0
    assert len({(tmp_path / f"{workers}.parquet").read_bytes() for workers in (1, 2, 3)}) == 1


def test_the_bytes_do_not_hang_on_the_size_of_slices(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    listings = write_listings(tmp_path / "a.csv", 700)
    found = set()
    for size in (7, 100, 10_000):
        monkeypatch.setattr(scan, "SLICE_ROWS", size)
        out = tmp_path / f"{size}.parquet"
        assert main(["detect", str(listings), "--policy", POLICY, "-o", str(out), "--workers", "1"]) == 0
        found.add(out.read_bytes())
    assert len(found) == 1


def test_every_form_of_output_says_the_same(tmp_path: Path) -> None:
    listings = write_listings(tmp_path / "a.csv", 50)
    for name in ("out.parquet", "out.jsonl", "out.csv"):
        done = detect(listings, "-o", tmp_path / name, "--workers", 1)
        assert done.returncode == 0, done.stderr
    streamed = detect(listings, "-o", "-", "--workers", 1).stdout
    assert streamed == (tmp_path / "out.jsonl").read_text(encoding="utf-8")
    by_json = [json.loads(line) for line in streamed.splitlines()]
    by_parquet = [
        {**row, "answers": dict(row["answers"])}
        for row in pq.read_table(tmp_path / "out.parquet").to_pylist()
    ]
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as file:
        by_csv = list(csv.DictReader(file))
    assert by_json == by_parquet
    assert [row["band"] for row in by_csv] == [row["band"] for row in by_json]
    assert [json.loads(row["reasons"]) for row in by_csv] == [row["reasons"] for row in by_json]


def test_rows_are_numbered_through_all_files_of_a_folder(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    write_listings(tmp_path / "in" / "a.csv", 3)
    write_listings(tmp_path / "in" / "b.csv", 2)
    rows = [
        json.loads(line) for line in detect(tmp_path / "in", "-o", "-", "--workers", 1).stdout.splitlines()
    ]
    assert [(row["row"], row["listing_id"]) for row in rows] == [
        (1, "0"),
        (2, "1"),
        (3, "2"),
        (4, "0"),
        (5, "1"),
    ]


def test_a_killed_scan_goes_on_where_it_was(tmp_path: Path) -> None:
    listings = write_listings(tmp_path / "a.csv", 200_000)
    out, partial = tmp_path / "out.parquet", tmp_path / "out.parquet.partial"
    call = [sys.executable, "-m", "tertib.cli", "detect", str(listings), "--policy", POLICY, "-o", str(out)]
    with subprocess.Popen([*call, "--workers", "2"], stderr=subprocess.DEVNULL) as process:
        deadline = time.monotonic() + 200
        while not list(partial.glob("part-*.arrow")):
            assert time.monotonic() < deadline
            assert process.poll() is None
            time.sleep(0.05)
        os.kill(process.pid, signal.SIGKILL)
    kept = sorted(partial.glob("part-*.arrow"))
    times = {part: part.stat().st_mtime_ns for part in kept}
    assert not out.exists()
    (partial / "part-000000000065537-5.arrow.0a1b2c3d.new").write_bytes(b"half")
    # whatever is changed, the parts of another call are not used
    other = detect(listings, "-o", out, "--resume", "--columns", "shop=nama")
    assert other.returncode == 2
    assert "begun with other columns" in other.stderr
    assert {part: part.stat().st_mtime_ns for part in sorted(partial.glob("part-*.arrow"))} == times
    done = detect(listings, "-o", out, "--resume")
    assert done.returncode == 0, done.stderr
    assert detect(listings, "-o", tmp_path / "whole.parquet").returncode == 0
    assert out.read_bytes() == (tmp_path / "whole.parquet").read_bytes()
    assert not partial.exists()


def test_wrong_rows_are_said_and_stop_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('title,price,warna\nJaket,tanya,x\n"Rok,5,y\nKaos,7,z\n', encoding="utf-8")
    done = detect(path, "-o", "-", "--workers", 1)
    assert done.returncode == 0
    assert len(done.stdout.splitlines()) == 3
    assert f"{path}: row 1, price: 'tanya' is no price" in done.stderr
    assert f"{path}: row 2: a quotation mark is not closed" in done.stderr
    assert f"{path}: columns that were not read: warna" in done.stderr
    assert "2 rows with wrong values" in done.stderr


def test_no_rows_give_an_output_without_rows(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("title\n", encoding="utf-8")
    assert detect(path, "-o", tmp_path / "out.parquet").returncode == 0
    assert pq.read_table(tmp_path / "out.parquet").num_rows == 0


WRONG_CALLS = [
    (["{a}", "-o", "out.xlsx"], "end the name in one of them"),
    (["{a}.none", "-o", "-"], "there is no such file"),
    (["{a}", "-o", "-", "--columns", "title"], "write FIELD=COLUMN"),
    (["{a}", "-o", "-", "--columns", "title=judulnya"], "there is no column 'judulnya'"),
    (["{a}", "-o", "-", "--policy", "tidak-ada"], "no such policy; there are"),
    (["{a}", "-o", "-", "--resume"], "cannot be resumed"),
    (["{a}", "-o", "-", "--workers", "0"], "give 1 or more"),
    (["{a}", "-o", "{a}"], "would overwrite"),
    (["{a}", "-o", "{a}.d/out.parquet"], "there is no folder"),
]


@pytest.mark.parametrize(("words", "said"), WRONG_CALLS)
def test_a_wrong_call_is_said_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str], said: str
) -> None:
    listings = write_listings(tmp_path / "a.csv", 1)
    call = ["detect", "--policy", POLICY, *(word.replace("{a}", str(listings)) for word in words)]
    assert main(call) == 2
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1


def test_a_folder_that_holds_something_else_is_left_alone(tmp_path: Path) -> None:
    listings = write_listings(tmp_path / "a.csv", 1)
    (tmp_path / "out.parquet.partial").mkdir()
    (tmp_path / "out.parquet.partial" / "letter.txt").write_text("mine", encoding="utf-8")
    done = detect(listings, "-o", tmp_path / "out.parquet")
    assert done.returncode == 2
    assert "which no scan wrote" in done.stderr
    assert (tmp_path / "out.parquet.partial" / "letter.txt").exists()
