"""Every link of the sandbox is read to the right listing by the platforms file that the sandbox ships."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import tertib.sandbox
from tertib.core.links import load_platforms, read_link
from tertib.sandbox.controls import controls_toml
from tertib.sandbox.goods import offer_at
from tertib.sandbox.places import (
    PLACES,
    Place,
    item_of_short,
    listing_id,
    read_path,
    shop_of,
    shop_path,
    short_path,
)
from tertib.vocabulary import LinkKind

HERE = Path(tertib.sandbox.__file__).parent
PLATFORMS = load_platforms(HERE / "platforms.toml")
places = st.sampled_from(list(PLACES.values()))


@given(place=places, item=st.integers(0, 6_000), port=st.sampled_from(["", ":8801", ":45123"]))
def test_a_product_link_names_its_listing(place: Place, item: int, port: str) -> None:
    url = f"http://{place.host}{port}{offer_at(place, item, seed=2026).path}"
    link = read_link(url + "?utm_source=wa", platforms=PLATFORMS)
    assert (link.kind, link.listing) == (LinkKind.LISTING, f"{place.slug}:{listing_id(place, item)}")
    assert link.url is not None and f"{place.host}{port}/" in link.url


@given(place=places, item=st.integers(0, 6_000))
def test_the_canonical_address_leads_to_the_same_page(place: Place, item: int) -> None:
    url = f"http://{place.host}:8801{offer_at(place, item, seed=2026).path}"
    kept = read_link(url, platforms=PLATFORMS).url
    assert kept is not None
    assert read_path(place, "/" + kept.split("/", 3)[3]).item == item


@given(place=places, item=st.integers(0, 6_000))
def test_a_shop_link_is_a_shop(place: Place, item: int) -> None:
    path = shop_path(place, shop_of(place, item))
    assert read_link(f"http://{place.host}:8801{path}", platforms=PLATFORMS).kind is LinkKind.SHOP
    assert read_path(place, path).shop == shop_of(place, item)


@given(place=places.filter(lambda place: bool(place.short_host)), item=st.integers(0, 6_000))
def test_a_short_link_is_short_and_leads_to_one_listing(place: Place, item: int) -> None:
    path = short_path(place, item)
    link = read_link(f"http://{place.short_host}:8801{path}", platforms=PLATFORMS)
    assert (link.kind, link.platform, link.listing) == (LinkKind.SHORT, place.slug, None)
    assert item_of_short(place, path) == item


@given(place=places, path=st.text(max_size=60))
def test_any_path_is_read_without_error(place: Place, path: str) -> None:
    read_path(place, "/" + path)
    item_of_short(place, "/" + path)


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
def test_no_two_listings_share_an_id(place: Place) -> None:
    assert len({listing_id(place, item) for item in range(place.listings)}) == place.listings


def test_the_published_control_pages_are_those_of_the_world() -> None:
    assert (HERE / "controls.toml").read_text(encoding="utf-8") == controls_toml(port=8801)
