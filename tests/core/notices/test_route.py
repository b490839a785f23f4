"""Which contact a notice goes to."""

from typing import Any

import pytest

from tertib.core.notices import Chosen, ContactCard, NotReachable, choose_contact
from tertib.vocabulary import ChannelKind, ChannelType, ContactHealth, PartyKind
from tests.core.notices.samples import POLICY


def card(key: str, health: ContactHealth = ContactHealth.WELL, **changed: Any) -> ContactCard:
    values: dict[str, Any] = {
        "party": "P-1",
        "party_kind": PartyKind.PLATFORM,
        "channel": ChannelKind.EMAIL,
        "rank": 1,
    }
    return ContactCard(key=key, health=health, **(values | changed))


def chosen(*cards: ContactCard, channel_type: ChannelType = ChannelType.MARKETPLACE) -> Chosen:
    route = choose_contact(channel_type, policy=POLICY, contacts=cards)
    assert isinstance(route, Chosen), route
    return route


def test_the_party_s_first_choice_is_taken() -> None:
    assert chosen(card("b", rank=2), card("a", rank=1)).contact.key == "a"


@pytest.mark.parametrize("worse", [ContactHealth.FAILING, ContactHealth.UNTRIED])
def test_a_well_contact_goes_before_the_party_s_first_choice(worse: ContactHealth) -> None:
    assert chosen(card("first", worse, rank=1), card("second", rank=2)).contact.key == "second"


def test_a_failing_contact_is_better_than_none() -> None:
    assert chosen(card("a", ContactHealth.FAILING)).contact.key == "a"


def test_a_dead_contact_is_passed_over_and_that_is_told() -> None:
    route = chosen(card("mail", ContactHealth.DEAD), card("portal", channel=ChannelKind.PORTAL, rank=2))
    assert route.contact.key == "portal"
    assert [(one.contact, one.why) for one in route.passed_over] == [("mail", "dead: nothing has reached it")]
    assert "other contacts are dead" in route.why


def test_the_association_is_reached_when_the_platform_s_contacts_are_dead() -> None:
    hub = card("hub", party="P-2", party_kind=PartyKind.ASSOCIATION)
    assert chosen(card("mail", ContactHealth.DEAD), hub).contact.key == "hub"


def test_the_association_is_not_asked_while_the_platform_can_be_reached() -> None:
    hub = card("hub", party="P-2", party_kind=PartyKind.ASSOCIATION)
    assert chosen(hub, card("mail", ContactHealth.FAILING)).contact.key == "mail"


def test_social_media_go_to_the_authority_where_the_platform_has_no_contact() -> None:
    office = card("office", party="P-3", party_kind=PartyKind.AUTHORITY)
    assert chosen(office, channel_type=ChannelType.SOCIAL).contact.key == "office"


@pytest.mark.parametrize("cards", [(), (card("mail", ContactHealth.DEAD),)])
def test_nobody_to_reach_is_an_answer_with_its_mend(cards: tuple[ContactCard, ...]) -> None:
    route = choose_contact(ChannelType.MARKETPLACE, policy=POLICY, contacts=cards)
    assert isinstance(route, NotReachable)
    assert "give one a working address" in route.why


def test_the_choice_does_not_hang_on_the_order_of_the_contacts() -> None:
    cards = [card(key) for key in "cab"]
    assert chosen(*cards) == chosen(*reversed(cards))
