"""PasarKita's staff: slow. Asks the pull API now and then, answers after many hours, some too late."""

from typing import Final

from tertib.sandbox.staff.conduct import HOUR, Conduct
from tertib.sandbox.staff.office import PAGE, Office, told_of

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
_CURSOR: Final = "cursor"
_LAST: Final = "last look"


async def look(office: Office) -> None:
    """Read the inbox on from the last page that was full. Raises TryLater or SaidNo."""
    last = float(office.desk.memo(_LAST) or 0.0)
    if office.api is None or office.now() < last + _LOOKS_EVERY * HOUR:
        return
    while True:
        after = office.desk.memo(_CURSOR)
        params = {"limit": str(PAGE)} | ({"after": after} if after else {})
        page = await office.api.get("/api/v1/notices", **params)
        office.take_in(told for item in page.get("items", []) if (told := told_of(item)) is not None)
        if not page.get("next"):
            break
        office.desk.keep_memo(_CURSOR, str(page["next"]))
    office.desk.keep_memo(_LAST, repr(office.now()))


async def work(office: Office) -> None:
    """One round of work."""
    await office.patiently(lambda: look(office))
    office.act()
    office.pack_answers()
    await office.patiently(office.send)
