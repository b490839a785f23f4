"""Listens for mail by LMTP and acknowledges a mail only when it has been kept."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Final, Self

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session

MAX_MAIL_BYTES: Final = 25 * 2**20  # RFC 1870 SIZE; what large mail services allow
MAX_CONNECTIONS: Final = 8  # each may hold one mail in memory
IDLE_SECONDS: Final = 60.0
SESSION_SECONDS: Final = 600.0
KEEP_SECONDS: Final = 60.0  # for `on_message`; a mail server waits for ten minutes (RFC 5321, 4.5.3.2)
COMMANDS: Final = 200  # of one kind in a session


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedMail:
    """A mail as it came, with what the envelope says. `envelope_from` is empty for a bounce."""

    raw: bytes
    envelope_from: str
    envelope_to: str


OnMessage = Callable[[ReceivedMail], Awaitable[None]]


class MailIn:
    """An async context manager that listens on `host`:`port` (0: any free port, then see `port`).

    `on_message` is awaited for each mail; only when it has returned is the mail acknowledged (250), so that
    nothing acknowledged is lost. If it raises or takes longer than KEEP_SECONDS, the sender is told to try
    again (451), so it may see the same mail twice. Each mail has one recipient: a mail server that has
    several sends the mail again for the others. With `domain`, other domains' recipients are refused.

    Raises OSError on entering if the port is taken.
    """

    def __init__(self, host: str, port: int, on_message: OnMessage, *, domain: str | None = None) -> None:
        self.host, self.port = host, port
        self._handler = _Handler(on_message, domain.lower() if domain else None)
        self._server: asyncio.Server | None = None

    async def __aenter__(self) -> Self:
        loop = asyncio.get_running_loop()
        open_now: set[_Door] = set()
        self._server = await loop.create_server(
            lambda: _Door(self._handler, open_now, loop=loop), self.host, self.port
        )
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()
            self._server = None


class _Door(LMTP):
    """One connection: closed at once if there are too many, and after SESSION_SECONDS in any case."""

    def __init__(
        self, handler: "_Handler", open_now: "set[_Door]", *, loop: asyncio.AbstractEventLoop
    ) -> None:
        super().__init__(
            handler,
            data_size_limit=MAX_MAIL_BYTES,
            enable_SMTPUTF8=True,
            hostname="tertib",
            ident="Tertib",
            timeout=IDLE_SECONDS,
            command_call_limit=COMMANDS,
            loop=loop,
        )
        self._open_now = open_now
        self._end: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        if len(self._open_now) >= MAX_CONNECTIONS:
            transport.write(b"421 4.3.2 too many connections, try again later\r\n")
            transport.close()
            return
        self._open_now.add(self)
        self._end = self.loop.call_later(SESSION_SECONDS, transport.close)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        if self not in self._open_now:
            return
        self._open_now.discard(self)
        if self._end is not None:
            self._end.cancel()
        super().connection_lost(error)


class _Handler:
    """aiosmtpd's hooks; their names are its."""

    def __init__(self, on_message: OnMessage, domain: str | None) -> None:
        self._on_message = on_message
        self._domain = domain

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if envelope.rcpt_tos:
            return "452 4.5.3 one recipient at a time"
        if len(address) > 320:
            return "501 5.1.3 the address is too long"
        if self._domain is not None and address.lower().rpartition("@")[2] != self._domain:
            return "550 5.1.1 no such mailbox here"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 ok"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        content = envelope.content or b""
        mail = ReceivedMail(
            raw=content.encode("utf-8", "surrogateescape") if isinstance(content, str) else bytes(content),
            envelope_from=(envelope.mail_from or "").strip("<>"),  # a bounce comes from "<>"
            envelope_to=envelope.rcpt_tos[0],
        )
        async with asyncio.timeout(KEEP_SECONDS):
            await self._on_message(mail)
        return "250 2.0.0 kept"

    async def handle_exception(self, error: Exception) -> str:
        """Whatever went wrong is ours, and the sender keeps the mail: never a 5xx."""
        return f"451 4.3.0 not kept, try again later ({type(error).__name__})"
