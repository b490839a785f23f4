"""Letters: both languages alike, nothing left empty, nobody called guilty."""

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tertib.core.deadlines import start
from tertib.core.ladders import DutyCount, RungIssued, RungProposal
from tertib.core.notices import (
    Letter,
    RowMistake,
    Wording,
    dispatch_letter,
    load_wording,
    not_read_letter,
    portal_text,
    received_letter,
    reminder_letter,
    requester_letter,
    rung_letter,
)
from tertib.core.notices.letters import contact_test_letter, invitation_letter
from tertib.core.notices.wording import local_moment, number, placeholders
from tertib.errors import NoticeIncomplete
from tertib.vocabulary import LegalZone, Urgency
from tests.core.notices.samples import CALENDAR, NOW, ORDER, POLICY, SENDER, notice

ID, EN = load_wording("id"), load_wording("en")
BOTH = pytest.mark.parametrize("wording", [ID, EN], ids=["id", "en"])
GUILT = re.compile(
    r"kriminal|penjahat|pelaku kejahatan|tersangka|pidana|criminal|offender|culprit|suspect|felon|crook",
    re.IGNORECASE,
)


def all_letters(wording: Wording) -> dict[str, Letter]:
    documents = [notice(language=wording.language).document]
    proposals = {
        rung.wording: RungProposal(
            "lapakraya",
            rung,
            2 if rung.times > 1 else 1,
            DutyCount(240, 48),
            (RungIssued("written-warning", NOW),),
        )
        for rung in POLICY.rungs
    }
    rungs = {
        key: rung_letter(
            proposal,
            recipient="LapakRaya",
            platform_name="LapakRaya",
            sender=SENDER,
            wording=wording,
            issued_at=NOW,
        )
        for key, proposal in proposals.items()
    }
    wrong = [RowMistake(4, "N-7K3M9QXD2A4B", (("reply", "is unknown"),))]
    return {
        "dispatch": dispatch_letter("D-8QZ4", documents, policy=POLICY, sender=SENDER, wording=wording),
        "reminder": reminder_letter("D-8QZ4", documents, policy=POLICY, sender=SENDER, wording=wording),
        "reply_received": received_letter(
            "D-8QZ4",
            recipient="LapakRaya",
            recorded=39_999,
            mistakes=wrong,
            received_at=NOW,
            sender=SENDER,
            wording=wording,
        ),
        "mail_not_read": not_read_letter(
            "D-8QZ4",
            recipient="LapakRaya",
            said="begin with SELESAI",
            received_at=NOW,
            sender=SENDER,
            wording=wording,
        ),
        "told_requester": requester_letter(
            "O-4T9WQ2MZK7XA",
            recipient="Kementerian Perniagaan Contoh",
            letter_number="118/PKTN/11/2026",
            lines=["12"],
            count=12,
            at=NOW,
            sender=SENDER,
            wording=wording,
        ),
        "invitation": invitation_letter(
            person="Rani Prasetya",
            party="Kementerian Perniagaan Contoh",
            inviter="Bagus Wicaksana",
            link="https://tertib.example/akun/password/reset/key/1-x/",
            portal_url="https://tertib.example",
            days=3,
            wording=wording,
        ),
        "contact_test": contact_test_letter(
            recipient="Tim LapakRaya",
            party="LapakRaya",
            tester="Yusuf Mahendra",
            portal_url="https://tertib.example/kontak/",
            wording=wording,
        ),
        **rungs,
    }


def test_both_languages_have_the_same_letters_and_sentences() -> None:
    assert set(ID.letters) == set(EN.letters)
    assert set(ID.sentences) == set(EN.sentences)


def test_both_languages_want_the_same_fields() -> None:
    for key, letter in ID.letters.items():
        assert placeholders(letter.subject) == placeholders(EN.letters[key].subject), key
        assert placeholders(letter.body) == placeholders(EN.letters[key].body), key
    for key, sentence in ID.sentences.items():
        assert placeholders(sentence) == placeholders(EN.sentences[key]), key


@BOTH
def test_every_letter_can_be_written_and_is_filled_completely(wording: Wording) -> None:
    letters = all_letters(wording)
    assert set(letters) == set(wording.letters)
    for letter in letters.values():
        assert "{" not in letter.subject + letter.body
        assert "\n" not in letter.subject
        assert "None" not in letter.body


def test_the_policy_names_only_letters_that_there_are() -> None:
    wanted = {*POLICY.wording.values(), *(rung.wording for rung in POLICY.rungs)}
    assert wanted <= set(ID.letters)


@BOTH
def test_no_letter_calls_anybody_guilty(wording: Wording) -> None:
    texts = [letter.subject + letter.body for letter in wording.letters.values()]
    texts += wording.sentences.values()
    texts += [letter.body for letter in all_letters(wording).values()]
    assert not [found for text in texts if (found := GUILT.search(text))]


def test_the_dispatch_says_how_to_answer_until_when_and_whose_idea_the_deadline_is() -> None:
    body = all_letters(ID)["dispatch"].body
    assert "25 November 2026 pukul 10.04 WIB (24 jam)" in body
    assert "usulan kebijakan, bukan ketentuan peraturan" in body
    assert "SELESAI" in body
    assert SENDER.reply_address in body
    assert "118/PKTN/11/2026, 23 November 2026 (O-4T9WQ2MZK7XA)" in body
    assert POLICY.reference in body


def test_the_dispatch_names_the_earliest_of_its_deadlines() -> None:
    urgent = notice(
        key="N-8K3M", clock=start(POLICY.deadline(Urgency.URGENT), NOW, calendar=CALENDAR)
    ).document
    letter = dispatch_letter("D-1", [notice().document, urgent], policy=POLICY, sender=SENDER, wording=EN)
    assert "24 November 2026, 14:04 WIB (4 hours)" in letter.body


def test_a_dispatch_from_two_orders_names_both_letters_once() -> None:
    other = replace(ORDER, key="O-2", letter_number="119/PKTN/11/2026")
    documents = [notice().document, notice(order=other).document, notice().document]
    body = dispatch_letter("D-1", documents, policy=POLICY, sender=SENDER, wording=ID).body
    assert body.count("118/PKTN/11/2026") == 1
    assert "119/PKTN/11/2026" in body


def test_a_warning_says_which_it_is_until_when_and_on_what_figures() -> None:
    letter = all_letters(ID)["rung_warning"]
    assert letter.subject == "Peringatan tertulis ke-2 untuk LapakRaya"
    assert "48 dari 240 pemberitahuan dalam 30 hari terakhir" in letter.body
    assert "(20 persen)" in letter.body
    assert "14 hari kalender, sampai 9 Desember 2026 pukul 00.00 WIB" in letter.body


def test_a_field_that_is_empty_keeps_the_letter_back() -> None:
    with pytest.raises(NoticeIncomplete, match="lacks contact"):
        dispatch_letter(
            "D-1", [notice().document], policy=POLICY, sender=replace(SENDER, contact=" "), wording=ID
        )


def test_braces_in_a_title_are_text_and_nothing_more() -> None:
    odd = replace(ORDER, authority="Badan {portal_url} Contoh")
    letter = dispatch_letter("D-1", [notice(order=odd).document], policy=POLICY, sender=SENDER, wording=ID)
    assert "Badan {portal_url} Contoh" in letter.body


def test_an_inbox_row_says_what_and_until_when() -> None:
    text = portal_text(notice().document, wording=ID)
    assert text.startswith("Kementerian Perniagaan Contoh meminta:")
    assert "25 November 2026 pukul 10.04 WIB" in text


def test_many_mistakes_are_shortened_in_the_letter() -> None:
    wrong = [RowMistake(n, "N-1", (("reply", "is unknown"),)) for n in range(2, 60)]
    body = received_letter(
        "D-1", recipient="x", recorded=0, mistakes=wrong, received_at=NOW, sender=SENDER, wording=ID
    ).body
    assert "baris 21," in body
    assert "baris 22," not in body


def test_moments_and_counts_are_written_as_each_language_does() -> None:
    at = datetime(2026, 12, 31, 17, 5, tzinfo=UTC)
    assert local_moment(at, zone=LegalZone.WIB, language="id") == "1 Januari 2027 pukul 00.05 WIB"
    assert local_moment(at, zone=LegalZone.WIT, language="en") == "1 January 2027, 02:05 WIT"
    assert (number(40_000, language="id"), number(40_000, language="en")) == ("40.000", "40,000")
