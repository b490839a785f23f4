"""The list of cases: what a search finds, and in which order cases stand."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests.factories import make_case, make_order, make_party
from tests.portal.small_world import SmallWorld

pytestmark = pytest.mark.django_db
Browse = Callable[..., Client]


@pytest.fixture
def approver(world: SmallWorld, browse: Browse) -> Client:
    return browse(world.approver_person)


def of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.content.decode()[:2000]
    return answer.content.decode()


def test_a_bare_id_names_its_listing_and_nothing_that_only_holds_it(
    world: SmallWorld, approver: Client
) -> None:
    one, longer = world.name("lapakraya", 7), world.name("lapakraya", 77)
    page = of(approver, "/kasus/?q=7")
    assert one.key in page and longer.key not in page
    part = of(approver, "/kasus/?q=produk")
    assert one.key in part and longer.key in part


def test_a_listing_of_another_office_changes_nothing_in_what_a_search_finds(
    world: SmallWorld, approver: Client
) -> None:
    longer = world.name("lapakraya", 77)
    make_case(make_order(make_party("badan-lain")), listing="lapakraya:7")
    assert longer.key in of(approver, "/kasus/?q=7")


def test_a_search_finds_titles_that_hold_every_word(world: SmallWorld, approver: Client) -> None:
    one, other = world.name("lapakraya", 1), world.name("lapakraya", 2)
    for case, title in ((one, "Jaket bekas merah marun"), (other, "Jaket bekas hitam")):
        case.listing.first_seen_title = title
        case.listing.save()
    page = of(approver, "/kasus/?q=marun JAKET")
    assert one.key in page and other.key not in page


@pytest.mark.parametrize("sort", ["changed", "due", "opened", "oldest", "listing"])
def test_every_order_shows_every_case(world: SmallWorld, approver: Client, sort: str) -> None:
    asked = world.name("lapakraya", 2)
    world.see(asked)
    world.ask()
    fresh = world.name("lapakraya", 1)
    page = of(approver, f"/kasus/?sort={sort}")
    first, second = {
        "changed": (fresh, asked),
        "due": (asked, fresh),
        "opened": (fresh, asked),
        "oldest": (asked, fresh),
        "listing": (fresh, asked),
    }[sort]
    assert page.index(first.key) < page.index(second.key)


@pytest.mark.parametrize(
    "text", ["lapakraya:1", "https://lapakraya.localhost/produk/1", "lapakraya:toko-1", "produk/1"]
)
def test_a_search_finds_by_listing_link_shop_and_part_of_an_address(
    world: SmallWorld, approver: Client, text: str
) -> None:
    one, other = world.name("lapakraya", 1), world.name("kioskilat", 2)
    page = of(approver, "/kasus/?q=" + text)
    assert one.key in page
    assert other.key not in page
    assert one.key in of(approver, f"/kasus/?q={one.key.lower()}")
