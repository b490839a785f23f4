"""What platforms said beside what we saw: by name, open to its cases, small numbers hidden from strangers."""

import csv
import html
import re
from collections.abc import Callable

import pytest
from django.test import Client

from tertib.actions.actor import actor_of_person
from tertib.queries.statistics.claims import DELAYS, MEASURED, claims
from tertib.queries.statistics.figures import FigureFilters
from tertib.vocabulary import PageState, PartyKind, Role
from tests.factories import make_party, make_person
from tests.portal.small_world import SmallWorld

pytestmark = pytest.mark.django_db
Browse = Callable[..., Client]


@pytest.fixture
def said(world: SmallWorld) -> SmallWorld:
    """Twelve said to be done at one platform, ten of them gone; at another three stay up, one is gone unsaid."""
    cases = [world.name("lapakraya", number) for number in range(12)]
    others = [world.name("kioskilat", number) for number in range(4)]
    world.see(*cases, *others)
    world.ask()
    for case in (*cases, *others[:3]):
        world.say_done(case)
    world.wait(1)
    world.see(*cases[:10], others[3], state=PageState.GONE_HARD)
    world.see(*cases[10:], *others[:3])
    return world


def of(client: Client, address: str = "/angka/pernyataan/") -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.content.decode()[:2000]
    return html.unescape(answer.content.decode())


def numbers(page: str, platform: str) -> list[int]:
    row = re.search(rf'<tr><th scope="row">{platform}</th><td data-label="Best.*?</tr>', page, re.DOTALL)
    assert row is not None
    return [
        int(re.sub(r"<[^>]+>", "", cell)) for cell in re.findall(r'class="number"[^>]*>(.*?)</td>', row[0])
    ]


def test_what_was_said_stands_beside_what_was_seen(said: SmallWorld, browse: Browse) -> None:
    page = of(browse(said.approver_person))
    assert numbers(page, "lapakraya") == [12, 12, 10, 2, 0, 0, 10, 0, 0]
    assert numbers(page, "kioskilat") == [4, 3, 0, 3, 0, 0, 1, 1, 0]
    assert page.index('"row">kioskilat') < page.index('"row">lapakraya')  # by name, whatever they did
    assert "Fewer" not in page


def test_a_number_opens_to_its_cases(said: SmallWorld, browse: Browse) -> None:
    client = browse(said.approver_person)
    page = of(client)
    assert "/angka/down_unclaimed/?platform=kioskilat" in page
    cases = client.get("/angka/down_unclaimed/?platform=kioskilat", follow=True).content.decode()
    assert said.cases["kioskilat:3"].key in cases
    assert said.cases["kioskilat:0"].key not in cases


def test_delays_are_a_distribution_and_few_cases_have_none(said: SmallWorld) -> None:
    found = claims(said.approver, FigureFilters(), now=said.now)
    by_name = {one.platform: one for one in found.platforms}
    assert by_name["lapakraya"].delays == {**dict.fromkeys(DELAYS, 0), "0-24": 10}
    assert by_name["lapakraya"].rest == 2
    assert by_name["kioskilat"].delays == {}  # three claims say nothing of how long it takes
    assert found.whole["sent"] == 16


def test_a_public_body_sees_no_number_small_enough_to_point_at_someone(
    said: SmallWorld, browse: Browse
) -> None:
    person = make_person(make_party("ombudsman", PartyKind.PUBLIC_BODY), Role.AUDITOR)
    reader = actor_of_person(person)
    found = claims(reader, FigureFilters(), now=said.now)
    assert found.is_coarse
    assert all(one.counts is None and not one.delays for one in found.platforms)
    page = of(browse(person))
    assert "Too few to tell: suppressed." in page
    assert 'href="/angka/claimed' not in page


def test_the_table_file_says_the_same(said: SmallWorld, browse: Browse) -> None:
    text = b"".join(browse(said.approver_person).get("/angka/pernyataan/pernyataan.csv")).decode("utf-8-sig")
    lines = text.splitlines()
    assert len(lines) == 3
    assert lines[2].startswith("lapakraya,")
    assert ",".join(map(str, (12, 12, 10, 2, 0, 0, 10, 0, 0))) in lines[2]
    (head,) = csv.reader(lines[:1])
    assert len(head) == 2 + len(MEASURED) + len(DELAYS) + 3


def test_before_anything_was_sent_the_page_says_so(world: SmallWorld, browse: Browse) -> None:
    assert "Nobody was asked yet" in of(browse(world.approver_person))
