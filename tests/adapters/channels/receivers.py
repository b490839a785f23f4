"""Receiving sides that run: a webhook receiver that checks signatures, and a mail server."""

import asyncio
from collections import Counter
from types import TracebackType
from typing import Any, Self

from aiohttp import web
from aiosmtpd.smtp import SMTP
from standardwebhooks import Webhook


class WebhookReceiver:
    """Answers the statuses it is given, one a request (the last for ever), after checking each signature."""

    def __init__(self, *statuses: int, secret: str, wait_seconds: float = 0) -> None:
        self._statuses = list(statuses)
        self._hook = Webhook(secret)
        self._wait = wait_seconds
        self.messages: list[Any] = []
        self.headers: list[dict[str, str]] = []
        self.seen: Counter[str] = Counter()
        self.port = 0

    async def __aenter__(self) -> Self:
        self._runner = web.ServerRunner(web.Server(self._take, access_log=None))
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.port = self._runner.addresses[0][1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._runner.cleanup()

    async def _take(self, request: web.BaseRequest) -> web.StreamResponse:
        body = await request.read()
        headers = dict(request.headers)
        message = self._hook.verify(body, headers)  # raises, and so answers 500, if it is not ours
        self.messages.append(message)
        self.headers.append(headers)
        self.seen[request.headers["webhook-id"]] += 1
        await asyncio.sleep(self._wait)
        status = self._statuses.pop(0) if len(self._statuses) > 1 else self._statuses[0]
        return web.Response(status=status, headers={"Location": "/elsewhere"} if 300 <= status < 400 else {})


class MailReceiver:
    """A mail server that answers as it is told and keeps what it takes."""

    def __init__(
        self, *, rcpt: str = "250 OK", data: tuple[str, ...] = ("250 OK",), wait_seconds: float = 0
    ) -> None:
        self.rcpt, self._data, self._wait = rcpt, list(data), wait_seconds
        self.mails: list[bytes] = []
        self.envelopes: list[tuple[str, list[str]]] = []
        self.port = 0

    async def __aenter__(self) -> Self:
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(
            lambda: SMTP(self, hostname="mail.localhost", loop=loop), "127.0.0.1", 0
        )
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.close()

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        await asyncio.sleep(self._wait)
        if self.rcpt.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.rcpt

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        answer = self._data.pop(0) if len(self._data) > 1 else self._data[0]
        if answer.startswith("250"):
            self.mails.append(envelope.content)
            self.envelopes.append((envelope.mail_from, envelope.rcpt_tos))
        return answer
