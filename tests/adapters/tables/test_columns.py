import pytest

from tertib.adapters.tables import Table, guess_columns, read_table
from tertib.adapters.tables.headers import NAMES, ColumnMeaning, meaning_of_header

LINK = "https://lapakraya.localhost/p/1"


def of(columns: list[str], *rows: list[str]) -> Table:
    return Table(columns=columns, rows=list(rows), sheet="")


@pytest.mark.parametrize(
    ("header", "meaning"),
    [
        ("Tautan", ColumnMeaning.LINK),
        (" LINK_PRODUK: ", ColumnMeaning.LINK),
        ("URL", ColumnMeaning.LINK),
        ("Link Toko", ColumnMeaning.SHOP),
        ("Nama Toko", ColumnMeaning.SHOP),
        ("Keterangan", ColumnMeaning.NOTE),
        ("Tgl.", ColumnMeaning.DATE),
        ("Marketplace", ColumnMeaning.PLATFORM),
        ("E-commerce", ColumnMeaning.PLATFORM),
        ("Daftar tautan pelanggaran 2023", None),
        ("", None),
        ("x" * 10_000, None),
    ],
)
def test_a_header_means_what_people_mean_by_it(header, meaning):
    assert meaning_of_header(header) is meaning


def test_no_header_name_means_two_things():
    names = [name for group in NAMES.values() for name in group]
    assert len(names) == len(set(names))


def test_the_columns_are_known_by_their_indonesian_names():
    guess = guess_columns(
        of(["No", "Nama Toko", "Tautan", "Judul", "Ket", "Harga"], ["1", "A", LINK, "x", "", "5"])
    )
    assert (guess.shop, guess.link, guess.title, guess.note, guess.price) == (1, 2, 3, 4, 5)
    assert guess.by_header
    assert guess.link_share == 1.0


def test_without_names_the_column_with_most_links_is_the_one():
    guess = guess_columns(of(["A", "B"], ["1", LINK], [LINK, LINK], ["", LINK]))
    assert (guess.link, guess.by_header) == (1, False)


def test_a_named_column_without_links_loses_to_the_column_that_has_them():
    guess = guess_columns(of(["Link", "Judul (link)"], ["klik", LINK], ["klik", LINK]))
    assert guess.link == 1


def test_a_shops_column_of_links_loses_to_a_column_without_a_name():
    guess = guess_columns(of(["Link Toko", "B"], [LINK, LINK], [LINK, ""]))
    assert guess.link == 1


def test_a_named_column_whose_cells_are_no_links_is_kept_so_that_each_row_says_so():
    assert guess_columns(of(["No", "Tautan"], ["1", "jaket"])).link == 1


def test_the_only_column_holds_the_links_and_no_column_holds_none():
    assert guess_columns(of(["A"], ["x"])).link == 0
    assert guess_columns(of([])).link is None


def test_a_letterhead_above_the_header_is_passed_over():
    text = f"KEMENTERIAN PERNIAGAAN CONTOH;;\nDaftar tautan;;\n\nNo;Tautan;Ket\n1;{LINK};a\n2;{LINK};b\n"
    table = read_table(text.encode(), name="a.csv")
    assert (table.columns, len(table.rows), table.row_numbers) == (["No", "Tautan", "Ket"], 2, [5, 6])
    assert "2 row(s) above" in table.notes[0]


def test_a_filled_table_of_replies_has_its_header_even_without_a_link():
    table = read_table(b"notice,reply\r\nN-1,selesai\r\nN-2,tolak\r\n", name="a.csv")
    assert (table.columns, table.rows) == (["notice", "reply"], [["N-1", "selesai"], ["N-2", "tolak"]])


def test_a_first_row_with_a_link_is_data():
    table = read_table(f"{LINK},a\n{LINK},b\n".encode(), name="a.csv")
    assert (table.columns, len(table.rows)) == (["A", "B"], 2)


def test_a_list_that_begins_with_no_link_keeps_its_first_row():
    table = read_table(f"jaket bekas\n{LINK}\n".encode(), name="a.txt")
    assert len(table.rows) + (table.columns != ["A"]) == 2  # it is a row or the header: never lost


def test_two_columns_of_one_name_are_told_apart():
    table = read_table(f"Link,Link\n{LINK},x\n".encode(), name="a.csv")
    assert table.columns == ["Link", "Link (2)"]
