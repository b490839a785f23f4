"""An analyst's way in a real browser: sign in, hand a list in, let notices leave, see claim beside observation."""

import base64
import hashlib
import hmac
import re
import struct
import time
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tertib.sandbox.orders import write_order
from tests.journeys.lists import small_list
from tests.journeys.system import System
from tests.journeys.walker import DESK, Walker, walking

pytestmark = pytest.mark.browser

ROWS = {"id": 40, "en": 44}


def test_an_analyst_hands_a_list_in_and_follows_it_to_the_verdict(
    walker: Walker, system: System, tmp_path: Path
) -> None:
    walker.be("Rani")
    listed = small_list(ROWS[walker.language], port=system.ports.sandbox)
    file = tmp_path / f"daftar-{walker.language}.xlsx"
    write_order(file, listed)
    walker.visit("/perintah/")
    walker.press('a[href$="/perintah/baru/"]')
    walker.page.set_input_files("#id_file", file)
    describe(walker, "B-72/PKTN-CONTOH/XI/2026")
    walker.press("main form .btn.primary")
    walker.wait('form[action$="/serahkan/"]')
    assert adds_up(walker) == len(listed)
    walker.press('form[action$="/serahkan/"] button')
    walker.wait('a[href*="/pemberitahuan/?order="]')
    assert adds_up(walker) == len(listed)
    receipt = walker.path
    for part in ("baris/", "cetak/"):
        walker.visit(receipt + part)
    approve(walker, system, receipt.strip("/").rpartition("/")[2])
    follow(walker)
    add_up_figures(walker)


def describe(walker: Walker, letter: str, day: str = "2026-11-23") -> None:
    walker.fill("#id_letter_number", letter)
    walker.fill("#id_letter_date", day)
    walker.page.select_option("#id_policy", "pakaian-bekas-impor")


def adds_up(walker: Walker) -> int:
    """The receipt's total, which its parts must make up."""
    *parts, total = [number(cell) for cell in walker.page.locator("table.sum td.number").all_inner_texts()]
    assert sum(parts) == total
    return total


def number(text: str) -> int:
    """A number as a page writes it, with points or commas between the thousands."""
    return int(re.sub(r"\D", "", text))


def approve(walker: Walker, system: System, order: str) -> None:
    """The approver looks at what would leave, lets it, and watches it go."""
    system.wait(
        "the first looks",
        lambda: system.rows("SELECT count(*) FROM store_case WHERE verdict IS NULL") == [(0,)],
    )
    walker.be("Bagus")
    walker.visit("/pemberitahuan/")
    walker.press(f'a[href*="/tinjau/?order={order}"]')
    shown = number(walker.text("main form .btn.primary"))
    walker.press('form[action$="/setujui/"] button')
    assert "/persetujuan/S-" in walker.path
    walker.wait('a[href*="/terkirim/D-"]')
    walker.wait_for(lambda: not walker.has('[hx-trigger="every 2s"]'))
    written = [number(count) for count in walker.page.locator("td.number").all_inner_texts()]
    assert 0 < sum(written) <= shown  # what went since the preview is not asked for
    walker.press('a[href*="/terkirim/D-"]')
    walker.visit("/pemberitahuan/terkirim/")


def follow(walker: Walker) -> None:
    """A case in which the platform says done: what it says stands beside what we saw."""
    claimed = '#main a[href*="/kasus/C-"]'
    walker.wait_for(lambda: walker.has(claimed), path="/kasus/?state=claimed")
    walker.look()
    walker.press(claimed)
    says, saw = (walker.page.locator(f"section[aria-labelledby={name}]") for name in ("says", "saw"))
    assert says.locator(".reply").count() >= 1
    assert saw.locator(".timeline li").count() >= 1
    left, right = says.bounding_box(), saw.bounding_box()
    assert left is not None and right is not None
    if walker.size == DESK:
        assert abs(left["y"] - right["y"]) < 2 and left["x"] < right["x"]
    else:
        assert left["y"] < right["y"]
    walker.press('form[action$="/lihat/"] button')


def add_up_figures(walker: Walker) -> None:
    """Every figure opens to as many cases as it says; the world goes on meanwhile, so it may take a second look."""
    walker.visit("/angka/")
    links = [str(tile.get_attribute("href")) for tile in walker.page.locator("a.tile").all()]
    assert len(links) >= 5
    for link in links:
        walker.wait_for(partial(opens_to_its_cases, walker, link), path="/angka/")
    walker.look()
    walker.visit("/angka/cetak/")


def opens_to_its_cases(walker: Walker, link: str) -> bool:
    said = number(walker.text(f'a.tile[href="{link}"] .value'))
    walker.page.goto(walker.address + link)
    rows = walker.page.locator("#main tbody tr").count()
    told = walker.page.locator("nav.pages, .pages").all_inner_texts()
    return rows == said or any(re.search(rf"\b{said}\b", text) for text in told)


def test_links_are_pasted_and_what_is_wrong_is_said_beside_the_field(walker: Walker, system: System) -> None:
    walker.be("Rani")
    walker.visit("/perintah/baru/?cara=tempel")
    listed = small_list(60, port=system.ports.sandbox)
    walker.fill("#id_text", "\n".join(row.text.strip() for row in listed[:3]) + "\ntautan hilang\n")
    describe(walker, "B-73/PKTN-CONTOH/XI/2026", day="2031-01-01")
    walker.press("main form .btn.primary", status=422)
    assert walker.has("#id_letter_date_error")
    walker.looked_at.clear()
    walker.look()
    describe(walker, f"B-73-{walker.language}/PKTN-CONTOH/XI/2026")
    walker.press("main form .btn.primary")
    walker.wait('form[action$="/serahkan/"]')
    assert adds_up(walker) == 4
    walker.press('a[href$="/ubah/"]')
    walker.page.go_back()
    walker.press('form[action$="/buang/"] button')


def test_someone_new_comes_in_with_a_second_factor(browser: Browser, system: System) -> None:
    email = "putri@kementerian-perniagaan-contoh.example"
    words = ("--party", "Kementerian Perniagaan Contoh", "--kind", "authority", "--role", "analyst")
    said = system.run("first-person", *words, "--name", "Putri Ayuningtyas", "--email", email).stdout
    password = said.split()[-1]
    with walking(browser, system.environment["GUARDED"], language="id", script=True) as putri:
        putri.visit("/akun/login/")
        enter(putri, email, password)
        putri.visit("/perintah/")
        assert putri.path == "/akun/2fa/totp/activate/"
        secret = str(putri.page.locator("#authenticator_secret").input_value())
        putri.fill("#id_code", totp(secret))
        putri.press("#main form button")
        putri.visit("/perintah/")
        assert putri.path == "/perintah/"
        putri.seen("details.account summary").click()
        putri.press('form[action="/akun/logout/"] button')
        putri.visit("/akun/login/")
        enter(putri, email, password)
        putri.visit("/perintah/")  # the password alone opens nothing
        assert putri.path.startswith("/akun/2fa/authenticate/")
        putri.fill("#id_code", totp(secret))
        putri.press("#main form button")
        putri.visit("/perintah/")
        assert putri.path == "/perintah/"


def enter(walker: Walker, email: str, password: str) -> None:
    walker.fill("#id_login", email)
    walker.fill("#id_password", password)
    walker.press('form[action="/akun/login/"] .btn.primary')


def totp(secret: str) -> str:
    """The code of an authenticator app now (RFC 6238: SHA-1, 30 seconds, six digits)."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    mac = hmac.new(key, struct.pack(">Q", int(time.time()) // 30), hashlib.sha1).digest()
    start = mac[-1] & 15
    return f"{(struct.unpack('>I', mac[start : start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"
