"""Figures: each rule that finds a figure's cases agrees with the count, whatever the cases are."""

import itertools
from datetime import timedelta

import pytest

from tertib.core.statistics.definitions import DEFINITIONS
from tertib.queries.statistics.figures import (
    MEASURES,
    FigureFilters,
    claims_and_looks,
    counted,
    figures,
    overview,
)
from tertib.store.models import Case
from tertib.vocabulary import CaseOutcome, CaseState, PartyKind, ReplyKind, Role, Verdict
from tests.factories import NOW, make_actor, make_case, make_order, make_party

pytestmark = pytest.mark.django_db
EVERYTHING = FigureFilters()


def make_every_case():
    """One case of every combination that the lifecycle can leave behind; returns the authority."""
    authority = make_party()
    platform = make_party("lapakraya", PartyKind.PLATFORM)
    order = make_order(authority)
    number = itertools.count(1)

    def add(**fields):
        make_case(order, recipient=platform, listing=f"lapakraya:{next(number)}", **fields)

    for verdict in (None, *Verdict):
        add(verdict=verdict)
        add(state=CaseState.HELD, verdict=verdict)
        for outcome in (None, *CaseOutcome):
            add(state=CaseState.CLOSED, outcome=outcome, verdict=verdict)
            add(state=CaseState.CLOSED, outcome=outcome, verdict=verdict, sent_at=NOW)
        for state, reply, down in itertools.product(CaseState, (None, *ReplyKind), (None, NOW)):
            add(
                state=state,
                last_reply=reply,
                verdict=verdict,
                sent_at=NOW,
                down_at=down,
                returns=1 if down else 0,
            )
    return authority


def test_every_figure_opens_to_exactly_the_cases_that_it_counts():
    reader = make_actor(make_every_case())
    counted_now = figures(reader, EVERYTHING, now=NOW)
    assert set(MEASURES) == set(DEFINITIONS)
    for key, rule in MEASURES.items():
        assert counted(reader, EVERYTHING).filter(rule).count() == counted_now.count(key), key


def test_the_days_of_the_chart_add_up_to_the_figures():
    reader = make_actor(make_every_case())
    shown = overview(reader, EVERYTHING, now=NOW)
    found = shown.figures
    assert found == figures(reader, EVERYTHING, now=NOW)
    today = {day.day: day.parts for day in shown.days}[NOW.date()]
    assert sum(today.values()) == found.count("found") == Case.objects.count()
    assert today["down"] == found.count("down")
    assert today["up"] + today["returned"] == found.count("up") + found.count("changed")
    assert today["asked"] == found.count("cannot_tell") + found.count("not_looked")
    assert today["waiting"] == found.count("waiting") + found.count("held")


def test_figures_count_cases_of_every_age_and_the_chart_those_of_its_days():
    authority = make_party()
    order = make_order(authority)
    for number, days in enumerate((0, 41, 42, 400)):
        made = NOW - timedelta(days=days)
        make_case(order, listing=f"lapakraya:{number}", opened_at=made, opened_day=made.date())
    shown = overview(make_actor(authority), EVERYTHING, now=NOW)
    assert shown.figures.count("found") == 4
    assert sum(day.parts["waiting"] for day in shown.days) == 2


def test_what_figures_can_be_narrowed_to_stays_when_they_are_narrowed():
    authority = make_party()
    order = make_order(authority)
    make_case(
        order,
        listing="lapakraya:1",
        opened_at=NOW - timedelta(days=90),
        opened_day=NOW.date() - timedelta(90),
    )
    make_case(order, listing="pasarkita:1")
    reader = make_actor(authority)
    for filters in (EVERYTHING, FigureFilters(platform="pasarkita"), FigureFilters(order=order.key)):
        shown = overview(reader, filters, now=NOW)
        assert (shown.platforms, shown.policies) == (["lapakraya", "pasarkita"], [order.policy])


def test_an_authority_counts_only_what_it_asked_for_and_a_public_body_everything():
    own = make_party()
    other = make_party("badan-contoh")
    make_case(make_order(own), listing="lapakraya:1")
    make_case(make_order(other), listing="lapakraya:2")
    body = make_party("pengawas", PartyKind.PUBLIC_BODY)
    assert figures(make_actor(own), EVERYTHING, now=NOW).count("found") == 1
    assert figures(make_actor(own, Role.OPERATOR), EVERYTHING, now=NOW).count("found") == 1
    assert figures(make_actor(body, Role.AUDITOR), EVERYTHING, now=NOW).count("found") == 2


def test_the_order_of_another_authority_counts_nothing():
    own, other = make_party(), make_party("badan-contoh")
    order = make_order(other)
    make_case(order, listing="lapakraya:2")
    assert figures(make_actor(own), FigureFilters(order=order.key), now=NOW).count("found") == 0


def test_claims_are_counted_on_the_day_of_jakarta():
    """17:30 UTC is half past midnight in Jakarta."""
    authority = make_party()
    late = NOW.replace(hour=17, minute=30) - timedelta(days=1)
    make_case(make_order(authority), state=CaseState.CLAIMED, claimed_at=late, last_reply=ReplyKind.ACTED)
    days = {pair.day: pair.claimed for pair in claims_and_looks(make_actor(authority), EVERYTHING, now=NOW)}
    assert days[NOW.date()] == 1
    assert len(days) == 42
