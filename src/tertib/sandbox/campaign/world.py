"""The whole campaign from a seed, and the face by which alone the other side meets it."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Final

from tertib.sandbox.campaign import people, sight
from tertib.sandbox.campaign.dealers import Circle, Dealer
from tertib.sandbox.campaign.honest import Honest
from tertib.sandbox.campaign.market import PLATFORMS, Market
from tertib.sandbox.campaign.records import Standing, Trade
from tertib.sandbox.campaign.seen import Controls, Opinion, Reply, Row, Shown
from tertib.sandbox.campaign.serving import Served
from tertib.sandbox.campaign.staff import Staff
from tertib.sandbox.campaign.truth import Truth
from tertib.sandbox.campaign.words import HIDDEN
from tertib.vocabulary import TokenKind

CIRCLE: Final = 20  # dealers who share their codes
ENTER_LATER: Final = 0.4  # of dealers, those who begin during the campaign
USED: Final = 0.45  # of honest sellers, those of second-hand goods
HONEST_FROM: Final = 1_000_000  # numbers of honest sellers


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How big the world is. `days` is how long sellers act; the world goes on after it without them."""

    days: int = 90
    dealers: int = 130
    honest: int = 1_500


@dataclass(frozen=True, slots=True)
class Outside:
    """All that the other side can do and see. Hours count from the campaign's first; the latest asked is now."""

    platforms: tuple[str, ...]
    exits: tuple[str, ...]
    advance: Callable[[float], None]  # let the world run up to an hour
    feed: Callable[[float, float], list[Row]]  # put up in (since, until], and up now
    look: Callable[[str, str], Shown]  # listing, exit
    controls: Callable[[str, str], Controls]  # platform, exit
    notify: Callable[[str, str], None]  # listing, notice
    replies: Callable[[], list[Reply]]  # since last asked
    review: Callable[[str, int], Opinion]  # listing, person
    approve: Callable[[str], bool]
    reread: Callable[[str], bool]  # after a refusal
    knows_word: Callable[[str], bool]
    accounts: Callable[[str], tuple[tuple[TokenKind, str], ...]]  # of a shop, "platform:key"
    close_shop: Callable[[str], None]


class World:
    """Sellers and staff at work. The same seed and size give the same world, until the other side does otherwise."""

    def __init__(self, *, seed: int, size: Size) -> None:
        self._market = market = Market(seed)
        until = size.days * 24.0
        circles = max(1, size.dealers // CIRCLE)
        codes = list(HIDDEN)
        Random(f"{seed}:codes").shuffle(codes)
        told = [Circle(tuple(codes[place::circles])) for place in range(circles)]
        for no in range(size.dealers):
            draw = Random(f"{seed}:begin:{no}")
            begins = draw.uniform(0, until) if draw.random() < ENTER_LATER else 0.0
            Dealer(no, market, told[no % circles], begins=begins, until=until)
        for no in range(size.honest):
            trade = Trade.SECONDHAND if no < size.honest * USED else Trade.NEW
            Honest(HONEST_FROM + no, market, trade, until=until)
        self._staff = {platform: Staff(platform, market) for platform in PLATFORMS}

    def truth(self) -> Truth:
        """What is true. For whoever compares; never for the other side."""
        return Truth(self._market)

    def served(self) -> Served:
        """A server of the world's pages, to look at over HTTP instead of by `Outside.look`."""
        return Served(self._market)

    def outside(self) -> Outside:
        """The face of the world."""
        market, staff = self._market, self._staff

        def feed(since: float, until: float) -> list[Row]:
            return [
                Row(
                    key=one.key,
                    platform=one.shop.platform,
                    shop=one.shop.key,
                    shop_name=one.shop.name,
                    place=one.shop.place,
                    title=one.title,
                    text=one.text,
                    price=one.price,
                    sold=one.sold,
                    condition=one.condition,
                    photo=f"{one.photo:016x}",
                    listed=one.since,
                )
                for one in market.since(since, until)
                if one.standing is Standing.UP
            ]

        def advance(hour: float) -> None:
            market.advance(hour)

        def replies() -> list[Reply]:
            given = [reply for desk in staff.values() for reply in desk.answers]
            for desk in staff.values():
                desk.answers.clear()
            return sorted(given, key=lambda reply: (reply.at, reply.notice))

        def notify(listing_id: str, notice: str) -> None:
            listing = market.listings[listing_id]
            staff[listing.shop.platform].told(listing, notice, market.hour)

        return Outside(
            platforms=PLATFORMS,
            exits=sight.EXITS,
            advance=advance,
            feed=feed,
            look=lambda listing_id, way: sight.look(market, listing_id, way, market.hour),
            controls=lambda platform, way: sight.controls(market, platform, way, market.hour),
            notify=notify,
            replies=replies,
            review=lambda listing_id, person: people.review(market, market.listings[listing_id], person),
            approve=lambda listing_id: people.approve(market, market.listings[listing_id]),
            reread=lambda listing_id: people.reread(market, market.listings[listing_id]),
            knows_word=lambda word: people.knows_word(market, word),
            accounts=lambda shop: market.shops[shop].values,
            close_shop=lambda shop: market.close_shop(market.shops[shop], market.hour),
        )
