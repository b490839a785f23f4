"""`tertib detect` on the files that people really have: packed, of a spreadsheet, empty, damaged, stopped half way."""

import gzip
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
import xlsxwriter

from tertib.cli import main
from tertib.commands import scan

POLICY = "pakaian-bekas-impor"
HEAD = ("id", "nama", "harga", "toko")
ROWS = [
    (str(n), f"Jaket thrift import {n % 97}", f"Rp{n % 900 + 10}.000", f"Toko {n % 13}") for n in range(500)
]


def call(listings: Path, out: Path, *more: str) -> int:
    return main(["detect", str(listings), "--policy", POLICY, "-o", str(out), "--workers", "1", *more])


def as_csv(rows: Sequence[tuple[str, ...]]) -> str:
    return "".join(",".join(row) + "\n" for row in [HEAD, *rows])


def test_a_packed_file_and_a_spreadsheet_give_the_findings_of_the_plain_file(tmp_path: Path):
    plain, packed, sheet = tmp_path / "a.csv", tmp_path / "b.csv.gz", tmp_path / "c.xlsx"
    plain.write_text(as_csv(ROWS), encoding="utf-8")
    packed.write_bytes(gzip.compress(as_csv(ROWS).encode()))
    with xlsxwriter.Workbook(str(sheet)) as book:
        page = book.add_worksheet()
        for at, row in enumerate([HEAD, *ROWS]):
            page.write_row(at, 0, row)
    outs = [tmp_path / f"{name}.parquet" for name in "abc"]
    assert [call(one, out) for one, out in zip((plain, packed, sheet), outs, strict=True)] == [0, 0, 0]
    assert len({out.read_bytes() for out in outs}) == 1


REFUSED = [
    ("empty.csv", b"", "the file is empty"),
    ("empty.jsonl", b"", "the file is empty"),
    ("empty.parquet", b"", "the file is damaged"),
    ("empty.xlsx", b"", "the file is empty; it needs a sheet"),
    ("other.csv", b"foo,bar\n1,2\n", "no column is known as the title; found: foo, bar"),
    ("cut.csv.gz", gzip.compress(as_csv(ROWS).encode())[:100], "damaged or cut short"),
    ("no.parquet", b"PAR1 and no more", "the file is damaged"),
]


@pytest.mark.parametrize(("name", "content", "said"), REFUSED)
def test_a_file_that_cannot_be_read_is_refused_in_one_line_and_leaves_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, content: bytes, said: str
):
    listings = tmp_path / name
    listings.write_bytes(content)
    assert call(listings, tmp_path / "out.parquet") == 2
    error = capsys.readouterr().err
    assert said in error
    assert name in error
    assert error.count("\n") == 1
    assert [one.name for one in tmp_path.iterdir()] == [name]


def test_what_is_scanned_before_a_file_that_cannot_be_read_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(scan, "SLICE_ROWS", 100)
    (tmp_path / "a.csv").write_text(as_csv(ROWS), encoding="utf-8")
    (tmp_path / "b.csv").write_text("", encoding="utf-8")
    words = ["detect", str(tmp_path / "a.csv"), str(tmp_path / "b.csv"), "--policy", POLICY, "--workers", "1"]
    assert main([*words, "-o", str(tmp_path / "out.parquet")]) == 2
    assert len(list((tmp_path / "out.parquet.partial").glob("part-*.arrow"))) == 5


def test_a_line_of_ten_megabytes_costs_no_more_than_its_length(tmp_path: Path):
    listings, out = tmp_path / "a.jsonl", tmp_path / "out.jsonl"
    titles = ["Jaket thrift import", "x" * 10_000_000, "kain " * 2_000_000, "Hoodie second import"]
    listings.write_text("".join(json.dumps({"title": title}) + "\n" for title in titles), encoding="utf-8")
    begun = time.process_time()
    assert call(listings, out) == 0
    assert time.process_time() - begun < 20  # 2 seconds; it was 30 when a word's letters were read one by one
    bands = [json.loads(line)["band"] for line in out.read_text(encoding="utf-8").splitlines()]
    assert bands == ["strong", "none", "none", "strong"]


@pytest.fixture
def interruptible() -> Iterator[None]:
    """Programs that are started heed the keyboard, also where the tests themselves were started to ignore it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def test_a_scan_stopped_by_the_keyboard_says_how_to_go_on_and_does(interruptible: None, tmp_path: Path):
    listings, out = tmp_path / "a.csv", tmp_path / "out.parquet"
    listings.write_text(as_csv(ROWS * 700), encoding="utf-8")
    words = [sys.executable, "-m", "tertib.cli", "detect", str(listings), "--policy", POLICY, "-o", str(out)]
    with subprocess.Popen(
        [*words, "--workers", "2"], stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        deadline = time.monotonic() + 200
        while not list((tmp_path / "out.parquet.partial").glob("part-*.arrow")):
            assert time.monotonic() < deadline
            assert process.poll() is None
            time.sleep(0.002)
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to the command and its workers
        said = process.communicate(timeout=60)[1]
    assert process.returncode == 130
    assert "--resume" in said
    assert "Traceback" not in said
    assert not out.exists()
    assert call(listings, out, "--resume") == 0
    assert call(listings, tmp_path / "whole.parquet") == 0
    assert out.read_bytes() == (tmp_path / "whole.parquet").read_bytes()
