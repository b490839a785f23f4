"""Pages whose state is known beforehand: a listing that is always up, and an id that nobody can have."""

from typing import Final

from tertib.sandbox.goods import offer_at
from tertib.sandbox.places import IMPOSSIBLE, PLACES, Place, product_path
from tertib.sandbox.standing import CANARIES

_NOBODY: Final = (IMPOSSIBLE + 1, IMPOSSIBLE + 2, IMPOSSIBLE + 3)


def controls(place: Place, *, port: int, seed: int = 2026) -> dict[str, list[str]]:
    """Addresses of a marketplace's control pages: `positive` are always up, `negative` are nobody's."""
    base = f"http://{place.host}:{port}"
    return {
        "positive": [base + offer_at(place, item, seed=seed).path for item in CANARIES],
        "negative": [base + product_path(place, item, "tidak-ada") for item in _NOBODY],
    }


def controls_toml(*, port: int, seed: int = 2026) -> str:
    """The control pages of all marketplaces as TOML: [[control]] with platform, kind and url."""
    lines = ["# Control pages of the five invented marketplaces: always up, or an id that nobody has.\n"]
    for place in PLACES.values():
        for kind, urls in controls(place, port=port, seed=seed).items():
            lines += [f'[[control]]\nplatform = "{place.slug}"\nkind = "{kind}"\nurl = "{u}"\n' for u in urls]
    return "\n".join(lines)
