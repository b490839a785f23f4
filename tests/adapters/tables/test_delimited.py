import pytest

from tertib.adapters.tables import TableFileRefused, read_table

LINK = "https://lapakraya.localhost/p/1"
TEXT = f"Tautan;Catatan\r\n{LINK};kémeja – bekas\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_the_usual_encodings_are_told_apart(encoding):
    table = read_table(TEXT.encode(encoding), name="a.csv")
    assert (table.columns, table.rows) == (["Tautan", "Catatan"], [[LINK, "kémeja – bekas"]])


def test_a_text_that_is_not_utf8_is_read_and_said_so():
    assert "Windows-1252" in read_table(TEXT.encode("cp1252"), name="a.csv").notes[0]


@pytest.mark.parametrize("delimiter", list(",;\t|"))
def test_the_delimiter_is_found(delimiter):
    lines = "\n".join(delimiter.join(row) for row in (["Tautan", "Ket"], [LINK, "a"], [LINK, "b"]))
    assert read_table(lines.encode(), name="a.csv").rows == [[LINK, "a"], [LINK, "b"]]


def test_a_spreadsheets_own_mark_of_the_delimiter_is_believed_and_is_no_row():
    table = read_table(f"sep=;\nTautan;Ket\n{LINK};a, b, c\n".encode(), name="a.csv")
    assert (table.columns, table.rows, table.row_numbers) == (["Tautan", "Ket"], [[LINK, "a, b, c"]], [3])


def test_links_with_commas_in_a_list_without_columns_stay_whole():
    links = [f"{LINK}?a=1,2,3", LINK, f"{LINK};x=2", LINK, LINK]
    table = read_table("\n".join(links).encode(), name="a.txt")
    assert table.rows == [[link] for link in links]
    assert table.columns == ["A"]


def test_a_cell_may_hold_line_breaks_and_the_next_row_keeps_its_own_line_number():
    table = read_table(f'Tautan,Ket\n"{LINK}","satu\ndua"\n{LINK},x\n'.encode(), name="a.csv")
    assert table.rows == [[LINK, "satu\ndua"], [LINK, "x"]]
    assert table.row_numbers == [2, 4]


def test_rows_of_uneven_length_are_filled_up_and_said_so():
    table = read_table(
        f"Tautan,Ket\n{LINK},a\n{LINK}\n{LINK},b,c\n{LINK},d\n{LINK},e\n".encode(), name="a.csv"
    )
    assert [len(row) for row in table.rows] == [3] * 5
    assert table.columns == ["Tautan", "Ket", "C"]
    assert "2 row(s)" in table.notes[0]


def test_null_characters_are_taken_out_and_said_so():
    table = read_table((f"Tautan\n{LINK}\0\n" + f"{LINK}\n" * 20).encode(), name="a.csv")
    assert table.rows[0] == [LINK]
    assert "null" in table.notes[0]


def test_old_mac_line_ends_are_line_ends():
    assert len(read_table(f"Tautan,Ket\r{LINK},a\r{LINK},b\r".encode(), name="a.csv").rows) == 2


def test_a_quote_that_is_never_closed_is_named_with_its_row():
    text = f'Tautan,Ket\n{LINK},a\n{LINK},"b\n' + f"{LINK},c\n" * 5_000
    with pytest.raises(TableFileRefused, match="quotation mark in row 3"):
        read_table(text.encode(), name="a.csv")
