"""What each person of the demo can try first, and the story of its large order."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tertib.vocabulary import PartyKind as K
from tertib.vocabulary import Role as R

TRY_FIRST: dict[tuple[K, R], str | Promise] = {
    (K.AUTHORITY, R.ANALYST): _(
        "Hand in a list of links and follow the cases; search by hand: open a marketplace's search from the list, take "
        "an offer over with one press, and see the coverage."
    ),
    (K.AUTHORITY, R.APPROVER): _("Look at what will be sent, and let the notices leave; issue a reminder."),
    (K.AUTHORITY, R.AUDITOR): _("Follow any case step by step; nothing can be changed."),
    (K.AUTHORITY, R.POLICY_EDITOR): _(
        "Open the draft with one invented word, test it, look at what it would catch; Bagus, the approver, publishes it."
    ),
    (K.PLATFORM, R.RESPONDER): _(
        "Open the queue by due time, decide on one screen, answer many at once or by CSV."
    ),
    (K.PLATFORM, R.APPROVER): _("Answer notices, set how your platform is reached, make an API key."),
    (K.ASSOCIATION, R.ANALYST): _("See the members side by side: who is late, and by how many hours."),
    (K.ASSOCIATION, R.APPROVER): _(
        "Open Sellers: which shops one seller seems to run, by what evidence; keep the key and the identity list."
    ),
    (K.POLICE, R.INVESTIGATOR): _("Ask the marketplaces to wait with one listing, with a reason and an end."),
    (K.PUBLIC_BODY, R.AUDITOR): _("Read the figures; each opens to what it counts and adds up."),
    (K.PUBLIC_BODY, R.OPERATOR): _(
        "See what the workers still have to do, send failed deliveries again, see to alarms, test contacts, "
        "invite people and add offices."
    ),
}
OTHER = _("Look around: every page says what waits and what to do next.")

STORY: tuple[tuple[str | Promise, str | Promise], ...] = (
    (
        _("The analyst hands in the list"),
        _(
            "40,000 rows as officers really write them: the same link twice, short links, shops, empty "
            "cells. The preview shows what was understood; the receipt adds up."
        ),
    ),
    (
        _("We look before we ask"),
        _("Every listing is looked at once. What is gone already is closed and never counted as ours."),
    ),
    (
        _("The approver lets the notices leave"),
        _(
            "A named person sees what will be sent to whom and by which channel, and decides. No notice "
            "leaves without that."
        ),
    ),
    (
        _("Five marketplaces answer, each in its own way"),
        _(
            "One is prompt, one is slow, one refuses a share, one is silent, and one says “done” while "
            "the page stays up."
        ),
    ),
    (
        _("We look for ourselves"),
        _(
            "What the marketplace says and what we saw are two columns. Only looks hours apart that "
            "agree make “down, verified”. The demo's clock runs fast, so this takes minutes."
        ),
    ),
    (
        _("The figures reconcile"),
        _(
            "Found, sent, claimed, verified down, still up, cannot tell: each with its unit, its "
            "moment, and its cases behind it."
        ),
    ),
)
