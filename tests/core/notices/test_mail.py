"""Replies by mail in one word."""

from datetime import UTC, datetime

import pytest

from tertib.core.notices import Acted, AsksBack, replies_from_mail
from tertib.core.notices.mail import written_text
from tertib.core.notices.reply import Reply
from tertib.errors import ReplyRefused

NOW = datetime(2026, 11, 24, 7, tzinfo=UTC)
NOTICES = ("N-7K3M9QXD2A4B", "N-8K3M9QXD2A4B")


def read(body: str, message_id: str = "<1@example>") -> list[Reply]:
    return replies_from_mail(body, notices=NOTICES, message_id=message_id, now=NOW)


@pytest.mark.parametrize(
    "body",
    [
        "SELESAI",
        "selesai, terima kasih",
        "\n\n Done.\n",
        "*SELESAI*\n\n> Yth. ...\n> TANYA",
        "Selesai\r\n-- \r\nRina",
    ],
)
def test_one_word_says_done_for_every_notice_of_the_dispatch(body: str) -> None:
    replies = read(body)
    assert [reply.notice for reply in replies] == list(NOTICES)
    assert all(isinstance(reply.about, Acted) and reply.about.at == NOW for reply in replies)


def test_a_question_is_asked_on_every_notice() -> None:
    first, _ = read("TANYA: varian yang mana?\n\nOn Tue, 24 Nov 2026 x wrote:\n> Yth.")
    assert first.about == AsksBack("varian yang mana?")


@pytest.mark.parametrize(
    "body", ["", "Baik, akan kami cek", "belum selesai", "TANYA", "tolak semua", "> SELESAI"]
)
def test_a_mail_that_says_too_little_is_refused_with_what_to_write(body: str) -> None:
    with pytest.raises(ReplyRefused, match="begin with SELESAI"):
        read(body)


def test_a_mail_delivered_twice_says_nothing_new() -> None:
    assert read("SELESAI") == read("SELESAI")


def test_another_mail_is_another_reply() -> None:
    assert read("SELESAI")[0].id != read("SELESAI", "<2@example>")[0].id


def test_what_we_wrote_ourselves_is_not_taken_for_an_answer() -> None:
    assert written_text("Selesai\n\nPada Sel, 24 Nov 2026 Tertib menulis:\n> SELESAI") == "Selesai"
