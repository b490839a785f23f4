"""What people do at the pages on the way of a list, in tests that look at what comes of it."""

import re

from tertib.sandbox.orders import Row, write_order
from tests.journeys.system import System
from tests.journeys.visitor import Visitor

UNSEEN = "verdict IS NULL OR (state = 'open' AND page_state IN ('GONE_HARD', 'GONE_SOFT', 'SHOP_GONE'))"


def hand_in(system: System, listed: list[Row], *, letter: str) -> str:
    """Upload the list as the analyst, and hand it in; gives the order's number."""
    file = system.home / "daftar.xlsx"
    write_order(file, listed)
    rani = Visitor(system.address)
    rani.be("Rani")
    said = {
        "letter_number": letter,
        "letter_date": "2026-11-23",
        "title": "Pakaian bekas, pekan 48",
        "policy": "pakaian-bekas-impor",
        "legal_basis": "",
        "urgency": "normal",
    }
    new = "/perintah/baru/?cara=berkas"
    page = rani.post(new, said, at=new, files={"file": (file.name, file.read_bytes())})
    assert page.path.startswith("/perintah/O-"), (page.status, page.text)
    key = page.path.strip("/").rpartition("/")[2]
    system.wait("the preview", lambda: "/serahkan/" in rani.get(f"/perintah/{key}/").text)
    rani.post(f"/perintah/{key}/serahkan/", {}, at=f"/perintah/{key}/")
    return key


def approve_all(system: System, *, order: str) -> int:
    """Approve, as the approver, all of an order that waits; gives how many cases."""
    bagus = Visitor(system.address)
    bagus.be("Bagus")
    preview = bagus.get(f"/pemberitahuan/tinjau/?order={order}").text
    hidden = dict(re.findall(r'<input type="hidden" name="(as_of|order|expected)" value="([^"]*)">', preview))
    page = bagus.post("/pemberitahuan/setujui/", hidden, at=f"/pemberitahuan/tinjau/?order={order}")
    assert "/persetujuan/S-" in page.path, (page.status, page.text)
    return int(hidden["expected"])


def of_cases(system: System, rule: str) -> int:
    """How many cases a rule of SQL holds for."""
    [(count,)] = system.rows(f"SELECT count(*) FROM store_case WHERE {rule}")
    return int(count)


def wait_until_seen(system: System) -> None:
    """Until every case was looked at, and those found gone a second time."""
    system.wait("every case to be seen", lambda: of_cases(system, "TRUE") and not of_cases(system, UNSEEN))
