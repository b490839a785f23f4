"""Sandangku's staff: nobody answers. A few stalls close by themselves."""

from typing import Final

from tertib.sandbox.draw import draw, share
from tertib.sandbox.places import Place, shop_of
from tertib.sandbox.staff.conduct import HOUR, Conduct
from tertib.sandbox.staff.desk import Duty
from tertib.sandbox.staff.office import Office
from tertib.sandbox.standing import CANARIES

CONDUCT: Final = Conduct(act_hours=(0.0, 0.0), answer_hours=(0.0, 0.0))  # nobody reads the notices

_CLOSING: Final = 0.04  # share of the stalls
_CLOSING_HOURS: Final = (6.0, 96.0)  # after the world began


def closings(place: Place, *, seed: int, now: float) -> list[Duty]:
    """Which stalls will close, and when: one duty for each listing in them."""
    duties = []
    for item in range(place.listings):
        shop = shop_of(place, item)
        mood = share(draw(seed, place.no, 53, shop))
        if mood < _CLOSING and shop != shop_of(place, CANARIES[-1]):
            low, high = _CLOSING_HOURS
            hours = low + (high - low) * mood / _CLOSING
            duties.append(Duty("close", "the stall closed by itself", now + hours * HOUR, str(item)))
    return duties


async def work(office: Office) -> None:
    """One round of work."""
    if not office.desk.memo("closings planned"):
        plan = closings(office.place, seed=office.world.seed, now=office.now())
        office.desk.plan_once("stalls that close", plan)
        office.desk.keep_memo("closings planned", "yes")
    office.act()
