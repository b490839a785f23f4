"""The page at sandbox.localhost: what this is, and a sample of every kind of page."""

from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Final

from tertib.sandbox.goods import offer_at
from tertib.sandbox.pages.design import Form
from tertib.sandbox.places import (
    IMPOSSIBLE,
    PLACES,
    Place,
    product_path,
    shop_of,
    shop_path,
    short_path,
)
from tertib.sandbox.standing import Standing, World

_LOOKED_AT: Final = 3_000  # listings from the first on among which a sample of each standing is sought

_FORM: Final = Form((Path(__file__).parent / "pages" / "hub.html").read_text(encoding="utf-8"))
_MANNERS: Final = {
    "lapakraya": "Prompt: takes down within hours and says so by API.",
    "pasarkita": "Slow: fetches its notices now and then, answers after many hours, some late.",
    "niagaid": "Refuses a share with a ground; answers by e-mail with a filled-in CSV.",
    "sandangku": "Silent: nobody answers. A few stalls close by themselves.",
    "kioskilat": "Says “done” at once while most pages stay up; some that went come back.",
}


def samples(world: World, place: Place) -> dict[str, str]:
    """A path of every kind of page of a marketplace, by the kind's name."""
    found: dict[str, str] = {}
    for item in range(_LOOKED_AT):
        standing = world.standing(place, item)
        if standing.value not in found:
            found[standing.value] = offer_at(place, item, seed=world.seed).path
            if len(found) == len(Standing):
                break
    found["nobody's id"] = product_path(place, IMPOSSIBLE + 1, "contoh")
    found["shop"] = shop_path(place, shop_of(place, 0))
    found["search"] = ("/cari" if place.slug in ("lapakraya", "sandangku") else "/search") + "?q=jaket"
    found["home"] = "/"
    return found


def hub_page(world: World, *, port: int, rates: Mapping[str, tuple[int, int]]) -> bytes:
    """The page. `rates`: for each host the requests of its busiest second, and of all."""
    rows = []
    for place in PLACES.values():
        base = f"http://{place.host}:{port}"
        links = [f'<a href="{base}{path}">{escape(kind)}</a>' for kind, path in samples(world, place).items()]
        if place.short_host:
            links.append(f'<a href="http://{place.short_host}:{port}{short_path(place, 5)}">short link</a>')
        peak, total = rates.get(place.host, (0, 0))
        rows.append(
            f'<tr><th><a href="{base}/">{place.name}</a></th><td>{_MANNERS[place.slug]}</td>'
            f"<td>{place.listings:,}</td><td>{' · '.join(links)}</td><td>{peak}</td><td>{total}</td></tr>"
        )
    return _FORM.fill({"rows": "".join(rows)}).encode()
