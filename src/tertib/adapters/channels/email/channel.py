"""Delivers by mail through a server of ours, one mail a connection."""

import asyncio
import smtplib
import ssl
from datetime import datetime
from email.message import EmailMessage

from tertib.adapters.channels.contract import Address, Delivered, MailServer, Outside, Parcel
from tertib.adapters.channels.email.message import compose
from tertib.errors import DeliveryRefused, OutsideError

# a relay on this machine shows a certificate of its own making, and nobody listens in between
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


class EmailChannel:
    """Sends subject and body as given, the table attached, answers asked for at the tagged address.

    The Message-ID comes from the parcel's key, so that a mail sent twice is known as one.
    """

    def __init__(self, outside: Outside) -> None:
        self._server = outside.mail

    async def deliver(self, parcel: Parcel, address: Address, *, now: datetime) -> Delivered:
        """See `Channel.deliver`. A 5xx to the recipient is refused for good; all else may succeed later."""
        mail = compose(parcel, address, server=self._server)
        answer = await asyncio.to_thread(_send, mail, address.target, self._server)
        return Delivered(detail=f"the mail server took it: {answer}", receipt_id=str(mail["Message-ID"]))


def _send(mail: EmailMessage, recipient: str, server: MailServer) -> str:
    """Send over one connection and return the server's last line. The envelope's sender takes bounces."""
    secure = ssl.create_default_context()
    kind = f"{server.host}:{server.port}"
    try:
        with (
            smtplib.SMTP_SSL(server.host, server.port, timeout=server.timeout_seconds, context=secure)
            if server.tls
            else smtplib.SMTP(server.host, server.port, timeout=server.timeout_seconds)
        ) as client:
            client.ehlo_or_helo_if_needed()
            if not server.tls and server.host not in LOOPBACK and client.has_extn("starttls"):
                client.starttls(context=secure)
                client.ehlo()
            if server.user:
                client.login(server.user, server.password)
            return _hand_over(client, mail, recipient, server)
    except smtplib.SMTPResponseException as e:
        raise OutsideError(f"the mail server {kind} answered {e.smtp_code}: {_said(e.smtp_error)}") from e
    except (smtplib.SMTPException, OSError, ValueError) as e:
        raise OutsideError(f"the mail server {kind} did not take the mail: {type(e).__name__}") from e


def _hand_over(client: smtplib.SMTP, mail: EmailMessage, recipient: str, server: MailServer) -> str:
    """Speak the three commands ourselves: `sendmail` hides which of them was refused, and how."""
    bounces_to = str(mail["Reply-To"] or server.sender)  # tagged, so that a bounce names its dispatch
    _expect(*client.mail(bounces_to), at="the sender")
    code, said = client.rcpt(recipient)
    if 500 <= code < 600:
        raise DeliveryRefused(f"the mailbox was refused: {code} {_said(said)}")
    _expect(code, said, at="the recipient")
    code, said = client.data(mail.as_bytes())
    if 500 <= code < 600:
        raise DeliveryRefused(f"the mail was refused: {code} {_said(said)}")
    _expect(code, said, at="the mail")
    return f"{code} {_said(said)}"


def _expect(code: int, said: bytes, *, at: str) -> None:
    if not 200 <= code < 300:
        raise OutsideError(f"the mail server answered {code} to {at}: {_said(said)}")


def _said(answer: bytes | str) -> str:
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    return "".join(c if c.isprintable() else " " for c in text)[:160].strip()
