"""Rows that are wrong are named, keep their place, and stop nothing; whatever a row holds comes back."""

import json
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tertib.adapters.feeds import iter_batches
from tests.adapters.feeds.files import read, write


def test_wrong_rows_are_named_and_keep_their_place(tmp_path: Path) -> None:
    content = (
        b"id,title,price,sold\n"
        b"1,Jaket,Rp10.000,5\n"
        b"2,Rok,tanya dulu,5\n"
        b"3,Kaos,5000\n"  # a cell is missing
        b"4,Celana, murah,5000,6\n"  # a comma too many
        b'5,"Sepatu,5000,6\n'  # a mark that is not closed
        b"6,Tas \xff\xff,5000,?\n"
        b"7,Topi,7000,8\n"
    )
    table, reading = read(write(tmp_path / "a.csv", content))
    assert table["row"].to_pylist() == [1, 2, 3, 4, 5, 6, 7]
    assert table["title"].to_pylist() == ["Jaket", "Rok", "Kaos", None, None, "Tas \ufffd\ufffd", "Topi"]
    assert table["price_minor"].to_pylist() == [1_000_000, None, 500_000, None, None, 500_000, 700_000]
    assert table["sold"].to_pylist() == [5, 5, None, None, None, None, 8]
    assert list(reading.problems.lines()) == [
        "row 2, price: 'tanya dulu' is no price",
        "row 3: '3,Kaos,5000' has 3 cells, the header 4",
        "row 4: '4,Celana, murah,5000,6' has 5 cells, the header 4",
        "row 5: a quotation mark is not closed",
        "row 6, title: 'Tas \ufffd\ufffd' has bytes that are no UTF-8",
        "row 6, sold: '?' is no count",
    ]
    assert (reading.problems.count, reading.problems.rows) == (6, 5)


def test_a_cell_of_many_megabytes_is_one_wrong_row_and_the_next_rows_are_read(tmp_path: Path) -> None:
    for mark in ("", '"'):
        content = f"title,price\n{mark}{'x' * 10_000_000}{mark},5\nJaket,7000\n".encode()
        table, reading = read(write(tmp_path / "a.csv", content))
        assert table["title"].to_pylist() == [None, "Jaket"]
        assert list(reading.problems.lines()) == ["row 1: is too long for one row"]


def test_wrong_lines_of_json_are_named_and_keep_their_place(tmp_path: Path) -> None:
    lines = [
        b'{"title": "Jaket", "price": 10000}',
        b'{"title": "Rok", "price": ',
        b"null",
        b"[1, 2]",
        b'{"title": "Kaos"} {"title": "lain"}',
        b'{"title": "Tas \xff", "price": [1]}',
        b"",  # no row
        b'{"title": 5, "price": "10rb", "specs": {"Kondisi": "Bekas", "Stok": 3}}',
        b'{"title": "Topi \\ud83d", "price": 1e400}',
        b"[" * 100_000,
        b'{"title": null, "terjual": 12345678901234567890}',
    ]
    table, reading = read(write(tmp_path / "a.jsonl", b"\n".join(lines)))
    assert table["title"].to_pylist() == [
        "Jaket",
        None,
        None,
        None,
        None,
        "Tas \ufffd",
        "5",
        "Topi ?",
        None,
        None,
    ]
    assert table["price_minor"].to_pylist() == [1_000_000, *[None] * 4, 100, 1_000_000, None, None, None]
    assert table["condition"].to_pylist() == [*[None] * 6, "Bekas", None, None, None]
    assert table["stock"].to_pylist() == [*[None] * 6, 3, None, None, None]
    named = [(problem.row, problem.column) for problem in reading.problems.named]
    assert named == [(2, ""), (3, ""), (4, ""), (5, ""), (6, ""), (8, "price"), (9, ""), (10, "terjual")]


def test_after_twenty_named_problems_the_rest_is_counted(tmp_path: Path) -> None:
    _, reading = read(write(tmp_path / "a.csv", "title,price\n" + "x,y\n" * 1_000))
    assert len(reading.problems.named) == 20
    assert reading.problems.count == 1_000
    assert list(reading.problems.lines())[-1] == "and 980 more"


def test_a_row_longer_than_any_is_named_and_the_rest_is_read(tmp_path: Path) -> None:
    content = 'title,price\n"A,1\n' + "B,2\n" * 1_500_000
    reading = iter_batches(write(tmp_path / "a.csv", content))
    assert sum(batch.num_rows for batch in reading.batches) == 1_500_001
    assert (reading.problems.count, reading.problems.named[0].row) == (1, 1)


CELL = st.text(st.characters(codec="utf-8", exclude_characters="\0\r\ufffd\ufeff"), max_size=12)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(CELL, CELL), min_size=1, max_size=30),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_whatever_a_title_holds_comes_back_from_every_kind(
    tmp_path: Path, rows: list[tuple[str, str]], encoding: str
) -> None:
    def cell(text: str) -> str:
        return '"' + text.replace('"', '""') + '"'

    lines = ["title,shop", *(f"{cell(title)},{cell(shop)}" for title, shop in rows)]
    objects = [json.dumps({"title": title, "shop": shop}) for title, shop in rows]
    (tmp_path / "a.csv").write_text("\n".join(lines), encoding=encoding, newline="")
    (tmp_path / "a.jsonl").write_text("\n".join(objects), encoding=encoding, newline="")
    expected = [(title or None, shop or None) for title, shop in rows]
    for name in ("a.csv", "a.jsonl"):
        table, reading = read(tmp_path / name)
        assert list(zip(table["title"].to_pylist(), table["shop"].to_pylist(), strict=True)) == expected
        assert reading.problems.count == 0


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=200))
def test_no_bytes_below_a_header_end_the_reading(tmp_path: Path, content: bytes) -> None:
    write(tmp_path / "a.csv", b"id,title,price\n" + content)
    read(tmp_path / "a.csv")
    write(tmp_path / "a.jsonl", b'{"title": "x"}\n' + content)
    read(tmp_path / "a.jsonl")
