import io
import time
from collections.abc import Sequence

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from tertib.adapters.tables import Limits, TableFileRefused, read_table, write_csv, write_xlsx
from tests.adapters.tables.containers import ods, xls

LINK = "https://lapakraya.localhost/p/{}"
HEADER = ["No", "Tautan", "Catatan"]


def written(*sheets: tuple[str, Sequence[Sequence[object]]], hidden: str | None = None) -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"strings_to_urls": False}) as book:
        for name, rows in sheets:
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
            if name == hidden:
                sheet.hide()
    return target.getvalue()


def test_an_honest_workbook_gives_its_text_and_the_row_numbers_that_a_spreadsheet_shows():
    data = written(("Daftar", [HEADER, [1, LINK.format(1), "jaket"], [], [2.0, LINK.format(2), True]]))
    table = read_table(data, name="daftar.xlsx")
    assert table.columns == HEADER
    assert table.rows == [["1", LINK.format(1), "jaket"], ["2", LINK.format(2), "TRUE"]]
    assert (table.row_numbers, table.sheet, table.notes) == ([2, 4], "Daftar", [])


def test_an_open_document_sheet_is_read():
    cells = "".join(
        f"<table:table-cell office:value-type='string'><text:p>{text}</text:p></table:table-cell>"
        for text in ("Tautan", "Catatan")
    )
    link = (
        f"<table:table-cell office:value-type='string'><text:p>{LINK.format(1)}</text:p></table:table-cell>"
    )
    data = ods(
        f"<table:table table:name='Lembar1'><table:table-row>{cells}</table:table-row>"
        f"<table:table-row>{link}</table:table-row></table:table>"
    )
    table = read_table(data, name="a.ods")
    assert (table.columns, table.rows) == (["Tautan", "Catatan"], [[LINK.format(1), ""]])


def test_an_old_workbook_is_read():
    table = read_table(xls([["Tautan", "Ket"], [LINK.format(1), "jaket"]]), name="A.XLS")
    assert (table.columns, table.rows) == (["Tautan", "Ket"], [[LINK.format(1), "jaket"]])


def test_the_first_sheet_with_links_is_read_and_the_others_are_named():
    data = written(("Sampul", [["Surat"], ["Nomor 12"]]), ("Daftar", [HEADER, [1, LINK.format(1)]]))
    table = read_table(data, name="a.xlsx")
    assert table.sheet == "Daftar"
    assert "Sampul" in table.notes[0]


def test_a_hidden_sheet_is_not_read_unless_it_is_asked_for():
    data = written(
        ("Daftar", [HEADER, [1, LINK.format(1)]]), ("Lain", [HEADER, [1, LINK.format(2)]]), hidden="Lain"
    )
    assert read_table(data, name="a.xlsx").sheet == "Daftar"
    assert read_table(data, name="a.xlsx", sheet="Lain").rows == [["1", LINK.format(2), ""]]


def test_a_sheet_that_is_not_there_is_refused_with_the_names_of_those_that_are():
    with pytest.raises(TableFileRefused, match="It has: Daftar"):
        read_table(written(("Daftar", [HEADER])), name="a.xlsx", sheet="Lain")


def test_links_behind_a_text_and_in_formulas_get_columns_of_their_own():
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        sheet = book.add_worksheet("A & B's")
        sheet.write_row("B2", ["Judul", "Link", "Ket"])
        sheet.write_url("B3", "https://lapakraya.localhost/p?a=1&b=2", string="Jaket")
        sheet.write("C3", "klik di sini")
        sheet.write_formula("D3", '=HYPERLINK("https://pasarkita.localhost/i?u=1&v=2","buka")', None, "buka")
        sheet.write_row("B4", ["Kaos", LINK.format(2)])
    table = read_table(target.getvalue(), name="a.xlsx")
    assert table.columns == ["Judul", "Link", "Ket", "Judul (link)", "Ket (link)"]
    assert table.rows[0][3:] == [
        "https://lapakraya.localhost/p?a=1&b=2",
        "https://pasarkita.localhost/i?u=1&v=2",
    ]
    assert table.rows[1] == ["Kaos", LINK.format(2), "", "", ""]


def test_a_number_that_the_spreadsheet_rounded_is_told():
    table = read_table(written(("A", [HEADER, [12345678901234567890, LINK.format(1)]])), name="a.xlsx")
    assert "row 2" in table.notes[0]


def test_whole_numbers_have_no_point_and_dates_are_written_as_iso():
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Harga", "Tanggal"])
        sheet.write(1, 0, 125000)
        sheet.write_number(1, 1, 45000, book.add_format({"num_format": "yyyy-mm-dd"}))
    assert read_table(target.getvalue(), name="a.xlsx").rows == [["125000", "2023-03-15"]]


def test_forty_thousand_rows_of_eight_columns_are_read_in_time():
    target = io.BytesIO()
    write_xlsx(
        target,
        ["No", "Tautan", "Judul", "Toko", "Harga", "Kota", "Tanggal", "Catatan"],
        (
            [n, LINK.format(n), "Jaket bekas", f"Toko {n % 999}", n * 7, "Bandung", "2023-03-01", "x"]
            for n in range(40_000)
        ),
    )
    began = time.perf_counter()
    table = read_table(target.getvalue(), name="a.xlsx")
    took = time.perf_counter() - began
    assert len(table.rows) == 40_000
    assert took < 5  # 0.6 s on two idle cores; a busy machine gets room


def test_a_hundred_thousand_rows_and_a_header_are_the_most():
    lines = b"Tautan\n" + b"https://lapakraya.localhost/p/1\n" * 100_000
    assert len(read_table(lines, name="a.csv").rows) == 100_000
    with pytest.raises(TableFileRefused, match="100000 rows"):
        read_table(lines.removeprefix(b"Tautan\n") + b"https://lapakraya.localhost/p/2\n", name="a.csv")


def test_a_path_is_read_like_bytes(tmp_path):
    path = tmp_path / "x"
    path.write_bytes(b"link\n" + LINK.format(1).encode())
    assert read_table(path, name="daftar.csv").rows == [[LINK.format(1)]]


def test_a_file_over_the_limit_is_refused_before_it_is_read(tmp_path):
    path = tmp_path / "x"
    with path.open("wb") as file:
        file.truncate(10**10)  # sparse: it takes no room
    with pytest.raises(TableFileRefused) as caught:
        read_table(path, name="a.csv")
    assert caught.value.reason == "file_too_big"


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400), st.sampled_from(["csv", "tsv", "txt"]))
def test_any_bytes_are_read_or_refused_as_a_text_table(data, ending):
    try:
        table = read_table(data, name=f"a.{ending}", limits=Limits(rows=50))
    except TableFileRefused:
        return
    assert all(len(row) == len(table.columns) for row in table.rows)
    assert len(set(table.columns)) == len(table.columns)


@settings(max_examples=25, deadline=None)
@given(
    st.binary(max_size=300),
    st.sampled_from([b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04xl/workbook"]),
)
def test_any_bytes_are_refused_as_a_workbook(noise, start):
    for ending in ("xlsx", "xls"):
        with pytest.raises(TableFileRefused):
            read_table(start + noise, name=f"a.{ending}")


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.lists(
            st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=12), min_size=2, max_size=2
        ),
        min_size=1,
        max_size=6,
    )
)
def test_what_we_write_as_csv_is_read_back_with_every_filled_row(rows):
    target = io.BytesIO()
    write_csv(target, ["Tautan", "Catatan"], [[LINK.format(1), "x"], *rows])
    table = read_table(target.getvalue(), name="a.csv")
    kept = [row for row in rows if any(cell.strip() for cell in row)]
    assert [[cell.removeprefix("'") for cell in row] for row in table.rows[1:]] == [
        [cell.removeprefix("'") for cell in row] for row in kept
    ]
