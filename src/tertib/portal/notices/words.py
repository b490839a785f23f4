"""Words about sending: why cases are left out of an approval and how to mend it, and why a way was chosen."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext

from tertib.portal.cases.filters import member
from tertib.portal.lexicon import words
from tertib.vocabulary import ChannelKind, ContactHealth, PartyKind

CHOSEN = re.compile(r"(\w+) by (\w+), (\w+)(; other contacts are dead)?")
"""How `core.notices.route` says why it chose a contact."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A reason and its mend."""

    why: str
    mend: str


def left_out(reason: str) -> LeftOut:
    """The words for a reason of `actions.notices.Preview.left_out`; what a notice lacks is named as it is."""
    match reason:
        case "no_letter":
            return LeftOut(
                gettext("The order has no letter number or date"),
                gettext("Open the order and add both."),
            )
        case "no_contact":
            return LeftOut(
                gettext("The platform cannot be reached: it has no contact"),
                gettext("Ask the association or the operator to add one."),
            )
        case "no_basis":
            return LeftOut(
                gettext("The policy has no provision in force today"),
                gettext("Ask the policy's editor; nothing is sent without a legal basis."),
            )
        case "moved_on":
            return LeftOut(
                gettext("The case moved on meanwhile"),
                gettext("Nothing to do: it was gone, answered or asked for by another approval."),
            )
        case _:
            return LeftOut(
                gettext("The notice lacks something that it must carry"),
                gettext("Lacking, as the check says: %(what)s") % {"what": reason},
            )


def why_this_way(said: str) -> str:
    """Why a contact was chosen, in the reader's language; as it is where it is said otherwise."""
    found = CHOSEN.fullmatch(said)
    kind = member(PartyKind, found[1]) if found else None
    channel = member(ChannelKind, found[2]) if found else None
    health = member(ContactHealth, found[3]) if found else None
    if found is None or kind is None or channel is None or health is None:
        return gettext("Chosen by the operator") if said == "chosen by the operator" else said
    text = gettext("Contact of the %(kind)s, state: %(health)s") % {
        "kind": words.label(kind).lower(),
        "health": words.label(health).lower(),
    }
    return f"{text}; {gettext('its other contacts are dead')}" if found[4] else text
