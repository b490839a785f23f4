"""One case with everything that its reader may see of it: history, requests, notices, replies, looks, clocks."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Min

from tertib.queries.cases import one as of_cases
from tertib.queries.types import Reader, eyes
from tertib.queries.visible import visible_holds, visible_notices, visible_replies
from tertib.store.models import (
    Case,
    CaseEvent,
    Clock,
    Hold,
    Notice,
    Observation,
    Order,
    Party,
    Reply,
    Requester,
)
from tertib.vocabulary import CaseState, ClockKind, PartyKind

MOST = 500  # rows of one kind on a page; a case of 90 days has some 60 events

OUTSIDE = frozenset(
    {
        "notice_sent",
        "replied",
        "answered",
        "answer_due_ran_out",
        "clock_paused",
        "clock_resumed",
        "hold_placed",
        "hold_ended",
        "seen",
        "withdrawn",
        "closed",
        "reopened",
        "reversed",
    }
)
"""What a platform and its association see of a history, from the first sending on."""

UNDER_HOLD = frozenset({"hold_placed", "hold_ended", "seen", "closed"})
"""What police see, from the first hold of theirs on."""

BODY_OUTSIDE = frozenset(
    {
        "notice",
        "reply",
        "kind",
        "why",
        "answer_due",
        "due",
        "text",
        "reason",
        "until",
        "verdict",
        "state",
        "outcome",
    }
)
"""Fields of an event that others than the authority see: no order, no row, no office."""

BODY_OF_REQUEST = frozenset({"order", "authority", "row"})


@dataclass(frozen=True, slots=True)
class EventLine:
    """One numbered line of a history. `by` is a party's name, or a person's of the reader's own party; "" for a
    rule. `body` holds the event's fields that the reader may see."""

    no: int
    kind: str
    at: datetime
    state: CaseState
    by: str
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Request:
    """One order of the reader's that names the listing, with the row that does."""

    order: Order
    row: int
    at: datetime
    withdrawn_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CasePage:
    """A case as its reader sees it. `other_requesters` counts other authorities that asked too, unnamed."""

    case: Case
    requests: tuple[Request, ...]
    other_requesters: int
    events: tuple[EventLine, ...]
    clocks: tuple[Clock, ...]
    observations: tuple[Observation, ...]
    notices: tuple[Notice, ...]
    replies: tuple[Reply, ...]
    holds: tuple[Hold, ...]


def case_page(reader: Reader, key: str, *, now: datetime) -> CasePage:
    """One case with its page. Raises NotFound for none, and for another party's."""
    party, role = eyes(reader)
    case = of_cases.case(reader, key)
    since = _since(party, case)
    requests = tuple(_requests(party, case))
    everyone = Requester.objects.filter(case=case).values("authority").distinct().count()
    observations = Observation.objects.filter(case=case).select_related("session").order_by("-at", "-pk")
    clocks = Clock.objects.filter(case=case).order_by("-started_at", "-pk")
    if party.kind != PartyKind.AUTHORITY:
        observations = observations.filter(at__gte=since)
        clocks = clocks.filter(kind=ClockKind.HOLD if party.kind == PartyKind.POLICE else ClockKind.ANSWER)
    notices = (
        visible_notices(party, role)
        .filter(case=case)
        .select_related("recipient", "dispatch", "approval__person")
    )
    replies = (
        visible_replies(party, role).filter(notice__case=case).select_related("notice", "sender", "person")
    )
    holds = visible_holds(party, role).filter(listing_key=case.listing.key).select_related("police")
    return CasePage(
        case=case,
        requests=requests,
        other_requesters=everyone - 1 if party.kind == PartyKind.AUTHORITY else 0,
        events=tuple(_history(party, case, since)),
        clocks=tuple(clocks[:MOST]),
        observations=tuple(observations[:MOST]),
        notices=tuple(notices.order_by("-pk")[:MOST]),
        replies=tuple(replies.order_by("-received_at", "-pk")[:MOST]),
        holds=tuple(holds.order_by("-placed_at")[:MOST]),
    )


def _since(party: Party, case: Case) -> datetime:
    """From when on the party may know of the case."""
    match party.kind:
        case PartyKind.PLATFORM | PartyKind.ASSOCIATION:
            sent = CaseEvent.objects.filter(case=case, kind="notice_sent").aggregate(at=Min("at"))["at"]
            return sent or case.sent_at or case.changed_at
        case PartyKind.POLICE:
            held = Hold.objects.filter(listing_key=case.listing.key, police=party)
            return held.aggregate(at=Min("placed_at"))["at"] or case.changed_at
        case _:
            return case.opened_at


def _requests(party: Party, case: Case) -> list[Request]:
    if party.kind != PartyKind.AUTHORITY:
        return []
    own = Requester.objects.filter(case=case, authority=party).select_related("order").order_by("at", "pk")
    return [Request(one.order, one.row, one.at, one.withdrawn_at) for one in own[:MOST]]


def _history(party: Party, case: Case, since: datetime) -> list[EventLine]:
    events = CaseEvent.objects.filter(case=case).select_related("party", "person", "api_key").order_by("no")
    if party.kind in (PartyKind.PLATFORM, PartyKind.ASSOCIATION):
        events = events.filter(kind__in=OUTSIDE, at__gte=since)
    elif party.kind == PartyKind.POLICE:
        events = events.filter(kind__in=UNDER_HOLD, at__gte=since)
    return [
        EventLine(event.no, event.kind, event.at, event.state, _by(party, event), _body(party, event))
        for event in events[:MOST]
    ]


def _by(party: Party, event: CaseEvent) -> str:
    """A person's name only to those of the same party; another authority stays unnamed to an authority."""
    if event.party is None:
        return ""
    if event.party_id == party.pk:
        if event.person is not None:
            return event.person.name
        return event.api_key.label if event.api_key is not None else event.party.name
    if event.party.kind == PartyKind.POLICE and party.kind != PartyKind.AUTHORITY:
        return ""
    if event.party.kind == PartyKind.AUTHORITY and party.kind == PartyKind.AUTHORITY:
        return ""
    return event.party.name


def _body(party: Party, event: CaseEvent) -> dict[str, Any]:
    if party.kind != PartyKind.AUTHORITY:
        return {
            name: value
            for name, value in event.body.items()
            if name in BODY_OUTSIDE and _told(party, event, name)
        }
    if event.party_id != party.pk:
        return {name: value for name, value in event.body.items() if name not in BODY_OF_REQUEST}
    return dict(event.body)


def _told(party: Party, event: CaseEvent, name: str) -> bool:
    """Reasons in words are for the recipient of what they explain; why police wait is for nobody else."""
    if name == "reason" and event.kind in ("hold_placed", "hold_ended"):
        return False
    return name not in ("text", "reason") or party.kind == PartyKind.PLATFORM
