from dataclasses import replace
from email import message_from_bytes
from email.policy import default

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tertib.adapters.channels.contract import Address, MailServer
from tertib.adapters.channels.email.message import compose, message_id
from tertib.errors import DeliveryRefused, OutsideError
from tertib.vocabulary import ChannelKind
from tests.adapters.channels.test_contract import PARCEL, run, side

SERVER = MailServer(sender="tertib@tertib.example")
ADDRESS = Address(
    kind=ChannelKind.EMAIL, target="takedown@lapakraya.example", reply_to="balas+d1.x@tertib.example"
)


def received():
    async def play():
        async with side(ChannelKind.EMAIL) as here:
            await here.send()
            return here.receiver

    return run(play())


def test_the_mail_that_arrives_says_what_was_given_and_carries_the_table():
    receiver = received()
    mail = message_from_bytes(receiver.mails[0], policy=default)
    assert mail["Subject"] == PARCEL.subject
    assert mail["To"].addresses[0].addr_spec == "takedown@lapakraya.example"
    assert mail["Reply-To"] == "balas+d7k3.abc@tertib.example"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["List-Unsubscribe"] is None
    # its line with one dot too
    assert (mail.get_body(("plain",)) or mail).get_content().splitlines() == PARCEL.body.splitlines()
    (table,) = mail.iter_attachments()
    assert (table.get_filename(), table.get_content_type()) == ("D-7K3M9QXD2A4B.csv", "text/csv")
    assert table.get_payload(decode=True) == PARCEL.csv


def test_a_bounce_goes_to_the_tagged_address_so_that_it_names_its_dispatch():
    assert received().envelopes[0][0] == "balas+d7k3.abc@tertib.example"


def test_the_same_parcel_makes_the_same_bytes():
    assert (
        compose(PARCEL, ADDRESS, server=SERVER).as_bytes()
        == compose(PARCEL, ADDRESS, server=SERVER).as_bytes()
    )


@given(st.text(), st.text(), st.text(), st.text(max_size=60))
def test_whatever_stands_in_a_parcel_there_is_one_of_each_header_and_each_is_one_of_ours(
    subject, body, name, key
):
    parcel = replace(PARCEL, subject=subject, body=body, recipient_name=name, key=key)
    mail = message_from_bytes(compose(parcel, ADDRESS, server=SERVER).as_bytes(), policy=default)
    names = [name.lower() for name in mail]
    assert len(names) == len(set(names))
    assert set(names) <= {
        "from", "to", "reply-to", "subject", "date", "message-id", "content-language", "auto-submitted",
        "x-tertib-dispatch", "mime-version", "content-type", "content-transfer-encoding",
    }  # fmt: skip
    assert mail["To"].addresses[0].addr_spec == ADDRESS.target


@given(st.text(max_size=80))
def test_a_message_id_is_always_a_message_id(key):
    assert message_id(key, domain="tertib.example").startswith("<dispatch.")
    assert message_id(key, domain="tertib.example").isascii()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a",
        "a@",
        "@b",
        "a b@c.example",
        "a@b.example\n",
        "é@b.example",
        "a..b@c.example",
        ".a@b.example",
        "a@b..c",
        "<a@b.example>",
    ],
)
def test_what_is_no_mail_address_is_refused(text):
    with pytest.raises(DeliveryRefused, match="no mail address"):
        compose(PARCEL, replace(ADDRESS, target=text), server=SERVER)


def test_without_a_table_nothing_is_attached():
    assert not compose(replace(PARCEL, csv=b""), ADDRESS, server=SERVER).is_multipart()


@pytest.mark.parametrize(("answer", "for_good"), [("554 5.7.1 spam", True), ("452 4.2.2 full", False)])
def test_what_the_server_says_to_the_mail_decides_whether_it_is_tried_again(answer, for_good):
    async def play():
        async with side(ChannelKind.EMAIL) as here:
            here.receiver._data = [answer]
            with pytest.raises(OutsideError, match=answer[:3]) as caught:
                await here.send()
            return caught.value

    assert isinstance(run(play()), DeliveryRefused) == for_good


def test_a_mailbox_that_is_busy_is_tried_again():
    async def play():
        async with side(ChannelKind.EMAIL) as here:
            here.receiver.rcpt = "450 4.2.1 busy"
            with pytest.raises(OutsideError, match="450") as caught:
                await here.send()
            return caught.value

    assert run(play()).retry
