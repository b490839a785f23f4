"""LapakRaya's staff: prompt. Called by webhook, takes down within hours, says so by API."""

from typing import Final

from tertib.sandbox.staff.conduct import Conduct
from tertib.sandbox.staff.hooked import work_by_hook
from tertib.sandbox.staff.office import Office

CONDUCT: Final = Conduct(
    act_hours=(0.3, 3.0),
    answer_hours=(0.05, 0.3),
    refuse=0.01,
    cannot=0.004,
    back=0.012,
    again=0.06,
    again_hours=(4.0, 30.0),
    reword=0.12,
    reword_hours=(2.0, 16.0),
)


async def work(office: Office) -> None:
    """One round of work."""
    await work_by_hook(office)
