"""Mail that comes in: answers by one word, orders with a table, bounces, holiday notes, and letters from nobody."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings

from tertib.actions.actor import actor_of_person
from tertib.adapters.mailbox import ReceivedMail
from tertib.core.notices.tags import order_address, reply_address
from tertib.store.models import Case, Dispatch, MailIn, Order, Reply
from tertib.vocabulary import CaseState, ContactHealth, OrderSource, OrderState, Role
from tertib.worker.mail import take_in
from tertib.worker.reading import read_next
from tests.actions.world import World, link
from tests.factories import make_person
from tests.worker.outside import Outside

STAFF = "penurunan@niagaid.localhost"
TABLE = b"Tautan\nhttps://lapakraya.localhost/i.5.1\nhttps://lapakraya.localhost/i.5.2\n"


@pytest.fixture
def sent(world: World) -> Dispatch:
    """Two notices that went by mail."""
    world.ask(link(1, "niagaid"), link(2, "niagaid"))
    return Dispatch.objects.get()


def post(
    world: World,
    around: Outside,
    to: str,
    body: str = "SELESAI",
    *,
    sender: str = f"Tim NiagaID <{STAFF}>",
    envelope_from: str = STAFF,
    headers: str = "Message-ID: <1@niagaid.localhost>\n",
    files: tuple[tuple[str, bytes], ...] = (),
) -> MailIn:
    """Hand a mail over as the listener does; what was kept of it."""
    raw = f"From: {sender}\nTo: {to}\nSubject: Pekan 47\n{headers}".encode()
    if files:
        raw += b'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="b"\n\n--b\nContent-Type: text/plain\n\n'
        raw += body.encode()
        for name, content in files:
            raw += f'\n--b\nContent-Type: text/csv\nContent-Disposition: attachment; filename="{name}"\n\n'.encode()
            raw += content
        raw += b"\n--b--\n"
    else:
        raw += b"Content-Type: text/plain; charset=utf-8\n\n" + body.encode()
    take_in(ReceivedMail(raw=raw, envelope_from=envelope_from, envelope_to=to), around.context(world))
    return MailIn.objects.order_by("pk").last()  # type: ignore[return-value]


def tagged(dispatch: Dispatch) -> str:
    return reply_address(dispatch.key, secret=settings.SECRET_KEY, domain="tertib.example")


def to_order(world: World) -> str:
    return order_address(world.ministry.slug, secret=settings.SECRET_KEY, domain="tertib.example")


def test_one_word_answers_every_notice_of_the_dispatch(world: World, around: Outside, sent: Dispatch) -> None:
    mail = post(world, around, tagged(sent), "Selesai, terima kasih.\n\n> kutipan")
    assert (mail.taken_for, [one["status"] for one in mail.results]) == ("reply", ["recorded"] * 2)
    assert set(Case.objects.values_list("state", flat=True)) == {CaseState.CLAIMED}


def test_a_mail_that_comes_twice_by_two_ways_says_nothing_new(
    world: World, around: Outside, sent: Dispatch
) -> None:
    post(world, around, tagged(sent))
    post(world, around, tagged(sent))
    assert MailIn.objects.count() == 1
    world.now += timedelta(hours=2)
    later = "Received: by another way\nMessage-ID: <1@niagaid.localhost>\n"
    again = post(world, around, tagged(sent), headers=later)
    assert [one["status"] for one in again.results] == ["already"] * 2
    assert Reply.objects.count() == 2


def test_a_word_that_says_too_little_is_kept_with_what_to_write(
    world: World, around: Outside, sent: Dispatch
) -> None:
    mail = post(world, around, tagged(sent), "Mohon waktu.")
    assert mail.results[0]["status"] == "refused"
    assert "SELESAI" in mail.results[0]["detail"]
    assert not Reply.objects.exists()


@pytest.mark.parametrize(
    "headers", ["Auto-Submitted: auto-replied\n", "Precedence: auto_reply\n", "X-Autoreply: yes\n"]
)
def test_a_holiday_note_answers_nothing(headers: str, world: World, around: Outside, sent: Dispatch) -> None:
    mail = post(world, around, tagged(sent), headers=headers)
    assert mail.taken_for == "auto_reply"
    assert not Reply.objects.exists()


def test_a_mail_that_came_back_makes_its_mailbox_dead_and_stops_the_clocks(
    world: World, around: Outside, sent: Dispatch
) -> None:
    report = (
        'MIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary="r"\n\n'
        "--r\nContent-Type: text/plain\n\nno such mailbox\n--r\nContent-Type: message/delivery-status\n\n"
        "Reporting-MTA: dns; mx\n\nFinal-Recipient: rfc822; x\nAction: failed\nStatus: 5.1.1\n\n--r--\n"
    )
    raw = f"From: MAILER-DAEMON@mx\nTo: {tagged(sent)}\nSubject: Undelivered\n{report}".encode()
    received = ReceivedMail(raw=raw, envelope_from="", envelope_to=tagged(sent))
    take_in(received, around.context(world))
    assert MailIn.objects.filter(taken_for="bounce").exists()
    assert world.contact("niagaid").health == ContactHealth.DEAD
    assert world.wait(500) == 0


def test_a_mail_that_came_back_says_nothing_of_what_went_by_another_way(
    world: World, around: Outside
) -> None:
    world.ask(link(1))
    dispatch = Dispatch.objects.get()
    report = (
        'MIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary="r"\n\n'
        "--r\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx\n\nAction: failed\nStatus: 5.1.1\n\n"
        f"--r\nContent-Type: text/rfc822-headers\n\nMessage-ID: <dispatch.{dispatch.key.lower()}@x.example>\n--r--\n"
    )
    raw = f"From: MAILER-DAEMON@mx\nTo: tertib@tertib.example\nSubject: Undelivered\n{report}".encode()
    received = ReceivedMail(raw=raw, envelope_from="", envelope_to="tertib@tertib.example")
    take_in(received, around.context(world))
    assert MailIn.objects.get().taken_for == "bounce"
    assert world.contact().health == ContactHealth.WELL


@pytest.mark.parametrize(
    "to", ["balas+d7k3m9qxd2a4b.aaaaaaaaaaaaaaaaaaaaaaaaaa@tertib.example", "halo@tertib.example"]
)
def test_a_mail_to_an_address_that_nobody_was_given_is_kept_and_answers_nothing(
    to: str, world: World, around: Outside, sent: Dispatch
) -> None:
    mail = post(world, around, to)
    assert (mail.taken_for, mail.dispatch_id) == ("unknown", None)
    assert not Reply.objects.exists()


def test_a_table_of_notices_of_another_marketplace_is_refused_row_by_row(
    world: World, around: Outside, sent: Dispatch
) -> None:
    [other] = world.ask(link(1))
    filled = f"notice,reply\n{other.key},selesai\n".encode()
    mail = post(world, around, tagged(sent), files=(("jawaban.csv", filled),))
    assert [(one["status"], one["code"]) for one in mail.results] == [("refused", "not_found")]
    assert world.case(1).state == CaseState.NOTIFIED


def test_a_table_by_mail_to_the_offices_address_is_a_draft_until_a_person_hands_it_in(
    world: World, around: Outside
) -> None:
    analyst = make_person(world.ministry, Role.ANALYST, email="rani@kementerian.example")
    sender = "Rani Prasetya <Rani@kementerian.example>"
    mail = post(
        world,
        around,
        to_order(world),
        "Terlampir.",
        sender=sender,
        files=(("daftar.csv", TABLE), ("b.csv", TABLE)),
    )
    assert [one["status"] for one in mail.results] == ["draft", "refused"]
    assert read_next(around.context(world)) == 1
    order = Order.objects.get()
    assert (order.state, order.source, order.row_count) == (OrderState.DRAFT, OrderSource.MAIL, 2)
    assert order.handed_in_by == actor_of_person(analyst).person
    assert not Case.objects.exists()


@pytest.mark.parametrize("sender", ["orang@lain.example", "Rani <rani@badan.example>", ""])
def test_a_list_from_somebody_who_does_not_belong_to_the_office_is_no_order(
    sender: str, world: World, around: Outside
) -> None:
    make_person(world.agency, Role.ANALYST, email="rani@badan.example")
    mail = post(world, around, to_order(world), sender=sender, files=(("daftar.csv", TABLE),))
    assert mail.taken_for == "unknown"
    assert not Order.objects.exists()


def test_a_list_to_an_address_of_another_tag_is_no_order(world: World, around: Outside) -> None:
    make_person(world.ministry, Role.ANALYST, email="rani@kementerian.example")
    forged = order_address(world.ministry.slug, secret="another secret", domain="tertib.example")
    mail = post(world, around, forged, sender="rani@kementerian.example", files=(("daftar.csv", TABLE),))
    assert mail.taken_for == "unknown"


def test_a_role_that_hands_in_nothing_on_the_page_hands_in_nothing_by_mail(
    world: World, around: Outside
) -> None:
    make_person(world.ministry, Role.AUDITOR, email="audit@kementerian.example")
    mail = post(world, around, to_order(world), sender="audit@kementerian.example", files=(("d.csv", TABLE),))
    assert mail.results[0]["status"] == "refused"
    assert not Order.objects.exists()


@pytest.mark.parametrize(
    "content", [b"PK\x03\x04" + b"\x00" * 2000, b"\x00" * 5000, b'"' * 10_000, b"notice,reply\n" * 3]
)
def test_a_hostile_attachment_is_kept_and_does_nothing(
    content: bytes, world: World, around: Outside, sent: Dispatch
) -> None:
    mail = post(world, around, tagged(sent), "Terlampir", files=(("jawaban.xlsx", content),))
    assert mail.taken_for == "reply"
    assert not Reply.objects.exists()
    assert Path(around.folder, "files", mail.file_key).exists()
