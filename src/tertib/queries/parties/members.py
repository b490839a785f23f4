"""The association's view: what waits at each member, how late it is, and whether the member can be reached."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Min, Q

from tertib.queries.cases.listed import LATE_HOURS, late
from tertib.queries.statistics.figures import MEASURES
from tertib.queries.types import Reader, eyes
from tertib.queries.visible import visible_cases, visible_contacts, visible_rungs
from tertib.store.models import Contact, Party
from tertib.vocabulary import CaseState, ContactHealth, LadderRungState

WORST_FIRST = (ContactHealth.DEAD, ContactHealth.FAILING, ContactHealth.UNTRIED, ContactHealth.WELL)

COUNTED: Mapping[str, Q] = {
    "sent": Q(),
    "waiting": Q(state=CaseState.NOTIFIED),
    "overdue": Q(state=CaseState.OVERDUE),
    "claimed": MEASURES["claimed"],
    "down": MEASURES["down"],
    "up": MEASURES["up"],
    "claimed_up": MEASURES["claimed_up"],
    "cannot_tell": MEASURES["cannot_tell"],
    "returned": Q(state=CaseState.RETURNED),
}
"""What is counted of each member. Members stand by name; they are not ranked."""


@dataclass(frozen=True, slots=True)
class Member:
    """One member: cases by COUNTED, overdue cases by bucket of lateness, and how it is reached."""

    party: Party
    counts: Mapping[str, int]
    late: Mapping[str, int]
    oldest_due: datetime | None  # of its overdue cases
    next_due: datetime | None  # of its cases that wait and are not overdue
    health: ContactHealth | None  # of its best way; null: no contact at all
    contacts: Sequence[Contact]
    last_answer_at: datetime | None
    rungs: int  # issued and running


def members(reader: Reader, *, now: datetime) -> list[Member]:
    """The members by name, every one, also those that nothing waits at; four queries in all."""
    party, role = eyes(reader)
    rules = {f"n_{name}": Count("pk", filter=rule) for name, rule in COUNTED.items() if name != "sent"}
    rules |= {
        f"late_{number}": Count("pk", filter=late(name, now=now)) for number, name in enumerate(LATE_HOURS)
    }
    rows = (
        visible_cases(party, role)
        .order_by()
        .values("recipient")
        .annotate(
            n_sent=Count("pk"),
            oldest_due=Min("answer_due", filter=Q(state=CaseState.OVERDUE)),
            next_due=Min("answer_due", filter=Q(state=CaseState.NOTIFIED, clock_paused=False)),
            **rules,
        )
    )
    counted = {row["recipient"]: row for row in rows}
    contacts: dict[int, list[Contact]] = {}
    for contact in visible_contacts(party, role).order_by("rank", "pk"):
        contacts.setdefault(contact.party_id, []).append(contact)
    rungs = dict(
        visible_rungs(party, role)
        .filter(state=LadderRungState.ISSUED, period_ends_at__gt=now)
        .order_by()
        .values_list("platform_party")
        .annotate(n=Count("pk"))
    )
    answers = dict(
        Contact.objects.filter(party__association=party)
        .order_by()
        .values_list("party")
        .annotate(at=Max("last_answer_at"))
    )
    return [
        _member(
            one, counted.get(one.pk, {}), contacts.get(one.pk, []), answers.get(one.pk), rungs.get(one.pk, 0)
        )
        for one in Party.objects.filter(association=party, active=True).order_by("name")
    ]


def _member(
    party: Party,
    row: Mapping[str, object],
    contacts: Sequence[Contact],
    answered: datetime | None,
    rungs: int,
) -> Member:
    healths = {contact.health for contact in contacts}
    return Member(
        party=party,
        counts={name: int(str(row.get(f"n_{name}", 0))) for name in COUNTED},
        late={name: int(str(row.get(f"late_{number}", 0))) for number, name in enumerate(LATE_HOURS)},
        oldest_due=_moment(row.get("oldest_due")),
        next_due=_moment(row.get("next_due")),
        health=next((health for health in reversed(WORST_FIRST) if health in healths), None),
        contacts=contacts,
        last_answer_at=answered,
        rungs=rungs,
    )


def _moment(value: object) -> datetime | None:
    return value if isinstance(value, datetime) else None
