"""The sandbox's mail: a server that takes what Tertib sends, and a way to send answers back."""

import asyncio
import hashlib
import re
import smtplib
from email.message import EmailMessage
from pathlib import Path
from typing import Final

from aiosmtpd.smtp import SMTP, Envelope, Session

MAX_MAIL_BYTES: Final = 20 << 20
_HOST: Final = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)*")
_BOUNCING: Final = ("tidak-ada", "mati", "no-one")  # mailboxes that never existed, to see what a bounce does


class MailServer:
    """Keeps each mail as a file: `<home>/mail/<domain of the recipient>/new/<digest>.eml`."""

    def __init__(self, home: Path) -> None:
        self._home = home / "mail"
        self._server: asyncio.Server | None = None

    async def start(self, port: int, *, host: str = "127.0.0.1") -> int:
        """Listen on a port (0: any free one) and give it. Raises OSError if it is taken."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(
            lambda: SMTP(
                self,
                hostname="sandbox.localhost",
                data_size_limit=MAX_MAIL_BYTES,
                enable_SMTPUTF8=True,
                loop=loop,
            ),
            host,
            port,
        )
        return int(self._server.sockets[0].getsockname()[1])

    def stop(self) -> None:
        """Stop listening."""
        if self._server is not None:
            self._server.close()

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Refuse mailboxes that are known to be dead; take all others."""
        name, _, domain = address.lower().rpartition("@")
        if name in _BOUNCING or not _HOST.fullmatch(domain):
            return "550 5.1.1 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Keep the mail for every recipient before confirming it."""
        content = envelope.content or b""
        raw = content.encode() if isinstance(content, str) else content
        for address in envelope.rcpt_tos:
            keep_mail(self._home, address, raw)
        return "250 kept"


def keep_mail(mail_home: Path, address: str, raw: bytes) -> None:
    """Put a mail into a recipient's folder; the same mail twice is one file."""
    domain = address.lower().rpartition("@")[2]
    folder = mail_home / domain / "new"
    folder.mkdir(parents=True, exist_ok=True)
    name = hashlib.sha256(address.encode() + b"\n" + raw).hexdigest()[:32]
    if (folder.parent / "read" / f"{name}.eml").exists():
        return
    aside = folder / f".{name}.part"
    aside.write_bytes(raw)
    aside.replace(folder / f"{name}.eml")


def waiting(home: Path, domain: str) -> list[Path]:
    """Mails to a domain that nobody read yet, in no order that matters."""
    return sorted((home / "mail" / domain / "new").glob("*.eml"))


def put_away(path: Path) -> None:
    """A mail was read."""
    folder = path.parent.parent / "read"
    folder.mkdir(exist_ok=True)
    path.replace(folder / path.name)


def send_mail(message: EmailMessage, *, to: str, sender: str, host: str, port: int) -> None:
    """Hand a mail to Tertib's door for replies, by LMTP, or by SMTP where LMTP is not spoken. Blocks.

    Raises OSError or smtplib.SMTPException.
    """
    try:
        with smtplib.LMTP(host, port, timeout=60) as door:
            door.ehlo_or_helo_if_needed()
            door.send_message(message, from_addr=sender, to_addrs=[to])
            return
    except smtplib.SMTPHeloError:
        pass  # it speaks SMTP: LHLO is unknown to it
    with smtplib.SMTP(host, port, timeout=60) as smtp:
        smtp.send_message(message, from_addr=sender, to_addrs=[to])
