"""Hands over what sellers put up anew, as a marketplace's daily catalogue does: rows in a feed of its own.

What came of takedowns, and what shops put up anyway: without the latter nobody could tell a new word from a new trend.
"""

import hashlib
import json
from typing import Final

from tertib.sandbox.catalogue import row_of
from tertib.sandbox.draw import draw, share
from tertib.sandbox.goods import shop_at
from tertib.sandbox.places import shops_in
from tertib.sandbox.staff.api import Api, SaidNo
from tertib.sandbox.staff.conduct import HOUR
from tertib.sandbox.staff.desk import Duty
from tertib.sandbox.staff.office import OFFER, SITE, Office

FEEDS: Final = "/api/v1/feeds"
MOST: Final = 500  # rows at a time
_NAME: Final = "Katalog harian"
_POLICIES: Final = ["pakaian-bekas-impor"]
_MEMO: Final = "feed"
_HANDED: Final = "handed over"  # memo: when something was last
EVERY_HOURS: Final = 3.0  # at most: a catalogue is a file, not a call a listing
_ROUND: Final = "put up"  # memo: how many rounds of ordinary listings were put up, and when the last, by |
ROUND_HOURS: Final = 6.0
A_ROUND: Final = 60  # listings
DEALERS: Final = 0.25  # of the shops of used goods that were drawn: the others have nothing new


async def hand_over(office: Office) -> None:
    """Give what is due to our own feed. Raises TryLater or SaidNo; nothing is lost by it, and nothing is kept twice: a
    listing stands in a feed once."""
    _put_up(office)
    now = office.now()
    duties = office.desk.due(OFFER, now=now, limit=MOST)
    last = office.desk.memo(_HANDED)
    if office.api is None or not duties or (last and now - float(last) < EVERY_HOURS * HOUR):
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
    if len(duties) < MOST:
        office.desk.keep_memo(_HANDED, str(now))
    office.note(f"handed over {len(rows)} new listings")


def _put_up(office: Office) -> None:
    """Every ROUND_HOURS some shops put up goods of their own, in their own words, whatever was taken down."""
    desk, place, world, now = office.desk, office.place, office.world, office.now()
    site = desk.memo(SITE)  # known since a notice named it: nothing is put up before the first takedown
    number, _, last = desk.memo(_ROUND).partition("|")
    if not site or (last and now - float(last) < ROUND_HOURS * HOUR):
        return
    mark = int(number or 0)
    offers = []
    for n in range(A_ROUND):
        mix = draw(world.seed, place.no, 67, mark, n)
        shop = mix % shops_in(place)
        if shop_at(place, shop, seed=world.seed).sells_used and share(mix >> 20) >= DEALERS:
            continue
        item = world.put_up(place, shop, at=office.clock.now())
        if item is not None:
            offers.append(Duty(OFFER, "", now, f"{item}|{site}"))
    desk.plan(offers)
    desk.keep_memo(_ROUND, f"{mark + 1}|{now}")


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
    place, seed = office.place, office.world.seed
    item, site = duty.detail.split("|", 1)
    made = office.world.made(place, int(item))
    return row_of(place, int(item), site=site, seed=seed, drawn_from=made.of, word=made.word)
