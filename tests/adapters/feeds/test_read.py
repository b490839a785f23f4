"""Listing files of every kind, as people make them. All listings are invented."""

import gzip
import json
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

from tertib.adapters.feeds import iter_batches
from tertib.adapters.tables import TableFileRefused
from tertib.errors import BadInput
from tests.adapters.feeds.files import read, write

HEADER = ["id", "Nama Produk", "Harga", "Toko", "Kota", "Terjual", "Rating", "Deskripsi", "warna"]
ROWS = [
    ["7", "Jaket Bekas", "Rp150.000", "Toko A", "Bandung", "50+ terjual", "4.8", 'ukuran "L",\nmulus', "x"],
    ["8", "Rok; baru", "25rb", "", "", "", "", "", "y"],
    ["9", "Kaos é", "1,5 jt", "Toko B", "Kab. Tangerang", "1,1RB", "4,9", "", ""],
]
EXPECTED = {
    "row": [1, 2, 3],
    "listing_id": ["7", "8", "9"],
    "title": ["Jaket Bekas", "Rok; baru", "Kaos é"],
    "price_minor": [15_000_000, 2_500_000, 150_000_000],
    "currency": ["IDR", "IDR", "IDR"],
    "shop": ["Toko A", None, "Toko B"],
    "place": ["Bandung", None, "Kab. Tangerang"],
    "sold": [50, None, 1_100],
    "rating": [4.8, None, 4.9],
    "description": ['ukuran "L",\nmulus', None, None],
}


def csv_text(delimiter: str = ",", line_end: str = "\r\n") -> str:
    quoted = [[f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in row] for row in [HEADER, *ROWS]]
    return "".join(delimiter.join(row) + line_end for row in quoted)


def json_text() -> str:
    return "".join(json.dumps(dict(zip(HEADER, row, strict=True)), ensure_ascii=False) + "\n" for row in ROWS)


def arrow_table() -> pa.Table:
    return pa.table({name: [row[place] for row in ROWS] for place, name in enumerate(HEADER)})


def write_parquet(path: Path) -> None:
    pq.write_table(arrow_table(), path, row_group_size=2)


def write_arrow(path: Path) -> None:
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, arrow_table().schema) as writer:
        writer.write_table(arrow_table(), max_chunksize=1)


def write_arrow_stream(path: Path) -> None:
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_stream(sink, arrow_table().schema) as writer:
        writer.write_table(arrow_table(), max_chunksize=2)


def write_xlsx(path: Path) -> None:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate([HEADER, *ROWS]):
            sheet.write_row(number, 0, row)


def text(content: str, encoding: str = "utf-8") -> Callable[[Path], object]:
    return lambda path: path.write_bytes(content.encode(encoding))


KINDS: list[tuple[str, Callable[[Path], object]]] = [
    ("a.csv", text(csv_text())),
    ("semicolon.csv", text(csv_text(";"))),
    ("tab.tsv", text(csv_text("\t", "\n"))),
    ("pipe.txt", text(csv_text("|"))),
    ("mark.csv", text(csv_text(), "utf-8-sig")),
    ("wide.csv", text(csv_text("\t"), "utf-16")),
    ("wide_no_mark.csv", text(csv_text(), "utf-16-le")),
    ("wide_big.csv", text(csv_text(), "utf-16-be")),
    ("latin.csv", text(csv_text(), "latin-1")),
    ("old_mac.csv", text(csv_text().replace("\n", "").replace("mulus", "\nmulus"))),
    ("sep.csv", text("sep=;\r\n" + csv_text(";"))),
    ("letterhead.csv", text("Daftar listing\r\n\r\nDiunduh hari ini,,\r\n" + csv_text())),
    ("packed.csv.gz", lambda path: path.write_bytes(gzip.compress(csv_text().encode()))),
    ("twice.csv.gz", lambda p: p.write_bytes(b"".join(gzip.compress(one.encode()) for one in csv_text()))),
    ("a.jsonl", text(json_text())),
    ("mark.ndjson", text(json_text(), "utf-8-sig")),
    ("packed.jsonl.gz", lambda path: path.write_bytes(gzip.compress(json_text().encode()))),
    ("a.parquet", write_parquet),
    ("a.arrow", write_arrow),
    ("stream.feather", write_arrow_stream),
    ("a.xlsx", write_xlsx),
]


@pytest.mark.parametrize(("name", "make"), KINDS, ids=[name for name, _ in KINDS])
def test_every_kind_of_file_says_the_same(tmp_path: Path, name: str, make: Callable[[Path], object]) -> None:
    make(tmp_path / name)
    table, reading = read(tmp_path / name)
    assert {field: table[field].to_pylist() for field in EXPECTED} == EXPECTED
    assert reading.problems.count == 0
    assert reading.ignored == ["warna"]
    assert reading.columns["title"] == ["Nama Produk"]
    assert reading.rows == 3


@pytest.mark.parametrize("size", [1, 2, 3, 100])
def test_batches_have_the_size_that_is_asked_for(tmp_path: Path, size: int) -> None:
    path = write(tmp_path / "a.csv", csv_text())
    sizes = [batch.num_rows for batch in iter_batches(path, batch_rows=size).batches]
    assert sum(sizes) == 3
    assert set(sizes[:-1]) <= {size}


def test_of_two_columns_of_one_meaning_the_first_that_speaks_counts(tmp_path: Path) -> None:
    content = "name,title,title,price_2,price_1\nA,,,5,\n,B,,,6\n,,C,7,8\nD,E,F,,\n"
    table, _ = read(write(tmp_path / "a.csv", content))
    assert table["title"].to_pylist() == ["A", "B", "C", "E"]
    assert table["price_minor"].to_pylist() == [500, 600, 800, None]


def test_two_parquet_columns_of_one_name_are_no_hindrance(tmp_path: Path) -> None:
    table = pa.Table.from_arrays([pa.array(["A"]), pa.array(["B"])], names=["title", "title"])
    pq.write_table(table, tmp_path / "a.parquet")
    found, _ = read(tmp_path / "a.parquet")
    assert found["title"].to_pylist() == ["A"]


def test_a_column_can_be_named_by_the_caller(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "Tulisan,title,Sum\nJaket,x,5\n")
    table, reading = read(path, columns={"title": "tulisan", "price_minor": "Sum"})
    assert table["title"].to_pylist() == ["Jaket"]
    assert table["price_minor"].to_pylist() == [500]
    assert reading.ignored == ["title"]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.csv", "", "is empty"),
        ("a.csv", "\n\n", "is empty"),
        ("a.csv", "kode,harga\n1,2\n", "no column is known as the title; found: harga, kode"),
        ("a.jsonl", "", "is empty"),
        ("a.jsonl", '{"harga": 5}\n', "no column is known as the title"),
        ("a.json", '[{"title": "x"}]', "no line is a JSON object"),
        ("a.parquet", "PAR1 nonsense", "damaged"),
        ("a.arrow", "nonsense", "damaged"),
        ("a.pdf", "%PDF", "ending of the name"),
        ("a.csv.gz", b"\x1f\x8b broken", "damaged"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_one_line(
    tmp_path: Path, name: str, content: bytes | str, said: str
) -> None:
    with pytest.raises(BadInput, match=said) as refused:
        read(write(tmp_path / name, content))
    assert "\n" not in str(refused.value)


def test_a_hostile_workbook_is_refused_by_the_child(tmp_path: Path) -> None:
    with pytest.raises(TableFileRefused):
        read(write(tmp_path / "a.xlsx", b"PK\x03\x04" + b"\0" * 100))


def test_a_column_that_is_not_there_or_a_field_that_there_is_not_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "title\nx\n")
    with pytest.raises(BadInput, match="there is no column 'judulnya' for title; found: title"):
        read(path, columns={"title": "judulnya"})
    with pytest.raises(BadInput, match="there is no field 'titel'"):
        read(path, columns={"titel": "title"})


@pytest.mark.parametrize("content", ["title,price", "title,price\n", "\ufefftitle,price\n\n\n"])
def test_only_a_header_is_no_rows(tmp_path: Path, content: str) -> None:
    table, reading = read(write(tmp_path / "a.csv", content))
    assert table.num_rows == reading.rows == 0
    assert reading.problems.count == 0


def test_one_column_needs_no_delimiter(tmp_path: Path) -> None:
    table, _ = read(write(tmp_path / "a.csv", 'title\nJaket, bekas\n"Rok, baru"\n'))
    assert table["title"].to_pylist() == ["Jaket, bekas", "Rok, baru"]


def test_parquet_columns_of_every_type_are_read(tmp_path: Path) -> None:
    table = pa.table(
        {
            "title": pa.array(["A", "B"]).dictionary_encode(),
            "id": pa.array([12345678901, None], pa.int64()),
            "price": pa.array([10.5, float("nan")]),
            "sold": pa.array([5, -1], pa.int32()),
            "category": pa.array([["Mode", "Jaket"], None]),
            "description": pa.array([b"baik", b"\xff"]),
            "official": pa.array([True, None]),
            "listed_at": pa.array([1_700_000_000_000, None], pa.timestamp("ms")),
            "shop": pa.array([{"a": 1}, None]),
        }
    )
    pq.write_table(table, tmp_path / "a.parquet")
    found, reading = read(tmp_path / "a.parquet")
    assert found["title"].to_pylist() == ["A", "B"]
    assert found["listing_id"].to_pylist() == ["12345678901", None]
    assert found["price_minor"].to_pylist() == [1050, None]
    assert found["sold"].to_pylist() == [5, None]
    assert found["category"].to_pylist() == ["Mode / Jaket", None]
    assert found["description"].to_pylist() == ["baik", "\ufffd"]
    assert found["official"].to_pylist() == [True, None]
    assert str(found["listed_at"][0]) == "2023-11-14 22:13:20+00:00"
    assert found["shop"].to_pylist() == [None, None]
    assert [problem.why for problem in reading.problems.named] == [
        "is no count",
        "has bytes that are no UTF-8",
    ]
    assert reading.notes == ["column shop holds structures, of which nothing was read; give it as text"]


def test_the_block_of_specifications_speaks_where_no_column_does(tmp_path: Path) -> None:
    content = (
        "product_name,spesifikasi,stok\n"
        'A,"Merek\nLain\nKondisi\nPernah Dipakai\nStok\n12\nDikirim Dari\nKOTA BANDUNG",\n'
        'B,"Kondisi: Baru; Stok: 5",7\n'
        'C,"Kondisi Penyimpanan\nSuhu Ruangan",\n'
    )
    table, _ = read(write(tmp_path / "a.csv", content))
    assert table["condition"].to_pylist() == ["Pernah Dipakai", "Baru", None]
    assert table["stock"].to_pylist() == [12, 7, None]
    assert table["place"].to_pylist() == ["KOTA BANDUNG", None, None]
