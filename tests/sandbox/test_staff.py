"""The marketplaces' staff, met by a miniature of Tertib over real HTTP and mail."""

import asyncio
import csv
import io
import json
import re
import smtplib
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from tertib.sandbox.mail import MailServer
from tertib.sandbox.places import IMPOSSIBLE, PLACES, listing_id, product_path
from tertib.sandbox.serving import Marketplaces
from tertib.sandbox.staff.crew import Crew
from tertib.sandbox.staff.niagaid import COLUMNS
from tertib.sandbox.staff.office import CODES
from tertib.sandbox.standing import Standing
from tertib.sandbox.truth import Truth
from tests.sandbox.tertib import KEYS, MiniTertib, call_hook, notice_document
from tests.sandbox.world import running

FAST = 100_000.0  # a simulated day is a second
MANY = 260  # notices: more than two batches of replies
COPIED = ("NEW STOK", "Restock", "Lokal Premium", "Koleksi")  # how a copy's title begins


@asynccontextmanager
async def at_work(home: Path, tertib: MiniTertib) -> AsyncIterator[tuple[Marketplaces, Crew, int]]:
    """A world with its staff, its mail server, and the door for replies; gives the mail server's port too."""
    loop = asyncio.get_running_loop()
    (home / "keys.json").write_text(json.dumps(KEYS))
    door = await loop.create_server(tertib.door, "127.0.0.1", 0)
    port = await tertib.start()
    mail = MailServer(home)
    mail_port = await mail.start(0)
    async with running(home, speed=FAST) as (marketplaces, _):
        crew = Crew(
            marketplaces,
            api=f"http://127.0.0.1:{port}",
            keys=home / "keys.json",
            reply_mail=("127.0.0.1", door.sockets[0].getsockname()[1]),
        )
        await crew.start()
        try:
            yield marketplaces, crew, mail_port
        finally:
            await crew.stop()
            mail.stop()
            await tertib.stop()
            door.close()


async def until(true: Callable[[], bool], *, seconds: float = 20.0) -> None:
    """Wait until something holds."""
    for _ in range(int(seconds / 0.05)):
        if true():
            return
        await asyncio.sleep(0.05)
    raise AssertionError("it did not come true in time")


def notices(slug: str, count: int = MANY) -> list[dict[str, Any]]:
    return [notice_document(slug, number, 100 + number) for number in range(count)]


def standings(home: Path, documents: list[dict[str, Any]]) -> Counter[Standing]:
    truth = Truth(home)
    return Counter(truth.standing(document["content"]["location"]["listing"]) for document in documents)


async def hooked(home: Path, tertib: MiniTertib, slug: str) -> dict[str, dict[str, Any]]:
    """Announce one dispatch and wait until every notice of it is answered."""
    tertib.dispatches["D-ONE"] = notices(slug)
    async with at_work(home, tertib) as (marketplaces, crew, _):
        at = crew.offices[slug].clock.now()
        client = crew._client
        assert client is not None
        assert await call_hook(client, marketplaces.port, slug, "D-ONE", at=at) == 204
        assert await call_hook(client, marketplaces.port, slug, "D-ONE", at=at) == 204  # delivered twice
        await until(lambda: len(said_by(tertib, slug)) == MANY)
    return said_by(tertib, slug)


def said_by(tertib: MiniTertib, slug: str) -> dict[str, dict[str, Any]]:
    """One office's own answers by notice: the slow office next door polls the same small API and may answer too."""
    own = [reply for name, reply in tertib.replies.items() if name.startswith(f"{slug}-")]
    return {str(reply["notice"]): reply for reply in own}


def test_prompt_staff_takes_down_what_it_says_it_took_down(tmp_path: Path) -> None:
    tertib = MiniTertib()
    answers = asyncio.run(hooked(tmp_path, tertib, "lapakraya"))
    truth = Truth(tmp_path)
    for document in tertib.dispatches["D-ONE"]:
        if answers[document["notice"]]["kind"] == "acted":
            listing = document["content"]["location"]["listing"]
            assert Standing.GONE in [standing for _, standing in truth.history(listing)]
    kinds = Counter(answer["kind"] for answer in answers.values())
    assert kinds["acted"] > 0.5 * MANY
    own = [name for name in tertib.replies if name.startswith("lapakraya-")]
    assert len(own) == MANY  # one answer for each notice, though the hook was called twice


def test_goods_that_sellers_offer_again_are_handed_over_in_the_marketplaces_own_feed(tmp_path: Path) -> None:
    tertib = MiniTertib()
    tertib.dispatches["D-ONE"] = notices("lapakraya")

    async def wait_for_copies() -> None:
        async with at_work(tmp_path, tertib) as (marketplaces, crew, _):
            at = crew.offices["lapakraya"].clock.now()
            assert crew._client is not None
            await call_hook(crew._client, marketplaces.port, "lapakraya", "D-ONE", at=at)
            await until(lambda: sum(row["title"].startswith(COPIED) for row in tertib.listings) >= 3)
            await until(lambda: any(set(row["title"].split()) & set(CODES) for row in tertib.listings))
            tertib.feeds.clear()  # the feed is gone: staff asks for its own again

    asyncio.run(wait_for_copies())
    copied = [row for row in tertib.listings if row["title"].startswith(COPIED)]
    reworded = [row for row in tertib.listings if set(row["title"].split()) & set(CODES)]
    ordinary = [row for row in tertib.listings if row not in copied and row not in reworded]
    assert copied and reworded and ordinary
    for row in reworded:  # the shop that lost it, its goods, and no word that officers know
        assert not re.search(r"(?i)\b(thrift|second|import|bekas|bal|preloved)", row["title"])
    assert all(row["url"].startswith("http://lapakraya.localhost:8801/") for row in tertib.listings)
    assert len({one["listing_id"] for one in tertib.listings}) == len(tertib.listings)
    asked = {document["content"]["location"]["listing"] for document in tertib.dispatches["D-ONE"]}
    assert not asked & {f"lapakraya:{one['listing_id']}" for one in tertib.listings}  # under new ids


def test_the_staff_that_lies_leaves_most_pages_up(tmp_path: Path) -> None:
    tertib = MiniTertib()
    answers = asyncio.run(hooked(tmp_path, tertib, "kioskilat"))
    said_done = [d for d in tertib.dispatches["D-ONE"] if answers[d["notice"]]["kind"] == "acted"]
    assert len(said_done) > 0.5 * MANY
    assert standings(tmp_path, said_done)[Standing.GONE] < 0.4 * MANY


def test_replies_reach_a_server_that_fails_at_first_exactly_once(tmp_path: Path) -> None:
    tertib = MiniTertib()
    tertib.failing = 5
    asyncio.run(hooked(tmp_path, tertib, "lapakraya"))
    assert (len(tertib.replies), tertib.refused_keys) == (MANY, [])


def test_a_call_with_a_wrong_signature_is_turned_away(tmp_path: Path) -> None:
    async def wrong() -> int:
        async with at_work(tmp_path, MiniTertib()) as (marketplaces, crew, _):
            client = crew._client
            assert client is not None
            at = crew.offices["lapakraya"].clock.now()
            return await call_hook(client, marketplaces.port, "lapakraya", "D-X", at=at, secret="whsec_YWJj")

    assert asyncio.run(wrong()) == 401


def test_slow_staff_fetches_by_itself_and_answers_some_late(tmp_path: Path) -> None:
    tertib = MiniTertib()
    tertib.dispatches["D-ONE"] = notices("pasarkita", 700)

    async def wait_for_answers() -> None:
        async with at_work(tmp_path, tertib) as (_, crew, _):
            began = crew.offices["pasarkita"].now()
            await until(lambda: len(tertib.by_notice()) == 700)
            assert crew.offices["pasarkita"].now() > began + 24 * 3600

    asyncio.run(wait_for_answers())


def test_work_goes_on_after_a_stop_in_the_middle(tmp_path: Path) -> None:
    tertib = MiniTertib()
    tertib.dispatches["D-ONE"] = notices("pasarkita")

    async def begin_and_stop() -> None:
        async with at_work(tmp_path, tertib) as (marketplaces, crew, _):
            await until(lambda: bool(crew.offices["pasarkita"].desk.open_duties().get("answer")))
            marketplaces.clock.keep(tmp_path)

    async def go_on() -> None:
        async with at_work(tmp_path, tertib):
            await until(lambda: len(tertib.by_notice()) == MANY)

    asyncio.run(begin_and_stop())
    asyncio.run(go_on())
    assert len(tertib.replies) == MANY


def mail_with_table(count: int) -> EmailMessage:
    table = io.StringIO()
    writer = csv.writer(table)
    writer.writerow(COLUMNS)
    for document in notices("niagaid", count):
        where = document["content"]["location"]
        writer.writerow([document["notice"], where["listing"], where["url"], "", *[""] * 6])
    message = EmailMessage()
    message["From"] = "tertib@tertib.localhost"
    message["To"] = "penurunan@niagaid.localhost"
    message["Reply-To"] = "balas+k3y@tertib.localhost"
    message["Subject"] = "Pemberitahuan"
    message.set_content("Lihat lampiran.")
    message.add_attachment(table.getvalue().encode(), maintype="text", subtype="csv", filename="D-ONE.csv")
    return message


def test_refusing_staff_mails_the_table_back_with_grounds(tmp_path: Path) -> None:
    tertib = MiniTertib()

    async def by_mail() -> list[dict[str, str]]:
        async with at_work(tmp_path, tertib) as (_, _, mail_port):

            def send() -> None:
                with smtplib.SMTP("127.0.0.1", mail_port) as smtp:
                    smtp.send_message(mail_with_table(MANY))

            await asyncio.to_thread(send)

            def rows() -> list[dict[str, str]]:
                tables = [part.get_content() for mail in tertib.mails for part in mail.iter_attachments()]
                texts = [table.decode() if isinstance(table, bytes) else table for table in tables]
                return [row for text in texts for row in csv.DictReader(io.StringIO(text))]

            await until(lambda: len(rows()) == MANY)
            return rows()

    rows = asyncio.run(by_mail())
    kinds = Counter(row["reply"] for row in rows)
    assert 0.05 * MANY < kinds["tolak"] < 0.25 * MANY
    assert kinds["selesai"] > 0.6 * MANY
    assert all(row["ground"] and row["explanation"] for row in rows if row["reply"] == "tolak")
    assert {mail["To"] for mail in tertib.mails} == {"balas+k3y@tertib.localhost"}


def test_a_dead_mailbox_bounces(tmp_path: Path) -> None:
    async def bounce() -> int:
        async with at_work(tmp_path, MiniTertib()) as (_, _, mail_port):

            def send() -> int:
                with smtplib.SMTP("127.0.0.1", mail_port) as smtp:
                    smtp.ehlo()
                    smtp.mail("a@tertib.localhost")
                    return smtp.rcpt("tidak-ada@niagaid.localhost")[0]

            return await asyncio.to_thread(send)

    assert asyncio.run(bounce()) == 550


def test_an_id_that_nobody_has_cannot_be_executed(tmp_path: Path) -> None:
    tertib = MiniTertib()
    place = PLACES["pasarkita"]
    nobody = notice_document("pasarkita", 1, 100)
    nobody["content"]["location"] = {
        "listing": f"pasarkita:{listing_id(place, IMPOSSIBLE + 9)}",
        "url": f"http://{place.host}{product_path(place, IMPOSSIBLE + 9, 'x')}",
    }
    tertib.dispatches["D-ONE"] = [nobody]

    async def wait() -> None:
        async with at_work(tmp_path, tertib):
            await until(lambda: len(tertib.replies) == 1)

    asyncio.run(wait())
    (answer,) = tertib.replies.values()
    assert (answer["kind"], answer["cannot_execute"]["why"]) == ("cannot_execute", "bad_link")


def test_nobody_answers_at_the_silent_marketplace_yet_some_stalls_close(tmp_path: Path) -> None:
    async def days() -> int:
        async with at_work(tmp_path, MiniTertib()) as (marketplaces, crew, _):
            place = PLACES["sandangku"]
            desk = crew.offices["sandangku"].desk
            await until(lambda: bool(desk.memo("closings planned")) and "close" not in desk.open_duties())
            return marketplaces.world.counts(place)[Standing.SHOP_CLOSED]

    assert 0.01 * 8_000 < asyncio.run(days()) < 0.08 * 8_000
