"""The other side of the kill rounds: a webhook receiver and a mail server that note every delivery and its key."""

import base64
import hashlib
import hmac
import json
import random
import threading
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import SimpleQueue

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

SLOW_SECONDS = 0.4
MOODS = (("ok", 0.78), ("slow", 0.10), ("busy", 0.06), ("silent", 0.06))


@dataclass
class Delivered:
    """What came: for each idempotency key the digests of what it brought, and the keys that we confirmed.

    `faults` are deliveries that break the promise: without a key, with a wrong signature, one key for two things.
    """

    brought: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    confirmed: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)
    fresh: "SimpleQueue[tuple[str, str]]" = field(default_factory=SimpleQueue)  # (who, key or reply address)

    def take(self, key: str, digest: str, fresh: tuple[str, str]) -> None:
        """Note one delivery; only the first of a key has an effect."""
        if key not in self.brought:
            self.fresh.put(fresh)
        elif self.brought[key][0] != digest:
            self.faults.append(f"{key} came twice with different content")
        self.brought[key].append(digest)

    def told(self) -> tuple[int, int]:
        """How many different keys came, and how many deliveries in all."""
        return len(self.brought), sum(len(times) for times in self.brought.values())


class Receivers:
    """Both servers. `moody`: some calls are answered late, with 503, or not at all although they were taken."""

    def __init__(self, *, seed: int) -> None:
        self.secrets: dict[str, bytes] = {}
        self.chance = random.Random(seed)
        self.lock = threading.Lock()
        self.moody = True
        self.hooks, self.mails = Delivered(), Delivered()
        self.port = 0

    @contextmanager
    def listening(self, *, mail_port: int) -> Iterator["Receivers"]:
        """Listen for the time of the block, for webhooks at a free port."""
        receivers = self

        class Hook(BaseHTTPRequestHandler):
            def do_POST(self) -> None:  # the library's name
                receivers.take_call(self)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        server = ThreadingHTTPServer(("127.0.0.1", 0), Hook)
        self.port = int(server.server_address[1])
        threading.Thread(target=server.serve_forever, daemon=True).start()
        mail = Controller(MailBox(self), hostname="127.0.0.1", port=mail_port)
        mail.start()
        try:
            yield self
        finally:
            mail.stop()
            server.shutdown()
            server.server_close()

    def know(self, secrets: Mapping[str, str]) -> None:
        """The signing secret of each platform, as it was told."""
        self.secrets = {
            who: base64.b64decode(text.removeprefix("whsec_") + "==") for who, text in secrets.items()
        }

    def mood(self) -> str:
        """How the receiver is just now."""
        with self.lock:
            at = self.chance.random() if self.moody else 0.0
        for word, share in MOODS:
            if at < share:
                return word
            at -= share
        return "ok"

    def take_call(self, call: BaseHTTPRequestHandler) -> None:
        """One webhook call, at /WHO."""
        body = call.rfile.read(int(call.headers.get("content-length", "0")))
        who, key = call.path.strip("/"), call.headers.get("webhook-id", "")
        mood = self.mood()
        if mood == "busy":
            call.send_response(503)
            call.end_headers()
            return
        with self.lock:
            self.hooks.faults.extend(
                self._faults(who, key, {name.lower(): value for name, value in call.headers.items()}, body)
            )
            self.hooks.take(key, hashlib.sha256(body).hexdigest(), (who, key))
        if mood == "silent":  # it was taken, but the caller never hears of it
            call.close_connection = True
            return
        if mood == "slow":
            time.sleep(SLOW_SECONDS)
        with self.lock:
            self.hooks.confirmed.add(key)
        call.send_response(204)
        call.end_headers()

    def _faults(self, who: str, key: str, headers: Mapping[str, str], body: bytes) -> Iterator[str]:
        if not key or json.loads(body)["data"].get("dispatch") != key:
            yield f"a call to {who} came without its key ({key!r})"
        signed = f"{key}.{headers.get('webhook-timestamp', '')}.".encode() + body
        digest = base64.b64encode(hmac.digest(self.secrets[who], signed, hashlib.sha256)).decode()
        if f"v1,{digest}" not in headers.get("webhook-signature", "").split():
            yield f"{key} is not signed with the secret of {who}"


class MailBox:
    """Takes every mail; now and then not at the first time."""

    def __init__(self, receivers: Receivers) -> None:
        self.receivers = receivers

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        raw = envelope.content if isinstance(envelope.content, bytes) else (envelope.content or "").encode()
        mail, mood = message_from_bytes(raw), self.receivers.mood()
        if mood == "busy":
            return "451 4.3.0 try again later"
        key, mails = str(mail.get("X-Tertib-Dispatch", "")), self.receivers.mails
        with self.receivers.lock:
            if not key or key.lower() not in str(mail.get("Message-ID", "")):
                mails.faults.append(f"a mail came without its key ({key!r})")
            mails.take(key, hashlib.sha256(raw).hexdigest(), (str(mail["Reply-To"]), key))
            if mood == "silent":
                return "451 4.3.0 was it taken?"
            mails.confirmed.add(key)
        return "250 OK"
