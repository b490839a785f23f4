"""KiosKilat's staff: says "done" at once while most pages stay up; some that went come back."""

from typing import Final

from tertib.sandbox.staff.conduct import Conduct
from tertib.sandbox.staff.hooked import work_by_hook
from tertib.sandbox.staff.office import Office

CONDUCT: Final = Conduct(
    act_hours=(0.02, 0.2),
    answer_hours=(0.01, 0.05),
    lie=0.78,
    back=0.35,
    back_hours=(8.0, 36.0),
    again=0.05,
)


async def work(office: Office) -> None:
    """One round of work."""
    await work_by_hook(office)
