"""A marketplace's pages, read from its HTML file once and filled in quickly.

The file is cut at lines of these forms; `{{field}}` is filled in:
    <!-- part NAME -->                 frame (title, head, body), card (one offer of a list), nothing
    <!-- state STANDING WORD -->       how a product page names a standing, and the banner that it then shows
    <!-- page KIND STATUS | TITLE -->  one kind of page; what follows is its head, up to <!-- body -->
    <!-- header NAME: VALUE -->        an HTTP header of that page
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path
from typing import Final

from tertib.sandbox.goods import Offer, Shop
from tertib.sandbox.places import Place, shop_path
from tertib.sandbox.standing import Standing

KINDS: Final = (
    "product", "absent", "shop_closed", "shop", "results", "home", "login", "app_only", "wall", "broken",
)  # fmt: skip

_MARK: Final = re.compile(r"^<!-- (part|state|page) (\w+)(?: (\w+))?(?: \| ?(.*?))? ?-->\n", re.MULTILINE)
_HEADER: Final = re.compile(r"^<!-- header ([\w-]+): (.*) -->\n", re.MULTILINE)
_FIELD: Final = re.compile(r"\{\{(\w+)\}\}")


@dataclass(frozen=True, slots=True)
class Answer:
    """One HTTP answer."""

    status: int
    body: bytes
    headers: Mapping[str, str]


class Form:
    """A text with fields, cut once so that filling it in is one join."""

    __slots__ = ("_names", "_pieces")

    def __init__(self, text: str) -> None:
        self._pieces = _FIELD.split(text)
        self._names = self._pieces[1::2]

    def fill(self, fields: Mapping[str, str]) -> str:
        """The text with its fields filled in. Raises KeyError for a field that is not given."""
        pieces = self._pieces.copy()
        pieces[1::2] = [fields[name] for name in self._names]
        return "".join(pieces)


@dataclass(frozen=True, slots=True)
class _Kind:
    status: int
    headers: Mapping[str, str]
    form: Form


class Design:
    """The pages of one marketplace."""

    def __init__(self, place: Place) -> None:
        self.place = place
        path = Path(__file__).with_name(f"{place.slug}.html")
        cut = _MARK.split(path.read_text(encoding="utf-8"))
        parts: dict[str, str] = {}
        self._states: dict[Standing, tuple[str, str]] = {}
        self._kinds: dict[str, _Kind] = {}
        for what, name, word, title, text in zip(*(cut[i::5] for i in range(1, 6)), strict=True):
            match what:
                case "part":
                    parts[name] = text.strip("\n")
                case "state":
                    self._states[Standing(name)] = (word, text.strip("\n"))
                case _:
                    headers = dict(_HEADER.findall(text))
                    head, _, body = _HEADER.sub("", text).partition("<!-- body -->\n")
                    # one form for the whole page: the frame with this kind's title, head and body put in
                    whole = Form(parts["frame"]).fill(
                        {"title": title or "", "head": head.strip("\n"), "body": body}
                    )
                    self._kinds[name] = _Kind(
                        int(word), headers, Form("" if "Location" in headers else whole)
                    )
        self._card, self._nothing = Form(parts["card"]), parts["nothing"]
        self._fixed = {
            kind: self._answer(kind, {})
            for kind in ("absent", "shop_closed", "login", "app_only", "wall", "broken")
        }

    def _answer(self, kind: str, fields: Mapping[str, str]) -> Answer:
        page = self._kinds[kind]
        return Answer(page.status, page.form.fill(fields).encode(), page.headers)

    def fixed(self, kind: str) -> Answer:
        """A page that is the same for every listing: absent, shop_closed, login, app_only, wall, broken."""
        return self._fixed[kind]

    def product(self, offer: Offer, *, standing: Standing) -> Answer:
        """A page that shows the goods: up, changed, hidden, sold out or on holiday."""
        state, banner = self._states[standing]
        photo = f"{offer.item}-b" if standing is Standing.CHANGED else str(offer.item)
        name = escape(offer.title)
        fields = {
            "name": name,
            "name_json": json.dumps(offer.title).replace("<", "\\u003c"),
            "price": offer.price_text,
            "rupiah": str(offer.price),
            "text": escape(offer.text),
            "key": offer.key,
            "item": str(offer.item),
            "photo": photo,
            "sold": str(offer.sold),
            "shop": escape(offer.shop.name),
            "city": offer.shop.city,
            "shop_path": shop_path(self.place, offer.shop.place),
            "state": state,
            "banner": banner,
        }
        return self._answer("product", fields)

    def _cards(self, offers: Iterable[Offer]) -> str:
        cards = [
            self._card.fill(
                {"path": o.path, "item": str(o.item), "name": escape(o.title), "price": o.price_text}
            )
            for o in offers
        ]
        return "".join(cards) or self._nothing

    def shop(self, shop: Shop, offers: Iterable[Offer]) -> Answer:
        """A shop's page."""
        return self._answer(
            "shop", {"shop": escape(shop.name), "city": shop.city, "cards": self._cards(offers)}
        )

    def results(self, query: str, offers: Iterable[Offer]) -> Answer:
        """What a search found. `query` is any visitor's text."""
        return self._answer("results", {"query": escape(query), "cards": self._cards(offers)})

    def home(self, offers: Iterable[Offer]) -> Answer:
        """The front page."""
        return self._answer("home", {"cards": self._cards(offers)})


@cache
def design_of(place: Place) -> Design:
    """The design of a marketplace, read once."""
    return Design(place)
