"""The five invented marketplaces: where each stands, how its ids and links look, how quick it is."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

BASE36: Final = "0123456789abcdefghijklmnopqrstuvwxyz"
BASE62: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
HUB_HOST: Final = "sandbox.localhost"  # the page that says what this is
IMPOSSIBLE: Final = 1 << 20  # places in a numbering from here on are never given to a listing
LATER: Final = (
    600_000  # from here on: what shops that are there put up later; below: copies in shops of their own
)


STATUS_PATH: Final = "/api/status/"  # LapakRaya alone says by an interface how a listing stands


@dataclass(frozen=True, slots=True)
class Numbering:
    """Ids that look scattered, computed both ways.

    The id of a place is base + ((place x factor + start) mod prime) x step.
    """

    base: int
    prime: int  # far above the count of listings: a number taken at random is nobody's
    factor: int
    start: int
    step: int = 1

    def number(self, place: int) -> int:
        """The id of the listing at a place."""
        return self.base + ((place * self.factor + self.start) % self.prime) * self.step

    def place(self, number: int) -> int | None:
        """The place of an id; None if the numbering has no such number. Most places are nobody's."""
        value, rest = divmod(number - self.base, self.step)
        if rest or not 0 <= value < self.prime:
            return None
        return (value - self.start) * pow(self.factor, -1, self.prime) % self.prime


@dataclass(frozen=True, slots=True)
class Place:
    """One marketplace. `listings` is how many it begins with; shops hold `per_shop` listings each."""

    slug: str
    no: int
    name: str
    language: str  # id, en, mixed
    listings: int
    per_shop: int
    items: Numbering
    shops: Numbering
    short_host: str  # empty: it has none
    latency_ms: tuple[float, float]  # median, and what one answer in fifty takes

    @property
    def host(self) -> str:
        """The host of its pages."""
        return f"{self.slug}.localhost"


_P10, _P9, _P31, _P6 = 9_999_999_967, 999_999_937, 2_147_483_647, 999_983  # primes

PLACES: Final[Mapping[str, Place]] = {
    place.slug: place
    for place in (
        Place(
            "lapakraya",
            1,
            "LapakRaya",
            "id",
            22_000,
            14,
            Numbering(10_000_000_000, _P10, 48_271, 77_003),
            Numbering(1_000_000, _P6, 7_919, 311),
            "s.lapakraya.localhost",
            (35, 250),
        ),
        Place(
            "pasarkita",
            2,
            "PasarKita",
            "id",
            16_000,
            11,
            Numbering(1_730_000_000_000_000_000, _P10, 69_621, 5_511, 28_561_003),
            Numbering(2_000_000, _P6, 6_607, 97),
            "pk.pasarkita.localhost",
            (90, 1_400),
        ),
        Place(
            "niagaid",
            3,
            "NiagaID",
            "mixed",
            12_500,
            16,
            Numbering(1_000_000_000, _P9, 39_373, 1_234),
            Numbering(3_000_000, _P6, 5_003, 41),
            "",
            (60, 500),
        ),
        Place(
            "sandangku",
            4,
            "Sandangku",
            "id",
            8_000,
            9,
            Numbering(0, _P31, 16_807, 60_466_177),
            Numbering(4_000_000, _P6, 4_001, 13),
            "",
            (160, 900),
        ),
        Place(
            "kioskilat",
            5,
            "KiosKilat",
            "en",
            6_500,
            12,
            Numbering(0, _P10, 40_692, 4_821_300_917),
            Numbering(5_000_000, _P6, 3_001, 7),
            "kk.kioskilat.localhost",
            (20, 120),
        ),
    )
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What a path asks for. `item` and `shop` are places in the numberings; None where the id is nobody's."""

    kind: str  # home, product, shop, search, robots, photo, hook, status, other
    item: int | None = None
    shop: int | None = None


def _base36(number: int) -> str:
    digits = ""
    while number:
        number, digit = divmod(number, 36)
        digits = BASE36[digit] + digits
    return digits.rjust(6, "0")


def shops_in(place: Place) -> int:
    """How many shops a marketplace begins with."""
    return -(-place.listings // place.per_shop)


def later_item(place: Place, shop: int, number: int) -> int:
    """The place of the listing that a shop puts up as its `number`-th after the world began, from 0."""
    return LATER + number * shops_in(place) + shop


def shop_of(place: Place, item: int) -> int:
    """In which shop a listing stands; a copy under another name stands in a shop of its own."""
    return (item - LATER) % shops_in(place) if LATER <= item < IMPOSSIBLE else item // place.per_shop


def shop_handle(place: Place, shop: int) -> str:
    """How a shop's name stands in links: `toko-2000123`."""
    return f"toko-{place.shops.number(shop)}"


def listing_id(place: Place, item: int) -> str:
    """The platform's own id of a listing, as core.links names it after the colon."""
    number = place.items.number(item)
    match place.slug:
        case "lapakraya":
            return f"{place.shops.number(shop_of(place, item))}.{number}"
        case "sandangku":
            return _base36(number)
        case "kioskilat":
            return f"KK-{number // 100_000:05d}-{number % 100_000:05d}"
        case _:
            return str(number)


def product_path(place: Place, item: int, slug: str) -> str:
    """The path of a product page; `slug` is decoration, as on real marketplaces."""
    key = listing_id(place, item)
    match place.slug:
        case "lapakraya":
            return f"/{slug}-i.{key}"
        case "pasarkita":
            return f"/{shop_handle(place, shop_of(place, item))}/{slug}-{key}"
        case "niagaid":
            return f"/products/{slug}-i{key}-s{place.items.number(item) * 3 + 1}.html"
        case "sandangku":
            return f"/p/pakaian/{key}-jual-{slug}"
        case _:
            return f"/item/{slug}/{key}"


def shop_path(place: Place, shop: int) -> str:
    """The path of a shop's page."""
    match place.slug:
        case "lapakraya":
            return f"/shop/{place.shops.number(shop)}"
        case "pasarkita":
            return f"/{shop_handle(place, shop)}"
        case "niagaid":
            return f"/shop/{shop_handle(place, shop)}"
        case "sandangku":
            return f"/lapak/{shop_handle(place, shop)}"
        case _:
            return f"/store/{shop_handle(place, shop)}"


def short_path(place: Place, item: int) -> str:
    """The path of a listing's opaque short link on `short_host`."""
    number, code = (item * 2_654_435_761 + place.no * 97) % (1 << 40), ""
    for _ in range(8):
        number, digit = divmod(number, 62)
        code += BASE62[digit]
    return f"/{code}"


def item_of_short(place: Place, path: str) -> int | None:
    """The listing that a short link leads to; None if the code is nobody's."""
    number = 0
    for letter in reversed(path.strip("/")[:12]):
        digit = BASE62.find(letter)
        if digit < 0:
            return None
        number = number * 62 + digit
    item = (number - place.no * 97) * pow(2_654_435_761, -1, 1 << 40) % (1 << 40)
    return item if item < IMPOSSIBLE and short_path(place, item) == "/" + path.strip("/") else None


_PRODUCT: Final = {
    "lapakraya": re.compile(r"^/(?:.*-)?i\.(?P<shop>\d{1,12})\.(?P<item>\d{1,20})$"),
    "pasarkita": re.compile(r"^/toko-\d+/(?:.*-)?(?P<item>\d{19})$"),
    "niagaid": re.compile(r"^/products/(?:.*-)?i(?P<item>\d{1,12})(?:-s\d+)?\.html$"),
    "sandangku": re.compile(r"^/p/[a-z]+/(?P<item>[0-9a-z]{6})-jual-"),
    "kioskilat": re.compile(r"^/item/(?:[^/]*/)?KK-(?P<item>\d{5}-\d{5})$"),
}
_SHOP: Final = {
    "lapakraya": re.compile(r"^/shop/(\d+)$"),
    "pasarkita": re.compile(r"^/toko-(\d+)/?$"),
    "niagaid": re.compile(r"^/shop/toko-(\d+)$"),
    "sandangku": re.compile(r"^/lapak/toko-(\d+)$"),
    "kioskilat": re.compile(r"^/store/toko-(\d+)$"),
}


def item_of(place: Place, key: str) -> int | None:
    """The place of the listing with this id of the platform's own; None if no listing can have it."""
    try:
        match place.slug:
            case "lapakraya":
                number = int(key.rpartition(".")[2])
            case "sandangku":
                number = int(key, 36)
            case "kioskilat":
                number = int(key.removeprefix("KK-").replace("-", ""))
            case _:
                number = int(key)
    except ValueError:
        return None
    item = place.items.place(number)
    return item if item is not None and item < IMPOSSIBLE and listing_id(place, item) == key else None


def read_path(place: Place, path: str) -> Asked:
    """What a path of a marketplace asks for. Never raises."""
    if found := _PRODUCT[place.slug].match(path):
        text = found["item"]
        number = int(text, 36) if place.slug == "sandangku" else int(text.replace("-", ""))
        item = place.items.place(number)
        if (
            item is not None
            and place.slug == "lapakraya"
            and place.shops.number(shop_of(place, item)) != int(found["shop"])
        ):
            item = None
        return Asked("product", item=item)
    if found := _SHOP[place.slug].match(path):
        return Asked("shop", shop=place.shops.place(int(found[1])))
    if path.startswith("/photo/"):
        return Asked("photo")
    if path.startswith(STATUS_PATH) and place.slug == "lapakraya":
        asked = read_path(place, f"/i.{path.removeprefix(STATUS_PATH)}")
        return Asked("status", item=asked.item)
    kind = {
        "/": "home",
        "/robots.txt": "robots",
        "/search": "search",
        "/cari": "search",
        "/hooks/tertib": "hook",
    }.get(path)
    return Asked(kind or "other")
