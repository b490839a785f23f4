"""The filters of the list of cases: read from the address, shown as a form, with ready-made ones by name."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tertib.queries.cases.listed import LATE_HOURS, SORTS, CaseFilters, View
from tertib.queries.statistics.figures import MEASURES
from tertib.vocabulary import CaseState, PartyKind, Verdict

Member = TypeVar("Member", bound=StrEnum)

VIEW_TEXTS: dict[View, tuple[str | Promise, str | Promise]] = {
    View.OVERDUE: (_("Overdue"), _("The time to answer ran out without an answer.")),
    View.SAID_DONE_BUT_UP: (
        _("Said done, but up"),
        _("The platform says it acted; our looks still see the offer."),
    ),
    View.STILL_UP: (_("Still up"), _("A notice left, and our latest look saw the offer.")),
    View.CAME_BACK: (_("Came back"), _("Was seen down and can be seen again.")),
    View.QUESTIONS: (_("Questions to us"), _("The platform asked back or showed why it cannot act.")),
    View.UNASKED: (_("Waits for a notice"), _("Looked at; a person decides whether the platform is asked.")),
    View.FIRST_LOOK: (_("Waits for a first look"), _("Nobody has looked yet; nothing is sent before.")),
    View.CANNOT_TELL: (_("Cannot tell"), _("Our looks were blocked or unclear; never counted as down.")),
}

SHOWN_TO: dict[PartyKind, Sequence[View]] = {
    PartyKind.AUTHORITY: tuple(VIEW_TEXTS),
    PartyKind.ASSOCIATION: (
        View.OVERDUE,
        View.SAID_DONE_BUT_UP,
        View.STILL_UP,
        View.CAME_BACK,
        View.CANNOT_TELL,
    ),
    PartyKind.PLATFORM: (View.OVERDUE, View.SAID_DONE_BUT_UP, View.STILL_UP, View.CAME_BACK, View.QUESTIONS),
}

SORT_TEXTS: dict[str, str | Promise] = {
    "changed": _("Latest step first"),
    "due": _("Due first"),
    "opened": _("Newest first"),
    "oldest": _("Oldest first"),
    "listing": _("By listing"),
}

LATE_TEXTS: dict[str, str | Promise] = {
    "0-24": _("late by less than 24 hours"),
    "24-72": _("late by 24 to 72 hours"),
    "72-168": _("late by 3 to 7 days"),
    "168-": _("late by more than 7 days"),
}


@dataclass(frozen=True, slots=True)
class Saved:
    """A ready-made filter: its address part, text, meaning, and whether it is the one shown."""

    view: View
    text: str | Promise
    meaning: str | Promise
    here: bool


def read_filters(said: QueryDict) -> CaseFilters:
    """The filters that an address names; what it names wrongly is left aside."""
    measure, late, sort = said.get("measure", ""), said.get("late", ""), said.get("sort", "")
    return CaseFilters(
        state=member(CaseState, said.get("state", "")),
        platform=said.get("platform", "")[:60],
        policy=said.get("policy", "")[:80],
        order=said.get("order", "")[:16],
        verdict=member(Verdict, said.get("verdict", "")),
        view=member(View, said.get("view", "")),
        measure=measure if measure in MEASURES else "",
        late=late if late in LATE_HOURS else "",
        search=said.get("q", "").replace("\x00", "").strip()[:500],
        sort=sort if sort in SORTS else "changed",
    )


def saved_filters(kind: PartyKind, filters: CaseFilters) -> list[Saved]:
    """The ready-made filters for a kind of party."""
    return [Saved(view, *VIEW_TEXTS[view], here=view == filters.view) for view in SHOWN_TO.get(kind, ())]


def is_narrowed(filters: CaseFilters) -> bool:
    """Whether any filter is set (an order of rows is none)."""
    narrowing = ("state", "platform", "policy", "order", "verdict", "view", "measure", "late", "search")
    return any(getattr(filters, name) for name in narrowing)


def member(members: type[Member], text: str) -> Member | None:
    """The member with this value, or None."""
    return members(text) if text in {one.value for one in members} else None
