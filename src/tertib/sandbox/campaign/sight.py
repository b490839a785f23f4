"""What a look at a page shows: the truth through walls, outages, stale copies and marketplaces that hide."""

from typing import Final

from tertib.sandbox.campaign.market import PLATFORMS, Market
from tertib.sandbox.campaign.records import Standing
from tertib.sandbox.campaign.seen import Controls, Shown
from tertib.sandbox.draw import draw, share
from tertib.vocabulary import PageState

EXITS: Final = ("jakarta", "surabaya")
WALLED, OUTAGE = (
    0.012,
    0.004,
)  # of blocks of six hours: an exit is walled off; a marketplace shows all as gone
FAILED, STALE = 0.008, 0.0005  # of looks: no answer; a page that is up looks gone

ABSENT: Final = {  # how each marketplace shows what is not there
    "lapakraya": Shown(PageState.GONE_HARD, "lapakraya/gone"),
    "pasarkita": Shown(PageState.GONE_SOFT, "pasarkita/removed"),
    "niagaid": Shown(PageState.REDIRECTED, "redirect/home"),
    "sandangku": Shown(PageState.GONE_HARD, "sandangku/gone"),
    "kioskilat": Shown(PageState.GONE_SOFT, "kioskilat/taken-off"),
}
_UP: Final = Shown(PageState.UP)
_PLAIN: Final = {
    Standing.UP: _UP,
    Standing.SOLD: Shown(PageState.NOT_FOR_SALE),
    Standing.SHOP_GONE: Shown(PageState.SHOP_GONE, "shop"),
}
_WALL: Final = Shown(PageState.BLOCKED_US)
_NO_ANSWER: Final = Shown(PageState.ERROR)


def look(market: Market, listing_id: str, way: str, hour: float) -> Shown:
    """What a listing's page shows now, through an exit. An id that nobody has is gone."""
    platform, _, key = listing_id.partition(":")
    weather = _weather(market.seed, platform, way, hour)
    if weather is not None:
        return weather
    mix = draw(market.seed, 31, int(key), int(hour * 60), EXITS.index(way))
    if share(mix) < FAILED:
        return _NO_ANSWER
    listing = market.listings.get(listing_id)
    gone = ABSENT[platform]
    if listing is None or market.hidden.get(listing_id) == way:
        return gone
    if listing.standing is Standing.UP and share(draw(mix, 1)) < STALE:
        return gone
    return _PLAIN.get(listing.standing, gone)


def controls(market: Market, platform: str, way: str, hour: float) -> Controls:
    """What the control pages of a marketplace show now, through an exit."""
    weather = _weather(market.seed, platform, way, hour)
    if weather is not None:
        return Controls(weather, weather)
    return Controls(_UP, ABSENT[platform])


def _weather(seed: int, platform: str, way: str, hour: float) -> Shown | None:
    """A wall or an outage that stands for six hours; None on a clear day."""
    block, place = int(hour // 6), PLATFORMS.index(platform)
    if share(draw(seed, 37, place, EXITS.index(way), block)) < WALLED:
        return _WALL
    return ABSENT[platform] if share(draw(seed, 41, place, block)) < OUTAGE else None
