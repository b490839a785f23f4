"""Who works while programs are killed: an office's program, an approver, and platforms that answer; each insists.

Whatever fails for the want of an answer is sent again, with the same key, until it is acknowledged; what was
acknowledged is written down, to be held against the database.
"""

import hashlib
import http.client
import json
import random
import re
import smtplib
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from email.message import EmailMessage
from queue import Empty
from typing import Any

from bench.kill_receivers import Receivers

from tests.journeys.visitor import Visitor

PAUSE_SECONDS = 0.15  # before the same is tried again
ROWS = 12  # of one order
REMOVED = "DECISION_VISIBILITY_CONTENT_REMOVED"


@dataclass
class Acknowledged:
    """What was acknowledged: orders by idempotency key (the call's body and its receipt), replies by their id with
    the number they were given, approvals, and mails by their Message-ID. `faults`: answers that cannot be."""

    orders: dict[str, tuple[dict[str, Any], dict[str, Any]]] = field(default_factory=dict)
    replies: dict[str, str] = field(default_factory=dict)
    approvals: set[str] = field(default_factory=set)
    mails: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)
    under_way: int = 0  # calls that wait for their answer


class People:
    """All of them, each in a thread of its own until `stop` is set."""

    def __init__(
        self,
        *,
        web: int,
        lmtp: int,
        keys: dict[str, str],
        receivers: Receivers,
        links: Iterator[str],
        seed: int,
    ) -> None:
        self.web, self.lmtp, self.keys, self.receivers = web, lmtp, keys, receivers
        self.links, self.chance = links, random.Random(seed)
        self.done = Acknowledged()
        self.stop, self.no_more = threading.Event(), threading.Event()
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        """Begin."""
        works: Sequence[Callable[[], None]] = (
            self.hand_in,
            self.approve,
            self.pull,
            self.answer_calls,
            self.answer_calls,
            self.answer_mails,
        )
        self._threads = [threading.Thread(target=work, daemon=True) for work in works]
        for thread in self._threads:
            thread.start()

    def join(self) -> None:
        """Stop, and wait for all."""
        self.stop.set()
        for thread in self._threads:
            thread.join(30)

    # -------------------------------------------------------------- the office

    def hand_in(self) -> None:
        """Hand in small orders one after another; one link in five was named before."""
        named: list[str] = []
        number = 0
        while not self.stop.is_set() and not self.no_more.is_set():
            number += 1
            fresh = [next(self.links) for _ in range(ROWS)]
            again = self.chance.sample(named, min(len(named), ROWS // 4))
            named = (named + fresh)[-500:]
            body = {
                "title": f"Daftar {number}",
                "policy": "pakaian-bekas-impor",
                "letter_number": f"B-{number}/CONTOH/XI/2026",
                "letter_date": "2026-11-23",
                "rows": [{"link": link, "note": ""} for link in (*fresh, *again, "(lihat lampiran)")],
            }
            key = f"kill-order-{number}"
            answer = self.insist("POST", "/api/v1/orders", who="office", body=body, key=key)
            if answer is not None:
                self.done.orders[key] = (body, answer)
            time.sleep(self.chance.uniform(0.1, 1.2))

    def same_receipts(self) -> Iterator[str]:
        """Send every acknowledged order once more: the answer must be the one that was given."""
        for key, (body, receipt) in self.done.orders.items():
            answer = self.insist("POST", "/api/v1/orders", who="office", body=body, key=key)
            if answer != receipt:
                yield f"order {receipt['order']}: the receipt was {receipt}, now it is {answer}"

    def approve(self) -> None:
        """Approve all that waits, on the page, every moment."""
        visitor = Visitor(f"http://127.0.0.1:{self.web}")
        inside = False
        while not self.stop.is_set() and not self.no_more.is_set():
            time.sleep(0.5)
            try:
                if not inside:
                    visitor.be("Bagus")
                    inside = True
                preview = visitor.get("/pemberitahuan/tinjau/").text
                hidden = dict(
                    re.findall(r'<input type="hidden" name="(as_of|expected)" value="([^"]*)">', preview)
                )
                if int(hidden.get("expected", "0")) == 0:
                    continue
                page = visitor.post("/pemberitahuan/setujui/", hidden, at="/pemberitahuan/tinjau/")
                found = re.search(r"/persetujuan/(S-\w+)", page.path)
                if found:
                    self.done.approvals.add(found[1])
            except (OSError, http.client.HTTPException, AssertionError):
                continue

    # -------------------------------------------------------------- the platforms

    def pull(self) -> None:
        """PasarKita asks for its notices and answers them."""
        while not self.stop.is_set():
            page = self.insist("GET", "/api/v1/notices?waiting=true&limit=100", who="pasarkita")
            self.answer("pasarkita", page["items"] if page else [])
            time.sleep(0.5)

    def answer_calls(self) -> None:
        """LapakRaya and KiosKilat fetch what a call tells of and answer it."""
        while not self.stop.is_set():
            try:
                who, dispatch = self.receivers.hooks.fresh.get(timeout=0.5)
            except Empty:
                continue
            after = ""
            while after is not None:
                path = f"/api/v1/dispatches/{dispatch}/notices?limit=500&after={after}"
                page = self.insist("GET", path, who=who)
                if page is None:
                    return
                self.answer(who, page["items"])
                after = page["next"]

    def answer(self, who: str, notices: list[dict[str, Any]]) -> None:
        """Say of nine notices in ten that they are done, of the others why not."""
        for start in range(0, len(notices), 100):
            replies = [self._reply(who, one) for one in notices[start : start + 100] if one["sent_at"]]
            key = "kill-" + hashlib.sha256(json.dumps(replies).encode()).hexdigest()[:32]
            if not replies:
                continue
            answer = self.insist("POST", "/api/v1/replies", who=who, body={"replies": replies}, key=key)
            for result in answer["results"] if answer else []:
                if result["status"] == "refused":
                    self.done.faults.append(f"{who}: a reply was refused: {result['error']}")
                    continue
                said = replies[result["index"]]["id"]
                if self.done.replies.setdefault(said, result["reply"]) != result["reply"]:
                    self.done.faults.append(f"reply {said} has two numbers")

    def _reply(self, who: str, notice: dict[str, Any]) -> dict[str, Any]:
        key = notice["notice"]
        said: dict[str, Any] = {"kind": "acted"}
        said["acted"] = {"on": "listing", "what": REMOVED, "at": notice["sent_at"]}
        if hashlib.sha256(key.encode()).digest()[0] < 25:
            said = {"kind": "refused", "refused": {"ground": "not_illegal", "explanation": "barang baru"}}
        return {"schema": "reply-1", "id": f"{who}-{key}", "notice": key, **said, "amends": None}

    def answer_mails(self) -> None:
        """NiagaID answers each mail with one word, by mail."""
        while not self.stop.is_set():
            try:
                address, dispatch = self.receivers.mails.fresh.get(timeout=0.5)
            except Empty:
                continue
            mail = EmailMessage()
            mail["From"], mail["To"] = "penurunan@niagaid.localhost", address
            mail["Subject"] = f"Re: {dispatch}"
            mail["Message-ID"] = f"<kill.{dispatch.lower()}@niagaid.localhost>"
            mail.set_content("SELESAI\n")
            while not self.stop.is_set():
                try:
                    with smtplib.LMTP("127.0.0.1", self.lmtp, timeout=20) as door:
                        door.send_message(mail, from_addr="penurunan@niagaid.localhost", to_addrs=[address])
                except (OSError, smtplib.SMTPException):
                    time.sleep(PAUSE_SECONDS)
                    continue
                self.done.mails.add(str(mail["Subject"]))
                break

    # -------------------------------------------------------------- how they insist

    def insist(
        self, method: str, path: str, *, who: str, body: dict[str, Any] | None = None, key: str = ""
    ) -> dict[str, Any] | None:
        """Call until there is a 2xx; None if told to stop before. Any 4xx is a fault and no answer."""
        headers = {"Authorization": f"Bearer {self.keys[who]}", "Content-Type": "application/json"}
        headers |= {"Idempotency-Key": key} if key else {}
        data = json.dumps(body).encode() if body is not None else None
        while True:
            self.done.under_way += 1
            try:
                connection = http.client.HTTPConnection("127.0.0.1", self.web, timeout=30)
                connection.request(method, path, data, headers)
                answer = connection.getresponse()
                said = answer.read()
                connection.close()
                if answer.status < 300:
                    found: dict[str, Any] = json.loads(said)
                    return found
                if answer.status < 500 and answer.status not in (409, 429):
                    self.done.faults.append(f"{method} {path} gave {answer.status}: {said[:300]!r}")
                    return None
            except (OSError, http.client.HTTPException, ValueError):
                pass
            finally:
                self.done.under_way -= 1
            if self.stop.is_set():
                return None
            time.sleep(PAUSE_SECONDS)
