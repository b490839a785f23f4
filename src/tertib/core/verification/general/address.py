"""What a URL names, as far as the general rules need it: front page, search, and the words of a path."""

import re
from dataclasses import dataclass

_URL = re.compile(
    r"^https?://(?:[^/?#@]*@)?(\[[^\]/?#]*\]|[^/?#:\[\]]+)(?::\d*)?([^?#]*)([^#]*)", re.IGNORECASE
)
_WORD = re.compile(r"[^\W_]{3,}")
_SEARCH = re.compile(
    r"(?:^|/)(?:search|cari|sch|catalogsearch|find|pencarian|suche|recherche|buscar|sok|szukaj)(?:[/.]|$)",
    re.IGNORECASE,
)
_COMMON = frozenset(  # words of a path that name no listing and no shop
    "html htm php asp aspx jsp index unknown shop shops store stores product products produk item items listing "
    "listings toko lapak seller user www dp itm catalog catalogue category kategori detail view page pages goods "
    "produit producto produkt".split()
)
_ROOT = re.compile(r"/?|/(?:[a-z]{2}(?:[-_][a-z]{2})?|index\.\w+|home)/?", re.IGNORECASE)
_ITEM_QUERY = re.compile(
    r"[?&](?:[a-z_]{0,20}id|p|sku|prod|product|item|main_page|route)=[^&]", re.IGNORECASE
)
_SEARCH_QUERY = re.compile(r"[?&](?:q|query|keyword|_nkw|search_key|search|k|st)=", re.IGNORECASE)


@dataclass(frozen=True)
class Address:
    """A URL taken apart as far as the rules need it. All empty for what is none."""

    host: str
    path: str
    query: str

    @property
    def is_root(self) -> bool:
        """Whether it is a front page; `/index.php?products_id=5` is none."""
        return _ROOT.fullmatch(self.path) is not None and not self.names_item

    @property
    def names_item(self) -> bool:
        """Whether the query says which thing is asked for."""
        return _ITEM_QUERY.search(self.query) is not None

    @property
    def is_search(self) -> bool:
        return bool(_SEARCH.search(self.path) or _SEARCH_QUERY.search(self.query))


def read_address(url: str) -> Address:
    """Read a URL; never raises."""
    match = _URL.match(url.strip()[:8_192])
    if match is None:
        return Address("", "", "")
    return Address(match.group(1).lower(), match.group(2) or "/", match.group(3))


def key_of(address: Address) -> str:
    """The same for two addresses of one page."""
    return f"{address.host.removeprefix('www.').removeprefix('m.')}{address.path.rstrip('/').lower()}"


def names_in(path: str) -> list[str]:
    """The words of a path that may name something, lower case; numbers too."""
    return [each.lower() for each in _WORD.findall(path) if each.lower() not in _COMMON]
