"""`tertib terms` on odd files: other delimiters and days, wrong rows named by their number, nothing overwritten."""

import gzip
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tertib.cli import main
from tertib.commands.term_files import read_term_table
from tertib.errors import BadInput

WANTED = ("shop", "listing", "date", "title")
HEAD = "shop,listing,date,title\n"
GOOD = "toko,1,2026-01-31,jaket\n"


def file(folder: Path, text: str | bytes, name: str = "a.csv") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def call(folder: Path, removals: str | bytes, listings: str | bytes, *words: str) -> int:
    one, two = file(folder, removals, "r.csv"), file(folder, listings, "l.csv")
    return main(["terms", "--removals", str(one), "--listings", str(two), *words])


@pytest.mark.parametrize(
    "text",
    [
        HEAD + GOOD,
        HEAD.replace(",", ";") + GOOD.replace(",", ";"),
        HEAD.replace(",", "\t") + GOOD.replace(",", "\t"),
        "\ufeff" + HEAD.upper() + GOOD,
        (HEAD + GOOD).replace("\n", "\r\n"),
        HEAD + GOOD.replace("2026-01-31", "31/01/2026"),
        HEAD + GOOD.replace("2026-01-31", "31-1-2026"),
        HEAD + GOOD.replace("2026-01-31", "2026-01-31T23:59:59+07:00"),
        HEAD + '"toko","1","2026-01-31","jaket"\n',
        "more," + HEAD + "x," + GOOD,
    ],
)
def test_a_table_is_read_whatever_its_signs_and_days(tmp_path: Path, text: str) -> None:
    read = read_term_table(file(tmp_path, text), WANTED)
    assert read.columns == {
        "shop": ["toko"],
        "listing": ["1"],
        "date": read.columns["date"],
        "title": ["jaket"],
    }
    assert read.day.tolist() == [date(2026, 1, 31).toordinal()]
    assert not read.problems


def test_packed_text_and_parquet_of_other_kinds_of_columns_are_read(tmp_path: Path) -> None:
    packed = file(tmp_path, gzip.compress((HEAD + GOOD).encode()), "a.csv.gz")
    assert read_term_table(packed, WANTED).columns["title"] == ["jaket"]
    table = pa.table(
        {
            "shop": pa.array([7, 8, None]),
            "listing": pa.array([1, 2, 3]),
            "date": pa.array([date(2026, 1, 31), None, date(2026, 1, 31)]),
            "title": ["a", "b", "c"],
        }
    )
    pq.write_table(table, tmp_path / "a.parquet")
    read = read_term_table(tmp_path / "a.parquet", WANTED)
    assert read.columns["shop"] == ["7"]
    assert [str(one).split(":")[0] for one in read.problems.named] == ["row 2, date", "row 3, shop"]


def test_wrong_rows_are_named_by_their_number_and_no_other_row_is_lost(tmp_path: Path) -> None:
    rows = [GOOD, "one cell\n", GOOD, "toko,4,2026-02-30,x\n", "a,b,c,d,e\n", " ,6,2026-01-31,x\n", GOOD]
    read = read_term_table(file(tmp_path, HEAD + "".join(rows)), WANTED)
    assert [one.row for one in read.problems.named] == [2, 4, 5, 6]
    assert "has 1 cells, not 4" in str(read.problems.named[0])
    assert "'2026-02-30' is no day" in str(read.problems.named[1])
    assert len(read.day) == 3


def test_a_cell_of_megabytes_is_one_cell(tmp_path: Path) -> None:
    long = "jaket " * 500_000
    read = read_term_table(file(tmp_path, HEAD + f'toko,1,2026-01-31,"{long}"\n' + GOOD), WANTED)
    assert [len(title) for title in read.columns["title"]] == [len(long), 5]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "there is no column shop, listing, date, title"),
        ("shop,listing,date\n", "there is no column title; found: shop, listing, date"),
        (HEAD + "toko,1,soon,x\n", "no row can be used: row 1, date"),
        (HEAD + "toko\n", "no row can be used: row 1"),
        (b"PK\x03\x04\0\0", "save the sheet as csv"),
        (HEAD.encode() + b"toko,1,2026-01-31,\xff\xfe\n", "give a csv with a header in UTF-8"),
    ],
)
def test_what_is_no_table_is_refused_with_what_to_do(tmp_path: Path, text: str | bytes, said: str) -> None:
    with pytest.raises(BadInput, match=said.replace("(", r"\(")):
        read_term_table(file(tmp_path, text), WANTED)


def test_no_input_is_overwritten_and_an_output_is_whole_or_not_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    removals = HEAD.replace("title", "term") + GOOD.replace("jaket", "thrift")
    assert call(tmp_path, removals, HEAD + GOOD, "-o", str(tmp_path / "l.csv")) == 2
    assert "would overwrite" in capsys.readouterr().err
    assert (tmp_path / "l.csv").read_text() == HEAD + GOOD
    assert call(tmp_path, removals, HEAD + "toko,1,never,x\n", "-o", str(tmp_path / "out.csv")) == 2
    assert not (tmp_path / "out.csv").exists()
    assert call(tmp_path, removals, HEAD + GOOD, "-o", str(tmp_path / "out.csv")) == 0
    assert (tmp_path / "out.csv").read_text() == "term,kind,sellers,p,q,first_seen,examples\n"
    assert call(tmp_path, removals, HEAD + GOOD, "-o", "/dev/null") == 0
    assert Path("/dev/null").is_char_device()


def test_a_file_that_is_not_there_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    there = file(tmp_path, HEAD + GOOD)
    assert main(["terms", "--removals", str(tmp_path / "no.csv"), "--listings", str(there)]) == 2
    assert "no.csv: there is no such file" in capsys.readouterr().err


def test_the_same_row_twice_counts_for_one_seller(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    removals = HEAD.replace("title", "term") + "".join(f"s{n},{n},2026-02-01,thrift\n" for n in range(25))

    def word(n: int, month: int) -> str:
        return "thrift" if month == 1 or n >= 25 else "kode7" if n < 10 else ""

    titles = "".join(
        f"s{n},{n}-{day},2026-0{month}-{day:02},{word(n, month)} a{day}\n"
        for n in range(80)
        for month in (1, 2)
        for day in range(2, 27, 4)
    )
    assert call(tmp_path, removals, HEAD + titles) == 0
    once = capsys.readouterr().out
    assert call(tmp_path, removals + removals.partition("\n")[2], HEAD + titles * 2) == 0
    twice = capsys.readouterr().out
    assert (
        once.splitlines()[1].split(",")[:3] == twice.splitlines()[1].split(",")[:3] == ["kode7", "code", "10"]
    )
