"""What is true of a campaign: sellers' shops and listings, with every change and its hour."""

from dataclasses import dataclass, field
from enum import StrEnum

from tertib.vocabulary import TokenKind

NEVER = float("inf")


class Trade(StrEnum):
    """What a seller deals in."""

    DEALER = "dealer"  # imported used clothing: what the campaign is about
    SECONDHAND = "secondhand"  # lawful: own wardrobe, local brands
    NEW = "new"  # lawful: new goods


class Standing(StrEnum):
    """How a listing's page stands."""

    UP = "up"
    SOLD = "sold"  # the page is there, nothing is for sale
    GONE = "gone"
    SHOP_GONE = "shop_gone"


class Move(StrEnum):
    """What a dealer does after a listing was taken down."""

    FIRST = "first"  # no answer to anything: fresh stock
    SAME = "same"  # the same again
    WORD = "word"  # another word of the trade
    DISGUISE = "disguise"  # split or double letters, look-alike signs
    PHOTO = "photo"  # a new crop or a new photo
    ACCOUNT = "account"
    PLATFORM = "platform"
    LIVE = "live"  # a bare code; the goods are shown in a live stream
    WAIT = "wait"


@dataclass(slots=True, eq=False)
class Shop:
    """A seller's account on a platform. `seller` is who truly runs it."""

    key: str  # the platform's own id
    platform: str
    name: str
    place: str
    seller: int
    trade: Trade
    opened: float
    closed: float = NEVER
    values: tuple[tuple[TokenKind, str], ...] = ()  # what the platform holds of the account

    @property
    def id(self) -> str:
        """`platform:key`."""
        return f"{self.platform}:{self.key}"


@dataclass(slots=True, eq=False)
class Listing:
    """An offer. `piece` is the goods themselves: two listings of one piece are the same offer again."""

    key: str
    shop: Shop
    piece: int
    title: str
    price: int  # whole rupiah
    sold: int
    condition: str
    text: str
    photo: int  # 64-bit hash
    since: float  # hour at which it was put up
    move: Move
    word: str = ""  # the hidden word in its title, as the seller means it
    again: "Listing | None" = None  # the listing of the same piece before it
    changes: list[tuple[float, Standing]] = field(default_factory=list)

    @property
    def id(self) -> str:
        """`platform:key`."""
        return f"{self.shop.platform}:{self.key}"

    @property
    def is_illegal(self) -> bool:
        return self.shop.trade is Trade.DEALER

    def at(self, hour: float) -> Standing | None:
        """How it stood; None before it was put up."""
        if hour < self.since:
            return None
        standing = Standing.UP
        for when, then in self.changes:
            if when > hour:
                break
            standing = then
        return standing

    @property
    def standing(self) -> Standing:
        """How it stands after all that has happened."""
        return self.changes[-1][1] if self.changes else Standing.UP
