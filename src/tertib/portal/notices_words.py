"""Why cases are left out of an approval, in words, with the way to mend each."""

from dataclasses import dataclass

from django.utils.translation import gettext


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
