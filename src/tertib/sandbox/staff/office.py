"""What every marketplace's staff does alike: take notices in, take pages down, send answers."""

import asyncio
import hashlib
import json
import logging
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

from tertib.sandbox.campaign.words import WORDS
from tertib.sandbox.clock import WorldClock
from tertib.sandbox.draw import draw, pick
from tertib.sandbox.places import Place, item_of, shop_of
from tertib.sandbox.staff.api import Api, SaidNo, TryLater
from tertib.sandbox.staff.conduct import Conduct, duties_of
from tertib.sandbox.staff.desk import Desk, Duty, Parcel, Told
from tertib.sandbox.standing import Change, Standing, World
from tertib.vocabulary import ActedOn, ReplyKind

BATCH: Final = 100  # replies in one request: the API's limit
PAGE: Final = 500  # notices on one page: the API's limit
REPLIES: Final = "/api/v1/replies"
REMOVED: Final = "DECISION_VISIBILITY_CONTENT_REMOVED"  # EU transparency database, v2
OFFER: Final = "offer"  # kind of duty: hand a listing over; its detail: the listing's place, the site, by |
SITE: Final = "site"  # memo
CODES: Final = WORDS["hidden_coined"][:8]
SHOPS_A_CIRCLE: Final = 90  # shops next to each other that know each other, and one word
_AT_ONCE: Final = 2_000  # pages taken down in one go
_LONGEST_WAIT: Final = 30.0  # seconds of the wall between two tries

log = logging.getLogger("tertib.sandbox")


def stamp(moment: float) -> str:
    """Seconds since 1970 as RFC 3339 in UTC, to the second."""
    return datetime.fromtimestamp(int(moment), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass(slots=True)
class Office:
    """One marketplace's staff room. `api` is None until its key is known, or for staff that has none."""

    place: Place
    world: World
    clock: WorldClock
    desk: Desk
    conduct: Conduct
    api: Api | None = None
    deliver: Callable[[Parcel], Awaitable[None]] | None = None  # by mail; raises TryLater or SaidNo
    _next_try: float = 0.0  # by the event loop's clock
    _tries: int = field(default=0)

    def now(self) -> float:
        """Simulated seconds since 1970."""
        return self.clock.now().timestamp()

    def note(self, words: str) -> None:
        """One plain line about one act."""
        log.info("%s %s: %s", stamp(self.now()), self.place.name, words)

    def take_in(self, told: Iterable[Told]) -> int:
        """Keep notices not seen before, and decide what to do about each; gives how many were new."""
        now = self.now()
        new = self.desk.take(
            told,
            plan=lambda one: duties_of(one, self.conduct, place=self.place, world=self.world, now=now),
            now=now,
        )
        if new:
            self.note(f"{new} new notices taken in")
        return new

    def act(self) -> None:
        """Do what is due on the pages: take down, let come back, offer again."""
        now = self.now()
        for kind, standing, words in (
            ("remove", Standing.GONE, "took {} listings down"),
            ("close", Standing.SHOP_CLOSED, "{} listings went with their stalls"),
            ("back", Standing.UP, "{} listings came back"),
        ):
            if duties := self.desk.due(kind, now=now, limit=_AT_ONCE):
                by = "staff" if kind == "remove" else "seller"
                changes = [Change(int(duty.detail), standing, by, duty.notice) for duty in duties]
                self.world.change(
                    self.place, changes, at=self.clock.now()
                )  # the truth is dated as it comes true
                if kind == "remove":
                    self.desk.acted([duty.notice for duty in duties], now=now)
                self.desk.finish(duties)
                self.note(words.format(len(duties)))
        for kind, words in (
            ("again", "sellers offered the goods of {} removed listings again"),
            ("reword", "shops offered the goods of {} removed listings again under another word"),
        ):
            if duties := self.desk.due(kind, now=now, limit=_AT_ONCE):
                self.desk.plan(
                    Duty(OFFER, duty.notice, now, f"{item}|{self._site(duty)}")
                    for duty in duties
                    if (item := self._offered(kind, int(duty.detail))) is not None
                )
                self.desk.finish(duties)
                self.note(words.format(len(duties)))

    def _offered(self, kind: str, of: int) -> int | None:
        """Put the goods of a listing up again: under another name, or in the same shop under its circle's word."""
        if kind == "again":
            return self.world.copy(self.place, of, at=self.clock.now())
        shop = shop_of(self.place, of)
        word = pick(CODES, draw(self.world.seed, 61, shop // SHOPS_A_CIRCLE))
        return self.world.put_up(self.place, shop, of=of, word=word, at=self.clock.now())

    def _site(self, duty: Duty) -> str:
        """Scheme, host and port of the marketplace, as a notice named them; kept for what no notice speaks of."""
        told = self.desk.notice(duty.notice)
        site = "/".join(told[0].link.split("/")[:3]) if told else f"http://{self.place.host}"
        self.desk.keep_memo(SITE, site)
        return site

    def pack_answers(self) -> None:
        """Put answers that are due into parcels of up to 100 for the API."""
        while duties := self.desk.due("answer", now=self.now(), limit=BATCH):
            replies = [self.reply(duty) for duty in duties]
            body = json.dumps({"replies": replies}, ensure_ascii=False)
            key = "sb-" + hashlib.sha256(body.encode()).hexdigest()[:40]
            self.tell_truth(duties)
            self.desk.pack(duties, Parcel(key, REPLIES, body))

    def tell_truth(self, duties: Iterable[Duty]) -> None:
        """Write down beside the truth what is being answered."""
        answers = []
        for duty in duties:
            found = self.desk.notice(duty.notice)
            item = item_of(self.place, found[0].listing.partition(":")[2]) if found else None
            answers.append((item, duty.notice, duty.detail.partition("|")[0]))
        self.world.said(self.place, answers, at=self.clock.now())

    def acted_at(self, notice: str) -> str:
        """When the page of a notice went down; now, if it did not and they say so all the same."""
        found = self.desk.notice(notice)
        return stamp(found[1] if found and found[1] else self.now())

    def reply(self, duty: Duty) -> dict[str, Any]:
        """An answer in the form reply-1."""
        kind, _, words = duty.detail.partition("|")
        first, _, rest = words.partition("|")
        match kind:
            case ReplyKind.ACTED:
                part = {"on": ActedOn.LISTING.value, "what": REMOVED, "at": self.acted_at(duty.notice)}
            case ReplyKind.REFUSED:
                part = {"ground": first, "explanation": rest}
            case ReplyKind.CANNOT_EXECUTE:
                part = {"why": first, "explanation": rest}
            case _:
                part = {"question": words}
        reply_id = f"{self.place.slug}-{duty.notice}-{duty.no}"
        return {
            "schema": "reply-1",
            "id": reply_id,
            "notice": duty.notice,
            "kind": kind,
            kind: part,
            "amends": None,
        }

    async def send(self) -> None:
        """Send parcels until confirmed. Raises TryLater if the other side is away; nothing is lost by it."""
        while parcels := self.desk.parcels():
            for parcel in parcels:
                try:
                    if parcel.target.startswith("/"):
                        if self.api is None:
                            return
                        answer = await self.api.post(parcel.target, parcel.body, key=parcel.key)
                        self.note(f"sent replies {parcel.key}: {_summed(answer)}")
                    else:
                        if self.deliver is None:
                            return
                        await self.deliver(parcel)
                        self.note(f"answered by mail to {parcel.target}")
                except SaidNo as no:
                    if no.status in (401, 403):
                        raise TryLater(f"our key is refused ({no})", seconds=_LONGEST_WAIT) from no
                    self.note(f"parcel {parcel.key} is refused for good: {no}")
                self.desk.confirmed(parcel)

    async def patiently(self, step: Callable[[], Awaitable[None]]) -> None:
        """Do a step that needs the other side, unless it failed a moment ago; wait longer each time."""
        loop = asyncio.get_running_loop()
        if loop.time() < self._next_try:
            return
        try:
            await step()
            self._tries = 0
        except TryLater as later:
            self._tries += 1
            seconds = max(later.seconds, min(_LONGEST_WAIT, 0.25 * 2**self._tries))
            self._next_try = loop.time() + seconds
            self.note(f"will try again in {seconds:g} s: {later}")
        except SaidNo as no:
            self._next_try = loop.time() + _LONGEST_WAIT
            self.note(f"refused: {no}")


def told_of(item: dict[str, Any]) -> Told | None:
    """A notice of the API's lists: what must be answered stands in its `content`, a notice-1 document."""
    try:
        document = item["content"]
        return Told(
            str(document["notice"]), str(document["location"]["listing"]), str(document["location"]["url"])
        )
    except (KeyError, TypeError):
        return None


def _summed(answer: dict[str, Any]) -> str:
    counts: dict[str, int] = {}
    results = answer.get("results")
    for result in results if isinstance(results, list) else ():
        status = str(result.get("status")) if isinstance(result, dict) else "unreadable"
        counts[status] = counts.get(status, 0) + 1
    return ", ".join(f"{n} {status}" for status, n in sorted(counts.items())) or "no results"
