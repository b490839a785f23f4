"""Staff that is called by webhook: a signed call says that a dispatch waits; its notices are fetched."""

import json
from collections.abc import Mapping

from tertib.sandbox.clock import wall
from tertib.sandbox.staff.api import Api
from tertib.sandbox.staff.desk import Duty
from tertib.sandbox.staff.offering import hand_over
from tertib.sandbox.staff.office import PAGE, Office, told_of
from tertib.sandbox.staff.signature import is_signed

_SLACK = 300.0  # seconds of the clock in question: Standard Webhooks' advice


async def take_call(office: Office, headers: Mapping[str, str], body: bytes, *, secret: str) -> int:
    """One call of the webhook; gives the HTTP status. A dispatch is kept before the call is confirmed."""
    moments = {wall(): _SLACK, office.now(): _SLACK * max(1.0, office.clock.speed)}
    if not secret or not is_signed(headers, body, secret=secret, moments=moments):
        office.note("a call with a wrong signature was turned away")
        return 401
    try:
        call = json.loads(body)
        if call.get("type") == "contact.test":
            office.note("a test of the contact came in")
            return 204
        dispatch = str(call["data"]["dispatch"])
    except (ValueError, KeyError, TypeError, AttributeError):
        office.note("a signed call that we do not understand was turned away")
        return 400
    announce(office, dispatch)
    office.note(f"dispatch {dispatch} is announced")
    return 204


def announce(office: Office, dispatch: str) -> None:
    """A dispatch waits: its notices are to be fetched, once however often it is announced."""
    office.desk.plan_once(f"call {dispatch}", [Duty("fetch", "", office.now(), dispatch)])


async def fetch_announced(office: Office) -> None:
    """Fetch the notices of every dispatch announced. Raises TryLater or SaidNo."""
    if office.api is None:
        return
    for duty in office.desk.due("fetch", now=office.now(), limit=50):
        await _fetch(office, office.api, duty.detail)
        office.desk.finish([duty])


async def _fetch(office: Office, api: Api, dispatch: str) -> None:
    after = ""
    while True:
        params = {"limit": str(PAGE)} | ({"after": after} if after else {})
        page = await api.get(f"/api/v1/dispatches/{dispatch}/notices", **params)
        office.take_in(told for item in page.get("items", []) if (told := told_of(item)) is not None)
        after = str(page.get("next") or "")
        if not after:
            return


async def work_by_hook(office: Office) -> None:
    """One round: fetch what was announced, act, answer."""
    await office.patiently(lambda: fetch_announced(office))
    office.act()
    office.pack_answers()
    await office.patiently(office.send)
    await office.patiently(lambda: hand_over(office))
