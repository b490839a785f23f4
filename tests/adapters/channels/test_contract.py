"""One contract over all channels, each with a receiving side that runs."""

import asyncio
import base64
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default

import pytest

from tertib.adapters.channels import CHANNELS, Address, Delivered, Parcel, channel_for
from tertib.adapters.fetch import Fetcher, FetchLimits
from tertib.errors import AddressForbidden, DeliveryRefused, OutsideError
from tertib.vocabulary import ChannelKind
from tests.adapters.channels.receivers import MailReceiver, WebhookReceiver

HOST = "lapakraya.localhost"
SECRET = "whsec_" + base64.b64encode(b"k" * 32).decode()
NOTHING_LEAVES = (ChannelKind.PORTAL, ChannelKind.PULL)
LEAVES = (ChannelKind.WEBHOOK, ChannelKind.EMAIL)

PARCEL = Parcel(
    key="D-7K3M9QXD2A4B",
    recipient_name="LapakRaya",
    count=12,
    summary={"dispatch": "D-7K3M9QXD2A4B", "count": 12, "policy": "used-clothing"},
    created_at=datetime(2026, 3, 2, 3, 4, 5, tzinfo=UTC),
    notices=({"notice": "N-1"},),
    csv="\ufeffnotice,link\r\nN-1,https://lapakraya.localhost/p/1\r\n".encode(),
    subject="12 pemberitahuan untuk LapakRaya – mohon ditindaklanjuti",
    body="Yth. Tim LapakRaya,\n\nAda 12 tautan.\n.\nHormat kami",
)


@dataclass
class Side:
    """A receiving side of one channel: how to be reached, and the keys of what it took."""

    address: Address
    fetcher: Fetcher
    smtp: dict[str, object]
    receiver: WebhookReceiver | MailReceiver | None

    async def send(self, parcel: Parcel = PARCEL, address: Address | None = None) -> Delivered:
        address = address or self.address
        channel = channel_for(
            address.kind, fetcher=self.fetcher, smtp=self.smtp, mail_from="tertib@tertib.example"
        )
        return await channel.deliver(parcel, address, now=datetime.now(UTC))

    def taken(self) -> list[str]:
        """What tells one delivery from another on this side, once for each that was taken or seen."""
        match self.receiver:
            case WebhookReceiver():
                return [headers["webhook-id"] for headers in self.receiver.headers]
            case MailReceiver():
                return [
                    str(message_from_bytes(raw, policy=default)["Message-ID"]) for raw in self.receiver.mails
                ]
        return []


@asynccontextmanager
async def side(kind: ChannelKind, *answers: str, wait_seconds: float = 0):
    """`answers` are words of the contract: ok, later, gone, redirect."""
    answers = answers or ("ok",)
    hook = WebhookReceiver(
        *[{"ok": 200, "later": 500, "gone": 410, "redirect": 302}[word] for word in answers],
        secret=SECRET,
        wait_seconds=wait_seconds,
    )
    mail = MailReceiver(
        rcpt="550 5.1.1 no such mailbox" if answers == ("gone",) else "250 OK",
        data=tuple(
            {"ok": "250 OK", "later": "451 4.3.0 later", "gone": "250 OK"}.get(word, "250 OK")
            for word in answers
        ),
        wait_seconds=wait_seconds,
    )
    async with (
        hook,
        mail,
        Fetcher(
            contact="ops@tertib.example",
            hosts={HOST: ("127.0.0.1", hook.port)},
            limits=FetchLimits(total_seconds=2),
        ) as fetcher,
    ):
        addresses = {
            ChannelKind.WEBHOOK: Address(kind=kind, target=f"http://{HOST}/kait", secret=SECRET),
            ChannelKind.EMAIL: Address(
                kind=kind, target="takedown@lapakraya.example", reply_to="balas+d7k3.abc@tertib.example"
            ),
        }
        receivers: dict[ChannelKind, WebhookReceiver | MailReceiver] = {
            ChannelKind.WEBHOOK: hook,
            ChannelKind.EMAIL: mail,
        }
        yield Side(
            address=addresses.get(kind, Address(kind=kind)),
            fetcher=fetcher,
            smtp={"host": "127.0.0.1", "port": mail.port},
            receiver=receivers.get(kind),
        )


def run(coroutine):
    return asyncio.run(asyncio.wait_for(coroutine, 20))


def test_every_kind_of_channel_has_a_channel():
    assert set(CHANNELS) == set(ChannelKind)


@pytest.mark.parametrize("kind", ChannelKind)
def test_a_parcel_is_delivered_and_the_receipt_names_it(kind):
    async def play():
        async with side(kind) as here:
            return await here.send(), here.taken()

    delivered, taken = run(play())
    assert delivered.detail.isprintable()
    assert PARCEL.key.lower() in delivered.receipt_id.lower()
    assert len(taken) == (0 if kind in NOTHING_LEAVES else 1)


@pytest.mark.parametrize("kind", ChannelKind)
def test_the_same_parcel_twice_is_recognisable_as_the_same(kind):
    async def play():
        async with side(kind) as here:
            receipts = [(await here.send()).receipt_id for _ in range(2)]
            return receipts, here.taken()

    receipts, taken = run(play())
    assert receipts[0] == receipts[1]
    assert len(set(taken)) == len(taken) / 2
    other = replace(PARCEL, key="D-OTHER")

    async def play_other():
        async with side(kind) as here:
            return (await here.send(other)).receipt_id

    assert run(play_other()) != receipts[0]


@pytest.mark.parametrize("kind", LEAVES)
def test_trouble_on_the_other_side_is_worth_another_try_which_then_succeeds(kind):
    async def play():
        async with side(kind, "later", "ok") as here:
            with pytest.raises(OutsideError) as caught:
                await here.send()
            return caught.value, await here.send(), here.taken()

    error, delivered, taken = run(play())
    assert error.retry
    assert not isinstance(error, DeliveryRefused)
    assert PARCEL.key.lower() in delivered.receipt_id.lower()
    assert len(set(taken)) == 1


@pytest.mark.parametrize("kind", LEAVES)
def test_a_refusal_for_good_is_not_worth_another_try(kind):
    async def play():
        async with side(kind, "gone") as here:
            with pytest.raises(DeliveryRefused) as caught:
                await here.send()
            return caught.value

    assert not run(play()).retry


@pytest.mark.parametrize("kind", LEAVES)
def test_nobody_at_home_is_worth_another_try(kind):
    async def play():
        async with side(kind) as here:
            here.smtp = {"host": "127.0.0.1", "port": 9}  # discard: nobody listens there
            here.fetcher._hosts[HOST] = ("127.0.0.1", 9)
        async with Fetcher(contact="x", hosts={HOST: ("127.0.0.1", 9)}) as here.fetcher:
            with pytest.raises(OutsideError) as caught:
                await here.send()
            return caught.value

    assert run(play()).retry


@pytest.mark.parametrize(
    ("kind", "target"),
    [
        (ChannelKind.WEBHOOK, "kait"),
        (ChannelKind.WEBHOOK, "ftp://lapakraya.localhost/x"),
        (ChannelKind.EMAIL, "takedown"),
        (ChannelKind.EMAIL, "a@b.example\r\nBcc: c@d.example"),
        (ChannelKind.EMAIL, "a@b.example, c@d.example"),
        (ChannelKind.EMAIL, "a@b.example>\r\nRCPT TO:<c@d.example"),
    ],
)
def test_a_target_that_is_none_is_refused_for_good(kind, target):
    async def play():
        async with side(kind) as here:
            with pytest.raises(DeliveryRefused):
                await here.send(address=replace(here.address, target=target))
            return here.taken()

    assert run(play()) == []


@pytest.mark.parametrize("kind", ChannelKind)
@pytest.mark.parametrize(
    "evil", ["x\r\nBcc: victim@else.example", "x\n\nbody", "x\0y", "x\u2028y", "\ud800", "x" * 5000]
)
def test_no_text_of_a_parcel_adds_a_header_or_breaks_a_delivery(kind, evil):
    parcel = replace(
        PARCEL, subject=evil, recipient_name=evil, body=evil, summary={"a": evil.replace("\ud800", "?")[:90]}
    )

    async def play():
        async with side(kind) as here:
            await here.send(parcel)
            return here.receiver

    receiver = run(play())
    if isinstance(receiver, MailReceiver):
        mail = message_from_bytes(receiver.mails[0], policy=default)
        assert mail["Bcc"] is None
        assert [len(mail.get_all(name, [])) for name in ("To", "From", "Subject", "Message-ID")] == [
            1,
            1,
            1,
            1,
        ]
        assert receiver.envelopes[0][1] == ["takedown@lapakraya.example"]


@pytest.mark.parametrize("kind", LEAVES)
def test_a_hostile_key_is_refused_or_made_harmless(kind):
    async def play():
        async with side(kind) as here:
            try:
                await here.send(replace(PARCEL, key="D-1\r\nX-Evil: 1"))
            except DeliveryRefused:
                return None
            return here.receiver.mails[0]

    raw = run(play())
    assert raw is None or b"\nX-Evil" not in raw


def test_a_webhook_to_an_inside_address_is_forbidden():
    async def play():
        async with side(ChannelKind.WEBHOOK) as here:
            with pytest.raises(AddressForbidden) as caught:
                await here.send(address=replace(here.address, target="http://127.0.0.1/"))
            return caught.value

    assert not run(play()).retry
