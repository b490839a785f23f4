"""What every channel is given, gives back and promises."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from tertib.adapters.fetch import Fetcher
from tertib.vocabulary import ChannelKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """What goes to one recipient in one delivery.

    `key` is the dispatch's key: the same key is the same delivery, however often it is sent, and each
    channel shows it so that the receiving side can tell. `summary` is all that a thin message says; it holds
    JSON values and no personal data. `subject` and `body` are for people, from the policy's wording in the
    recipient's language; the channels write no words of their own.
    """

    key: str
    recipient_name: str
    count: int
    summary: Mapping[str, Any]
    created_at: datetime
    event: str = "notices.sent"  # the webhook's type
    notices: Sequence[Mapping[str, Any]] = ()
    csv: bytes = b""  # the table to fill in; empty if nothing is attached
    subject: str = ""
    body: str = ""
    language: str = "id"


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where a recipient is reached.

    `target` is a URL or a mail address; empty for portal and pull. `secret` is a webhook's signing secret
    (`whsec_...`), or two with a space between while one replaces the other. `reply_to` is the tagged address
    to which an answer by mail goes.
    """

    kind: ChannelKind
    target: str = ""
    secret: str = field(default="", repr=False)
    reply_to: str = ""
    language: str = "id"


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """The recipient's side took the parcel.

    `detail` is one printable line for the operator. `receipt_id` names the delivery on the other side where
    that side gives a name (a mail's Message-ID), else it is the parcel's key. `certificate_expires_at` is
    when the certificate of an https target ends, if it was looked at.
    """

    detail: str
    receipt_id: str
    certificate_expires_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer:
    """The mail server that takes our mail, and the address that it comes from."""

    host: str = "127.0.0.1"
    port: int = 25
    user: str = ""
    password: str = field(default="", repr=False)
    tls: bool = False  # TLS from the first byte; else STARTTLS wherever the server offers it
    sender: str = "tertib@tertib.localhost"
    sender_name: str = "Tertib"
    timeout_seconds: float = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """What the channels reach the outside through. `fetcher` is open."""

    fetcher: Fetcher
    mail: MailServer = field(default_factory=MailServer)
    certificates: bool = True  # look at the certificate of https targets


class Channel(Protocol):
    """One way of delivery."""

    async def deliver(self, parcel: Parcel, address: Address, *, now: datetime) -> Delivered:
        """Deliver `parcel` once.

        Raises
        - DeliveryRefused if the recipient's side refused for good (410, unknown mailbox, an address that
          is none): trying again is of no use until the contact is changed;
        - AddressForbidden for a target inside;
        - OutsideError for all else: the same call may succeed later.
        Nothing else is raised, and no message shows a secret.
        """
        ...
