"""Composes the mail of a parcel; whatever is in it, no header can be added or broken."""

import hashlib
import re
from email.headerregistry import Address as MailAddress
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Final

from tertib.adapters.channels.contract import Address, MailServer, Parcel
from tertib.errors import DeliveryRefused

# Deliberately narrower than RFC 5322: no quoting, comments or literals, ASCII only.
MAIL_ADDRESS: Final = re.compile(
    r"(?P<user>[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64})@(?P<domain>[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252}[A-Za-z0-9])?)"
)
MAX_SUBJECT: Final = 180


def message_id(key: str, *, domain: str) -> str:
    """The Message-ID of a dispatch: the same at every attempt, so that a second copy is known as one.

    >>> message_id("D-7K3M9QXD2A4B", domain="tertib.example")
    '<dispatch.d-7k3m9qxd2a4b@tertib.example>'
    """
    plain = re.fullmatch(r"[A-Za-z0-9-]{1,64}", key)
    name = key.lower() if plain else hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()[:32]
    return f"<dispatch.{name}@{domain}>"


def compose(parcel: Parcel, address: Address, *, server: MailServer) -> EmailMessage:
    """Make the mail. The same parcel and address give the same bytes, its date too.

    Raises DeliveryRefused if an address is none.
    """
    sender = _address(server.sender, name=server.sender_name, what="sender address")
    mail = EmailMessage(policy=SMTP)
    mail["From"] = sender
    mail["To"] = _address(address.target, name=parcel.recipient_name, what="recipient's mail address")
    if address.reply_to:
        mail["Reply-To"] = _address(address.reply_to, name="", what="reply address")
    mail["Subject"] = one_line(parcel.subject, most=MAX_SUBJECT) or one_line(parcel.key, most=64)
    mail["Date"] = format_datetime(parcel.created_at)
    mail["Message-ID"] = message_id(parcel.key, domain=sender.domain)
    mail["Content-Language"] = parcel.language if re.fullmatch(r"[a-z]{2}", parcel.language) else "id"
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office notes, please
    mail["X-Tertib-Dispatch"] = one_line(parcel.key, most=64)
    # surrogates from broken input cannot be encoded; NUL is not allowed in a text part
    body = parcel.body.encode("utf-8", "replace").decode("utf-8").replace("\0", "")
    mail.set_content(body.replace("\r\n", "\n").replace("\r", "\n"), charset="utf-8", cte="quoted-printable")
    if parcel.csv:
        mail.add_attachment(
            parcel.csv, maintype="text", subtype="csv", filename=f"{_file_stem(parcel.key)}.csv", cte="base64"
        )
    # the boundary would be drawn at random at each attempt
    if mail.is_multipart():
        digest = hashlib.sha256(
            parcel.key.encode("utf-8", "replace") + body.encode() + parcel.csv
        ).hexdigest()
        mail.set_boundary(f"=={digest[:40]}==")
    return mail


def one_line(text: str, *, most: int) -> str:
    """Text for a header: control characters, line ends and other breaks become spaces."""
    clean = "".join(c if c.isprintable() else " " for c in text.encode("utf-8", "replace").decode("utf-8"))
    return " ".join(clean.split())[:most]


def _address(text: str, *, name: str, what: str) -> MailAddress:
    named = MAIL_ADDRESS.fullmatch(text)
    if named is None or ".." in text or named["user"].startswith(".") or named["user"].endswith("."):
        raise DeliveryRefused(f"the {what} is no mail address; correct the contact")
    return MailAddress(one_line(name, most=100), named["user"], named["domain"])


def _file_stem(key: str) -> str:
    return re.sub(r"[^A-Za-z0-9-]", "_", key)[:64] or "daftar"
