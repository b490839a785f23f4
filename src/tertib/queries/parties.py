"""Parties and how they are reached: contacts, keys, persons, alarms, rungs; and the hub's members at a glance."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any, TypeVar

from django.db.models import Count, Min, Model, Q, QuerySet

from tertib.errors import NotFound
from tertib.queries.types import Reader, eyes
from tertib.queries.visible import (
    visible_alarms,
    visible_api_keys,
    visible_cases,
    visible_contacts,
    visible_parties,
    visible_persons,
    visible_rungs,
)
from tertib.store.models import Alarm, ApiKey, Contact, LadderRung, Party, Person
from tertib.vocabulary import CaseState, ContactHealth, LadderRungState, PartyKind, Verdict

Row = TypeVar("Row", bound=Model)

LATE_HOURS = (24, 72, 168)
"""Bounds of the columns in which lateness is shown: up to a day, three days, a week, and longer."""

BEST_HEALTH = (ContactHealth.WELL, ContactHealth.UNTRIED, ContactHealth.FAILING, ContactHealth.DEAD)


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A platform at a glance, in cases. `late` has one count for each bound of LATE_HOURS and one for longer.

    `waiting` owe an answer in time, `overdue` owe it late; `said_done_but_up` is claimed but up by our looks.
    `health` is the best of its contacts', null if it has none.
    """

    party: Party
    sent: int
    waiting: int
    overdue: int
    late: tuple[int, ...]
    oldest_due: datetime | None
    claimed: int
    said_done_but_up: int
    refused: int
    down: int
    returned: int
    health: ContactHealth | None


def members(reader: Reader, *, now: datetime) -> list[Member]:
    """The platforms that the reader may see with what waits for each, the most overdue first."""
    parties = list(visible_parties(*eyes(reader)).filter(kind=PartyKind.PLATFORM, active=True))
    counts = _counts(reader, now)
    healths: dict[int, set[ContactHealth]] = {}
    contacts = Contact.objects.filter(party__in=parties, active=True)
    for party_id, health in contacts.values_list("party", "health"):
        healths.setdefault(party_id, set()).add(ContactHealth(health))
    shown = [_member(party, counts.get(party.pk, {}), healths.get(party.pk, set())) for party in parties]
    return sorted(shown, key=lambda member: (-member.overdue, -member.waiting, member.party.name))


def contacts(reader: Reader) -> QuerySet[Contact]:
    """Contacts in use that the reader may see, by party and rank."""
    return visible_contacts(*eyes(reader)).select_related("party").order_by("party__name", "rank", "pk")


def contact(reader: Reader, number: int) -> Contact:
    """One contact by its number. Raises NotFound."""
    return _numbered(contacts(reader), number)


def api_keys(reader: Reader) -> QuerySet[ApiKey]:
    """The keys of the reader's party, latest first."""
    return visible_api_keys(*eyes(reader)).order_by("-created_at", "-pk")


def api_key(reader: Reader, number: int) -> ApiKey:
    """One key by its number. Raises NotFound."""
    return _numbered(api_keys(reader), number)


def persons(reader: Reader) -> QuerySet[Person]:
    """The persons of the reader's party, by name."""
    return visible_persons(*eyes(reader)).order_by("name", "pk")


def person(reader: Reader, number: int) -> Person:
    """One person of the reader's party by number. Raises NotFound."""
    return _numbered(persons(reader), number)


def alarms(reader: Reader, *, open_only: bool = True) -> QuerySet[Alarm]:
    """Alarms that the reader may see, latest first."""
    found = visible_alarms(*eyes(reader)).select_related("party").order_by("-raised_at", "-pk")
    return found.filter(cleared_at=None) if open_only else found


def rungs(reader: Reader, *, state: LadderRungState | None = None) -> QuerySet[LadderRung]:
    """Steps on the ladder that the reader may see, latest first."""
    found = visible_rungs(*eyes(reader)).select_related("platform_party", "decided_by")
    return found if state is None else found.filter(state=state)


def rung(reader: Reader, number: int) -> LadderRung:
    """One step by its number. Raises NotFound."""
    return _numbered(rungs(reader), number)


def _numbered(rows: QuerySet[Row], number: int) -> Row:
    row = rows.filter(pk=number).first()
    if row is None:
        raise NotFound("There is nothing here with this number, or it is not for your office.")
    return row


def _counts(reader: Reader, now: datetime) -> dict[int, Mapping[str, Any]]:
    overdue = Q(state=CaseState.OVERDUE)
    late = {
        f"late_{hours}": Count("pk", filter=overdue & Q(answer_due__gt=now - timedelta(hours=hours)))
        for hours in LATE_HOURS
    }
    seen_up = Q(verdict__in=(Verdict.UP, Verdict.CHANGED))
    rows = (
        visible_cases(*eyes(reader))
        .filter(sent_at__isnull=False, recipient__isnull=False)
        .order_by()
        .values("recipient")
        .annotate(
            sent=Count("pk"),
            waiting=Count("pk", filter=Q(state=CaseState.NOTIFIED)),
            overdue=Count("pk", filter=overdue),
            oldest_due=Min("answer_due", filter=overdue),
            claimed=Count("pk", filter=Q(state=CaseState.CLAIMED)),
            said_done_but_up=Count("pk", filter=Q(state=CaseState.CLAIMED) & seen_up),
            refused=Count("pk", filter=Q(state=CaseState.REFUSED)),
            down=Count("pk", filter=Q(state=CaseState.DOWN)),
            returned=Count("pk", filter=Q(state=CaseState.RETURNED)),
            **late,
        )
    )
    return {row["recipient"]: row for row in rows}


def _member(party: Party, row: Mapping[str, Any], healths: set[ContactHealth]) -> Member:
    """`late_N` counts everything up to N hours late; a column holds what is later than the one before."""
    up_to = [0, *(row.get(f"late_{hours}", 0) for hours in LATE_HOURS), row.get("overdue", 0)]
    return Member(
        party=party,
        sent=row.get("sent", 0),
        waiting=row.get("waiting", 0),
        overdue=row.get("overdue", 0),
        late=tuple(more - less for less, more in pairwise(up_to)),
        oldest_due=row.get("oldest_due"),
        claimed=row.get("claimed", 0),
        said_done_but_up=row.get("said_done_but_up", 0),
        refused=row.get("refused", 0),
        down=row.get("down", 0),
        returned=row.get("returned", 0),
        health=next((health for health in BEST_HEALTH if health in healths), None),
    )
