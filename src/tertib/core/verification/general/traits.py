"""What the general rules look at in a page: its words, its goods, and whether it is the page that was asked for."""

import json
import re
from collections.abc import Iterator
from enum import StrEnum
from functools import cached_property
from typing import Any

from tertib.core.verification.general.address import Address, key_of, names_in, read_address
from tertib.core.verification.general.rules import GeneralRules, Sign, SignKind, fold
from tertib.core.verification.markup import Markup, read_markup
from tertib.core.verification.page import Page
from tertib.core.verification.product import OUT_OF_SALE, offered

MAX_BODY_CHARS = 2_000_000
MAX_NODES = 5_000  # of JSON-LD; product pages have tens

_GOODS = {"product", "productgroup", "individualproduct", "productmodel", "vehicle", "book"}
_LISTS = {"itemlist", "searchresultspage", "collectionpage", "offercatalog"}
_SHOPS = {"store", "onlinestore", "localbusiness"}
_MICRODATA = re.compile(
    r"""itemtype\s{0,4}=\s{0,4}["']?https?://schema\.org/(product|individualproduct)\b""", re.IGNORECASE
)
_MICRO_OUT = re.compile(r"schema\.org/(outofstock|soldout|discontinued)", re.IGNORECASE)
_MICRO_IN = re.compile(
    r"schema\.org/(instock|limitedavailability|preorder|instoreonly|onlineonly)", re.IGNORECASE
)
_AMOUNT = r"\d[\d.,  ]{0,14}"
_BEFORE = r"rp|idr|usd|eur|gbp|aud|cad|inr|rs|myr|sgd|php|thb|vnd|[$€£¥₽₺฿₫₹₩₱]|us\$|s\$|rm|kr\.?|zł|tnd|dt"
_BEHIND = (
    r"[$€£₴₽₺円元₫đ]|zł|kč|руб|р\.|грн|лв"
    r"|(?:тг|kr|tl|dt|ft|lei|tnd|usd|eur|chf|sek|nok|dkk|pln|ron|rub|myr|sgd|idr)\b"
)
_PRICE = re.compile(rf"(?:{_BEFORE})\s{{0,2}}{_AMOUNT}|{_AMOUNT}\s?(?:{_BEHIND})", re.IGNORECASE)
_SHOP_PATH = re.compile(r"^/(?:shops?|stores?|toko|lapak|seller|user|u)/[^/]+/?$", re.IGNORECASE)
_SHELL_CHARS = 60  # a page that says less to the eye is an app that is still to load


class Goods(StrEnum):
    """By what a page proves that it offers goods; `NONE` if it does not."""

    JSON_LD = "json_ld"
    OPEN_GRAPH = "og"
    MICRODATA = "microdata"
    BUYING = "buying"  # a price, and words or marks of buying
    SHOP = "shop"  # the page of the shop that was asked for, with its goods
    NONE = "none"


class Traits:
    """A page made ready for the general rules. Everything in it is taken from the page; nothing is fetched."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.markup: Markup = read_markup(page.body)
        self.title = fold(self.markup.raw_title)
        self.text = fold(_without_tags(self.markup.text))
        self.asked = read_address(page.asked_url)
        self.final = read_address(page.final_url)

    @cached_property
    def body(self) -> str:
        """The page as it was sent, folded."""
        return fold(self.page.body[:MAX_BODY_CHARS])

    def has(self, sign: Sign) -> bool:
        """Whether all conditions of the sign hold."""
        page, markup = self.page, self.markup
        return (
            (not sign.status or page.status in sign.status)
            and (sign.longest is None or len(self.text) <= sign.longest)
            and (not sign.host or any(each in f"{self.final.host}." for each in sign.host))
            and (sign.path is None or sign.path.search(self.final.path) is not None)
            and (not sign.title or any(each in self.title for each in sign.title))
            and (not sign.text or any(each in self.text or each in self.title for each in sign.text))
            and (not sign.marker or any(each in markup.markers for each in sign.marker))
            and (not sign.header or any(_in_header(page, each) for each in sign.header))
            and not any(each in self.text or each in self.title for each in sign.unless)
            and (sign.says is None or self._says(sign.says))
            and (not sign.body or any(each in self.body for each in sign.body))
        )

    def first(self, rules: GeneralRules, kind: SignKind) -> Sign | None:
        """The first sign of a kind that the page has."""
        return next((sign for sign in rules.of(kind) if self.has(sign)), None)

    def _says(self, sentence: re.Pattern[str]) -> bool:
        return sentence.search(self.text) is not None or sentence.search(self.title) is not None

    @property
    def is_shell(self) -> bool:
        """Whether the page says next to nothing before its scripts have run."""
        return len(self.text) <= _SHELL_CHARS and bool(self.page.body.strip())

    def says_something(self, rules: GeneralRules) -> bool:
        """Whether the little that is there to see is a notice; a title alone is none, titles lie."""
        return any(
            any(each in self.text for each in sign.text)
            or (sign.says is not None and sign.says.search(self.text) is not None)
            for sign in rules.of(SignKind.GONE)
        )

    @property
    def prices(self) -> int:
        """How many prices stand in the visible text, at most 20."""
        found = 0
        for _ in _PRICE.finditer(self.text[:200_000]):
            found += 1
            if found >= 20:
                break
        return found

    @cached_property
    def wanders(self) -> str | None:
        """Where the request ended if not at the page that was asked for: `home`, `search`, `elsewhere`, or None."""
        asked, final = self.asked, self.final
        if not final.host:
            return None
        if final.is_search and not asked.is_search:
            return "search"
        if final.is_root and not asked.is_root:
            return "home"
        said = read_address(_said_url(self.markup))
        if said.host and said.is_root and not asked.is_root and not self._is_about_goods:
            return "home"
        if (
            said.host
            and said.is_root
            and said.host != asked.host
            and asked.is_root
            and said.host.removeprefix("www.") in asked.host
        ):
            return "home"  # a subdomain that shows the front page of the site
        is_same = key_of(asked) == key_of(final) and (not asked.names_item or asked.query == final.query)
        if not is_same and not self._shares_name(final):
            return "elsewhere"
        return None

    @property
    def _is_about_goods(self) -> bool:
        """Whether the page says more of its subject than its own address does: some give every page that of the front."""
        return self.goods[0] in {Goods.JSON_LD, Goods.OPEN_GRAPH} or self.names_asked

    def _shares_name(self, other: Address) -> bool:
        """Whether the other address still names what was asked for: by its number, else by most words of its last part.

        A folder above the asked page does not: it is where listings that are gone are sent.
        """
        asked, theirs = self.asked, set(names_in(other.path + other.query))
        numbers = [each for each in names_in(asked.path + asked.query) if each.isdigit() and len(each) >= 4]
        if numbers:
            return any(each in theirs for each in numbers)
        if asked.path.lower().startswith(f"{other.path.rstrip('/').lower()}/"):
            return False
        last = set(names_in(asked.path.rstrip("/").rpartition("/")[2]))
        return bool(last) and 2 * len(last & theirs) >= len(last)

    @cached_property
    def goods(self) -> tuple[Goods, bool]:
        """By what the page proves goods, and whether they can be bought."""
        nodes = list(_top_nodes(self.markup.json_ld))
        products = [node for node in nodes if _types(node) & _GOODS]
        if products and len(products) <= 3 and not any(_types(node) & _LISTS for node in nodes):
            return Goods.JSON_LD, offered(products[0])
        metas = dict(sorted(self.markup.metas))
        kind = metas.get("og:type", "").lower()
        if kind in {"product", "og:product", "product.item"} or "product:price:amount" in metas:
            said = (metas.get("product:availability") or metas.get("og:availability") or "").lower()
            out = said.replace(" ", "").replace("_", "").rsplit("/", 1)[-1] in {*OUT_OF_SALE, "oos"}
            return Goods.OPEN_GRAPH, not out and not self._microdata_is_out
        if not self.asked.is_root and _MICRODATA.search(self.page.body[:MAX_BODY_CHARS]):
            return Goods.MICRODATA, not self._microdata_is_out
        return Goods.NONE, False

    @cached_property
    def names_asked(self) -> bool:
        """Whether the title says most of the words of the asked path's last part: a slug is made of a title."""
        slug = set(names_in(self.asked.path.rstrip("/").rpartition("/")[2]))
        return len(slug) >= 2 and 3 * sum(each in self.title for each in slug) >= 2 * len(slug)

    @property
    def _microdata_is_out(self) -> bool:
        body = self.page.body[:MAX_BODY_CHARS]
        return _MICRO_OUT.search(body) is not None and _MICRO_IN.search(body) is None

    @cached_property
    def is_shop(self) -> bool:
        """Whether the page says that it is the shop whose name was asked for, by its own address and its goods."""
        said = read_address(_said_url(self.markup))
        kind = dict(self.markup.metas).get("og:type", "").lower()
        is_store = kind == "product.group" or any(
            _types(each) & _SHOPS for each in _top_nodes(self.markup.json_ld)
        )
        label = self.asked.host.split(".")[0]
        named = (
            {label}
            if label not in {"www", "m"} and self.asked.is_root
            else set(names_in(self.asked.path)[:2])
        )
        here = set(names_in(said.path)) | (
            {said.host.split(".")[0]} if said.host == self.asked.host else set()
        )
        joined = {"".join(names_in(said.path)[-1:]), *here}
        has_own_address = bool(said.host) and bool(named & joined) and not said.is_search
        is_named_shop = _SHOP_PATH.search(said.path) is not None
        return has_own_address and (is_store or is_named_shop or (not said.is_root and self.prices >= 1))


def _without_tags(text: str) -> str:
    """Drop the rest of tags that were too long to be read as tags: a picture inside the page is not its words."""
    if "data:image" not in text and "base64," not in text:
        return text
    return re.sub(r"\S{200,}", " ", text)


def _in_header(page: Page, pair: tuple[str, str]) -> bool:
    name, value = pair
    return name in page.headers and value in page.headers[name].lower()


def _said_url(markup: Markup) -> str:
    """The address that the page gives itself; canonical links before Open Graph."""
    if markup.canonical and markup.canonical.lower().startswith("http"):
        return markup.canonical
    return next((value for name, value in sorted(markup.metas) if name == "og:url"), "")


def _types(node: dict[str, Any]) -> set[str]:
    types = node.get("@type")
    return {str(each).rsplit("/", 1)[-1].lower() for each in (types if isinstance(types, list) else [types])}


def _top_nodes(texts: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    """The things that a page's JSON-LD says it is about: its roots, graphs and main entities, not what they hold."""
    count = 0
    for text in texts:
        try:
            waiting: list[Any] = [json.loads(text)]
        except (ValueError, RecursionError):
            continue
        while waiting and count < MAX_NODES:
            node = waiting.pop()
            if isinstance(node, list):
                waiting.extend(reversed(node[:MAX_NODES]))
            elif isinstance(node, dict):
                count += 1
                yield node
                waiting.extend(
                    node[key] for key in ("@graph", "mainEntity") if isinstance(node.get(key), dict | list)
                )
