"""Figures: every number opens to exactly its cases, parts add up on the page, charts have their tables."""

import csv
import io
import re
from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from tertib.portal.shown.charts import HEIGHT, beside, round_top, stacked
from tertib.queries.statistics.figures import MEASURES
from tertib.vocabulary import PageState, PartyKind, Role
from tests.factories import make_party, make_person
from tests.portal.small_world import SmallWorld

Browse = Callable[..., Client]


@pytest.fixture
def lived(world: SmallWorld) -> SmallWorld:
    """A world with cases in many places: down, claimed but up, refused, returned, unsent, gone at hand-in."""
    cases = [world.name("lapakraya", number) for number in range(5)]
    claimed = [world.name("kioskilat", number) for number in range(3)]
    world.see(*cases, *claimed)
    world.ask()
    for case in (*claimed, *cases[:3]):
        world.say_done(case)
    explanation = "Penjual menunjukkan faktur dalam negeri."
    world.reply(cases[3], "refused", refused={"ground": "not_covered", "explanation": explanation})
    world.wait(7)
    world.see(*cases[:3], state=PageState.GONE_HARD)
    world.see(*claimed)
    world.wait(20)
    world.see(cases[0])
    world.see(world.name("lapakraya", 20), state=PageState.GONE_HARD)
    world.name("lapakraya", 21)
    return world


@pytest.fixture
def approver(lived: SmallWorld, browse: Browse) -> Client:
    return browse(lived.approver_person)


def of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.content.decode()[:2000]
    return answer.content.decode()


@pytest.mark.django_db
def test_every_number_opens_to_exactly_its_cases(approver: Client) -> None:
    page = of(approver, "/angka/")
    opened = re.findall(r'href="/angka/([a-z_]+)/">(\d+)</a>', page)
    assert {"found", "sent", "claimed", "claimed_up", "down"} <= {key for key, _ in opened}
    for key, count in opened:
        answer = approver.get(f"/angka/{key}/")
        assert answer["location"] == f"/kasus/?measure={key}"
        assert re.search(
            rf'<caption class="quiet">{count} cases?</caption>', of(approver, answer["location"])
        ), key


@pytest.mark.django_db
def test_parts_add_up_on_the_page(approver: Client) -> None:
    tables = re.findall(r'<table class="sum">(.*?)</table>', of(approver, "/angka/"), re.DOTALL)
    sums = 0
    for table in tables:
        if "<tfoot>" in table:
            body, foot = table.split("<tfoot>")
            parts = [int(number) for number in re.findall(r'class="number">(?:<a [^>]*>)?(\d+)', body)]
            (total,) = re.findall(r'class="number">(?:<a [^>]*>)?(\d+)', foot)
            assert sum(parts) == int(total)
            sums += 1
    assert sums == 8


@pytest.mark.django_db
def test_filters_narrow_every_number_and_stay_in_its_link(approver: Client, lived: SmallWorld) -> None:
    page = of(approver, "/angka/?platform=kioskilat")
    assert "/angka/claimed_up/?platform=kioskilat" in page
    answer = approver.get("/angka/claimed_up/?platform=kioskilat")
    assert answer["location"] == "/kasus/?measure=claimed_up&platform=kioskilat"
    assert "3 cases" in of(approver, answer["location"])
    assert lived.order.key in of(approver, f"/angka/?order={lived.order.key}")


@pytest.mark.django_db
def test_the_gap_between_word_and_sight_is_said(approver: Client) -> None:
    assert "<strong>4 cases</strong> are said to be done without our having seen them down" in of(
        approver, "/angka/"
    )


@pytest.mark.django_db
def test_the_file_names_unit_moment_and_meaning_of_each_figure(approver: Client) -> None:
    answer = approver.get("/angka/angka.csv")
    rows = list(csv.DictReader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))
    assert {row["Key"] for row in rows} == set(MEASURES)
    assert all(
        row["Unit"] == "case" and row["As of"].endswith("WIB") and row["What it counts"] for row in rows
    )


@pytest.mark.django_db
def test_the_page_for_paper_has_the_sums_and_what_to_say_beside_them(approver: Client) -> None:
    page = of(approver, "/angka/cetak/")
    assert "How they add up" in page
    assert "Never add the two." in page
    assert "as of" in page


@pytest.mark.django_db
def test_charts_have_the_same_numbers_in_a_table(approver: Client) -> None:
    page = of(approver, "/angka/")
    assert page.count('<svg class="chart"') == 2
    assert page.count("The same as a table") == 2
    assert 'style="' not in page


@pytest.mark.django_db
def test_a_public_body_sees_all_numbers_and_no_case(lived: SmallWorld, browse: Browse) -> None:
    body = browse(make_person(make_party("pengawas", PartyKind.PUBLIC_BODY), Role.AUDITOR))
    page = of(body, "/angka/")
    assert "All authorities together" in page
    assert "/angka/down/" not in page
    assert body.get("/angka/down/").status_code == 403


@pytest.mark.django_db
def test_a_figure_that_is_none_is_not_found(approver: Client) -> None:
    assert approver.get("/angka/all/").status_code == 404


@pytest.mark.django_db
def test_before_anything_happened_every_figure_is_nought(world: SmallWorld, browse: Browse) -> None:
    page = of(browse(world.approver_person), "/angka/")
    assert '<span class="value">0</span>' in page


@given(st.integers(min_value=0, max_value=10**9))
def test_a_scale_ends_at_or_above_the_highest_bar_in_few_steps(top: int) -> None:
    end, step = round_top(top)
    assert end >= max(top, 1)
    assert end % step == 0
    assert 1 <= end // step <= 5


@given(st.lists(st.lists(st.integers(min_value=0, max_value=10**6), min_size=3, max_size=3), max_size=50))
def test_bars_stay_inside_the_drawing(counts: list[list[int]]) -> None:
    days = [(date(2026, 1, 1), [("x", count, "good") for count in parts]) for parts in counts]
    for chart in (stacked(days), beside(days)):
        for box in chart.boxes:
            assert float(box.y) >= 0
            assert float(box.y) + float(box.height) <= HEIGHT
            assert float(box.x) + float(box.width) <= chart.right + 0.2
