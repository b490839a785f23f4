"""How long it takes and lasts: curves with their tables, what is suppressed said so, and nobody ranked."""

import html
import re
from collections.abc import Callable
from datetime import timedelta

import numpy as np
import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from tertib.actions.verification.spells import keep_spells
from tertib.core.statistics import kaplan_meier
from tertib.portal.shown.charts import BOTTOM, HEIGHT, LEFT, RIGHT, TOP, WIDTH
from tertib.portal.shown.step_chart import step_chart
from tertib.store.models import Contact
from tertib.vocabulary import ContactHealth, PageState, PartyKind, Role
from tests.factories import make_party, make_person
from tests.portal.small_world import SmallWorld

Browse = Callable[..., Client]


@pytest.fixture
def lived(world: SmallWorld) -> SmallWorld:
    """Twelve cases of one platform, nine down within the day and two of them back; three of another that stay up."""
    cases = [world.name("lapakraya", number) for number in range(12)]
    slow = [world.name("kioskilat", number) for number in range(3)]
    world.see(*cases, *slow)
    world.ask()
    world.wait(6)
    world.see(*cases, *slow)
    world.wait(6)
    world.see(*cases[:9], state=PageState.GONE_HARD)
    world.see(*cases[9:], *slow)
    world.wait(24 * 10)
    world.see(*cases[:2], *cases[9:], *slow)
    world.see(*cases[2:9], state=PageState.GONE_HARD)
    keep_spells(now=world.now)
    return world


def of(client: Client, address: str = "/angka/lama/") -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.content.decode()[:2000]
    return html.unescape(answer.content.decode())


@pytest.mark.django_db
def test_the_curve_and_its_table_say_the_same(lived: SmallWorld, browse: Browse) -> None:
    page = of(browse(lived.approver_person))
    assert "Followed: 15 cases. Seen down: 9." in page
    assert re.search(r'nowrap">24 h</th><td class="number">40\.0 %</td><td class="number nowrap">16\.5', page)
    assert page.count('<path class="curve"') == 1
    assert "As of" in page and "notices since" in page


@pytest.mark.django_db
def test_few_cases_are_suppressed_and_said_to_be(lived: SmallWorld, browse: Browse) -> None:
    page = of(browse(lived.approver_person))
    rows = re.findall(r"<tr><th scope=\"row\">kioskilat</th>.*?</tr>", page, re.DOTALL)
    assert len(rows) == 2
    assert all("Too few to tell: suppressed." in row and "< 10" in row for row in rows)
    assert "Fewer than 10 cases were followed" in page  # nine were ever down
    narrowed = of(browse(lived.approver_person), "/angka/lama/?platform=kioskilat")
    assert '<path class="curve"' not in narrowed


@pytest.mark.django_db
def test_platforms_stand_by_name_with_how_they_can_be_reached(lived: SmallWorld, browse: Browse) -> None:
    Contact.objects.filter(party=lived.platforms["kioskilat"]).update(health=ContactHealth.DEAD)
    page = of(browse(lived.approver_person))
    table = page[page.index("By platform") :]
    assert table.index("kioskilat") < table.index("lapakraya")
    assert "tone-bad" in table[: table.index("lapakraya")]
    assert "are not ranked" in page


@pytest.mark.django_db
def test_a_part_that_the_curve_does_not_reach_is_no_number(lived: SmallWorld, browse: Browse) -> None:
    page = of(browse(lived.approver_person), "/angka/lama/?platform=lapakraya")
    (row,) = re.findall(r"<tr><th scope=\"row\">lapakraya</th>.*?</tr>", page, re.DOTALL)[:1]
    assert "not reached" in row
    assert all(
        f"{hours} h" in row for hours in ("7.7", "9.7", "11.7")
    )  # nine between the looks at 6 and 12 h


@pytest.mark.django_db
def test_dashes_stand_beside_the_curve_where_looks_were_wide(lived: SmallWorld, browse: Browse) -> None:
    page = of(browse(lived.approver_person))
    assert '<path class="curve-beside"' in page
    assert "Turnbull's curve" in page


@pytest.mark.django_db
def test_the_page_is_in_indonesian_too(lived: SmallWorld, browse: Browse) -> None:
    client = browse(lived.approver_person)
    page = html.unescape(client.get("/angka/lama/", headers={"accept-language": "id"}).content.decode())
    assert "Berapa lama sampai turun, berapa lama bertahan" in page
    assert "Terlalu sedikit untuk disimpulkan: disembunyikan." in page
    assert "40,0 %" in page


@pytest.mark.django_db
def test_the_figures_lead_there_and_keep_their_filters(lived: SmallWorld, browse: Browse) -> None:
    client = browse(lived.approver_person)
    assert 'href="/angka/lama/?platform=kioskilat"' in of(client, "/angka/?platform=kioskilat")
    assert 'href="/angka/?platform=kioskilat"' in of(client, "/angka/lama/?platform=kioskilat")


@pytest.mark.django_db
def test_everyone_reads_it_of_their_own_cases(lived: SmallWorld, browse: Browse) -> None:
    body = make_person(make_party("pengawas", PartyKind.PUBLIC_BODY), Role.AUDITOR)
    assert "Followed: 15 cases" in of(browse(body))
    other = make_person(make_party("badan-contoh"))
    assert "Followed: " not in of(browse(other))
    platform = make_person(lived.platforms["lapakraya"], Role.RESPONDER)
    page = of(browse(platform))
    assert "Followed: 12 cases" in page
    assert "kioskilat" not in page
    assert Client().get("/angka/lama/").status_code == 302


WATCHED = st.lists(st.tuples(st.floats(0, 2000), st.booleans()), min_size=1, max_size=80)


@given(WATCHED, st.sampled_from([30, 90]))
def test_a_drawn_curve_falls_from_the_left_and_stays_in_the_frame(
    watched: list[tuple[float, bool]], most_days: int
) -> None:
    curve = kaplan_meier([one for one, _ in watched], [one for _, one in watched])
    chart = step_chart(curve, most_days=most_days)
    for path in (chart.curve, chart.band):
        corners = np.array(
            [[float(n) for n in pair.split(",")] for pair in re.findall(r"[\d.]+,[\d.]+", path)]
        )
        assert (corners[:, 0] >= LEFT).all() and (corners[:, 0] <= WIDTH - RIGHT).all()
        assert (corners[:, 1] >= TOP).all() and (corners[:, 1] <= HEIGHT - BOTTOM).all()
    line = [pair.split(",") for pair in re.findall(r"[\d.]+,[\d.]+", chart.curve)]
    assert [float(x) for x, _ in line] == sorted(float(x) for x, _ in line)
    assert [float(y) for _, y in line] == sorted(float(y) for _, y in line)


def test_tens_of_thousands_of_steps_are_drawn_no_finer_than_the_eye_sees() -> None:
    hours = np.random.default_rng(2).lognormal(3, 1.5, 40_000)
    chart = step_chart(kaplan_meier(hours, np.ones(len(hours), dtype=bool)), most_days=30)
    assert len(chart.curve) < 60_000


def test_the_axis_is_as_long_as_the_following() -> None:
    short = step_chart(kaplan_meier([timedelta(days=2) / timedelta(hours=1)], [False]), most_days=30)
    assert [day.text for day in short.days] == ["0", "1", "2", "3"]
