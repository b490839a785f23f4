"""Hands over what sellers put up anew, as a marketplace's daily catalogue does: rows in a feed of its own."""

import hashlib
import json
from typing import Final

from tertib.sandbox.catalogue import row_of
from tertib.sandbox.staff.api import Api, SaidNo
from tertib.sandbox.staff.desk import Duty
from tertib.sandbox.staff.office import Office

OFFER: Final = (
    "offer"  # kind of duty; its detail: the listing's place, the place it was copied from, the site, by |
)
FEEDS: Final = "/api/v1/feeds"
MOST: Final = 500  # rows at a time
_NAME: Final = "Katalog harian"
_POLICIES: Final = ["pakaian-bekas-impor"]
_MEMO: Final = "feed"


async def hand_over(office: Office) -> None:
    """Give what is due to our own feed. Raises TryLater or SaidNo; nothing is lost by it, and nothing is kept twice: a
    listing stands in a feed once."""
    duties = office.desk.due(OFFER, now=office.now(), limit=MOST)
    if office.api is None or not duties:
        return
    feed = office.desk.memo(_MEMO) or await _feed(office, office.api)
    rows = [_row(office, duty) for duty in duties]
    body = json.dumps({"rows": rows}, ensure_ascii=False)
    key = "sb-" + hashlib.sha256(body.encode()).hexdigest()[:40]
    try:
        await office.api.post(f"{FEEDS}/{feed}/batches", body, key=key)
    except SaidNo as no:
        if no.status == 404:  # the feed is there no more: ask for ours again next time
            office.desk.keep_memo(_MEMO, "")
        raise
    office.desk.finish(duties)
    office.note(f"handed over {len(rows)} new listings")


async def _feed(office: Office, api: Api) -> str:
    """Our feed: the first that is there and judged, else a new one."""
    page = await api.get(FEEDS)
    there = [one for one in page.get("items", []) if one.get("active") and one.get("policies")]
    if there:
        feed = str(there[0]["feed"])
    else:
        form = {"name": _NAME, "platform": office.place.slug, "policies": _POLICIES}
        feed = str((await api.post(FEEDS, json.dumps(form), key=f"sb-feed-{office.place.slug}"))["feed"])
    office.desk.keep_memo(_MEMO, feed)
    return feed


def _row(office: Office, duty: Duty) -> dict[str, object]:
    item, source, site = duty.detail.split("|", 2)
    return row_of(office.place, int(item), site=site, seed=office.world.seed, drawn_from=int(source))
