"""Proof in a page that it offers one listing: a schema.org product or an Open Graph product with its id."""

import json
import string
from dataclasses import dataclass
from typing import Any

from tertib.core.verification.markup import Markup

MAX_NODES = 5_000  # of all JSON-LD of a page; product pages have tens
_PRODUCT_TYPES = {"product", "productgroup", "individualproduct", "productmodel", "vehicle"}
_OG_TYPES = {"product", "og:product", "product.item"}
_ID_KEYS = ("sku", "productID", "productId", "mpn", "identifier", "@id", "url")
_LETTERS = frozenset(string.ascii_letters + string.digits)
OUT_OF_SALE = {"outofstock", "soldout", "discontinued", "reserved"}  # schema.org ItemAvailability, last part


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """A product that a page states. `source` is `json_ld` or `og`."""

    source: str
    name: str | None
    is_for_sale: bool


def find_product(markup: Markup, *, listing_id: str) -> Product | None:
    """Return the product whose id or URL holds `listing_id` as a whole word, if the page states one.

    Other products of the page (recommendations) prove nothing. JSON-LD that is broken is passed over.
    """
    for text in markup.json_ld:
        for node in _nodes(text):
            types = node.get("@type")
            names = {
                str(each).rsplit("/", 1)[-1].lower()
                for each in (types if isinstance(types, list) else [types])
            }
            if names & _PRODUCT_TYPES and any(holds_word(each, listing_id) for each in _ids(node)):
                name = node.get("name")
                return Product(
                    source="json_ld",
                    name=name if isinstance(name, str) else None,
                    is_for_sale=offered(node),
                )
    metas = dict(sorted(markup.metas))
    if metas.get("og:type", "").lower() in _OG_TYPES:
        urls = (metas.get("og:url", ""), markup.canonical or "", metas.get("product:retailer_item_id", ""))
        if any(holds_word(each, listing_id) for each in urls):
            availability = (metas.get("product:availability") or metas.get("og:availability") or "").lower()
            is_out = availability.replace(" ", "").replace("_", "") in {*OUT_OF_SALE, "oos"}
            return Product(source="og", name=metas.get("og:title"), is_for_sale=not is_out)
    return None


def holds_word(text: str, word: str) -> bool:
    """Tell whether `word` stands in `text` with no ASCII letter or digit directly beside it.

    >>> holds_word("/item-12.34?x", "12.34"), holds_word("/item-12.345", "12.34"), holds_word("112.34 12.34", "12.34")
    (True, False, True)
    """
    at = text.find(word)
    while at >= 0:
        before, after = text[at - 1 : at] if at else "", text[at + len(word) : at + len(word) + 1]
        if before not in _LETTERS and after not in _LETTERS:
            return True
        at = text.find(word, at + 1)
    return False


def _nodes(text: str) -> list[dict[str, Any]]:
    try:
        waiting = [json.loads(text)]
    except (ValueError, RecursionError):
        return []
    found: list[dict[str, Any]] = []
    while waiting and len(found) < MAX_NODES:
        node = waiting.pop()
        if isinstance(node, list):
            waiting.extend(reversed(node[:MAX_NODES]))
        elif isinstance(node, dict):
            found.append(node)
            waiting.extend(each for each in node.values() if isinstance(each, dict | list))
    return found


def _ids(node: dict[str, Any]) -> list[str]:
    return [str(node[key]) for key in _ID_KEYS if isinstance(node.get(key), str | int)]


def offered(node: dict[str, Any]) -> bool:
    """False only if the product has offers and each of them says that it is out."""
    offers = node.get("offers")
    listed = offers if isinstance(offers, list) else [offers]
    said = [
        str(each.get("availability", "")).rsplit("/", 1)[-1].lower()
        for each in listed
        if isinstance(each, dict)
    ]
    return not (said and all(each in OUT_OF_SALE for each in said))
