"""The table that is handed out with notices, and what is read from it when it comes back."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tertib.core.notices import COLUMNS, Acted, Reply, RowMistake, notice_rows, replies_from_csv
from tertib.vocabulary import ReplyKind
from tests.core.notices.samples import notice

NOW = datetime(2026, 11, 24, 7, tzinfo=UTC)  # 14:00 in Jakarta
KEY = "N-7K3M9QXD2A4B"


def one(**cells: str) -> Reply | RowMistake:
    read = replies_from_csv([{"notice": KEY, **cells}], now=NOW)
    assert len(read) == 1
    return read[0]


def reply(**cells: str) -> dict[str, Any]:
    read = one(**cells)
    assert isinstance(read, Reply), read
    return read.as_document()


def mistakes(**cells: str) -> dict[str, str]:
    read = one(**cells)
    assert isinstance(read, RowMistake), read
    return dict(read.mistakes)


def test_each_notice_is_a_row_with_the_answer_left_open() -> None:
    (row,) = notice_rows([notice().document])
    assert tuple(row) == COLUMNS
    assert row["notice"] == KEY
    assert row["due"] == "2026-11-25T03:04:05Z"
    assert {row[column] for column in ("reply", "on", "what", "at", "ground", "explanation")} == {""}


def test_a_table_handed_back_as_it_was_holds_no_answers() -> None:
    assert replies_from_csv(notice_rows([notice().document]), now=NOW) == []


def test_one_word_is_enough_for_done() -> None:
    assert reply(reply="selesai")["acted"] == {
        "on": "listing",
        "what": "DECISION_VISIBILITY_CONTENT_REMOVED",
        "at": "2026-11-24T07:00:00Z",
    }


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("Selesai.", ReplyKind.ACTED),
        ("SUDAH", ReplyKind.ACTED),
        ("done", ReplyKind.ACTED),
        ("acted", ReplyKind.ACTED),
        ("Tolak", ReplyKind.REFUSED),
        ("refused", ReplyKind.REFUSED),
        ("tidak_bisa", ReplyKind.CANNOT_EXECUTE),
        ("Tidak bisa", ReplyKind.CANNOT_EXECUTE),
        ("cannot_execute", ReplyKind.CANNOT_EXECUTE),
        ("tanya", ReplyKind.ASKS_BACK),
        ("asks_back", ReplyKind.ASKS_BACK),
    ],
)
def test_answers_are_read_in_both_languages(word: str, kind: ReplyKind) -> None:
    assert reply(reply=word, ground="tautan salah", explanation="Penjelasan")["kind"] == kind.value


def test_columns_may_have_indonesian_names() -> None:
    rows = [
        {"Nomor Pemberitahuan": KEY, "JAWABAN": "tolak", "Alasan": "Barang baru", "Keterangan": "Ada nota"}
    ]
    (read,) = replies_from_csv(rows, now=NOW)
    assert isinstance(read, Reply)
    assert read.as_document()["refused"] == {"ground": "Barang baru", "explanation": "Ada nota"}


def test_a_byte_order_mark_before_the_first_column_is_forgiven() -> None:
    (read,) = replies_from_csv([{"\ufeffnotice": KEY, "reply": "done"}], now=NOW)
    assert isinstance(read, Reply)


def test_shop_and_time_are_read() -> None:
    done = reply(reply="selesai", on="toko", what="ditangguhkan", at="24/11/2026 10.05")["acted"]
    assert done == {"on": "shop", "what": "DECISION_ACCOUNT_SUSPENDED", "at": "2026-11-24T03:05:00Z"}


def test_a_decision_code_is_taken_as_it_is() -> None:
    done = reply(reply="acted", what="DECISION_VISIBILITY_CONTENT_DISABLED")["acted"]
    assert done["what"] == "DECISION_VISIBILITY_CONTENT_DISABLED"


def test_today_without_a_time_is_now_and_not_tonight() -> None:
    assert reply(reply="selesai", at="24/11/2026")["acted"]["at"] == "2026-11-24T07:00:00Z"


def test_an_earlier_day_without_a_time_is_its_last_second() -> None:
    assert reply(reply="selesai", at="23/11/2026")["acted"]["at"] == "2026-11-23T16:59:59Z"


@pytest.mark.parametrize(
    ("cells", "column", "said"),
    [
        ({"reply": "ya"}, "reply", "write selesai, tolak, tidak_bisa or tanya"),
        ({"reply": "selesai", "on": "gudang"}, "on", "listing, shop or account"),
        ({"reply": "selesai", "on": "toko"}, "what", "does not say what was done"),
        ({"reply": "selesai", "at": "11/24/2026"}, "at", "24/11/2026 10:05"),
        ({"reply": "selesai", "at": "25/11/2026"}, "at", "in the future"),
        ({"reply": "tolak"}, "ground", "say it in words"),
        ({"reply": "tidak bisa", "ground": "malas"}, "ground", "bad_link, not_ours"),
        ({"reply": "tanya"}, "explanation", "say it in words"),
        ({"reply": "selesai", "notice": "7K3M"}, "notice", "such as N-"),
    ],
)
def test_a_wrong_cell_is_named_by_its_column(cells: dict[str, str], column: str, said: str) -> None:
    assert said in mistakes(**cells)[column]


def test_a_mistake_names_the_row_as_the_sheet_counts_it_and_the_others_are_read() -> None:
    rows = [{"notice": KEY, "reply": "selesai"}, {"notice": KEY, "reply": ""}, {"notice": KEY, "reply": "ya"}]
    first, second = replies_from_csv(rows, now=NOW)
    assert isinstance(first, Reply)
    assert isinstance(second, RowMistake)
    assert second.row == 4  # names in row 1, the empty answer in row 3


def test_the_same_file_twice_gives_the_same_replies() -> None:
    rows = [{"notice": KEY, "reply": "selesai", "at": "23/11/2026"}]
    assert replies_from_csv(rows, now=NOW) == replies_from_csv(rows, now=NOW)
    later = datetime(2026, 11, 25, tzinfo=UTC)
    ids = [read.id for read in replies_from_csv(rows, now=later) if isinstance(read, Reply)]
    assert ids == [read.id for read in replies_from_csv(rows, now=NOW) if isinstance(read, Reply)]


def test_another_answer_has_another_id() -> None:
    assert reply(reply="selesai")["id"] != reply(reply="tolak", ground="a")["id"]


def test_a_row_longer_than_its_header_does_not_break_the_others() -> None:
    rows: list[Any] = [{"notice": KEY, "reply": "selesai", None: ["more", "cells"]}]
    (read,) = replies_from_csv(rows, now=NOW)
    assert isinstance(read, Reply)
    assert isinstance(read.about, Acted)


@given(st.dictionaries(st.sampled_from(COLUMNS), st.text(max_size=30)))
def test_whatever_the_cells_hold_a_row_is_read_told_or_left_out(cells: dict[str, str]) -> None:
    for read in replies_from_csv([cells], now=NOW):
        assert isinstance(read, Reply) or read.mistakes
