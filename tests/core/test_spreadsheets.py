import csv
import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tertib.adapters.tables import read_table
from tertib.core.spreadsheets import neutralised, write_csv, write_xlsx

FORMULAS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1",
    "＋1",
    "－1",
    "＠x",
    "  =1",
    "\u200b=1",
    "=cmd|' /C calc'!A0",
]


@pytest.mark.parametrize("text", FORMULAS)
def test_a_text_that_a_spreadsheet_takes_for_a_formula_gets_a_mark_before_it(text):
    assert neutralised(text) == "'" + text


@given(st.text())
def test_no_text_starts_as_a_formula_after_it_is_neutralised(text):
    assert neutralised(text)[:1] not in tuple("=+-@\t\r\n＝＋－＠")


def test_ordinary_text_and_numbers_are_left_as_they_are():
    assert [neutralised(cell) for cell in ("jaket = bekas", -5, 1.5, None, "")] == [
        "jaket = bekas",
        "-5",
        "1.5",
        "",
        "",
    ]


def test_csv_has_the_mark_line_ends_and_quotes_that_rfc_4180_and_spreadsheets_want():
    target = io.BytesIO()
    write_csv(target, ["a", "b"], [['say "x"', "1,2"], ["é", None]])
    assert target.getvalue() == b'\xef\xbb\xbfa,b\r\n"say ""x""","1,2"\r\n\xc3\xa9,\r\n'


def test_csv_without_the_mark_is_plain_utf8(tmp_path):
    write_csv(tmp_path / "a.csv", ["a"], [["x"]], mark=False)
    assert (tmp_path / "a.csv").read_bytes() == b"a\r\nx\r\n"


def test_no_cell_of_a_written_csv_is_a_formula():
    target = io.BytesIO()
    write_csv(target, FORMULAS, [FORMULAS])
    rows = list(csv.reader(io.StringIO(target.getvalue().decode("utf-8-sig"), newline="")))
    assert all(cell.startswith("'") for row in rows for cell in row)


def test_a_written_workbook_has_neither_formulas_nor_links_and_reads_back_as_it_was():
    cells = [cell for cell in FORMULAS if cell.isprintable()] + ["https://lapakraya.localhost/p/1"]
    target = io.BytesIO()
    write_xlsx(target, ["Judul", "Tautan"], [[cell, "https://lapakraya.localhost/p/1"] for cell in cells])
    with zipfile.ZipFile(target) as archive:
        xml = archive.read("xl/worksheets/sheet1.xml")
        assert b"<f>" not in xml
        assert b"hyperlink" not in xml
    assert [row[0] for row in read_table(target.getvalue(), name="a.xlsx").rows] == cells


def test_a_written_workbook_keeps_numbers_as_numbers_and_cuts_what_a_cell_cannot_hold(tmp_path):
    write_xlsx(tmp_path / "a.xlsx", ["n", "t"], [[12, "x" * 40_000], [None, "a\0b"]])
    with zipfile.ZipFile(tmp_path / "a.xlsx") as archive:
        xml = archive.read("xl/worksheets/sheet1.xml")
    assert b"<v>12</v>" in xml
    assert xml.count(b"x") < 33_000
