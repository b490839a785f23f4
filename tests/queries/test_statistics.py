"""Figures open to exactly the cases that they count, for every reader."""

import itertools
from dataclasses import dataclass

import pytest

from tertib.errors import NotFound, NotPermitted
from tertib.queries.statistics.beside import Dimension, cases_of_measure, figures_by
from tertib.queries.statistics.figures import MEASURES, FigureFilters, figures
from tertib.queries.types import Order, Party
from tertib.store.models import Requester
from tertib.vocabulary import CaseOutcome, CaseState, PartyKind, ReplyKind, Role, Verdict
from tests.factories import NOW, make_case, make_order, make_party

ALL = FigureFilters()


@dataclass(frozen=True)
class Looker:
    home: Party
    role: Role = Role.ANALYST


@dataclass(frozen=True)
class World:
    ministry: Looker
    agency: Looker
    platform: Looker
    hub: Looker
    orders: tuple[Order, Order]


@pytest.fixture
def world(db: None) -> World:
    """Cases of two authorities on two platforms in every mixture of state, verdict and reply that can be."""
    ministry, agency = make_party("kementerian-contoh"), make_party("badan-contoh")
    hub = make_party("asosiasi-contoh", PartyKind.ASSOCIATION)
    lapak = make_party("lapakraya", PartyKind.PLATFORM, association=hub)
    pasar = make_party("pasarkita", PartyKind.PLATFORM)
    orders = (make_order(ministry), make_order(agency))
    number = itertools.count()
    mixtures = itertools.product(CaseState, (None, *Verdict), (None, *ReplyKind), (False, True))
    for state, verdict, reply, was_down in mixtures:
        unsent = state in (CaseState.OPEN, CaseState.HELD) or (state is CaseState.CLOSED and reply is None)
        if unsent and (reply is not None or was_down):
            continue
        place = next(number)
        make_case(
            orders[place % 3 == 0],
            recipient=(lapak, pasar)[place % 2],
            listing=f"{('lapakraya', 'pasarkita')[place % 2]}:{place}",
            state=state,
            verdict=verdict,
            last_reply=reply,
            down_at=NOW if was_down else None,
            returns=1 if was_down and verdict is Verdict.UP else 0,
            sent_at=None if unsent else NOW,
            outcome=CaseOutcome.ALREADY_GONE if state is CaseState.CLOSED and place % 2 else None,
        )
    return World(Looker(ministry), Looker(agency), Looker(lapak, Role.RESPONDER), Looker(hub), orders)


@pytest.mark.parametrize("who", ["ministry", "agency", "platform", "hub"])
@pytest.mark.parametrize("platform", ["", "lapakraya"])
def test_every_figure_opens_to_as_many_cases_as_it_says(who: str, platform: str, world: World) -> None:
    reader, filters = getattr(world, who), FigureFilters(platform=platform)
    found = figures(reader, filters, now=NOW)
    assert found.count("found") > 0
    for measure in MEASURES:
        assert cases_of_measure(reader, measure, filters).count() == found.count(measure), measure


def test_a_measure_of_one_order_opens_to_that_orders_cases(world: World) -> None:
    filters = FigureFilters(order=world.orders[0].key)
    found = figures(world.ministry, filters, now=NOW)
    assert cases_of_measure(world.ministry, "sent", filters).count() == found.count("sent") > 0


def test_another_offices_order_is_not_found(world: World) -> None:
    with pytest.raises(NotFound):
        cases_of_measure(world.ministry, "sent", FigureFilters(order=world.orders[1].key))


def test_platforms_side_by_side_add_up_to_the_figures(world: World) -> None:
    whole = figures(world.ministry, ALL, now=NOW)
    rows = figures_by(world.ministry, Dimension.PLATFORM, ALL, now=NOW)
    assert {row.key for row in rows} == {"lapakraya", "pasarkita"}
    sizes = [row.figures.count("found") for row in rows]
    assert sizes == sorted(sizes, reverse=True)
    for measure in MEASURES:
        assert sum(row.figures.count(measure) for row in rows) == whole.count(measure)


def test_a_case_of_two_orders_counts_once_in_each_and_once_in_the_whole(world: World) -> None:
    second = make_order(world.ministry.home, digest="1" * 64)
    whole = figures(world.ministry, ALL, now=NOW).count("found")
    case = cases_of_measure(world.ministry, "found", ALL)[0]
    Requester.objects.create(case=case, authority=world.ministry.home, order=second, row=1, at=NOW)
    rows = {
        row.key: row.figures.count("found")
        for row in figures_by(world.ministry, Dimension.ORDER, ALL, now=NOW)
    }
    assert rows == {world.orders[0].key: whole, second.key: 1}
    assert figures(world.ministry, ALL, now=NOW).count("found") == whole


def test_a_public_body_reads_figures_but_not_the_cases_behind_them(world: World) -> None:
    reader = Looker(make_party("ombudsman-contoh", PartyKind.PUBLIC_BODY), Role.AUDITOR)
    assert figures(reader, ALL, now=NOW).count("found") > 0
    with pytest.raises(NotPermitted):
        cases_of_measure(reader, "found", ALL)


def test_an_unknown_figure_is_not_found(world: World) -> None:
    with pytest.raises(NotFound, match="no figure 'turun'"):
        cases_of_measure(world.ministry, "turun", ALL)
