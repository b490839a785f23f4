"""The hub's members at a glance: what waits, how late it is, and whether a member can be reached."""

from datetime import timedelta

import pytest

from tertib.queries.members import members
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
    assert (member.counts["claimed"], member.counts["claimed_up"]) == (5, 2)


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
