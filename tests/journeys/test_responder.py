"""A responder's way in a real browser: the queue by clock, four answers, a table sent back, many answers at once."""

import csv
import io
from collections import Counter
from pathlib import Path

import pytest

from tertib.sandbox.orders import order_rows
from tests.journeys.acts import approve_all, hand_in
from tests.journeys.system import System
from tests.journeys.walker import Walker

pytestmark = pytest.mark.browser

SILENT = "sandangku"  # its staff answers nothing: here a person does
NOTICES = 9
ANSWERS = 'section:has(input[name="kind"][value="{kind}"])'
TABLE = "reply,explanation,ground\nselesai,,\ntolak,faktur toko,barang baru\n"


@pytest.fixture
def asked(walker: Walker, system: System) -> None:
    """Notices are sent to the silent marketplace."""
    rows = [
        row for row in order_rows(300, port=system.ports.sandbox) if row.platform == SILENT and not row.gone
    ]
    start = 0 if walker.language == "id" else NOTICES
    order = hand_in(system, rows[start : start + NOTICES], letter=f"B-80-{walker.language}/CONTOH/2026")
    unseen = f"{of_order(order)} AND c.verdict IS NULL"
    system.wait("the cases", lambda: count(system, of_order(order)) > 0)
    system.wait("the first looks", lambda: count(system, unseen) == 0)
    approve_all(system, order=order)
    sent = f"{of_order(order)} AND c.sent_at IS NOT NULL"
    system.wait("the notices to be sent", lambda: count(system, sent) >= NOTICES - 2)


def of_order(order: str) -> str:
    return (
        "FROM store_case c WHERE c.id IN (SELECT q.case_id FROM store_requester q "
        f"JOIN store_order o ON o.id = q.order_id WHERE o.key = '{order}')"
    )


def count(system: System, what: str) -> int:
    [(found,)] = system.rows(f"SELECT count(*) {what}")
    return int(found)


@pytest.mark.usefixtures("asked")
def test_a_responder_answers_what_is_due(walker: Walker, system: System, tmp_path: Path) -> None:
    before = answers(system)
    walker.be("Galih")
    walker.visit("/tugas/")
    due = [str(one.get_attribute("datetime")) for one in walker.page.locator("tbody time").all()]
    assert len(due) >= NOTICES - 2
    assert due == sorted(due)
    walker.press('.page-head a[href^="/tugas/N-"]')
    refuse(walker)
    say_the_rest(walker)
    walker.visit("/tugas/?answered=1")
    assert answers(system) - before == {"refused": 1, "acted": 1, "cannot_execute": 1, "asks_back": 1}
    send_table(walker, tmp_path)
    assert answers(system) - before == {"refused": 2, "acted": 2, "cannot_execute": 1, "asks_back": 1}
    answer_many(walker)
    walker.visit("/tugas/surat/")


def answers(system: System) -> Counter[str]:
    """What the silent marketplace answered so far, by kind."""
    sql = (
        f"SELECT r.kind FROM store_reply r JOIN store_party p ON p.id = r.sender_id WHERE p.slug = '{SILENT}'"
    )
    return Counter(str(kind) for (kind,) in system.rows(sql))


def refuse(walker: Walker) -> None:
    """Refuse with a ground; first without one, which is not taken. Where scripts run, by the keyboard alone."""
    form = ANSWERS.format(kind="refused")
    before = walker.path
    walker.press(f"{form} button", status=422)
    assert walker.path == before
    assert walker.has(f"{form} .wrong .error")
    walker.look(again=True)
    if walker.script:
        walker.tab_to('[name="refused-ground"]')
        walker.page.keyboard.type("Barang baru")
        walker.tab_to('[name="refused-explanation"]')
        walker.page.keyboard.type("Faktur toko menunjukkan barang baru.")
        walker.tab_to(f"{form} button")
        walker.enter()
    else:
        walker.fill('[name="refused-ground"]', "Barang baru")
        walker.fill('[name="refused-explanation"]', "Faktur toko menunjukkan barang baru.")
        walker.press(f"{form} button")
    assert walker.path != before
    assert walker.has(".messages .success")


def say_the_rest(walker: Walker) -> None:
    """Each of the other three answers, to the notice that opens next."""
    for kind, fields in (
        ("acted", {}),
        ("cannot_execute", {"explanation": "Halaman ini milik penjual lain."}),
        ("asks_back", {"question": "Hanya penawaran ini, atau semua penawaran toko ini?"}),
    ):
        assert walker.path.startswith("/tugas/N-")
        for name, text in fields.items():
            walker.fill(f'[name="{kind}-{name}"]', text)
        walker.press(f"{ANSWERS.format(kind=kind)} button")
        assert walker.has(".messages .success"), walker.text()


def send_table(walker: Walker, folder: Path) -> None:
    """Download what waits, fill two answers in, send it back; sent twice it counts once."""
    walker.visit("/tugas/unggah/")
    table = list(csv.DictReader(io.StringIO(walker.download('a[href$="/unduh.csv"]'))))
    fresh = [row for row in table if not row["reply"]][-2:]
    for row, said in zip(fresh, csv.DictReader(io.StringIO(TABLE)), strict=True):
        row.update(said)
    file = folder / "jawaban.csv"
    with file.open("w", encoding="utf-8", newline="") as filled:
        writer = csv.DictWriter(filled, fieldnames=list(fresh[0]), delimiter=";")
        writer.writeheader()
        writer.writerows(fresh)
    for recorded, already in ((2, 0), (0, 2)):
        walker.page.set_input_files("#table", file)
        walker.press("main form .btn.primary")
        became = [part.inner_text() for part in walker.page.locator("section.card.next strong").all()]
        assert became == [str(recorded), str(already), "0"]
        walker.look(again=True)


def answer_many(walker: Walker) -> None:
    """One answer for all that wait, reviewed, confirmed, and taken back."""
    walker.visit("/tugas/massal/")
    walker.visit("/tugas/")
    walker.press('button[name="which"][value="all"]')
    walker.page.locator('details:has(input[value="cannot_execute"]) summary').click()
    form = 'form:has(input[value="cannot_execute"])'
    walker.fill(f"{form} textarea", "Sistem moderasi kami sedang dipindahkan.")
    walker.press(f"{form} button")
    walker.looked_at.discard("/tugas/massal/")
    walker.look()
    walker.press('button[name="step"][value="confirm"]')
    assert walker.path.startswith("/tugas/massal/")
    if walker.has('form[action$="/tarik/"]'):
        walker.press('form[action$="/tarik/"] button')
