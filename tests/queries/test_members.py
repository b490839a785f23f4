"""The hub's members at a glance: what waits, how late it is, and whether a member can be reached."""

import itertools
from datetime import timedelta

import pytest

from tertib.queries.parties.members import members
from tertib.queries.statistics.figures import FigureFilters, figures
from tertib.queries.types import Contact, Order, Party
from tertib.vocabulary import CaseState, ChannelKind, ContactHealth, PartyKind, ReplyKind, Verdict
from tests.factories import NOW, make_actor, make_case, make_order, make_party

HOUR = timedelta(hours=1)


@pytest.fixture
def hub(db: None) -> Party:
    return make_party("asosiasi-contoh", PartyKind.ASSOCIATION)


@pytest.fixture
def lapak(hub: Party) -> Party:
    return make_party("lapakraya", PartyKind.PLATFORM, association=hub)


@pytest.fixture
def order(db: None) -> Order:
    return make_order(make_party())


def test_lateness_stands_in_one_column_each_and_the_hour_itself_in_the_later(
    hub: Party, lapak: Party, order: Order
) -> None:
    late_hours = (1, 23, 24, 71, 72, 167, 168, 500)
    for number, hours in enumerate(late_hours):
        make_case(
            order,
            recipient=lapak,
            listing=f"lapakraya:{number}",
            state=CaseState.OVERDUE,
            answer_due=NOW - hours * HOUR,
        )
    (member,) = members(make_actor(hub), now=NOW)
    assert list(member.late.values()) == [2, 2, 2, 2]
    assert member.counts["overdue"] == sum(member.late.values())
    assert member.oldest_due == NOW - 500 * HOUR


def test_the_gap_between_word_and_sight_is_counted(hub: Party, lapak: Party, order: Order) -> None:
    for number, verdict in enumerate((Verdict.UP, Verdict.CHANGED, Verdict.DOWN, Verdict.CANNOT_TELL, None)):
        make_case(
            order,
            recipient=lapak,
            listing=f"lapakraya:{number}",
            state=CaseState.CLAIMED,
            verdict=verdict,
            last_reply=ReplyKind.ACTED,
            sent_at=NOW - HOUR,
            seen_up_at=NOW - HOUR,
        )
    (member,) = members(make_actor(hub), now=NOW)
    assert (member.counts["claimed"], member.counts["claimed_up"]) == (5, 1)


def test_what_was_not_sent_and_who_is_no_member_does_not_count(
    hub: Party, lapak: Party, order: Order
) -> None:
    make_case(order, recipient=lapak)
    outsider = make_party("pasarkita", PartyKind.PLATFORM)
    make_case(order, recipient=outsider, listing="pasarkita:1", state=CaseState.OVERDUE, answer_due=NOW)
    (member,) = members(make_actor(hub), now=NOW)
    assert (member.party, member.counts["sent"], member.counts["overdue"]) == (lapak, 0, 0)


def test_a_member_is_as_well_as_its_best_contact(hub: Party, lapak: Party) -> None:
    reader = make_actor(hub)
    assert members(reader, now=NOW)[0].health is None
    for health in (ContactHealth.DEAD, ContactHealth.WELL):
        Contact.objects.create(party=lapak, channel=ChannelKind.PORTAL, health=health)
    assert members(reader, now=NOW)[0].health is ContactHealth.WELL


def test_hub_and_figures_say_the_same_of_every_kind_of_case(hub: Party, lapak: Party, order: Order) -> None:
    """One case of each state, answer, verdict and takedown: what both name, both count alike."""
    kinds = itertools.product(CaseState, (None, *ReplyKind), (None, *Verdict), (None, NOW))
    for number, (state, reply, verdict, down_at) in enumerate(kinds):
        make_case(
            order,
            recipient=lapak,
            listing=f"lapakraya:{number}",
            state=state,
            last_reply=reply,
            verdict=verdict,
            down_at=down_at,
            returns=1 if down_at else 0,
            sent_at=NOW,
        )
    reader = make_actor(hub)
    (member,) = members(reader, now=NOW)
    counted = figures(reader, FigureFilters(), now=NOW)
    both = set(member.counts) & set(counted.by_key) - {"waiting", "returned"}  # named otherwise on the pages
    assert {"sent", "claimed", "claimed_up", "down", "up", "cannot_tell", "overdue"} == both
    assert {name: member.counts[name] for name in both} == {name: counted.count(name) for name in both}


def test_what_came_back_after_a_takedown_is_no_contradicted_word(
    hub: Party, lapak: Party, order: Order
) -> None:
    again = {"last_reply": ReplyKind.ACTED, "verdict": Verdict.UP, "down_at": NOW - HOUR, "returns": 1}
    make_case(order, recipient=lapak, listing="lapakraya:1", state=CaseState.RETURNED, **again)
    make_case(order, recipient=lapak, listing="lapakraya:2", state=CaseState.CLAIMED, **again)
    reader = make_actor(hub)
    (member,) = members(reader, now=NOW)
    counted = figures(reader, FigureFilters(), now=NOW)
    assert (member.counts["returned"], member.counts["claimed_up"]) == (1, 1)
    assert (counted.count("claimed_returned"), counted.count("claimed_up")) == (1, 1)
