"""The market: shops and listings as they truly are, and the queue of what its people will do, hour by hour."""

from bisect import bisect_right
from collections.abc import Callable
from heapq import heappop, heappush
from typing import Final

from tertib.sandbox.campaign.records import NEVER, Listing, Move, Shop, Standing, Trade
from tertib.sandbox.draw import draw
from tertib.vocabulary import TokenKind

Act = Callable[[float], None]  # called with its hour

PLATFORMS: Final = ("lapakraya", "pasarkita", "niagaid", "sandangku", "kioskilat")
CUSTOM: Final = (30, 25, 20, 10, 15)  # per cent of sellers


class Market:
    """Everything that is true. Hours count from the campaign's first; nothing happens out of their order."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.hour = 0.0
        self.listings: dict[str, Listing] = {}  # by "platform:key"
        self.shops: dict[str, Shop] = {}
        self.hidden: dict[str, str] = {}  # listing -> the exit to which a marketplace shows it as gone
        self.taken: dict[int, Callable[[Listing, float], None]] = {}  # seller -> told of a takedown
        self.shut: dict[int, Callable[[Shop, float], None]] = {}  # seller -> told that a shop was closed
        self._put_up: list[Listing] = []  # in the order of their hours
        self._queue: list[tuple[float, int, Act]] = []
        self._count = 0
        self._pieces = 0

    def at(self, hour: float, act: Act) -> None:
        """Let something happen at an hour."""
        self._count += 1
        heappush(self._queue, (hour, self._count, act))

    def advance(self, until: float) -> None:
        """Let everything happen up to an hour."""
        while self._queue and self._queue[0][0] <= until:
            hour, _, act = heappop(self._queue)
            self.hour = max(self.hour, hour)
            act(self.hour)
        self.hour = max(self.hour, until)

    def new_piece(self) -> int:
        """A number for goods that nobody offered before."""
        self._pieces += 1
        return self._pieces

    def open_shop(
        self,
        platform: str,
        name: str,
        place: str,
        *,
        seller: int,
        trade: Trade,
        hour: float,
        values: tuple[tuple[TokenKind, str], ...],
    ) -> Shop:
        """Open an account."""
        key = str(draw(self.seed, 5, len(self.shops)) % 10**9)
        shop = Shop(key, platform, name, place, seller, trade, hour, NEVER, values)
        self.shops[shop.id] = shop
        return shop

    def put_up(
        self,
        shop: Shop,
        *,
        piece: int,
        title: str,
        price: int,
        sold: int,
        condition: str,
        text: str,
        photo: int,
        hour: float,
        move: Move,
        word: str = "",
        again: Listing | None = None,
    ) -> Listing:
        """Put goods up under a new id."""
        key = str(10**10 + draw(self.seed, 7, len(self.listings)) % (9 * 10**10))
        listing = Listing(
            key, shop, piece, title, price, sold, condition, text, photo, hour, move, word, again
        )
        self.listings[listing.id] = listing
        self._put_up.append(listing)
        return listing

    def since(self, since: float, until: float) -> list[Listing]:
        """Listings put up in (since, until], in their order."""
        low = bisect_right(self._put_up, since, key=lambda one: one.since)
        high = bisect_right(self._put_up, until, key=lambda one: one.since)
        return self._put_up[low:high]

    def change(self, listing: Listing, standing: Standing, hour: float) -> None:
        """Let a listing stand otherwise from now on. Its seller hears of it if it was taken from view."""
        was = listing.standing
        if was is standing:
            return
        listing.changes.append((hour, standing))
        if was is Standing.UP and standing is Standing.GONE and listing.shop.seller in self.taken:
            self.taken[listing.shop.seller](listing, hour)

    def close_shop(self, shop: Shop, hour: float) -> None:
        """Close an account with all that it offers."""
        if shop.closed <= hour:
            return
        shop.closed = hour
        for listing in self.listings.values():
            if listing.shop is shop and listing.standing in (Standing.UP, Standing.SOLD):
                listing.changes.append((hour, Standing.SHOP_GONE))
        if shop.seller in self.shut:
            self.shut[shop.seller](shop, hour)
