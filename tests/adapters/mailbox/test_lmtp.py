import asyncio
import smtplib
import socket

import pytest

from tertib.adapters.mailbox import MailIn, ReceivedMail, parse_mail
from tertib.adapters.mailbox.lmtp import MAX_CONNECTIONS
from tests.adapters.mailbox.letters import TAG, letter

TO = f"balas+{TAG}@tertib.example"


def post(port, raw=None, *, to=TO, sender="rina@lapakraya.example"):
    """What the server answers to the recipient and to the mail."""
    with smtplib.LMTP("127.0.0.1", port, timeout=20) as client:
        client.ehlo_or_helo_if_needed()
        client.mail(sender)
        code, said = client.rcpt(to)
        if code != 250:
            return code, said
        return client.data(raw or letter())


def with_door(play, *, on_message=None, domain=None):
    kept: list[ReceivedMail] = []

    async def keep(mail):
        kept.append(mail)

    async def run():
        async with MailIn("127.0.0.1", 0, on_message or keep, domain=domain) as door:
            return await asyncio.wait_for(asyncio.to_thread(play, door.port), 40)

    return asyncio.run(run()), kept


def test_a_mail_is_acknowledged_and_kept_with_its_envelope():
    (code, _), kept = with_door(post)
    assert code == 250
    assert (kept[0].envelope_from, kept[0].envelope_to) == ("rina@lapakraya.example", TO)
    mail = parse_mail(kept[0].raw, envelope_from=kept[0].envelope_from, envelope_to=kept[0].envelope_to)
    assert (mail.tags, mail.first_line) == ((TAG,), "SELESAI")


def test_a_bounce_has_an_empty_sender():
    _, kept = with_door(lambda port: post(port, sender=""))
    assert kept[0].envelope_from == ""


def test_a_mail_is_acknowledged_only_after_it_was_kept():
    order = []

    async def keep(mail):
        await asyncio.sleep(0.3)
        order.append("kept")

    def play(port):
        post(port)
        order.append("acknowledged")

    with_door(play, on_message=keep)
    assert order == ["kept", "acknowledged"]


@pytest.mark.parametrize("error", [OSError("disk full"), ValueError("x"), TimeoutError()])
def test_a_mail_that_could_not_be_kept_stays_with_its_sender(error):
    async def keep(mail):
        raise error

    (code, said), _ = with_door(post, on_message=keep)
    assert code == 451
    assert b"disk full" not in said


def test_the_next_mail_after_one_that_failed_is_kept():
    kept = []

    async def keep(mail):
        kept.append(mail)
        if len(kept) == 1:
            raise OSError("once")

    codes, _ = with_door(lambda port: [post(port)[0] for _ in range(2)], on_message=keep)
    assert codes == [451, 250]


def test_another_domains_mail_is_refused():
    (code, _), kept = with_door(lambda port: post(port, to="x@else.example"), domain="tertib.example")
    assert (code, kept) == (550, [])
    assert with_door(post, domain="Tertib.Example")[0][0] == 250


def test_a_second_recipient_is_asked_to_come_again():
    def play(port):
        with smtplib.LMTP("127.0.0.1", port, timeout=20) as client:
            client.ehlo_or_helo_if_needed()
            client.mail("a@b.example")
            return [client.rcpt(to)[0] for to in (TO, TO)]

    assert with_door(play)[0] == [250, 452]


def test_a_mail_over_the_limit_is_refused_before_it_is_sent():
    def play(port):
        with smtplib.LMTP("127.0.0.1", port, timeout=20) as client:
            client.ehlo_or_helo_if_needed()
            return client.mail("a@b.example", [f"SIZE={26 * 2**20}"])[0]

    assert with_door(play)[0] == 552


def test_too_many_connections_are_told_to_come_later_and_room_comes_free():
    def play(port):
        open_now = [socket.create_connection(("127.0.0.1", port), timeout=20) for _ in range(MAX_CONNECTIONS)]
        for each in open_now:
            assert each.recv(100).startswith(b"220")
        with socket.create_connection(("127.0.0.1", port), timeout=20) as late:
            said = late.recv(100)
        for each in open_now:
            each.close()
        return said, post(port)[0]

    (said, code), _ = with_door(play)
    assert said.startswith(b"421")
    assert code == 250


def test_a_sender_that_hangs_up_in_the_middle_leaves_nothing():
    def play(port):
        with socket.create_connection(("127.0.0.1", port), timeout=20) as sock:
            sock.recv(100)
            sock.sendall(b"LHLO x\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<%b>\r\nDATA\r\nhalf" % TO.encode())
        return post(port)[0]

    code, kept = with_door(play)
    assert (code, len(kept)) == (250, 1)


def test_a_port_that_is_taken_is_an_error_at_the_start():
    async def run():
        async def keep(mail):
            pass

        async with MailIn("127.0.0.1", 0, keep) as door:
            with pytest.raises(OSError, match="address"):
                await MailIn("127.0.0.1", door.port, keep).__aenter__()

    asyncio.run(run())
