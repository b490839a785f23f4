"""PasarKita's staff: slow. Asks the pull API now and then, answers after many hours, some too late."""

from typing import Final

from tertib.sandbox.staff.conduct import HOUR, Conduct
from tertib.sandbox.staff.hooked import announce, fetch_announced
from tertib.sandbox.staff.offering import hand_over
from tertib.sandbox.staff.office import Office

CONDUCT: Final = Conduct(
    act_hours=(7.0, 20.0),
    answer_hours=(0.2, 2.0),
    late=0.15,
    refuse=0.02,
    cannot=0.01,
    ask=0.01,
    back=0.02,
    again=0.01,
)
_LOOKS_EVERY: Final = 2.0  # simulated hours
_LAST: Final = "last look"


async def look(office: Office) -> None:
    """Note every dispatch that nobody opened yet. Raises TryLater or SaidNo."""
    last = float(office.desk.memo(_LAST) or 0.0)
    if office.api is None or office.now() < last + _LOOKS_EVERY * HOUR:
        return
    after = ""
    while True:
        params = {"opened": "false", "limit": "100"} | ({"after": after} if after else {})
        page = await office.api.get("/api/v1/dispatches", **params)
        for item in page.get("items", []):
            announce(office, str(item["dispatch"]))
        after = str(page.get("next") or "")
        if not after:
            break
    office.desk.keep_memo(_LAST, repr(office.now()))


async def look_and_fetch(office: Office) -> None:
    """Look into the inbox, and fetch what was noted. Raises TryLater or SaidNo."""
    await look(office)
    await fetch_announced(office)


async def work(office: Office) -> None:
    """One round of work."""
    await office.patiently(lambda: look_and_fetch(office))
    office.act()
    office.pack_answers()
    await office.patiently(office.send)
    await office.patiently(lambda: hand_over(office))
