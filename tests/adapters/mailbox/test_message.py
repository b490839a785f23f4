import random
import subprocess
import sys
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tertib.adapters.mailbox import IncomingMail, parse_mail
from tests.adapters.mailbox import letters as given_mail
from tests.adapters.mailbox.letters import DISPATCH, TAG, letter


def test_an_answer_tells_who_about_what_and_in_which_words():
    mail = parse_mail(letter("SELESAI\n"), envelope_from="takedown@lapakraya.example")
    assert mail.sender == "Tim LapakRaya <takedown@lapakraya.example>"
    assert (mail.tags, mail.text, mail.first_line) == ((TAG,), "SELESAI", "SELESAI")
    assert (mail.is_bounce, mail.is_automatic) == (False, False)
    assert mail.message_id == "<abc@lapakraya.example>"


@pytest.mark.parametrize(
    ("body", "written"),
    [
        (given_mail.TOP_POSTED, "Selesai, sudah kami turunkan semua."),
        (given_mail.OUTLOOK, "DONE"),
        (given_mail.BOTTOM_POSTED, "SELESAI"),
        ("\n\n ---\n\n*Selesai*\n", "*Selesai*"),
        ("Dari kami: beres", "Dari kami: beres"),
        ("", ""),
        ("> hanya kutipan\n> saja\n", ""),
    ],
)
def test_the_first_line_with_words_is_the_senders_own(body, written):
    assert parse_mail(letter(body)).first_line == written


def test_no_word_of_the_quoted_letter_is_taken_for_the_senders():
    for body in (given_mail.TOP_POSTED, given_mail.OUTLOOK, given_mail.BOTTOM_POSTED):
        text = parse_mail(letter(body)).text
        assert "Yth." not in text
        assert "TANYA" not in text
        assert "Dear" not in text


def test_html_is_read_as_text_without_its_quote_style_or_script():
    mail = parse_mail(given_mail.HTML_ONLY)
    assert mail.text == "SELESAI & beres"


@pytest.mark.parametrize("header", ["To", "Cc", "Delivered-To", "X-Original-To"])
def test_a_tag_is_found_in_any_header_that_names_recipients(header):
    raw = f"{header}: someone@a.example, <BALAS+{TAG.upper()}@tertib.example>\n\nSELESAI".encode()
    assert parse_mail(raw).tags == (TAG,)


def test_the_tag_of_the_envelope_comes_first_and_no_tag_comes_twice():
    mail = parse_mail(letter(), envelope_to="balas+other.tag@tertib.example")
    assert mail.tags == ("other.tag", TAG)
    assert parse_mail(letter(), envelope_to=f"balas+{TAG}@tertib.example").tags == (TAG,)


def test_a_tag_in_the_text_or_the_subject_is_none():
    raw = f"To: x@tertib.example\nSubject: balas+{TAG}@tertib.example\n\nbalas+{TAG}@tertib.example".encode()
    assert parse_mail(raw).tags == ()


def test_a_bounce_names_its_status_and_the_dispatch_whose_mail_came_back():
    mail = parse_mail(given_mail.BOUNCE, envelope_from="")
    assert (mail.is_bounce, mail.is_automatic) == (True, False)
    assert (mail.bounce_status, mail.bounced_dispatch) == ("5.1.1", DISPATCH)
    assert mail.tags == (TAG,)
    assert "SELESAI" not in mail.text  # what lies within the returned mail is nobody's answer


def test_a_bounce_without_a_report_is_known_by_its_sender_and_subject():
    mail = parse_mail(given_mail.OLD_BOUNCE)
    assert (mail.is_bounce, mail.bounced_dispatch) == (True, DISPATCH)


def test_a_delay_is_no_bounce_and_no_answer():
    mail = parse_mail(given_mail.DELAYED, envelope_from="")
    assert (mail.is_bounce, mail.is_automatic) == (False, True)


@pytest.mark.parametrize(
    ("headers", "subject"),
    [
        ("Auto-Submitted: auto-replied\n", "Re: 12"),
        ("Auto-Submitted: auto-generated\n", "Tiket 5"),
        ("X-Autoreply: yes\n", "Re: 12"),
        ("Precedence: auto_reply\n", "Re: 12"),
        ("", "Automatic reply: 12 pemberitahuan"),
        ("", "Balasan otomatis: 12 pemberitahuan"),
        ("", "Out of Office Re: 12"),
        ("", "[Di luar kantor] 12"),
    ],
)
def test_nothing_that_nobody_wrote_becomes_an_answer(headers, subject):
    mail = parse_mail(letter("SELESAI", headers=headers, subject=subject))
    assert (mail.is_automatic, mail.is_bounce) == (True, False)


def test_a_null_sender_is_never_a_person():
    assert parse_mail(letter(), envelope_from="").is_automatic
    assert not parse_mail(letter(), envelope_from=None).is_automatic


@pytest.mark.parametrize("headers", ["Auto-Submitted: no\n", "Precedence: list\n"])
def test_headers_that_persons_mails_have_too_do_not_make_a_mail_automatic(headers):
    assert not parse_mail(letter(headers=headers)).is_automatic


def test_attached_tables_come_with_names_of_our_making_and_nothing_else_comes():
    mail = parse_mail(given_mail.WITH_TABLE)
    assert [table.name for table in mail.attachments] == ["lampiran-1.csv", "lampiran-2.csv"]
    assert mail.attachments[0].content == b"notice,reply\r\nN-1,selesai\r\n"
    assert mail.attachments[0].given_name == "../../etc/cron.d/jawaban.CSV"
    assert mail.subject == "Jawaban – terlampir"
    assert mail.text == "Terlampir jawaban kami, café."


def test_a_mail_without_an_id_gets_one_from_its_content():
    one, other = parse_mail(b"To: a@b\n\nx"), parse_mail(b"To: a@b\n\ny")
    assert one.message_id.startswith("<")
    assert one.message_id == parse_mail(b"To: a@b\n\nx").message_id != other.message_id


def test_a_header_that_tries_to_break_a_page_or_a_log_is_one_printable_line():
    mail = parse_mail(b"From: =?utf-8?b?YQ0KQmNjOiBi?= <\x1b[31mx@y>\nSubject: a\n\tb\x00c\n\n")
    assert mail.sender.isprintable()
    assert mail.subject.isprintable()


def nested(depth: int) -> bytes:
    raw = b""
    for n in range(depth):
        raw += f'Content-Type: multipart/mixed; BOUNDARY = "b{n}"\n\n--b{n}\n'.encode()
    return raw + b"Content-Type: text/plain\n\nSELESAI"


BOMBS = {
    "deep": nested(3_000),
    "many parts": b'Content-Type: multipart/mixed; boundary="b"\n\n' + b"--b\n\n" * 1_000_000,
    "many headers": b"To: a@b\n" * 1_000_000 + b"\nx",
    "many lines": b"To: a@b\n\n" + b"x\n" * 2_000_000,
    "one long header": b"Subject: " + b"=?utf-8?q?a?= " * 1_000_000 + b"\n\nx",
    "long address list": b"To: " + b"(" * 200_000 + b"\n\nx",
    "quote after quote": b"To: a@b\n\n" + b"On x " * 100_000,
    "html": b"Content-Type: text/html\n\n" + b"<div " * 200_000,
    "html entities": b"Content-Type: text/html\n\n" + b"<!" * 200_000 + b"&#x" * 100_000,
    "no end": b"Content-Type: multipart/report; report-type=delivery-status; boundary=\n\n--\n--\n",
    "unknown charset": b"Subject: =?x-evil?q?a?=\nContent-Type: text/plain; charset=zip\n\nSELESAI",
    "codec": b"Content-Type: text/plain; charset=zlib_codec\n\nSELESAI",
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_mail_made_to_cost_much_costs_little(name):
    began = time.perf_counter()
    assert isinstance(parse_mail(BOMBS[name]), IncomingMail)
    assert time.perf_counter() - began < 5


PARSE_ALL = """
import resource
from pathlib import Path
from tests.adapters.mailbox.test_message import BOMBS
from tertib.adapters.mailbox import parse_mail
for raw in BOMBS.values():
    parse_mail(raw)
status = Path("/proc/self/status")
lines = status.read_text().splitlines() if status.exists() else []
marks = [int(line.split()[1]) for line in lines if line.startswith("VmHWM")]
print(marks[0] if marks else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


def test_all_bombs_together_do_not_cost_a_gigabyte():
    """In a process of its own, by its own mark: on Linux, getrusage hands the parent's on."""
    done = subprocess.run([sys.executable, "-c", PARSE_ALL], capture_output=True, text=True, check=True)
    assert int(done.stdout) < 1024 * 1024


SEEDS = [
    letter(),
    given_mail.BOUNCE,
    given_mail.HTML_ONLY,
    given_mail.WITH_TABLE,
    given_mail.OLD_BOUNCE,
    letter(given_mail.TOP_POSTED),
]


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=500), st.one_of(st.none(), st.text(max_size=50)), st.text(max_size=80))
def test_any_bytes_give_a_mail(raw, envelope_from, envelope_to):
    mail = parse_mail(raw, envelope_from=envelope_from, envelope_to=envelope_to)
    assert mail.message_id
    assert all(text.isprintable() for text in (mail.sender, mail.subject, mail.message_id, mail.in_reply_to))


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(SEEDS), st.integers(0, 2**32))
def test_any_damage_to_a_real_mail_gives_a_mail(raw, seed):
    rng = random.Random(seed)
    damaged = bytearray(raw)
    for _ in range(rng.randrange(1, 30)):
        at = rng.randrange(len(damaged))
        match rng.randrange(3):
            case 0:
                damaged[at] = rng.randrange(256)
            case 1:
                del damaged[at : at + rng.randrange(20)]
            case 2:
                damaged[at:at] = damaged[:40]
    assert parse_mail(bytes(damaged)).message_id
