"""Which contact a notice goes to, and why: kind of place, the policy's route, and which mailboxes live."""

from collections.abc import Iterable
from dataclasses import dataclass

from tertib.core.policies import Policy
from tertib.vocabulary import ChannelKind, ChannelType, ContactHealth, PartyKind

HEALTH_ORDER = {ContactHealth.WELL: 0, ContactHealth.UNTRIED: 1, ContactHealth.FAILING: 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactCard:
    """One way to reach a party. `rank`: the party's own order of preference, 1 first."""

    key: str
    party: str
    party_kind: PartyKind
    channel: ChannelKind
    health: ContactHealth
    rank: int = 1


@dataclass(frozen=True, slots=True)
class PassedOver:
    contact: str
    why: str


@dataclass(frozen=True, slots=True)
class Chosen:
    """Where the notice goes; `why` and `passed_over` are kept with the delivery."""

    contact: ContactCard
    why: str
    passed_over: tuple[PassedOver, ...]


@dataclass(frozen=True, slots=True)
class NotReachable:
    """Nobody can be reached: the notice waits, its clock does not start, an operator is told."""

    why: str
    passed_over: tuple[PassedOver, ...]


def choose_contact(
    channel_type: ChannelType, *, policy: Policy, contacts: Iterable[ContactCard]
) -> Chosen | NotReachable:
    """Pick the contact for a place of this kind among `contacts` (the platform's, and those of its hub).

    - The policy's route names the kinds of party in order; the first that can be reached is taken.
    - Within a party: well before untried before failing, then the party's own rank.
    - A dead contact is never taken.
    """
    cards = sorted(contacts, key=lambda card: (HEALTH_ORDER.get(card.health, 9), card.rank, card.key))
    route = policy.route_for(channel_type)
    if route is None:
        return NotReachable(f"policy {policy.id} has no route for {channel_type}; add a [[route]]", ())
    passed: list[PassedOver] = []
    for kind in route.to:
        mine = [card for card in cards if card.party_kind is kind]
        living = [card for card in mine if card.health in HEALTH_ORDER]
        passed.extend(
            PassedOver(card.key, "dead: nothing has reached it") for card in mine if card not in living
        )
        if living:
            why = f"{kind} by {living[0].channel}, {living[0].health}"
            better = [card for card in passed if card.contact]
            return Chosen(living[0], f"{why}; other contacts are dead" if better else why, tuple(passed))
        if not mine:
            passed.append(PassedOver("", f"no contact of kind {kind} is known"))
    names = ", ".join(route.to)
    return NotReachable(f"no living contact among {names}; give one a working address", tuple(passed))
